import { DEPRECATED, pipelineName } from "../../inputs/pipelines";
import { resumePipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { defineOperation } from "../../platform/defineOperation";
import { changedPipelineOutput } from "../../platform/pipelines";

export const resumePipeline = defineOperation({
  endpoint,
  label: "Resume Pipeline (Legacy)",
  description: `Continues a paused pipeline. ${DEPRECATED}`,
  inputs: { name: pipelineName },
  output: changedPipelineOutput,
  example: null,
});
