import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const answer = {
  data: { series: ["2024-01-01", "2024-01-02"], values: { Purchased: { "2024-01-02": 3 } } },
  legend_size: 1,
};
const event = ["Signed Up", "Purchased"];
const dates = { from_date: "2024-01-01", to_date: "2024-01-02" };
const noDates = { from_date: undefined, to_date: undefined };
const query = { project_id: PROJECT_ID, event: JSON.stringify(event), ...dates, type: "general", unit: "day" };

describeAction({
  key: "queryEventCounts",
  params: { event, ...dates },
  request: { method: "GET", host: "mixpanel.com", path: "/api/query/events", query, headers: authorized },
  reply: { body: answer },
  result: answer,
  rows: [
    { date: "2024-01-01", event: "Purchased", segment: null, value: 0 },
    { date: "2024-01-01", event: "Signed Up", segment: null, value: 0 },
    { date: "2024-01-02", event: "Purchased", segment: null, value: 3 },
    { date: "2024-01-02", event: "Signed Up", segment: null, value: 0 },
  ],
  optional: [
    ["type", "unique", { query: { type: "unique" } }],
    ["unit", "month", { query: { unit: "month" } }],
  ],
  variants: [
    ["R8: events as a JSON list", { event: JSON.stringify(event) }, {}],
    ["one event", { event: "Purchased" }, { query: { event: '["Purchased"]' } }],
    ["an interval in place of the dates", { ...noDates, interval: 3 }, { query: { ...noDates, interval: "3" } }],
    ["events per user by hour", { type: "average", unit: "hour" }, { query: { type: "average", unit: "hour" } }],
  ],
  refusals: [
    ["no events", { event: [] }, "Events"],
    ["R1: neither dates nor an interval", noDates, "From Date"],
    ["R1: half a range", { to_date: "" }, "To Date"],
    ["R1: an interval together with dates", { interval: 3 }, "Interval"],
    ["R1: an interval together with a date", { from_date: undefined, interval: 3 }, "Interval"],
    ["R1: unique users by hour", { type: "unique", unit: "hour" }, "Unit"],
    ["R1: unique users by minute", { type: "unique", unit: "minute" }, "Unit"],
    ["R1: a count that does not exist", { type: "sum" }, "Count"],
    ["R1: an interval of nothing", { ...noDates, interval: 0 }, "Interval"],
  ],
});
