import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const answer = {
  data: {
    series: ["2024-01-02", "2024-01-01"],
    values: { "0 - 100": { "2024-01-02": 3, "2024-01-01": 1 }, "2,000 - 2,100": { "2024-01-01": 2 } },
  },
  legend_size: 2,
};
const on = 'properties["amount"]';
const where = 'properties["plan"] == "pro"';

describeAction({
  key: "querySegmentationNumeric",
  params: { event: "Purchased", from_date: "2024-01-01", to_date: "2024-01-02", on },
  request: {
    method: "GET",
    host: "mixpanel.com",
    path: "/api/query/segmentation/numeric",
    query: { project_id: PROJECT_ID, event: "Purchased", from_date: "2024-01-01", to_date: "2024-01-02", on },
    headers: authorized,
  },
  reply: { body: answer },
  result: answer,
  rows: [
    { date: "2024-01-01", event: "Purchased", segment: "0 - 100", value: 1 },
    { date: "2024-01-01", event: "Purchased", segment: "2,000 - 2,100", value: 2 },
    { date: "2024-01-02", event: "Purchased", segment: "0 - 100", value: 3 },
    { date: "2024-01-02", event: "Purchased", segment: "2,000 - 2,100", value: 0 },
  ],
  optional: [
    ["where", where, { query: { where } }],
    ["type", "average", { query: { type: "average" } }],
    ["unit", "hour", { query: { unit: "hour" } }],
  ],
  variants: [
    ["R7: the bare name of a property", { on: 'the "amount"' }, { query: { on: 'properties["the \\"amount\\""]' } }],
  ],
  refusals: [
    ["no event", { event: "" }, "Event"],
    ["no property", { on: undefined }, "Numeric Property"],
    ["R1: a unit that this report lacks", { unit: "week" }, "Unit"],
  ],
});
