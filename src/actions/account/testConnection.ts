import { booleanInput } from "../../inputs/kinds";
import { project_id } from "../../inputs/project";
import { checkConnection } from "../../mixpanel/connection/testConnection";
import { testConnection as endpoint } from "../../mixpanel/endpoints/account";
import { defineAction, type OutputShape } from "../../platform/defineAction";

const credential: OutputShape = {
  type: "object",
  properties: {
    status: { type: "string", enum: ["valid", "invalid", "not checked"] },
    reason: { type: ["string", "null"], description: "Why it is invalid, or why it was not checked." },
  },
  required: ["status", "reason"],
};

export const testConnection = defineAction({
  endpoint,
  label: "Test Connection",
  description:
    "Checks the connection: each credential, the service account's projects, and the default project and workspace. Read-only",
  inputs: {
    project_id,
    searchResidencies: booleanInput("Search Residencies", {
      default: false,
      comments:
        "When true, also sends the service account's credentials to Mixpanel's other data residencies, and lists those that accept it. When false, calls only the connection's own residency.",
    }),
  },
  output: {
    type: "object",
    properties: {
      ok: { type: "boolean" },
      problems: { type: "array", items: { type: "string" }, description: "What is wrong, and how to fix it." },
      credentials: {
        type: "object",
        properties: { service_account: credential, project_token: credential, gdpr_token: credential },
        required: ["service_account", "project_token", "gdpr_token"],
      },
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
        description:
          "Data residencies that accepted the service account: the connection's own, and others if Search Residencies is true. Null if the connection has a Custom API Host, which replaces them.",
      },
      project_id: { type: ["string", "null"] },
      project_found: { type: ["boolean", "null"] },
      organization: {
        type: ["object", "null"],
        description: "The organization of the project.",
        properties: { id: { type: "string" }, name: { type: "string" } },
        required: ["id", "name"],
      },
      workspace_id: { type: ["string", "null"] },
      workspace_found: {
        type: ["boolean", "null"],
        description:
          "Whether the connection's Default Workspace ID belongs to the project. Null if Mixpanel does not say.",
      },
      has_service_account: { type: "boolean" },
      has_project_token: { type: "boolean" },
      has_gdpr_token: { type: "boolean" },
    },
    required: ["ok", "problems", "credentials", "user", "projects", "residency", "project_id", "project_found"],
  },
  example: {
    ok: true,
    problems: [],
    credentials: {
      service_account: { status: "valid", reason: null },
      project_token: { status: "valid", reason: null },
      gdpr_token: { status: "not checked", reason: "The connection has no GDPR Token." },
    },
    user: { id: 12345, name: "my-integration", email: "my-integration.a1b2c3.mp-service-account" },
    projects: [{ id: "1234567", name: "Production" }],
    residency: "US",
    residencies_that_answer: ["US"],
    project_id: "1234567",
    project_found: true,
    organization: { id: "42", name: "Acme" },
    workspace_id: null,
    workspace_found: null,
    has_service_account: true,
    has_project_token: true,
    has_gdpr_token: false,
  },
  run: ({ client, params: { project_id, searchResidencies } }) =>
    checkConnection(client, project_id ?? client.options.projectId, { searchResidencies }),
});
