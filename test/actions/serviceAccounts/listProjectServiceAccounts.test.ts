import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";
import { account } from "./accounts";

const answer = {
  status: "ok",
  results: [
    {
      ...account,
      hasSensitiveAccess: false,
      role: "analyst",
      role_order: 2,
      target_type: "individual",
      email: "reporter@example.com",
    },
  ],
};

describeAction({
  key: "listProjectServiceAccounts",
  params: {},
  request: {
    method: "GET",
    host: "mixpanel.com",
    path: `/api/app/projects/${PROJECT_ID}/service-accounts`,
    headers: authorized,
  },
  reply: { body: answer },
  result: answer,
});
