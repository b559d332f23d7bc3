import type { Sandbox } from "../src";
import { event, get, IMPORT, postJson, startStill } from "./ingestionClient";

const EXPORT = "/api/2.0/export?from_date=2024-06-15&to_date=2024-06-15&project_id=";
const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startStill();
});
afterEach(() => sandbox.close());

describe("export", () => {
  test("takes 3 queries a second and says when the next may come", async () => {
    for (let call = 0; call < 3; call += 1) expect((await get(sandbox, `${EXPORT}1`)).status).toBe(200);
    const refused = await get(sandbox, `${EXPORT}1`);
    expect([refused.status, refused.json]).toEqual([
      429,
      { error: "Rate limit exceeded: 4/3 queries running in the last second. Retry later." },
    ]);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(refused.headers.get("ratelimit-policy")).toBe('"export";q=3;w=1');
    expect(refused.headers.get("ratelimit")).toBe('"export";r=0;t=1');
    sandbox.clock.advance(SECOND_MS);
    expect((await get(sandbox, `${EXPORT}1`)).status).toBe(200);
  });

  test("takes 60 queries an hour; refused ones and those of other projects do not count", async () => {
    for (let call = 0; call < 60; call += 1) {
      sandbox.clock.advance(SECOND_MS);
      await get(sandbox, `${EXPORT}1`);
    }
    sandbox.clock.advance(SECOND_MS);
    const refused = await get(sandbox, `${EXPORT}1`);
    expect([refused.status, refused.json]).toEqual([
      429,
      { error: "Rate limit exceeded: 61/60 queries running in the last hour. Retry later." },
    ]);
    expect(refused.headers.get("ratelimit-policy")).toBe('"export";q=60;w=3600');
    expect(refused.headers.get("retry-after")).toBe(String(3600 - 60));
    expect((await get(sandbox, `${EXPORT}2`)).status).toBe(200);
    sandbox.clock.advance(HOUR_MS - 60 * SECOND_MS);
    expect((await get(sandbox, `${EXPORT}1`)).status).toBe(200);
  });

  test("counts failed queries, but neither 401 nor 402", async () => {
    for (let call = 0; call < 5; call += 1) {
      await get(sandbox, `${EXPORT}1`, { Authorization: "Basic bm86Ym9keQ==" });
    }
    sandbox.projects.get(1)?.deniedByPlan.add("export");
    for (let call = 0; call < 5; call += 1) await get(sandbox, `${EXPORT}1`);
    sandbox.projects.get(1)?.deniedByPlan.clear();
    const failed = [];
    for (let call = 0; call < 4; call += 1) failed.push((await get(sandbox, "/api/2.0/export?project_id=1")).status);
    expect(failed).toEqual([400, 400, 400, 429]);
  });
});

describe("queries at once", () => {
  test("takes as many as the rule says, and the next when one has ended", async () => {
    await sandbox.close();
    sandbox = await startStill({ limits: { export: { windows: [], concurrent: 5 } } });
    const ends = Array.from({ length: 5 }, () => sandbox.limits.enter(1, ["export"]));
    const refused = await get(sandbox, `${EXPORT}1`);
    expect([refused.status, refused.json]).toEqual([
      429,
      { error: "too many export requests in progress for this project" },
    ]);
    expect(refused.headers.get("ratelimit-policy")).toBe('"export-concurrent";q=5;qu="concurrent-requests"');
    for (const end of ends.slice(0, 1)) end();
    expect((await get(sandbox, `${EXPORT}1`)).status).toBe(200);
  });

  test("a query that ended, well or badly, gives its place back", async () => {
    await sandbox.close();
    sandbox = await startStill({ limits: { export: { windows: [], concurrent: 1 } } });
    sandbox.faults.add({ kind: "reset", afterProcessing: true });
    await expect(get(sandbox, `${EXPORT}1`)).rejects.toThrow("fetch failed");
    expect((await get(sandbox, "/api/2.0/export?project_id=1")).status).toBe(400);
    expect((await get(sandbox, `${EXPORT}1`)).status).toBe(200);
  });
});

