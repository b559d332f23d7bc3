/** B4: the control routes refuse what they do not know, and leave everything as it was. */
import { createServer } from "node:net";
import { type Sandbox, startSandbox } from "../src";
import { event, IMPORT, NOW_MS, postJson, send, startStill, storedIn } from "./ingestionClient";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

async function control(path: string, method = "GET", body?: unknown): Promise<[number, string]> {
  const headers = { "Content-Type": "application/json" };
  const { status, text } = await send(sandbox, `/_sandbox${path}`, { method, headers, body: JSON.stringify(body) });
  return [status, text];
}

test.each([
  { now: 1e300 },
  { now: 8.64e15 },
  { now: -1 },
  { now: "NaN" },
  { now: "1e300" },
  { now: "2024-13-45" },
  { now: null },
  { now: {} },
  { advanceMs: 1e300 },
  { advanceMs: -1e300 },
  { advanceMs: -NOW_MS - 1 },
  { now: 0, advanceMs: 1e17 },
  { now: 0, frozen: "yes" },
  { real: false },
  { real: true, now: 0 },
])("B4: a clock of %j is 400, and the clock stays", async (body) => {
  const [status] = await control("/clock", "POST", body);
  expect([status, sandbox.clock.now(), sandbox.clock.frozen]).toEqual([400, NOW_MS, true]);
  await expect(postJson(sandbox, IMPORT, [event()])).resolves.toMatchObject({ status: 200 });
});

test("B4: a clock beyond all dates is refused by startSandbox and by the clock itself", async () => {
  await expect(startSandbox({ port: 0, clock: 1e300 })).rejects.toThrow("clock must be milliseconds since 1970");
  expect(() => sandbox.clock.advance(1e300)).toThrow("from 1970 to 9999");
  expect(sandbox.clock.now()).toBe(NOW_MS);
});

test("B4: a reset returns the clock to its start, and real returns to real time", async () => {
  await control("/clock", "POST", { now: "2030-01-01T00:00:00Z", frozen: false });
  await control("/reset", "POST");
  expect([sandbox.clock.now(), sandbox.clock.frozen]).toEqual([NOW_MS, true]);
  const before = Date.now();
  const [status, text] = await control("/clock", "POST", { real: true });
  expect([status, JSON.parse(text).frozen]).toEqual([200, false]);
  expect(JSON.parse(text).nowMs).toBeGreaterThanOrEqual(before);
  expect(sandbox.clock.now()).toBeLessThanOrEqual(Date.now());
});

test.each<[string, string, unknown, string]>([
  ["POST", "/clock", { nowMs: 0 }, 'unknown key \\"nowMs\\": known keys are now, advanceMs, frozen, real'],
  [
    "POST",
    "/faults",
    { kind: "reset", counts: 2 },
    'unknown key \\"counts\\": known keys are kind, operationId, path,',
  ],
  ["POST", "/faults", { rate: 0, kind: "reset" }, 'unknown key \\"kind\\": known keys are rate, kinds, seed,'],
  ["POST", "/faults", { kind: "reset", afterProcessing: 1 }, "afterProcessing must be true or false"],
  [
    "POST",
    "/faults",
    { kind: "reset", operationId: "import" },
    'operationId \\"import\\" is unknown: known operations are activity-stream-query,',
  ],
  ["GET", "/requests?operation=me", undefined, 'unknown key \\"operation\\": known keys are operationId, method,'],
  ["GET", "/requests?operationId=mine", undefined, 'operationId \\"mine\\" is unknown'],
  ["GET", "/requests?status=ok", undefined, 'status must be a number such as 200, but is \\"ok\\"'],
  ["GET", "/state?projectId=1", undefined, 'unknown key \\"projectId\\": known keys are project'],
  ["GET", "/events?projectId=1", undefined, 'unknown key \\"projectId\\": known keys are project, limit, event,'],
  ["GET", "/events?limit=201", undefined, "limit: Too big"],
  ["GET", "/events?limit=5&limit=6", undefined, "limit: "],
  ["GET", "/events?before=yesterday", undefined, 'before: must be \\"next\\" of an earlier page'],
  [
    "GET",
    "/profiles?groupKey=company",
    undefined,
    'unknown key \\"groupKey\\": known keys are project, limit, group_key,',
  ],
  ["GET", "/profiles?offset=-1", undefined, "offset: Too small"],
  ["GET", "/limits?limit=query", undefined, 'unknown key \\"limit\\": known keys are project'],
  ["GET", "/inventory?project=first", undefined, "project: "],
  ["GET", "/live?project=1", undefined, 'unknown key \\"project\\": no keys are known here'],
  ["POST", "/sample", { project: 2 }, 'unknown key \\"project\\": no keys are known here'],
  ["POST", "/reset", { clock: false }, 'unknown key \\"clock\\": no keys are known here'],
  ["PUT", "/snapshot", {}, "The snapshot is empty"],
  ["PUT", "/snapshot", { projects: [], organizations: [] }, "The snapshot is empty"],
  ["PUT", "/snapshot", undefined, "the snapshot must be a JSON object"],
  ["PUT", "/snapshot", { version: 2, projects: [{ id: 1 }] }, "version must be 1, but is 2."],
  ["PUT", "/snapshot", { project: [] }, 'unknown key \\"project\\": known keys are version, organizations, projects'],
  ["PUT", "/snapshot", { projects: [{ id: 1, timezone: "UTC" }] }, 'projects[0]: unknown key \\"timezone\\"'],
  ["PUT", "/snapshot", { projects: [{ id: 1, organizationId: 7 }] }, "names organization 7, which is not there"],
  [
    "PUT",
    "/gdpr",
    { refusal: { kind: "rate", forMs: 1, forMS: 1 } },
    'unknown key \\"forMS\\": known keys are kind, retryAfter, forMs',
  ],
  [
    "PUT",
    "/warehouse-tables",
    { project_id: 1, warehouse_source_id: 1, table_params: {}, rows: [], row: [] },
    'key \\"row\\"',
  ],
  [
    "POST",
    "/cohort-syncs",
    { project_id: 1, url: "http://localhost", cohort: { name: "c" }, pages: 1 },
    'key \\"pages\\"',
  ],
])("B4: %s %s with %j is 400, and says what is known", async (method, path, body, error) => {
  await postJson(sandbox, IMPORT, [event()]);
  const [status, text] = await control(path, method, body);
  expect([status, text]).toEqual([400, expect.stringContaining(error)]);
  expect(storedIn(sandbox)).toHaveLength(1);
  expect(sandbox.faults.list()).toEqual({ pending: [], random: null });
});

