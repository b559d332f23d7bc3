import type { Sandbox } from "../src";
import { get, NOW_MS, postJson, startStill } from "./ingestionClient";

const DATES = "project_id=1&from_date=2024-05-17&to_date=2024-06-15";
const EVENTS = encodeURIComponent('["Viewed product"]');

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill({ sample: true, limits: false });
});
afterAll(() => sandbox.close());

/** How much an answer holds: members of lists and objects, all the way down, that are not zero or empty. */
function filled(value: unknown): number {
  if (typeof value !== "object" || value === null) return value === 0 || value === "" || value === null ? 0 : 1;
  return Object.values(value).reduce((sum: number, item) => sum + filled(item), 0);
}

test("the same instant gives the same sample", async () => {
  const other = await startStill({ sample: true });
  const [first, second] = [sandbox.snapshot(), other.snapshot()];
  await other.close();
  expect(second).toEqual(first);
});

test("it ends at the sandbox's now and begins thirty days before", () => {
  const times = [...(sandbox.projects.get(1)?.events.range() ?? [])].map(({ time }) => time);
  expect(times.length).toBeGreaterThan(1000);
  expect(Math.max(...times)).toBeLessThanOrEqual(NOW_MS);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(NOW_MS - 30 * 86_400_000);
});

test.each([
  `/api/2.0/export?${DATES}`,
  `/api/query/funnels/list?project_id=1`,
  `/api/query/funnels?funnel_id=7001&${DATES}`,
  `/api/query/insights?project_id=1&bookmark_id=9001`,
  `/api/query/retention?born_event=${encodeURIComponent("Signed up")}&${DATES}`,
  `/api/query/segmentation?event=${encodeURIComponent("Viewed product")}&on=${encodeURIComponent('properties["category"]')}&${DATES}`,
  `/api/query/stream/query?distinct_ids=${encodeURIComponent('["user-001"]')}&${DATES}`,
  `/api/query/events/top?project_id=1&type=general`,
  `/api/query/events?event=${EVENTS}&type=general&unit=day&${DATES}`,
  `/api/query/events/properties/top?project_id=1&event=${encodeURIComponent("Viewed product")}`,
  `/api/app/projects/1/annotations`,
  `/api/app/projects/1/schemas`,
  `/api/app/projects/1/warehouse-sources/imports`,
  `/api/app/projects/1/workspaces/10/feature-flags`,
  `/api/app/workspaces/10/experiments`,
  `/api/app/organizations/100/service-accounts`,
  `/api/2.0/nessie/pipeline/jobs?project_id=1`,
  `/lookup-tables?project_id=1`,
])("has something to show at %s", async (path) => {
  const answer = await get(sandbox, path);
  expect(answer.status).toBe(200);
  expect(answer.json === undefined ? answer.text.length : filled(answer.json)).toBeGreaterThan(3);
});

test.each(["/api/query/engage?project_id=1", "/api/query/cohorts/list?project_id=1"])(
  "has something to show at POST %s",
  async (path) => {
    const answer = await postJson(sandbox, path, {});
    expect([answer.status, filled(answer.json) > 3]).toEqual([200, true]);
  },
);
