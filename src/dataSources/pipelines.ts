import { project_id } from "../inputs/project";
import { dataAndDomain } from "../inputs/residency";
import { listPipelines } from "../mixpanel/endpoints/pipelines";
import { parametersOf } from "../mixpanel/parameters";
import { isRecord } from "../mixpanel/records/json";
import { definePicklist } from "../platform/defineDataSource";

export const pipelines = definePicklist({
  label: "Fetch Pipelines",
  description: "Lists the project's pipelines",
  inputs: { project_id, dataAndDomain },
  example: [{ key: "events-daily-gcs-raw", label: "events-daily-gcs-raw" }],
  run: async ({ client, params }) => {
    const answer = await client.call(listPipelines, parametersOf(listPipelines, params));
    // The answer is keyed by project: {"1234567": [{name}, …]}.
    const lists = isRecord(answer) ? Object.values(answer) : [];
    const names = lists
      .flat()
      .filter(isRecord)
      .map(({ name }) => name);
    return names.filter((name) => typeof name === "string").map((name) => ({ key: name, label: name }));
  },
});
