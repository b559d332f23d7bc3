import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const answer = {
  data: { series: ["2024-01-02", "2024-01-01"], values: { Purchased: { "2024-01-02": 3 } } },
  legend_size: 1,
};
const where = 'properties["plan"] == "pro" and properties["note"] != "a&b=c"';

describeAction({
  key: "querySegmentation",
  params: { event: "Purchased", from_date: "2024-01-01", to_date: "2024-01-02" },
  request: {
    method: "GET",
    host: "mixpanel.com",
    path: "/api/query/segmentation",
    query: { project_id: PROJECT_ID, event: "Purchased", from_date: "2024-01-01", to_date: "2024-01-02" },
    headers: authorized,
  },
  reply: { body: answer },
  result: answer,
  rows: [
    { date: "2024-01-01", event: "Purchased", segment: null, value: 0 },
    { date: "2024-01-02", event: "Purchased", segment: null, value: 3 },
  ],
  optional: [
    ["on", 'properties["plan"]', { query: { on: 'properties["plan"]' } }],
    ["on", "plan", { query: { on: 'properties["plan"]' } }],
    ["where", where, { query: { where } }],
    ["limit", "10", { query: { limit: "10" } }],
    ["type", "unique", { query: { type: "unique" } }],
    ["unit", "week", { query: { unit: "week" } }],
  ],
  variants: [
    ["an interval of unique users", { type: "unique", interval: "7" }, { query: { type: "unique", interval: "7" } }],
    ["an interval of averages", { type: "average", interval: 1 }, { query: { type: "average", interval: "1" } }],
    ["an event name with blanks", { event: " Purchased " }, { query: { event: " Purchased " } }],
    ["unique users by hour", { type: "unique", unit: "hour" }, { query: { type: "unique", unit: "hour" } }],
  ],
  refusals: [
    ["no event", { event: " " }, "Event"],
    ["an end before the beginning", { to_date: "2023-12-31" }, "To Date"],
    ["R1: an interval of all events", { interval: 7 }, "Interval"],
    ["R1: an interval of all events that are named", { interval: 7, type: "general" }, "Interval"],
    ["R1: an interval together with a unit", { interval: 7, type: "unique", unit: "day" }, "Interval"],
    ["R1: a limit beyond the most", { limit: 10_001 }, "Limit"],
    ["R1: a limit of nothing", { limit: 0 }, "Limit"],
    ["R1: a unit that does not exist", { unit: "year" }, "Unit"],
    ["R1: a count that does not exist", { type: "sum" }, "Count"],
  ],
});