test("B4: GET /_sandbox lists every control route with its purpose, and each one listed is there", async () => {
  const [, text] = await control("");
  const routes: { method: string; path: string; purpose: string }[] = JSON.parse(text).routes;
  expect(routes).toContainEqual({ method: "PUT", path: "/_sandbox/snapshot", purpose: "Replaces the whole state" });
  expect(routes).toContainEqual(expect.objectContaining({ method: "PUT", path: "/_sandbox/gdpr/tasks/{id}" }));
  expect(routes).toContainEqual(expect.objectContaining({ method: "POST", path: "/_sandbox/alerts" }));
  expect(new Set(routes.map(({ method, path }) => `${method} ${path}`)).size).toBe(routes.length);
  expect(routes.every(({ purpose }) => purpose.length > 10)).toBe(true);
  for (const { method, path } of routes) {
    const ended = new AbortController();
    const response = await fetch(`${sandbox.url}${path.replace("{id}", "1")}`, { method, signal: ended.signal });
    const isStream = response.headers.get("content-type") === "text/event-stream";
    expect(isStream ? "" : await response.text()).not.toContain("No such path");
    ended.abort();
  }
  expect((await control("/nonsense"))[1]).toContain("GET /_sandbox lists the control routes");
});

test("B4: a port that is taken is named, with what to do", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const address = other.address();
  const port = typeof address === "object" && address ? address.port : 0;
  await expect(startSandbox({ port })).rejects.toThrow(
    `Port ${port} of 127.0.0.1 is already in use (EADDRINUSE). Stop the program that uses it, or try --port 0,`,
  );
  await new Promise((resolve) => other.close(resolve));
});

describe("B4: the request log", () => {
  const SECRET = "s3cr3t-value";

  test("keeps no credentials of headers and queries, and the project token", async () => {
    const headers = {
      Authorization: SECRET,
      "Proxy-Authorization": `Basic ${SECRET}`,
      Cookie: `session=${SECRET}`,
      "X-Api-Key": SECRET,
      "X-Auth-Token": SECRET,
    };
    const names = ["api_key", "API_KEY", "api%5Fkey", "api_secret", "access_token", "oauthToken", "password", "sig"];
    const query = `${names.map((name) => `${name}=${SECRET}`).join("&")}&api_key=${SECRET}&token=sandbox-token&ip=0`;
    await send(sandbox, `/track?${query}`, { headers });
    await send(sandbox, "/track", { headers: { Authorization: `Bearer ${SECRET}` } });
    const [status, text] = await control("/requests");
    expect(status).toBe(200);
    expect(text).not.toContain(SECRET);
    const [first, second] = sandbox.requests.list();
    expect(first?.query).toMatchObject({ token: "sandbox-token", ip: "0", api_key: "[redacted]" });
    expect(first?.headers).toMatchObject({ authorization: "[redacted]", "proxy-authorization": "Basic [redacted]" });
    expect(second?.headers.authorization).toBe("Bearer [redacted]");
  });

  test.each([
    [
      `{"api_secret":"${SECRET}","n":12345678901234567890,"token":"t"}`,
      '{"api_secret":"[redacted]","n":12345678901234567890,"token":"t"}',
    ],
    [
      `[{"a":{"pass\\u0077ord" : "${SECRET}\\"${SECRET}"}},"password"]`,
      '[{"a":{"pass\\u0077ord" : "[redacted]"}},"password"]',
    ],
    [`{"clientSecret":-1.5e3,"apiKey":"${SECRET}`, '{"clientSecret":"[redacted]","apiKey":"[redacted]"'],
    [
      `api_key=${SECRET}&data=e30&snowflake_password=${SECRET}`,
      "api_key=[redacted]&data=e30&snowflake_password=[redacted]",
    ],
    ['{"say":"\\"password\\":\\"no key\\""}', '{"say":"\\"password\\":\\"no key\\""}'],
  ])("shows the body %s without credentials", async (body, shown) => {
    await send(sandbox, "/track", { method: "POST", body, headers: { "Content-Type": "text/plain" } });
    const [logged] = sandbox.requests.list();
    expect(sandbox.requests.body(logged?.id ?? 0)).toBe(shown);
  });

  test("reads a body of 10 MB in time, whatever it is", async () => {
    const body = `"${'\\"password\\":'.repeat(600_000)}`;
    await send(sandbox, "/track", { method: "POST", body, headers: { "Content-Type": "text/plain" } });
    const [logged] = sandbox.requests.list();
    expect(sandbox.requests.body(logged?.id ?? 0)).toBe(body);
  });
});
