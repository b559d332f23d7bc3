import { DEPRECATED, pipelineName } from "../../inputs/pipelines";
import { useProjectToken } from "../../inputs/project";
import { deletePipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { defineOperation } from "../../platform/defineOperation";
import { changedPipelineOutput } from "../../platform/pipelines";

export const deletePipeline = defineOperation({
  endpoint,
  label: "Delete Pipeline (Legacy)",
  description: `Permanently deletes a pipeline and its history. Nothing more is exported. ${DEPRECATED}`,
  inputs: { name: pipelineName },
  steering: { useProjectToken },
  output: changedPipelineOutput,
  example: null,
});
