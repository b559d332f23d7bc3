import { project_id } from "../../inputs/project";
import { testConnection as endpoint } from "../../mixpanel/endpoints/account";
import { checkConnection } from "../../mixpanel/testConnection";
import { defineAction } from "../../platform/defineAction";

export const testConnection = defineAction({
  endpoint,
  label: "Test Connection",
  description:
    "Tells who the service account is, which projects it may use, and which data residency takes it; changes nothing",
  inputs: { project_id },
  output: {
    type: "object",
    properties: {
      ok: { type: "boolean" },
      problems: { type: "array", items: { type: "string" }, description: "What is wrong, and how to mend it." },
      user: {
        type: ["object", "null"],
        properties: { id: { type: ["string", "integer"] }, name: { type: "string" }, email: { type: "string" } },
      },
      projects: {
        type: "array",
        items: {
          type: "object",
          properties: { id: { type: "string" }, name: { type: "string" } },
          required: ["id", "name"],
        },
      },
      residency: { type: "string", enum: ["US", "EU", "IN"] },
      residencies_that_answer: {
        type: ["array", "null"],
        items: { type: "string" },
        description: "Null where a custom API host stands for all of them.",
      },
      project_id: { type: ["string", "null"] },
      project_found: { type: ["boolean", "null"] },
      has_service_account: { type: "boolean" },
      has_project_token: { type: "boolean" },
      has_gdpr_token: { type: "boolean" },
    },
    required: ["ok", "problems", "user", "projects", "residency", "project_id", "project_found"],
  },
  example: {
    ok: true,
    problems: [],
    user: { id: 12345, name: "my-integration", email: "my-integration.a1b2c3.mp-service-account" },
    projects: [{ id: "1234567", name: "Production" }],
    residency: "US",
    residencies_that_answer: ["US"],
    project_id: "1234567",
    project_found: true,
    has_service_account: true,
    has_project_token: true,
    has_gdpr_token: false,
  },
  run: ({ client, params }) => checkConnection(client, params.project_id ?? client.options.projectId),
});
