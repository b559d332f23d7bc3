import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const answer = { events: [{ amount: 75, event: "Page View", percent_change: -0.2 }], type: "general" };

describeAction({
  key: "queryTopEvents",
  params: {},
  request: {
    method: "GET",
    host: "mixpanel.com",
    path: "/api/query/events/top",
    query: { project_id: PROJECT_ID, type: "general" },
    headers: authorized,
  },
  reply: { body: answer },
  result: answer,
  rows: [{ event: "Page View", value: 75 }],
  optional: [
    ["type", "unique", { query: { type: "unique" } }],
    ["limit", "10", { query: { limit: "10" } }],
  ],
  refusals: [
    ["R1: a count that does not exist", { type: "sum" }, "Count"],
    ["R1: a limit of nothing", { limit: 0 }, "Limit"],
  ],
});
