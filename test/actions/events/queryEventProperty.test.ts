import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const answer = {
  data: { series: ["2024-01-01", "2024-01-02"], values: { pro: { "2024-01-02": 3 } } },
  legend_size: 2,
};
const dates = { from_date: "2024-01-01", to_date: "2024-01-02" };
const noDates = { from_date: undefined, to_date: undefined };
const query = { project_id: PROJECT_ID, event: "Purchased", name: "plan", ...dates, type: "general", unit: "day" };

describeAction({
  key: "queryEventProperty",
  params: { event: "Purchased", name: "plan", ...dates },
  request: { method: "GET", host: "mixpanel.com", path: "/api/query/events/properties", query, headers: authorized },
  reply: { body: answer },
  result: answer,
  rows: [
    { date: "2024-01-01", event: "Purchased", segment: "pro", value: 0 },
    { date: "2024-01-02", event: "Purchased", segment: "pro", value: 3 },
  ],
  optional: [
    ["type", "average", { query: { type: "average" } }],
    ["unit", "week", { query: { unit: "week" } }],
    ["values", ["pro", "free"], { query: { values: '["pro","free"]' } }],
    ["limit", 10, { query: { limit: "10" } }],
  ],
  variants: [
    ["an interval in place of the dates", { ...noDates, interval: 3 }, { query: { ...noDates, interval: "3" } }],
    ["R8: values as a JSON list", { values: '["pro"]' }, { query: { values: '["pro"]' } }],
  ],
  refusals: [
    ["no event", { event: undefined }, "Event"],
    ["no property", { name: "" }, "Property"],
    ["R1: neither dates nor an interval", noDates, "From Date"],
    ["R1: an interval together with dates", { interval: 3 }, "Interval"],
    ["R1: unique users by hour", { type: "unique", unit: "hour" }, "Unit"],
    ["R1: a limit of nothing", { limit: 0 }, "Limit"],
  ],
});
