import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const answer = { canceled: [], succeeded: [{ name: "events-daily-1", state: "succeeded" }] };

describeAction({
  key: "getPipeline",
  params: { name: "events-daily" },
  request: {
    method: "GET",
    host: "data.mixpanel.com",
    path: "/api/2.0/nessie/pipeline/status",
    query: { project_id: PROJECT_ID, name: "events-daily", summary: "false" },
    headers: authorized,
  },
  reply: { body: answer },
  result: answer,
  optional: [
    ["summary", true, { query: { summary: "true" } }],
    ["summary", false, {}],
    ["status", ["failed"], { query: { status: "failed" } }],
    ["status", ["failed", "pending"], { query: { status: ["failed", "pending"] } }],
    ["status", '["failed", "pending"]', { query: { status: ["failed", "pending"] } }],
    ["status", [], {}],
  ],
  unset: { query: { summary: undefined } },
  refusals: [
    ["no name", { name: "" }, "Name"],
    ["a status that does not exist", { status: ["failed", "asleep"] }, "Status"],
    ["a switch that is neither true nor false", { summary: "perhaps" }, "Summary"],
  ],
});
