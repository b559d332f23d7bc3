import { pipelineName } from "../../inputs/pipelines";
import { project_id, useProjectToken } from "../../inputs/project";
import { dataAndDomain } from "../../inputs/residency";
import { deletePipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { callEndpoint, defineAction } from "../../platform/defineAction";

export const deletePipeline = defineAction({
  endpoint,
  label: "Delete Pipeline",
  description: "Deletes a pipeline and its history for good; nothing more is exported",
  inputs: { name: pipelineName, project_id, dataAndDomain, useProjectToken },
  output: { type: ["object", "null"], description: "Mixpanel's answer; null where it is empty." },
  example: null,
  run: callEndpoint(endpoint),
});
