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
    ["useProjectToken", true, {}],
    ["useProjectToken", false, {}],
  ],
  steering: ["useProjectToken"],
});
