import { listPipelines as endpoint } from "../mixpanel/endpoints/pipelines";
import { isRecord } from "../mixpanel/records/json";
import { choice } from "../platform/choices";
import { definePicklist } from "../platform/defineDataSource";

export const pipelines = definePicklist({
  endpoint,
  label: "Fetch Pipelines",
  description: "Lists the project's pipelines",
  byHand: "If the list cannot be loaded, type the name of the pipeline; List Pipelines returns it.",
  example: [{ key: "events-daily-gcs-raw", label: "events-daily-gcs-raw" }],
  choices: (byProject, { projectId }) => {
    // Keyed by project: {"1234567": [{name}, …]}. A pipeline of another project would be unknown to the step.
    const projects = isRecord(byProject) ? byProject : {};
    const lists = projectId === undefined ? Object.values(projects) : [projects[projectId]];
    return lists
      .flat()
      .filter(isRecord)
      .flatMap(({ name }) => choice(name, name));
  },
});
