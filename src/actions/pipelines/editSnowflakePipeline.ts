import { assertChange, DEPRECATED, editedFilters, pipelineName } from "../../inputs/pipelines";
import { editSnowflakePipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { defineOperation } from "../../platform/defineOperation";
import { anything, keyed, nullable } from "../../platform/shape";

export const editSnowflakePipeline = defineOperation({
  endpoint,
  label: "Edit Snowflake Pipeline (Legacy)",
  description: `Changes a pipeline to Snowflake. What stays empty remains as it is. ${DEPRECATED}`,
  inputs: {
    name: pipelineName,
    ...editedFilters,
  },
  output: nullable(keyed(anything(), "Mixpanel's response; null if it is empty.")),
  example: null,
  check: assertChange,
});
