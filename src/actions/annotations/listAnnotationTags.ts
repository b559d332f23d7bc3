import { listAnnotationTags as endpoint } from "../../mixpanel/endpoints/annotations";
import { TAG_EXAMPLE, tagOutput } from "../../platform/annotations";
import { defineOperation } from "../../platform/defineOperation";
import { list, object, text } from "../../platform/shape";

export const listAnnotationTags = defineOperation({
  endpoint,
  label: "List Annotation Tags",
  description: "Lists the tags for annotations, also those that no annotation has",
  inputs: {},
  output: object({ status: text(), results: list(tagOutput) }),
  example: { status: "ok", results: [TAG_EXAMPLE] },
});
