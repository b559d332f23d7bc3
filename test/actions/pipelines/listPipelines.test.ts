import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const answer = { [PROJECT_ID]: [{ name: "events-daily", frequency: "daily" }] };

describeAction({
  key: "listPipelines",
  params: {},
  request: {
    method: "GET",
    host: "data.mixpanel.com",
    path: "/api/2.0/nessie/pipeline/jobs",
    query: { project_id: PROJECT_ID },
    headers: authorized,
  },
  reply: { body: answer },
  result: answer,
});
