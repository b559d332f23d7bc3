import { get as httpGet } from "node:http";
import { gunzipSync } from "node:zlib";
import type { Sandbox } from "../src";
import { event, get, IMPORT, NOW_SECONDS, postJson, SERVICE_ACCOUNT, startStill } from "./ingestionClient";

const EXPORT = "/api/2.0/export?project_id=1";
const TODAY = `${EXPORT}&from_date=2024-06-15&to_date=2024-06-15`;
const MIDNIGHT_SECONDS = Date.parse("2024-06-15T00:00:00Z") / 1000;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill({ limits: false });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

/** Imports events whose insert IDs are their names in the tests. */
async function having(...events: { id: string; name?: string; properties?: Record<string, unknown> }[]): Promise<void> {
  const batch = events.map(({ id, name, properties }) => event({ $insert_id: id, ...properties }, name ?? "Page View"));
  const answer = await postJson(sandbox, IMPORT, batch);
  if (answer.status !== 200) throw new Error(answer.text);
}

function lines(text: string): { event: string; properties: Record<string, unknown> }[] {
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

async function exportedIds(query: string): Promise<unknown[]> {
  const answer = await get(sandbox, query);
  return lines(answer.text).map(({ properties }) => properties.$insert_id);
}

describe("GET /api/2.0/export", () => {
  test("gives events as JSON lines, oldest first", async () => {
    await having({ id: "late" }, { id: "early", properties: { time: NOW_SECONDS - 3600, plan: "pro" } });
    const answer = await get(sandbox, TODAY);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/plain; charset=utf-8"]);
    expect(lines(answer.text)).toEqual([
      {
        event: "Page View",
        properties: {
          time: NOW_SECONDS - 3600,
          distinct_id: "user-1",
          $insert_id: "early",
          plan: "pro",
          mp_processing_time_ms: NOW_SECONDS * 1000,
        },
      },
      expect.objectContaining({ properties: expect.objectContaining({ $insert_id: "late" }) }),
    ]);
  });

  test.each(["$time", "time"])('P17: finds events by their time: properties["%s"] >= datetime(n)', async (name) => {
    await having(
      { id: "early", properties: { time: NOW_SECONDS - 120 } },
      { id: "late", properties: { time: NOW_SECONDS } },
    );
    const where = encodeURIComponent(`properties["${name}"]>=datetime(${NOW_SECONDS - 60})`);
    expect(await exportedIds(`${TODAY}&where=${where}`)).toEqual(["late"]);
  });

  test("takes both dates in, in UTC", async () => {
    await having(
      { id: "last-of-14", properties: { time: MIDNIGHT_SECONDS - 1 } },
      { id: "first-of-15", properties: { time: MIDNIGHT_SECONDS } },
      { id: "last-of-15", properties: { time: NOW_SECONDS } },
    );
    expect(await exportedIds(TODAY)).toEqual(["first-of-15", "last-of-15"]);
    expect(await exportedIds(`${EXPORT}&from_date=2024-06-14&to_date=2024-06-14`)).toEqual(["last-of-14"]);
    expect(await exportedIds(`${EXPORT}&from_date=2024-06-14&to_date=2024-06-15`)).toHaveLength(3);
  });

  test("filters by event names, by expression, and ends at the limit", async () => {
    await having(
      { id: "a", name: "A", properties: { plan: "pro", time: NOW_SECONDS - 3 } },
      { id: "b", name: "B", properties: { plan: "pro", time: NOW_SECONDS - 2 } },
      { id: "c", name: "C", properties: { time: NOW_SECONDS - 1 } },
    );
    expect(await exportedIds(`${TODAY}&event=${encodeURIComponent('["A","C"]')}`)).toEqual(["a", "c"]);
    expect(await exportedIds(`${TODAY}&where=${encodeURIComponent('properties["plan"] == "pro"')}`)).toEqual([
      "a",
      "b",
    ]);
    expect(await exportedIds(`${TODAY}&limit=2`)).toEqual(["a", "b"]);
  });

  test("gives times in milliseconds with time_in_ms", async () => {
    await having({ id: "a", properties: { time: NOW_SECONDS * 1000 - 123 } });
    const [plain] = lines((await get(sandbox, TODAY)).text);
    const [precise] = lines((await get(sandbox, `${TODAY}&time_in_ms=true`)).text);
    expect([plain?.properties.time, precise?.properties.time]).toEqual([NOW_SECONDS - 1, NOW_SECONDS * 1000 - 123]);
  });

  test("compresses when asked, and only then", async () => {
    await having({ id: "a" });
    const zipped = await raw({ "Accept-Encoding": "gzip" });
    const plain = await raw({});
    expect([zipped.encoding, plain.encoding]).toEqual(["gzip", undefined]);
    expect(gunzipSync(zipped.body).toString()).toBe(plain.body.toString());
  });

  test("gives an empty body for days without events", async () => {
    const answer = await get(sandbox, `${EXPORT}&from_date=2020-01-01&to_date=2020-01-31`);
    expect([answer.status, answer.text]).toEqual([200, ""]);
  });

  test("sends a large export in pieces, without announcing its length", async () => {
    const events = sandbox.projects.get(1)?.events;
    for (let index = 0; index < 20_000; index += 1) {
      const properties = {
        time: MIDNIGHT_SECONDS,
        distinct_id: "u",
        $insert_id: `i-${index}`,
        filler: "x".repeat(100),
      };
      events?.add({ event: "A", time: MIDNIGHT_SECONDS * 1000, distinctId: "u", insertId: `i-${index}`, properties });
    }
    const response = await fetch(`${sandbox.url}${TODAY}`, { headers: { Authorization: SERVICE_ACCOUNT } });
    expect(response.headers.has("content-length")).toBe(false);
    expect(lines(await response.text())).toHaveLength(20_000);
  });

  test.each<[string, string, string]>([
    ["no from_date", "&to_date=2024-06-15", "from_date is required and must be a date in yyyy-mm-dd format"],
    [
      "a day that does not exist",
      "&from_date=2024-02-30&to_date=2024-06-15",
      "from_date is required and must be a date in yyyy-mm-dd format",
    ],
    ["dates in the wrong order", "&from_date=2024-06-16&to_date=2024-06-15", "from_date must not be after to_date"],
    [
      "a limit over 100,000",
      "&from_date=2024-06-15&to_date=2024-06-15&limit=100001",
      "limit must be a whole number from 1 to 100000",
    ],
    [
      "a limit of 0",
      "&from_date=2024-06-15&to_date=2024-06-15&limit=0",
      "limit must be a whole number from 1 to 100000",
    ],
    [
      "event names that are no JSON",
      "&from_date=2024-06-15&to_date=2024-06-15&event=A",
      "event must be a JSON array of event names",
    ],
  ])("refuses %s", async (_what, query, error) => {
    const answer = await get(sandbox, `${EXPORT}${query}`);
    expect([answer.status, answer.json]).toEqual([400, { error }]);
  });

  test("refuses an expression that cannot be read", async () => {
    const answer = await get(sandbox, `${TODAY}&where=${encodeURIComponent('properties["a" ==')}`);
    expect([answer.status, answer.json]).toMatchObject([400, { error: expect.stringContaining("") }]);
    expect(Object.keys(answer.json ?? {})).toEqual(["error"]);
  });
});

/** An export as it comes over the wire: fetch would inflate it. */
function raw(headers: Record<string, string>): Promise<{ encoding: string | undefined; body: Buffer }> {
  return new Promise((resolve, reject) => {
    httpGet(`${sandbox.url}${TODAY}`, { headers: { Authorization: SERVICE_ACCOUNT, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ encoding: response.headers["content-encoding"], body: Buffer.concat(chunks) }),
      );
    }).on("error", reject);
  });
}
