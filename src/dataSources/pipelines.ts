import { listPipelines as endpoint } from "../mixpanel/endpoints/pipelines";
import { isRecord } from "../mixpanel/records/json";
import { choice } from "../platform/choices";
import { definePicklist } from "../platform/defineDataSource";

export const pipelines = definePicklist({
  endpoint,
  label: "Fetch Pipelines",
  description: "Lists the project's pipelines",
  byHand: "Without the list, type the name of the pipeline; List Pipelines returns it.",
  example: [{ key: "events-daily-gcs-raw", label: "events-daily-gcs-raw" }],
  choices: (byProject) => {
    // Keyed by project: {"1234567": [{name}, …]}.
    const lists = isRecord(byProject) ? Object.values(byProject) : [];
    return lists
      .flat()
      .filter(isRecord)
      .flatMap(({ name }) => choice(name, name));
  },
});
