import { DEPRECATED, pipelineEvents, pipelineName } from "../../inputs/pipelines";
import { where } from "../../inputs/queries";
import { editGCSPipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { defineOperation } from "../../platform/defineOperation";
import { changedPipelineOutput } from "../../platform/pipelines";

export const editGCSPipeline = defineOperation({
  endpoint,
  label: "Edit GCS Pipeline (Legacy)",
  description: `Changes which events a pipeline exports. ${DEPRECATED}`,
  inputs: { name: pipelineName, events: pipelineEvents, where },
  output: changedPipelineOutput,
  example: null,
});
