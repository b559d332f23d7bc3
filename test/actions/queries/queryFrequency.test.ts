import { connections, PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";
import { runAction } from "../../support/harness";
import { useWire } from "../../support/wire";

const data = { "2024-01-08": [0, 0, 0], "2024-01-01": [4, 2, 1] };
const params = { from_date: "2024-01-01", to_date: "2024-01-14", unit: "week", addiction_unit: "day" };
const rows = [
  { date: "2024-01-01", segment: null, at_least: 1, value: 4, rate: 1, is_total: false },
  { date: "2024-01-01", segment: null, at_least: 2, value: 2, rate: 0.5, is_total: false },
  { date: "2024-01-01", segment: null, at_least: 3, value: 1, rate: 0.25, is_total: false },
  { date: "2024-01-08", segment: null, at_least: 1, value: 0, rate: null, is_total: false },
  { date: "2024-01-08", segment: null, at_least: 2, value: 0, rate: null, is_total: false },
  { date: "2024-01-08", segment: null, at_least: 3, value: 0, rate: null, is_total: false },
];

describeAction({
  key: "queryFrequency",
  params,
  request: {
    method: "GET",
    host: "mixpanel.com",
    path: "/api/query/retention/addiction",
    query: { project_id: PROJECT_ID, ...params },
    headers: authorized,
  },
  reply: { body: { data } },
  result: { data },
  rows,
  optional: [
    ["event", "Viewed report", { query: { event: "Viewed report" } }],
    ["where", 'properties["a"] == "b"', { query: { where: 'properties["a"] == "b"' } }],
    ["on", "plan", { query: { on: 'properties["plan"]' } }],
    ["on", 'properties["plan"]', { query: { on: 'properties["plan"]' } }],
    ["limit", 10, { query: { limit: "10" } }],
  ],
  variants: [
    ["hours of a day", { unit: "day", addiction_unit: "hour" }, { query: { unit: "day", addiction_unit: "hour" } }],
  ],
  refusals: [
    ["R1: no period", { unit: "" }, "Unit"],
    ["R1: nothing to count in a period", { addiction_unit: undefined }, "Addiction Unit"],
    ["a week as what to count", { addiction_unit: "week" }, "Addiction Unit"],
    ["a period that does not exist", { unit: "hour" }, "Unit"],
    ["a limit beyond the most", { limit: 10_001 }, "Limit"],
  ],
});

describe("queryFrequency", () => {
  const wire = useWire();

  test("R1: returns a response without data as one with it", async () => {
    wire.current.reply({ body: data });
    const outcome = await runAction("queryFrequency", {
      connection: connections.full,
      params: { ...params, flatRows: true },
    });
    expect(outcome).toMatchObject({ value: { data: { data, rows } } });
  });
});
