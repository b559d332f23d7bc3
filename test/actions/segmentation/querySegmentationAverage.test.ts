import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const answer = { status: "ok", results: { "2024-01-02": 7.25, "2024-01-01": 4 } };
const on = 'properties["price"] * properties["quantity"]';
const where = 'properties["plan"] == "pro"';

describeAction({
  key: "querySegmentationAverage",
  params: { event: "Purchased", from_date: "2024-01-01", to_date: "2024-01-02", on },
  request: {
    method: "GET",
    host: "mixpanel.com",
    path: "/api/query/segmentation/average",
    query: { project_id: PROJECT_ID, event: "Purchased", from_date: "2024-01-01", to_date: "2024-01-02", on },
    headers: authorized,
  },
  reply: { body: answer },
  result: answer,
  rows: [
    { date: "2024-01-01", event: "Purchased", segment: null, value: 4 },
    { date: "2024-01-02", event: "Purchased", segment: null, value: 7.25 },
  ],
  optional: [
    ["where", where, { query: { where } }],
    ["unit", "hour", { query: { unit: "hour" } }],
  ],
  variants: [["R7: the bare name of a property", { on: "amount" }, { query: { on: 'properties["amount"]' } }]],
  refusals: [
    ["no event", { event: "" }, "Event"],
    ["no property", { on: " " }, "Numeric Property"],
    ["R1: a unit that this report lacks", { unit: "month" }, "Unit"],
  ],
});
