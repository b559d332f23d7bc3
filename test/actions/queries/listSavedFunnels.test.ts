import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const answer = [{ funnel_id: 7509, name: "Signup funnel" }];

describeAction({
  key: "listSavedFunnels",
  params: {},
  request: {
    method: "GET",
    host: "mixpanel.com",
    path: "/api/query/funnels/list",
    query: { project_id: PROJECT_ID },
    headers: authorized,
  },
  reply: { body: answer },
  result: answer,
  optional: [
    ["project_id", "42", { query: { project_id: "42" } }],
    ["workspace_id", "43", { query: { workspace_id: "43" } }],
    ["useProjectToken", true, {}],
    ["useProjectToken", false, {}],
  ],
  residency: { input: "regionAndDomain", kind: "query" },
  auth: "serviceAccount",
  knowsWorkspace: true,
  failures: "json",
  refusals: [
    ["a project ID that is no number", { project_id: "my project" }, "Project ID"],
    ["a workspace ID that is no number", { workspace_id: "main" }, "Workspace ID"],
  ],
});
