import { group } from "../../inputs/group";
import { choiceInput, textInput } from "../../inputs/kinds";
import { DEPRECATED, fileInputs, secretInput } from "../../inputs/pipelines";
import { createAzurePipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { definePipeline } from "../../platform/definePipeline";

const required = (label: string, example: string, comments: string) =>
  textInput.required(label, { example, comments, expected: "text" });

export const createAzurePipeline = definePipeline({
  endpoint,
  label: "Create Azure Blob Pipeline (Legacy)",
  description: `Creates a pipeline that exports raw events, or tables of events or user profiles, to Azure Blob Storage. ${DEPRECATED}`,
  destination: {
    storage_account: required(
      "Storage Account",
      "examplestorage",
      "The Blob Storage account that Mixpanel exports to.",
    ),
    container_name: required("Container Name", "mixpanel", "The container in the account."),
    client_id: required("Client ID", "11111111-2222-3333-4444-555555555555", "The clientId of the service principal."),
    client_secret: secretInput("Client Secret", "The clientSecret of the service principal.", true),
    tenant_id: required("Tenant ID", "66666666-7777-8888-9999-000000000000", "The tenantId of the service principal."),
    files: group("Type and Files", "What is exported, and what it looks like.", {
      type: choiceInput("Type", {
        choices: ["azure-raw", "azure-blob"],
        names: { "azure-raw": "Raw events (azure-raw)", "azure-blob": "Tables (azure-blob)" },
        empty: "Raw events",
        comments:
          "Whether to export raw events as JSON files, or tables. Tables, Data Source and File Format are only for tables.",
      }),
      prefix: textInput("Prefix", { example: "mixpanel", comments: "A prefix for the names of the exported files." }),
      ...fileInputs,
    }),
  },
  type: "azure-raw",
  example: "events-daily-azure-raw",
});
