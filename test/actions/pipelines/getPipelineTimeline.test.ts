import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const answer = {
  day_syncs: [{ date: "2019-08-20", sync_times: [" 2019-08-20 14:33:09.315098 -0700 PDT"], status: "synced" }],
};

describeAction({
  key: "getPipelineTimeline",
  params: { name: "a-pipeline" },
  request: {
    method: "GET",
    host: "data.mixpanel.com",
    path: "/api/2.0/nessie/pipeline/timeline",
    query: { project_id: PROJECT_ID, name: "a-pipeline" },
    headers: authorized,
  },
  reply: { body: answer },
  result: answer,
  refusals: [["M3: no name", { name: "" }, "Name"]],
});
