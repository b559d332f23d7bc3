import { connections, PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";
import { runAction } from "../../support/harness";
import { useWire } from "../../support/wire";

const eventAt = (time: number) => ({ event: "Page View", properties: { time, distinct_id: "user-1", note: "a" } });
const answer = { status: "ok", results: { events: [eventAt(1), eventAt(3), eventAt(2)] } };
const newestFirst = [eventAt(3), eventAt(2), eventAt(1)];
const ids = (count: number) => Array.from({ length: count }, (_, at) => `user-${at}`);
const params = { distinct_ids: ["user-1", 'a "b" '], from_date: "2024-01-01", to_date: "2024-12-31" };

describeAction({
  key: "queryActivityStream",
  params,
  request: {
    method: "GET",
    host: "mixpanel.com",
    path: "/api/query/stream/query",
    query: { project_id: PROJECT_ID, ...params, distinct_ids: JSON.stringify(params.distinct_ids) },
    headers: authorized,
  },
  reply: { body: answer },
  result: { status: "ok", results: { events: newestFirst }, truncated: false, total: 3 },
  optional: [["maxEvents", 1, {}]],
  steering: ["maxEvents"],
  variants: [
    ["IDs that are numbers", { distinct_ids: [7] }, { query: { distinct_ids: '["7"]' } }],
    ["one ID as text", { distinct_ids: "user-1" }, { query: { distinct_ids: '["user-1"]' } }],
    ["R1: as many IDs as it may", { distinct_ids: ids(100) }, { query: { distinct_ids: JSON.stringify(ids(100)) } }],
  ],
  refusals: [
    ["no IDs", { distinct_ids: [] }, "Distinct IDs"],
    ["R1: more IDs than it may", { distinct_ids: ids(101) }, "Distinct IDs"],
    ["R1: more than a year", { to_date: "2025-01-01" }, "To Date"],
    ["no first day", { from_date: "" }, "From Date"],
    ["an end before the beginning", { to_date: "2023-12-31" }, "To Date"],
    ["no event at most", { maxEvents: 0 }, "Max Events"],
    ["more events than a step may hold", { maxEvents: 10_001 }, "Max Events"],
  ],
});

describe("queryActivityStream", () => {
  const wire = useWire();

  test.each([
    [1, true],
    [2, true],
    [3, false],
  ])("R1: returns the latest %i of three events, and says whether it cut them", async (maxEvents, truncated) => {
    wire.current.reply({ body: answer });
    const outcome = await runAction("queryActivityStream", {
      connection: connections.full,
      params: { ...params, maxEvents },
    });
    const results = { events: newestFirst.slice(0, maxEvents) };
    expect(outcome).toMatchObject({ value: { data: { results, truncated, total: 3 } } });
  });
});
