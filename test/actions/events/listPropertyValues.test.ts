import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const answer = ["pro", "free"];

describeAction({
  key: "listPropertyValues",
  params: { event: "Purchased", name: "plan" },
  request: {
    method: "GET",
    host: "mixpanel.com",
    path: "/api/query/events/properties/values",
    query: { project_id: PROJECT_ID, event: "Purchased", name: "plan" },
    headers: authorized,
  },
  reply: { body: answer },
  result: { results: answer },
  optional: [["limit", "50", { query: { limit: "50" } }]],
  refusals: [
    ["no event", { event: null }, "Event"],
    ["no property", { name: "" }, "Property"],
    ["R1: a limit of nothing", { limit: 0 }, "Limit"],
  ],
});
