import { DEPRECATED, pipelineName } from "../../inputs/pipelines";
import { pausePipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { defineOperation } from "../../platform/defineOperation";
import { changedPipelineOutput } from "../../platform/pipelines";

export const pausePipeline = defineOperation({
  endpoint,
  label: "Pause Pipeline (Legacy)",
  description: `Pauses a pipeline: running jobs are stopped, and no new ones start. Resume Pipeline continues it. ${DEPRECATED}`,
  inputs: { name: pipelineName },
  output: changedPipelineOutput,
  example: null,
});
