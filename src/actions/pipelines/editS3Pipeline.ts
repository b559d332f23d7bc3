import { group } from "../../inputs/group";
import { assertChange, DEPRECATED, editedFilters, glueInputs, pipelineName } from "../../inputs/pipelines";
import { editS3Pipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { defineOperation } from "../../platform/defineOperation";
import { changedPipelineOutput } from "../../platform/pipelines";

export const editS3Pipeline = defineOperation({
  endpoint,
  label: "Edit Amazon S3 Pipeline (Legacy)",
  description: `Changes a pipeline to Amazon S3. Inputs that are left empty change nothing. ${DEPRECATED}`,
  inputs: {
    name: pipelineName,
    ...editedFilters,
    glue: group("AWS Glue", "The schema in AWS Glue.", glueInputs),
  },
  output: changedPipelineOutput,
  example: null,
  check: assertChange,
});