describe("T11: the Query API", () => {
  const FUNNELS = "/api/query/funnels/list?project_id=1";
  const sentence = (running: number, spent: number) => ({
    request: "/api/query/funnels/list",
    error: `Query rate limit exceeded for project_id: 1. ${running}/5 queries running concurrently and ${spent}/60 queries running in the last hour. For more information, please consult our documentation at https://help.mixpanel.com/`,
  });

  test("names both counters where the hour is spent", async () => {
    for (let call = 0; call < 60; call += 1) await get(sandbox, FUNNELS);
    sandbox.clock.advance(10 * SECOND_MS);
    const refused = await get(sandbox, FUNNELS);
    expect([refused.status, refused.json]).toEqual([429, sentence(1, 61)]);
    expect(refused.headers.get("ratelimit-policy")).toBe('"query";q=60;w=3600');
    expect(refused.headers.get("retry-after")).toBe("3590");
    expect((await get(sandbox, FUNNELS)).json).toEqual(sentence(1, 61));
  });

  test("names both counters where too many queries run at once", async () => {
    const ends = Array.from({ length: 5 }, () => sandbox.limits.enter(1, ["query"]));
    const refused = await get(sandbox, FUNNELS);
    expect([refused.status, refused.json]).toEqual([429, sentence(6, 6)]);
    expect(refused.headers.get("ratelimit-policy")).toBe('"query-concurrent";q=5;qu="concurrent-requests"');
    expect(refused.headers.get("retry-after")).toBeNull();
    for (const end of ends) end();
    expect((await get(sandbox, FUNNELS)).status).toBe(200);
  });

  test("names both counters where both limits are passed", async () => {
    for (let call = 0; call < 55; call += 1) sandbox.limits.enter(1, ["query"])();
    const ends = Array.from({ length: 5 }, () => sandbox.limits.enter(1, ["query"]));
    expect((await get(sandbox, FUNNELS)).json).toEqual(sentence(6, 61));
    for (const end of ends) end();
  });
});

describe("ingestion", () => {
  test("takes the quota of records in a rolling minute", async () => {
    await sandbox.close();
    sandbox = await startStill({ limits: { ingestion: { windows: [{ quota: 3, windowSeconds: 60 }] } } });
    const two = [event({ $insert_id: "a" }), event({ $insert_id: "b" })];
    expect((await postJson(sandbox, IMPORT, two)).status).toBe(200);
    const refused = await postJson(sandbox, IMPORT, two);
    expect([refused.status, refused.json]).toEqual([
      429,
      {
        code: 429,
        error: "Project exceeded rate limits. Please retry the request with exponential backoff.",
        status: "Too Many Requests",
      },
    ]);
    sandbox.clock.advance(60 * SECOND_MS);
    expect((await postJson(sandbox, IMPORT, two)).status).toBe(200);
  });
});

describe("other limits", () => {
  test("Lexicon takes 5 requests a minute", async () => {
    const statuses = [];
    for (let call = 0; call < 6; call += 1) statuses.push((await get(sandbox, "/api/app/projects/1/schemas")).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });

  test("GDPR takes 1 request a second", async () => {
    const path = "/api/app/data-retrievals/v3.0/1?token=sandbox-token";
    const call = async () => (await get(sandbox, path, { Authorization: "Bearer sandbox-gdpr-token" })).status;
    const [first, second] = [await call(), await call()];
    sandbox.clock.advance(SECOND_MS);
    expect([first === 429, second, (await call()) === 429]).toEqual([false, 429, false]);
  });

  test("all of them can be switched off", async () => {
    sandbox.limits.enabled = false;
    for (let call = 0; call < 10; call += 1) expect((await get(sandbox, `${EXPORT}1`)).status).toBe(200);
  });

  test("a reset gives the quota back", async () => {
    for (let call = 0; call < 3; call += 1) await get(sandbox, `${EXPORT}1`);
    sandbox.reset();
    expect((await get(sandbox, `${EXPORT}1`)).status).toBe(200);
  });
});
