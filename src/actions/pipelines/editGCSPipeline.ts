import { pipelineEvents, pipelineName } from "../../inputs/pipelines";
import { project_id } from "../../inputs/project";
import { where } from "../../inputs/queries";
import { dataAndDomain } from "../../inputs/residency";
import { editGCSPipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { callEndpoint, defineAction } from "../../platform/defineAction";

export const editGCSPipeline = defineAction({
  endpoint,
  label: "Edit GCS Pipeline",
  description: "Changes which events a pipeline exports",
  inputs: { name: pipelineName, events: pipelineEvents, where, project_id, dataAndDomain },
  output: { type: ["object", "null"], description: "Mixpanel's answer; null where it is empty." },
  example: null,
  run: callEndpoint(endpoint),
});
