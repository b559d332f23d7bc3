import { listAnnotationTags as endpoint } from "../mixpanel/endpoints/annotations";
import { isRecord } from "../mixpanel/records/json";
import { choice } from "../platform/choices";
import { definePicklist } from "../platform/defineDataSource";

export const annotationTags = definePicklist({
  endpoint,
  label: "Select Annotation Tag",
  description: "Lists the project's tags for annotations",
  byHand: "If the list cannot be loaded, type the ID of the tag; List Annotation Tags returns it as id.",
  example: [{ key: "12", label: "Release" }],
  choices: ({ results }) => results.filter(isRecord).flatMap(({ id, name }) => choice(id, name)),
});
