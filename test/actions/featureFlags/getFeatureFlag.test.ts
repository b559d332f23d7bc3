import { PROJECT_ID, WORKSPACE_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";
import { FLAG, FLAG_ID } from "../../support/flags";

const answer = { status: "ok", results: FLAG };

describeAction({
  key: "getFeatureFlag",
  params: { flag_id: FLAG_ID },
  request: {
    method: "GET",
    host: "mixpanel.com",
    path: `/api/app/projects/${PROJECT_ID}/workspaces/${WORKSPACE_ID}/feature-flags/${FLAG_ID}`,
    headers: authorized,
  },
  reply: { body: answer },
  result: answer,
  refusals: [["no ID", { flag_id: " " }, "Feature Flag ID"]],
});
