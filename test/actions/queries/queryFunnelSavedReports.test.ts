import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const answer = {
  meta: { dates: ["2024-01-01"] },
  data: { "2024-01-01": { steps: [{ count: 3, goal: "Signed Up" }] } },
};
const where = 'properties["plan"] == "pro" and properties["note"] != "a&b=c"';

describeAction({
  key: "queryFunnelSavedReports",
  params: { funnel_id: "7509", from_date: "2024-01-01", to_date: "2024-01-31" },
  request: {
    method: "GET",
    host: "mixpanel.com",
    path: "/api/query/funnels",
    query: { project_id: PROJECT_ID, funnel_id: "7509", from_date: "2024-01-01", to_date: "2024-01-31" },
    headers: authorized,
  },
  reply: { body: answer },
  result: answer,
  rows: [
    {
      date: "2024-01-01",
      event: "Signed Up",
      segment: null,
      step: 1,
      value: 3,
      step_conv_ratio: null,
      overall_conv_ratio: null,
      avg_time: null,
      avg_time_from_start: null,
      is_total: false,
    },
  ],
  optional: [
    ["length", "14", { query: { length: "14" } }],
    ["length", 7_776_000, { query: { length: "7776000" } }],
    ["length", 0, { query: { length: "0" } }],
    ["length_unit", "day", { query: { length_unit: "day" } }],
    ["length_unit", "second", { query: { length_unit: "second" } }],
    ["length_unit", "seconds", { query: { length_unit: "second" } }],
    ["interval", "7", { query: { interval: "7" } }],
    ["unit", "week", { query: { unit: "week" } }],
    ["on", 'properties["plan"]', { query: { on: 'properties["plan"]' } }],
    ["on", "plan", { query: { on: 'properties["plan"]' } }],
    ["on", 'my "plan"', { query: { on: 'properties["my \\"plan\\""]' } }],
    ["where", where, { query: { where } }],
    ["limit", 10, { query: { limit: "10" } }],
    ["useProjectToken", true, {}],
  ],
  steering: ["useProjectToken"],
  variants: [
    ...Object.entries({ day: 90, hour: 2_160, minute: 129_600, second: 7_776_000 }).map(
      ([length_unit, length]) =>
        [
          `T22: 90 days in the unit ${length_unit}`,
          { length, length_unit },
          { query: { length: String(length), length_unit } },
        ] as const,
    ),
    ["one day", { to_date: "2024-01-01" }, { query: { to_date: "2024-01-01" } }],
  ],
  refusals: [
    ["no funnel", { funnel_id: "" }, "Funnel ID"],
    ["a funnel that is no number", { funnel_id: "Signup" }, "Funnel ID"],
    ["no first day", { from_date: undefined }, "From Date"],
    ["no last day", { to_date: null }, "To Date"],
    ["a day that does not exist", { from_date: "2023-02-29" }, "From Date"],
    ["a day with a time", { to_date: "2024-01-31T00:00:00Z" }, "To Date"],
    ["an end before the beginning", { to_date: "2023-12-31" }, "To Date"],
    ["a length that is no number", { length: "two weeks" }, "Length"],
    ["a length below zero", { length: -1 }, "Length"],
    ["T22: a length over 90 days, in days", { length: 91, length_unit: "day" }, "Length"],
    ["T22: a length over 90 days, in hours", { length: "2161", length_unit: "hour" }, "Length"],
    ["T22: a length over 90 days, in minutes", { length: 129_601, length_unit: "minute" }, "Length"],
    [
      "T22: a length over 90 days, in the old spelling of seconds",
      { length: 7_776_001, length_unit: "seconds" },
      "Length",
    ],
    ["T22: a length over 90 days in any unit", { length: 7_776_001 }, "Length"],
    ["T22: an interval together with a unit", { interval: 1, unit: "day" }, "Interval"],
    ["a length unit that does not exist", { length_unit: "fortnight" }, "Length Unit"],
    ["an interval of nothing", { interval: 0 }, "Interval"],
    ["a unit that does not exist", { unit: "year" }, "Unit"],
    ["a limit beyond the most", { limit: "10001" }, "Limit"],
    ["half a limit", { limit: "1.5" }, "Limit"],
  ],
});
