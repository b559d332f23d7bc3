import type { MixpanelClient } from "../../../src/mixpanel/client";
import { exportPage } from "../../../src/mixpanel/export/page";
import { failureOf } from "../../support/failure";
import { closeServers } from "../../support/localServer";
import { clientOf, closeSandboxes, eventOf, eventsOf, idsOf, linesOf, sandboxWith, serveExports } from "./exportSource";

afterEach(async () => {
  await closeSandboxes();
  await closeServers();
});

const DAYS = { from_date: "2024-01-01", to_date: "2024-01-04" };
const ONE_DAY = { from_date: "2024-01-01", to_date: "2024-01-01" };
const EMPTY_SUM = "0".repeat(16);
const NO_QUERY = "00000000";

test("a range that fits into one page has no cursor", async () => {
  const sandbox = await sandboxWith(eventsOf(4, 3));
  const page = await exportPage(clientOf(sandbox.url).client, DAYS, { maxEvents: 12 });
  expect(idsOf(page.events)).toEqual(idsOf(eventsOf(4, 3)));
  expect({ ...page, events: [] }).toEqual({ events: [], count: 12, truncated: false });
});

test("after a page that ends with a window, the cursor points to the first day of the next window", async () => {
  const sandbox = await sandboxWith(eventsOf(4, 3));
  const page = await exportPage(clientOf(sandbox.url).client, DAYS, { maxEvents: 6, windowDays: 2 });
  expect({ ...page, events: idsOf(page.events) }).toEqual({
    events: ["id-0", "id-1", "id-2", "id-3", "id-4", "id-5"],
    count: 6,
    truncated: true,
    next_from_date: "2024-01-03",
    next_cursor: expect.stringMatching(`^2024-01-03\\.0\\.${EMPTY_SUM}\\.[0-9a-f]{8}$`),
  });
});

test.each([
  ["fewer than there are", 3, true],
  ["as many as there are, which nobody can tell from more", 4, true],
  ["more than there are", 5, false],
])("a limit of %s", async (_, limit, truncated) => {
  const sandbox = await sandboxWith(eventsOf(1, 4));
  const page = await exportPage(clientOf(sandbox.url).client, { ...ONE_DAY, limit }, { maxEvents: 9 });
  expect({ ...page, events: [] }).toEqual({ events: [], count: Math.min(limit, 4), truncated });
});

test("a limit counts over all pages of the window", async () => {
  const sandbox = await sandboxWith(eventsOf(1, 4));
  const { client } = clientOf(sandbox.url);
  const query = { ...ONE_DAY, limit: "3" };
  const first = await exportPage(client, query, { maxEvents: 2 });
  expect([first.truncated, first.next_cursor]).toEqual([true, expect.any(String)]);
  const last = await exportPage(client, query, { maxEvents: 2, cursor: first.next_cursor });
  expect({ ...last, events: idsOf(last.events) }).toEqual({ events: ["id-2"], count: 1, truncated: true });
});

test.each([1, 2, 5, 7, 11])("consecutive pages of %i events contain each event once", async (maxEvents) => {
  const all = eventsOf(4, 5);
  const sandbox = await sandboxWith(all);
  const { client } = clientOf(sandbox.url);
  const ids: unknown[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages <= all.length; pages++) {
    const page = await exportPage(client, DAYS, { maxEvents, cursor, windowDays: 3 });
    ids.push(...idsOf(page.events));
    cursor = page.next_cursor;
    if (!page.truncated) break;
  }
  expect(ids).toEqual(idsOf(all));
});

test("a page whose export is truncated is read again and contains each event once", async () => {
  const all = eventsOf(1, 10);
  const sandbox = await sandboxWith(all);
  const { client } = clientOf(sandbox.url);
  const { next_cursor } = await exportPage(client, ONE_DAY, { maxEvents: 4 });
  sandbox.faults.add({ kind: "terminatedEarly", operationId: "raw-event-export", afterLines: 7 });
  const page = await exportPage(client, ONE_DAY, { maxEvents: 100, cursor: next_cursor });
  expect(idsOf(page.events)).toEqual(idsOf(all.slice(4)));
});

