import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const answer = [
  {
    count: 150,
    is_visible: 1,
    description: "Paid at least once.",
    created: "2019-03-19 23:49:51",
    project_id: 1_234_567,
    id: 1_000,
    name: "Paying users",
    data_group_id: null,
  },
];

describeAction({
  key: "listCohorts",
  params: {},
  request: {
    method: "POST",
    host: "mixpanel.com",
    path: "/api/query/cohorts/list",
    query: { project_id: PROJECT_ID },
    headers: authorized,
  },
  reply: { body: answer },
  result: { results: answer },
});
