import { assertChange, DEPRECATED, editedFilters, pipelineName } from "../../inputs/pipelines";
import { editSnowflakePipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { defineOperation } from "../../platform/defineOperation";
import { changedPipelineOutput } from "../../platform/pipelines";

export const editSnowflakePipeline = defineOperation({
  endpoint,
  label: "Edit Snowflake Pipeline (Legacy)",
  description: `Changes a pipeline to Snowflake. Inputs that are left empty change nothing. ${DEPRECATED}`,
  inputs: {
    name: pipelineName,
    ...editedFilters,
  },
  output: changedPipelineOutput,
  example: null,
  check: assertChange,
});
