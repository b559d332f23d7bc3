import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const answer = { status: { count: 91 }, error: { count: 295 } };

describeAction({
  key: "listEventProperties",
  params: { event: "Purchased" },
  request: {
    method: "GET",
    host: "mixpanel.com",
    path: "/api/query/events/properties/top",
    query: { project_id: PROJECT_ID, event: "Purchased" },
    headers: authorized,
  },
  reply: { body: answer },
  result: { results: answer },
  rows: [
    { event: "Purchased", property: "error", value: 295 },
    { event: "Purchased", property: "status", value: 91 },
  ],
  optional: [["limit", "50", { query: { limit: "50" } }]],
  refusals: [
    ["no event", { event: " " }, "Event"],
    ["R1: a limit of nothing", { limit: 0 }, "Limit"],
  ],
});
