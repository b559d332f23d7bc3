import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const answer = { "2024-01-02": { counts: [3, 1], first: 4 }, "2024-01-01": { counts: [0, 0], first: 0 } };
const expression = 'properties["plan"] == "pro" and properties["note"] != "a&b=c"';

describeAction({
  key: "queryRetention",
  params: { from_date: "2024-01-01", to_date: "2024-01-02", born_event: "Signed up" },
  request: {
    method: "GET",
    host: "mixpanel.com",
    path: "/api/query/retention",
    query: {
      project_id: PROJECT_ID,
      from_date: "2024-01-01",
      to_date: "2024-01-02",
      retention_type: "birth",
      born_event: "Signed up",
    },
    headers: authorized,
  },
  reply: { body: answer },
  result: { results: answer },
  rows: [
    { date: "2024-01-01", segment: null, interval: 0, value: 0, rate: null, first: 0, is_total: false },
    { date: "2024-01-01", segment: null, interval: 1, value: 0, rate: null, first: 0, is_total: false },
    { date: "2024-01-02", segment: null, interval: 0, value: 3, rate: 0.75, first: 4, is_total: false },
    { date: "2024-01-02", segment: null, interval: 1, value: 1, rate: 0.25, first: 4, is_total: false },
  ],
  optional: [
    ["retention_type", "compounded", { query: { retention_type: "compounded", born_event: undefined } }],
    ["event", " Viewed report", { query: { event: " Viewed report" } }],
    ["born_where", expression, { query: { born_where: expression } }],
    ["where", expression, { query: { where: expression } }],
    ["on", "plan", { query: { on: 'properties["plan"]' } }],
    ["on", 'properties["plan"]', { query: { on: 'properties["plan"]' } }],
    ["limit", 10_000, { query: { limit: "10000" } }],
    ["unit", "week", { query: { unit: "week" } }],
    ["interval", "90", { query: { interval: "90" } }],
    ["interval_count", 8, { query: { interval_count: "8" } }],
    ["unbounded_retention", true, { query: { unbounded_retention: "true" } }],
    ["unbounded_retention", "false", { query: { unbounded_retention: "false" } }],
  ],
  variants: [
    [
      "R1: recurring retention without what only first-time retention reads",
      { retention_type: "compounded", born_where: expression, event: "Viewed report" },
      { query: { retention_type: "compounded", born_event: undefined, event: "Viewed report" } },
    ],
    [
      "R1: recurring retention without a born event",
      { retention_type: "compounded", born_event: "" },
      { query: { retention_type: "compounded", born_event: undefined } },
    ],
  ],
  refusals: [
    ["R1: first-time retention without a born event", { born_event: "" }, "Born Event"],
    ["R1: an interval together with a unit", { interval: 7, unit: "day" }, "Interval"],
    ["R1: an interval of over 90 days", { interval: 91 }, "Interval"],
    ["an interval of nothing", { interval: 0 }, "Interval"],
    ["no interval to return", { interval_count: 0 }, "Interval Count"],
    ["R1: a limit beyond the most", { limit: 10_001 }, "Limit"],
    ["a type that does not exist", { retention_type: "death" }, "Retention Type"],
    ["an hour as unit", { unit: "hour" }, "Unit"],
    ["neither true nor false", { unbounded_retention: "maybe" }, "Unbounded Retention"],
    ["an end before the beginning", { to_date: "2023-12-31" }, "To Date"],
  ],
});
