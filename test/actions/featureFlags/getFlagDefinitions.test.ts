import { PROJECT_ID, PROJECT_TOKEN, PROJECT_TOKEN_HEADER } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";
import { FLAG } from "../../support/flags";

const { id, name, key, context, ruleset, project_id, workspace_id, hash_salt } = FLAG;
const answer = { flags: [{ id, name, key, status: "enabled", context, ruleset, project_id, workspace_id, hash_salt }] };

describeAction({
  key: "getFlagDefinitions",
  params: {},
  request: {
    method: "GET",
    host: "api.mixpanel.com",
    path: "/flags/definitions",
    query: { project_id: PROJECT_ID, token: PROJECT_TOKEN },
    headers: authorized,
  },
  reply: { body: answer },
  result: answer,
  optional: [
    ["useProjectToken", true, { headers: { authorization: PROJECT_TOKEN_HEADER } }],
    ["useProjectToken", false, {}],
  ],
});
