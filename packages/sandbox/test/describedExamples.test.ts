/** Every example of a query's response in Mixpanel's description: the sandbox answers in the same shape. */
import examples from "../../../test/contract/examples.json";
import type { Sandbox } from "../src";
import { get, startStill } from "./ingestionClient";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill({ sample: true, limits: false });
});
afterAll(() => sandbox.close());

const RANGE = { project_id: "1", from_date: "2024-06-01", to_date: "2024-06-15" };

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const kindOf = (value: unknown): string => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);

/** Where a value has another shape than the example; objects with other keys than the example's are maps by date, name or value. */
function differences(example: unknown, actual: unknown, at = "$"): string[] {
  if (kindOf(example) !== kindOf(actual)) return [`${at}: ${kindOf(actual)} instead of ${kindOf(example)}`];
  // Which properties an event or a profile has, its senders decide.
  if (!isObject(example) || !isObject(actual) || /\.\$?properties$/.test(at)) return [];
  const expected = Object.keys(example);
  const isRecord = expected.some((key) => key in actual);
  if (isRecord && !Array.isArray(actual)) {
    return expected.flatMap((key) =>
      key in actual ? differences(example[key], actual[key], `${at}.${key}`) : [`${at}.${key}: missing`],
    );
  }
  const samples = Object.values(example);
  const first = Object.entries(actual).slice(0, 20);
  if (samples.length > 0 && first.length === 0) return [`${at}: empty`];
  return first.flatMap(([key, value]) => {
    const each = samples.map((sample) => differences(sample, value, `${at}.${key}`));
    return each.some((found) => found.length === 0) ? [] : (each[0] ?? []);
  });
}

/** What each query asks of the sample. */
const REQUESTS: Record<string, Record<string, string>> = {
  "insights-query": { bookmark_id: "9001" },
  "funnels-query": { funnel_id: "7001", unit: "week" },
  "funnels-list-saved": {},
  "retention-query": { born_event: "Signed up", unit: "day", interval_count: "2" },
  "retention-frequency-query": { unit: "day", addiction_unit: "hour", event: "Viewed product" },
  "segmentation-query": { event: "Viewed product" },
  "segmentation-numeric-query": { event: "Viewed product", on: 'number(properties["price"])' },
  "segmentation-sum-query": { event: "Viewed product", on: 'number(properties["price"])' },
  "segmentation-query-average": { event: "Viewed product", on: 'number(properties["price"])' },
  "activity-stream-query": {
    distinct_ids: JSON.stringify(Array.from({ length: 9 }, (_, index) => `user-00${index + 1}`)),
  },
  "cohorts-list": {},
  "engage-query": {},
  "list-recent-events": { event: '["Viewed product","Purchased"]', type: "general", unit: "day" },
  "query-top-events": { type: "general" },
  "query-months-top-event-names": { type: "general" },
  "query-event-properties": { event: "Viewed product", name: "category", type: "general", unit: "day" },
  "query-events-top-properties": { event: "Viewed product" },
  "query-events-top-property-values": { event: "Viewed product", name: "category" },
};

/** Where the sandbox answers otherwise, and why that is right. */
const EXCEPTIONS: Record<string, Record<string, string>> = {
  "funnels-query": {
    "$.data.*.steps.*.avg_time: null instead of number":
      "nobody takes time to reach the first step; the prose says null",
  },
  "engage-query": {
    "$.results.*.$distinct_id: string instead of number": "IDs come back as they were sent, and the sample's are texts",
  },
};

/** Differences with dates and positions left out, each once. */
const kindsOf = (found: readonly string[]): string[] => [
  ...new Set(found.map((one) => one.replace(/\.(\d{4}-\d{2}-\d{2}|\d+)(?=[.:])/g, ".*"))),
];

test.each(Object.entries(examples))("B8: %s answers in the shape of its example", async (id, { path, response }) => {
  const answer = await get(sandbox, `${path}?${new URLSearchParams({ ...RANGE, ...REQUESTS[id] })}`);
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  expect(kindsOf(differences(response, answer.json))).toEqual(Object.keys(EXCEPTIONS[id] ?? {}));
});
