import { listAnnotations as endpoint } from "../mixpanel/endpoints/annotations";
import { isRecord } from "../mixpanel/records/json";
import { choice } from "../platform/choices";
import { definePicklist } from "../platform/defineDataSource";

const DAY_LENGTH = "2024-01-31".length;

export const annotations = definePicklist({
  endpoint,
  label: "Select Annotation",
  description: "Lists the project's annotations by date",
  byHand: "If the list cannot be loaded, type the ID of the annotation; List Annotations returns it as id.",
  example: [{ key: "640123", label: "2024-01-31 New checkout released" }],
  choices: ({ results }) =>
    results
      .filter(isRecord)
      .flatMap(({ id, date, description }) =>
        choice(id, `${String(date ?? "").slice(0, DAY_LENGTH)} ${String(description ?? "")}`.trim()),
      ),
});
