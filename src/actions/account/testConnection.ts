import { booleanInput } from "../../inputs/kinds";
import { project_id } from "../../inputs/project";
import { type ConnectionReport, checkConnection } from "../../mixpanel/connection/testConnection";
import { testConnection as endpoint } from "../../mixpanel/endpoints/account";
import { defineAction } from "../../platform/defineAction";
import {
  boolean,
  choice,
  integerOrText,
  list,
  nullable,
  object,
  optional,
  type PropertiesOf,
  text,
} from "../../platform/shape";

const credential = object({
  status: choice(["valid", "invalid", "not checked"]),
  reason: nullable(text("Why it is invalid, or why it was not checked.")),
});
const residency = choice(["US", "EU", "IN"]);

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
  output: object({
    ok: boolean(),
    problems: list(text(), "What is wrong, and how to fix it."),
    credentials: object({ service_account: credential, project_token: credential, gdpr_token: credential }),
    user: nullable(object({ id: optional(integerOrText()), name: optional(text()), email: optional(text()) })),
    projects: list(object({ id: text(), name: text() })),
    residency,
    residencies_that_answer: nullable(
      list(
        residency,
        "Data residencies that accepted the service account: the connection's own, and others if Search Residencies is true. Null if the connection has a Custom API Host, which replaces them.",
      ),
    ),
    project_id: nullable(text()),
    project_found: nullable(boolean()),
    organization: nullable(object({ id: text(), name: text() }, "The organization of the project.")),
    workspace_id: nullable(text()),
    workspace_found: nullable(
      boolean("Whether the connection's Default Workspace ID belongs to the project. Null if Mixpanel does not say."),
    ),
    has_service_account: boolean(),
    has_project_token: boolean(),
    has_gdpr_token: boolean(),
  } satisfies PropertiesOf<ConnectionReport>),
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