test("a cursor fails if a late event has moved the others, instead of returning one twice", async () => {
  const all = eventsOf(1, 10);
  const sandbox = await sandboxWith(all.slice(1));
  const { client } = clientOf(sandbox.url);
  const { next_cursor } = await exportPage(client, ONE_DAY, { maxEvents: 4 });
  sandbox.restore({ projects: [{ id: 1, events: all }] });
  sandbox.requests.clear();
  const error = await failureOf(exportPage(client, ONE_DAY, { maxEvents: 4, cursor: next_cursor }));
  expect(error).toMatchObject({ code: "unusable_response", message: expect.stringContaining("lose or duplicate") });
  // Another try would spend one more of the hour's exports, and find the same.
  expect(error.retryable).toBe(false);
  expect(sandbox.requests.list({ operationId: "raw-event-export" })).toHaveLength(1);
});

test("duplicates are left out across two pages", async () => {
  const [a, b] = [eventOf(0), eventOf(1)];
  const body = linesOf([a, b, a, eventOf(2), b]);
  const server = await serveExports(body, body);
  const { client } = clientOf(server.url);
  const first = await exportPage(client, ONE_DAY, { maxEvents: 2, dedupe: true });
  const second = await exportPage(client, ONE_DAY, { maxEvents: 2, dedupe: true, cursor: first.next_cursor });
  expect([idsOf(first.events), idsOf(second.events), second.truncated]).toEqual([["id-0", "id-1"], ["id-2"], false]);
});

describe("a cursor", () => {
  const query = { ...DAYS, event: ["Page View"], where: 'properties["plan"] == "pro"', limit: 9 };
  const options = { maxEvents: 2, windowDays: 2 };
  const body = linesOf(eventsOf(2, 2));
  const cursorOf = async (client: MixpanelClient) => (await exportPage(client, query, options)).next_cursor;

  test.each<[string, object, object]>([
    ["From Date", { from_date: "2023-12-31" }, {}],
    ["To Date", { to_date: "2024-01-05" }, {}],
    ["event", { event: ["Signed Up"] }, {}],
    ["expression", { where: undefined }, {}],
    ["limit", { limit: 10 }, {}],
    ["unit of time", { time_in_ms: "true" }, {}],
    ["project", { project_id: "2" }, {}],
    ["length of the windows", {}, { windowDays: 1 }],
    ["handling of copies", {}, { dedupe: true }],
  ])("of another %s is rejected before anything is sent", async (_, parameters, more) => {
    const server = await serveExports(body);
    const { client } = clientOf(server.url);
    const cursor = await cursorOf(client);
    const going = exportPage(client, { ...query, ...parameters }, { ...options, ...more, cursor });
    expect(await failureOf(going)).toMatchObject({
      code: "invalid_input",
      input: "Cursor",
      message:
        "Cursor: got a cursor of a different query, expected the next_cursor of a previous result with the same inputs. Use the same dates, filters, project and other inputs as for that result (only Max Events may differ). In place of words such as yesterday, use the days of its resolved_dates. Or leave Cursor empty to start at From Date.",
    });
    expect(server.received).toHaveLength(1);
  });

  test("of the same query works with another Max Events, and with an explicit project", async () => {
    const server = await serveExports(body, body);
    const { client } = clientOf(server.url);
    const cursor = await cursorOf(client);
    const page = await exportPage(
      client,
      { ...query, project_id: "1" },
      { ...options, maxEvents: 1, gzip: false, cursor },
    );
    expect(idsOf(page.events)).toEqual(["id-2"]);
  });
});

test.each([
  ["text of another kind", "id-250", "text that is not a cursor"],
  ["no query", `2024-01-01.3.${EMPTY_SUM}`, "text that is not a cursor"],
  ["a day outside of the range", `2023-12-31.3.${EMPTY_SUM}.${NO_QUERY}`, "a cursor of a different query"],
])("with %s is rejected before anything is sent", async (_, cursor, got) => {
  const server = await serveExports();
  const error = await failureOf(exportPage(clientOf(server.url).client, DAYS, { maxEvents: 1, cursor }));
  expect(error).toMatchObject({ code: "invalid_input", input: "Cursor", message: expect.stringContaining(got) });
  expect(server.received).toEqual([]);
});
