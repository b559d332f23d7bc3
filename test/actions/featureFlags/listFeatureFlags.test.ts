import { PROJECT_ID, WORKSPACE_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";
import { FLAG } from "../../support/flags";

const answer = { status: "ok", results: [FLAG] };

describeAction({
  key: "listFeatureFlags",
  params: {},
  request: {
    method: "GET",
    host: "mixpanel.com",
    path: `/api/app/projects/${PROJECT_ID}/workspaces/${WORKSPACE_ID}/feature-flags`,
    headers: authorized,
  },
  reply: { body: answer },
  result: answer,
  optional: [
    ["include_archived", true, { query: { include_archived: "true" } }],
    ["include_archived", false, { query: { include_archived: "false" } }],
  ],
});
