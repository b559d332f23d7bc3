import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const answer = ["Page View", "Purchased"];

describeAction({
  key: "listEventNames",
  params: {},
  request: {
    method: "GET",
    host: "mixpanel.com",
    path: "/api/query/events/names",
    query: { project_id: PROJECT_ID, type: "general" },
    headers: authorized,
  },
  reply: { body: answer },
  result: { results: answer },
  optional: [
    ["type", "unique", { query: { type: "unique" } }],
    ["limit", 5_000, { query: { limit: "5000" } }],
  ],
  refusals: [
    ["R1: a count that does not exist", { type: "sum" }, "Count"],
    ["R1: a limit that Mixpanel would cut", { limit: 5_001 }, "Limit"],
  ],
});
