import fc from "fast-check";
import schemas from "../../../test/contract/schemas/query.json";
import { anyCharacter } from "../../../test/support/anyText";
import { sampleQueryDefinitions } from "../src/query/sampleDefinitions";
import { eventAt, QueryClient } from "./queryClient";

/** Path, and parameters that are enough, of every operation that is a GET. */
const READS: Record<string, { path: string; parameters: Record<string, string> }> = {
  "activity-stream-query": { path: "/stream/query", parameters: { distinct_ids: '["anna"]' } },
  "funnels-list-saved": { path: "/funnels/list", parameters: {} },
  "funnels-query": { path: "/funnels", parameters: { funnel_id: "7001" } },
  "insights-query": { path: "/insights", parameters: { bookmark_id: "9001" } },
  "list-recent-events": { path: "/events", parameters: { event: '["A"]', type: "general", unit: "day" } },
  "query-event-properties": {
    path: "/events/properties",
    parameters: { event: "A", name: "x", type: "general", unit: "day" },
  },
  "query-events-top-properties": { path: "/events/properties/top", parameters: { event: "A" } },
  "query-events-top-property-values": { path: "/events/properties/values", parameters: { event: "A", name: "x" } },
  "query-months-top-event-names": { path: "/events/names", parameters: { type: "general" } },
  "query-top-events": { path: "/events/top", parameters: { type: "general" } },
  "retention-frequency-query": { path: "/retention/addiction", parameters: { unit: "day", addiction_unit: "hour" } },
  "retention-query": { path: "/retention", parameters: { born_event: "A" } },
  "segmentation-numeric-query": { path: "/segmentation/numeric", parameters: { event: "A", on: 'properties["x"]' } },
  "segmentation-query": { path: "/segmentation", parameters: { event: "A" } },
  "segmentation-query-average": { path: "/segmentation/average", parameters: { event: "A", on: 'properties["x"]' } },
  "segmentation-sum-query": { path: "/segmentation/sum", parameters: { event: "A", on: 'properties["x"]' } },
};
const FORMS: Record<string, { path: string; parameters: Record<string, string> }> = {
  "cohorts-list": { path: "/cohorts/list", parameters: {} },
  "engage-query": { path: "/engage", parameters: {} },
  "query-jql": { path: "/jql", parameters: { script: "function main() { return []; }" } },
};
const DATES = { from_date: "2024-03-01", to_date: "2024-03-10" };

let client: QueryClient;
beforeAll(async () => {
  const events = [eventAt("2024-03-09T10:00:00", "A", "anna", { x: 1, $y: "z" })];
  client = await QueryClient.start({ events, profiles: { anna: { a: 1 } }, slices: sampleQueryDefinitions });
});
afterAll(() => client.close());

test("these are all operations of the description", () => {
  expect([...Object.keys(READS), ...Object.keys(FORMS)].sort()).toEqual(Object.keys(schemas).sort());
});

test.each(Object.entries(READS))(
  "%s answers by its schema, at both paths alike",
  async (operationId, { path, parameters }) => {
    const body = await client.read(operationId, path, { ...DATES, ...parameters });
    expect(await client.get(`/api/2.0${path}`, { ...DATES, ...parameters })).toMatchObject({ status: 200, body });
  },
);

test.each(Object.entries(FORMS))(
  "%s answers by its schema, at both paths",
  async (operationId, { path, parameters }) => {
    await client.ask(operationId, path, parameters);
    expect(await client.post(`/api/2.0${path}`, parameters)).toMatchObject({ status: 200 });
  },
);

test("a plan without the query API answers 402", async () => {
  const denied = await QueryClient.start({ deniedByPlan: ["query"] });
  const answer = await denied.get("/api/query/funnels/list");
  await denied.close();
  expect(answer).toMatchObject({ status: 402, body: { error: expect.any(String) } });
});

test("every report counts against the hour, lists among them", async () => {
  const limited = await QueryClient.start({ slices: sampleQueryDefinitions }, { limits: true });
  const statuses: number[] = [];
  for (let calls = 0; calls < 61; calls += 1) statuses.push((await limited.get("/api/query/funnels/list")).status);
  await limited.close();
  expect(statuses.filter((status) => status === 200)).toHaveLength(60);
  expect(statuses.at(-1)).toBe(429);
});

const NAMES = [
  ...[
    "from_date",
    "to_date",
    "event",
    "name",
    "values",
    "type",
    "unit",
    "addiction_unit",
    "interval",
    "interval_count",
  ],
  ...[
    "on",
    "where",
    "born_where",
    "limit",
    "format",
    "length",
    "length_unit",
    "funnel_id",
    "bookmark_id",
    "born_event",
  ],
  ...["retention_type", "unbounded_retention", "distinct_id", "distinct_ids", "output_properties", "filter_by_cohort"],
  ...[
    "behaviors",
    "as_of_timestamp",
    "include_all_users",
    "page",
    "page_size",
    "session_id",
    "data_group_id",
    "params",
  ],
];
const value = fc.oneof(
  fc.constantFrom("0", "-1", "1", "1e9", "NaN", "null", "[]", "{}", '[{"name":1}]', '["A"]', '{"id":3001}', "true"),
  fc.constantFrom("1970-01-01", "9999-12-31", "0000-01-01", "2024-02-30", "minute", "month", "week", "csv", "unique"),
  fc.constantFrom(
    'properties["x"]',
    "1/0",
    '"',
    "((",
    "not",
    'user["a"] in [1]',
    '[{"name":"b","window":"99999w","event_selectors":[{"event":"A"}]}]',
  ),
  fc.string({ unit: anyCharacter, maxLength: 20 }),
);

/** Units beside an interval, and spans and limits past what the description allows. */
function isUnexpected(operationId: string, { unit, interval, length, limit }: Record<string, string>): boolean {
  if (operationId !== "funnels-query" && operationId !== "retention-query") return false;
  const isLarge = Number(interval) > 90 || Number(length) > 90 || Number(limit) > 10_000;
  return isLarge || (Boolean(unit) && Boolean(interval));
}

test.each([...Object.entries(READS), ...Object.entries(FORMS)])(
  "%s answers 200 or 400 to anything, and 500 without a reason only to what Mixpanel does not expect",
  async (operationId, { path, parameters }) => {
    const send = (form: Record<string, string>) =>
      operationId in READS ? client.get(`/api/query${path}`, form) : client.post(`/api/query${path}`, form);
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 3 }), async (changed) => {
        const sent: Record<string, string> = { ...DATES, ...parameters, ...changed };
        const { status, body } = await send(sent);
        expect([200, 400, ...(isUnexpected(operationId, sent) ? [500] : [])]).toContain(status);
        const request = `/api/query${path}`;
        if (status !== 200) expect(body).toEqual({ request, error: expect.any(String) });
      }),
      { seed: 7, numRuns: 60 },
    );
  },
);
