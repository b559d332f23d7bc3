import { WORKSPACE_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";
import { EXPERIMENT } from "../../support/experiments";

const answer = { status: "ok", results: [EXPERIMENT] };

describeAction({
  key: "listExperiments",
  params: {},
  request: {
    method: "GET",
    host: "mixpanel.com",
    path: `/api/app/workspaces/${WORKSPACE_ID}/experiments`,
    headers: authorized,
  },
  reply: { body: answer },
  result: answer,
});
