import { textInput } from "../../inputs/kinds";
import { assertChange, DEPRECATED, editedFilters, pipelineName, secretInput } from "../../inputs/pipelines";
import { editAzurePipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { defineOperation } from "../../platform/defineOperation";
import { changedPipelineOutput } from "../../platform/pipelines";

export const editAzurePipeline = defineOperation({
  endpoint,
  label: "Edit Azure Blob Pipeline (Legacy)",
  description: `Changes a pipeline to Azure Blob. Inputs that are left empty change nothing. ${DEPRECATED}`,
  inputs: {
    name: pipelineName,
    ...editedFilters,
    azure_client_id: textInput("Client ID", {
      example: "11111111-2222-3333-4444-555555555555",
      comments: "The new clientId of the service principal.",
    }),
    azure_client_secret: secretInput("Client Secret", "The new clientSecret of the service principal.", false),
    azure_tenant_id: textInput("Tenant ID", {
      example: "66666666-7777-8888-9999-000000000000",
      comments: "The new tenantId of the service principal.",
    }),
  },
  output: changedPipelineOutput,
  example: null,
  check: assertChange,
});
