import { listInput } from "../../inputs/kinds";
import { assertChange, DEPRECATED, editedFilters, pipelineName } from "../../inputs/pipelines";
import { editBigQueryPipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { defineOperation } from "../../platform/defineOperation";
import { changedPipelineOutput } from "../../platform/pipelines";

export const editBigQueryPipeline = defineOperation({
  endpoint,
  label: "Edit BigQuery Pipeline (Legacy)",
  description: `Changes a pipeline to BigQuery. Inputs that are left empty change nothing. ${DEPRECATED}`,
  inputs: {
    name: pipelineName,
    ...editedFilters,
    bq_share_with_group: listInput("Share With Groups", {
      example: "analysts@example.com",
      comments:
        "Email addresses of Google groups to share the dataset with, if Mixpanel manages it. Groups are added; none is removed.",
    }),
  },
  output: changedPipelineOutput,
  example: null,
  check: assertChange,
});
