import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const answer = { code: 200, status: "OK", results: [{ id: "55b4fb2b-e8de-466c-930f-8b36640b9b5e", name: "Accounts" }] };

describeAction({
  key: "listLookupTables",
  params: {},
  request: {
    method: "GET",
    host: "api.mixpanel.com",
    path: "/lookup-tables",
    query: { project_id: PROJECT_ID },
    headers: authorized,
  },
  reply: { body: answer },
  result: answer,
});
