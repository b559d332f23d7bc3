import { type IncomingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import { setImmediate } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import type { Sandbox } from "../src";
import { FAULT_KINDS } from "../src/rules/faults";
import {
  event,
  get,
  IMPORT,
  NOW_SECONDS,
  postJson,
  SERVICE_ACCOUNT,
  send,
  startStill,
  storedIn,
} from "./ingestionClient";

const EXPORT = "/api/2.0/export?project_id=1&from_date=2024-06-15&to_date=2024-06-15";
const JSON_HEADERS = { "Content-Type": "application/json" };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill({ limits: false });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

function order(fault: Record<string, unknown>) {
  return send(sandbox, "/_sandbox/faults", { method: "POST", headers: JSON_HEADERS, body: JSON.stringify(fault) });
}

function importOne() {
  return postJson(sandbox, IMPORT, [event()]);
}

async function havingEvents(count: number): Promise<void> {
  const batch = Array.from({ length: count }, (_, i) => event({ $insert_id: `i-${i}`, time: NOW_SECONDS - 100 + i }));
  await postJson(sandbox, IMPORT, batch);
}

/** An answer as it came over the wire: fetch would unpack it. */
function bytesOf(path: string): Promise<{ headers: IncomingHttpHeaders; bytes: Buffer }> {
  const headers = { Authorization: SERVICE_ACCOUNT };
  return new Promise((resolve, reject) => {
    const call = request({ port: sandbox.port, host: "127.0.0.1", path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => resolve({ headers: response.headers, bytes: Buffer.concat(chunks) }));
    });
    call.on("error", reject);
    call.end();
  });
}

describe("faults", () => {
  test("a `status` fault responds with the API's error shape and Retry-After, and stores nothing", async () => {
    await order({ kind: "status", status: 429, retryAfter: 7, operationId: "import-events" });
    const answer = await importOne();
    expect([answer.status, answer.json, answer.headers.get("retry-after")]).toEqual([
      429,
      { code: 429, error: "Injected fault", status: "Too Many Requests" },
      "7",
    ]);
    expect(storedIn(sandbox)).toEqual([]);
  });

  test("with afterProcessing, the request is processed and then its response fails", async () => {
    await order({ kind: "status", status: 500, afterProcessing: true });
    const answer = await importOne();
    expect([answer.status, storedIn(sandbox).length]).toEqual([500, 1]);
  });

  test.each([
    [false, 0],
    [true, 1],
  ])("a `reset` fault closes the connection (afterProcessing: %s, stored: %d)", async (afterProcessing, stored) => {
    await order({ kind: "reset", afterProcessing });
    await expect(importOne()).rejects.toThrow("fetch failed");
    expect(storedIn(sandbox)).toHaveLength(stored);
    expect((await importOne()).status).toBe(200);
  });

  test.each([
    [false, 0],
    [true, 1],
  ])("a `stall` fault never responds (afterProcessing: %s, stored: %d)", async (afterProcessing, stored) => {
    await order({ kind: "stall", afterProcessing });
    const abort = new AbortController();
    const call = fetch(`${sandbox.url}${IMPORT}`, {
      method: "POST",
      headers: { ...JSON_HEADERS, Authorization: SERVICE_ACCOUNT },
      body: JSON.stringify([event()]),
      signal: abort.signal,
    });
    const aborted = expect(call).rejects.toThrow("aborted");
    while (sandbox.requests.list()[0]?.fault !== "stall" || storedIn(sandbox).length < stored) await setImmediate();
    abort.abort();
    await aborted;
    expect(storedIn(sandbox)).toHaveLength(stored);
    expect(sandbox.requests.list()[0]).toMatchObject({ status: null, completed: false });
  });

  test("a `slow` fault sends the normal response later", async () => {
    await order({ kind: "slow", delayMs: 80 });
    const startMs = performance.now();
    const answer = await importOne();
    expect([answer.status, storedIn(sandbox).length]).toEqual([200, 1]);
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(75);
  });

  test("the sandbox survives a caller that disconnects before its truncated response", async () => {
    await havingEvents(2_000);
    for (let call = 0; call < 40; call++) {
      await order({ kind: "truncate", operationId: "raw-event-export" });
      const gone = new AbortController();
      const answer = send(sandbox, EXPORT, { headers: { Authorization: SERVICE_ACCOUNT }, signal: gone.signal }).catch(
        () => undefined,
      );
      for (let turn = 0; turn < call % 8; turn++) await setImmediate();
      gone.abort();
      await answer;
    }
    sandbox.faults.clear();
    expect((await send(sandbox, EXPORT, { headers: { Authorization: SERVICE_ACCOUNT } })).status).toBe(200);
  });

  test("a `truncate` fault sends half of the body announced by Content-Length", async () => {
    await order({ kind: "truncate", operationId: "raw-event-export" });
    await havingEvents(3);
    await expect(get(sandbox, EXPORT, { "Accept-Encoding": "identity" })).rejects.toThrow("terminated");
  });

  test("a `terminatedEarly` fault ends an export with an error text and status 200", async () => {
    await havingEvents(5);
    await order({ kind: "terminatedEarly", afterLines: 2 });
    const answer = await get(sandbox, EXPORT);
    const lines = answer.text.split("\n");
    expect([answer.status, lines.length, lines[2], lines[3]]).toEqual([200, 4, "export terminated early", ""]);
    expect(JSON.parse(lines[1] ?? "")).toMatchObject({ properties: { $insert_id: "i-1" } });
  });

  test("a `halfLine` fault ends an export in the middle of a line, with status 200", async () => {
    await havingEvents(5);
    await order({ kind: "halfLine", afterLines: 2 });
    const answer = await get(sandbox, EXPORT);
    const lines = answer.text.split("\n");
    expect([answer.status, lines.length]).toEqual([200, 3]);
    expect(lines[2]).toMatch(/^\{"event":/);
    expect(() => JSON.parse(lines[2] ?? "")).toThrow(SyntaxError);
  });

  test("a `halfLine` fault truncates the last line of a short export", async () => {
    await havingEvents(1);
    await order({ kind: "halfLine", afterLines: 10 });
    const answer = await get(sandbox, EXPORT);
    expect(answer.text).not.toContain("\n");
    expect(answer.json).toBeUndefined();
  });

  test("a `zero` fault responds with 200 and 0, or its verbose form, and stores nothing", async () => {
    await order({ kind: "zero", path: "/track", count: 2 });
    const body = [{ event: "A", properties: { token: "sandbox-token" } }];
    const plain = await postJson(sandbox, "/track", body, null);
    const verbose = await postJson(sandbox, "/track?verbose=1", body, null);
    expect([plain.status, plain.text]).toEqual([200, "0"]);
    expect([verbose.status, verbose.json]).toEqual([200, { status: 0, error: "Injected fault" }]);
    expect(storedIn(sandbox)).toEqual([]);
  });

  test("an `html` fault responds with a gateway's web page", async () => {
    await order({ kind: "html" });
    const answer = await importOne();
    expect([answer.status, answer.headers.get("content-type")]).toEqual([502, "text/html"]);
    expect(answer.text).toContain("<h1>Bad Gateway</h1>");
  });

  test("a `halfJson` fault sends the first half of the JSON, with status 200", async () => {
    await order({ kind: "halfJson" });
    const answer = await importOne();
    expect([answer.status, answer.text, answer.json]).toEqual([200, '{"code":200,"num_records_', undefined]);
  });

  test.each(["{}", "null", "[]", '"hello"', '{"success":false}', ""])(
    "T3: body answers 200 with %j in place of an acknowledgement, before the work or after it",
    async (body) => {
      await order({ kind: "body", body, count: 1 });
      await order({ kind: "body", body, count: 1, afterProcessing: true });
      const lost = await importOne();
      expect([lost.status, lost.text, storedIn(sandbox).length]).toEqual([200, body, 0]);
      const stored = await importOne();
      expect([stored.status, stored.text, storedIn(sandbox).length]).toEqual([200, body, 1]);
      expect(stored.headers.get("content-type")).toContain("application/json");
    },
  );

  test("T13: body keeps its digits, and takes any status", async () => {
    await order({
      kind: "body",
      status: 400,
      body: '{"data_group_id":-8135972534911223471}',
      operationId: "engage-query",
    });
    const answer = await postJson(sandbox, "/api/query/engage?project_id=1", {});
    expect([answer.status, answer.text]).toEqual([400, '{"data_group_id":-8135972534911223471}']);
  });

  test.each([
    [undefined, 0],
    [1, 1],
    [3, 3],
  ])("T3: miscount does the work and acknowledges %p events", async (acknowledged, said) => {
    await order({ kind: "miscount", acknowledged });
    const answer = await postJson(sandbox, IMPORT, [event(), event({ $insert_id: "insert-2" })]);
    expect([answer.status, answer.json]).toEqual([200, { code: 200, num_records_imported: said, status: "OK" }]);
    expect(storedIn(sandbox)).toHaveLength(2);
  });

  test("T3: miscount reaches the count of a refusal and of strict profile updates, too", async () => {
    await order({ kind: "miscount", acknowledged: 5, count: 2 });
    expect((await postJson(sandbox, IMPORT, [event(), {}])).json).toMatchObject({ num_records_imported: 5 });
    const update = [{ $token: "sandbox-token", $distinct_id: "u", $set: { a: 1 } }];
    const answer = await postJson(sandbox, "/engage?strict=1", update, null);
    expect(answer.json).toMatchObject({ code: 200, num_good_events: 5 });
  });

  test.each([undefined, "x-gzip", "GZIP"])(
    "T16: gzip answers with gzip under the name %p, exports too",
    async (encoding) => {
      await havingEvents(2);
      for (const path of ["/api/app/me", EXPORT]) {
        await order({ kind: "gzip", encoding });
        const { headers, bytes } = await bytesOf(path);
        expect(headers["content-encoding"]).toBe(encoding);
        expect(gunzipSync(bytes).toString()).toContain(path === EXPORT ? '"$insert_id":"i-1"' : "Sandbox US");
      }
    },
  );

  test("T17: closeAfter answers, promises to keep the connection, and closes it", async () => {
    await order({ kind: "closeAfter", path: "/api/app/me" });
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(sandbox.port, "127.0.0.1");
      let received = "";
      socket.on("data", (piece) => {
        received += piece;
      });
      socket.on("error", reject);
      socket.on("end", () => resolve(received));
      socket.write(`GET /api/app/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${SERVICE_ACCOUNT}\r\n\r\n`);
    });
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text.toLowerCase()).toContain("connection: keep-alive");
    expect(text).toMatch(/\}$/);
  });

  test("a fault affects `count` calls, after the first `after` calls", async () => {
    await order({ kind: "status", count: 2, after: 1 });
    const statuses = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await importOne()).status);
    expect(statuses).toEqual([200, 503, 503, 200]);
  });

  test("a fault affects only the operation's path, or the path it names", async () => {
    await order({ kind: "status", operationId: "identity-merge" });
    expect((await get(sandbox, "/api/app/me")).status).toBe(200);
    expect((await importOne()).status).toBe(503);
  });

  test("a fault is recorded with its request", async () => {
    await order({ kind: "html" });
    await importOne();
    expect(sandbox.requests.list()).toMatchObject([{ operationId: "import-events", fault: "html", status: 502 }]);
  });

  test("faults can be listed and removed", async () => {
    const ordered = await order({ kind: "status", status: 500, count: 3 });
    expect([ordered.status, ordered.json]).toMatchObject([201, { id: expect.any(Number), remaining: 3 }]);
    const listed = await send(sandbox, "/_sandbox/faults");
    expect(listed.json).toMatchObject({ pending: [{ kind: "status", status: 500, remaining: 3 }], random: null });
    await send(sandbox, "/_sandbox/faults", { method: "DELETE" });
    expect((await importOne()).status).toBe(200);
  });

  test("a fault can be added with curl, without a content type", async () => {
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const ordered = await send(sandbox, "/_sandbox/faults", { method: "POST", headers, body: '{"kind":"html"}' });
    expect([ordered.status, ordered.json]).toMatchObject([201, { kind: "html" }]);
  });

  test.each<[string, unknown, string]>([
    ["an unknown kind", { kind: "explode" }, `kind must be one of ${FAULT_KINDS.join(", ")}`],
    ["a negative count", { kind: "reset", count: -1 }, "count must be a number of 0 or more"],
    ["a status in words", { kind: "status", status: "500" }, "status must be a number"],
    [
      "an encoding that is no name",
      { kind: "gzip", encoding: "a\r\nb" },
      "encoding must be the name of a content coding, such as x-gzip",
    ],
    ["a body that is no text", { kind: "body", body: {} }, "body must be a text"],
    ["a rate above 1", { rate: 2, kinds: ["reset"] }, "rate must be from 0 to 1 and kinds must name at least one kind"],
    ["no object", [], "The body must be a JSON object."],
  ])("refuses %s", async (_what, body, error) => {
    const answer = await postJson(sandbox, "/_sandbox/faults", body, null);
    expect([answer.status, answer.json]).toEqual([400, { status: "error", error }]);
  });
});

describe("faults by chance", () => {
  async function fates(seed: number): Promise<number[]> {
    await order({ rate: 0.3, kinds: ["status", "html"], seed });
    const statuses = [];
    for (let call = 0; call < 40; call += 1) statuses.push((await importOne()).status);
    return statuses;
  }

  test("random faults are the same for the same seed, and different for another seed", async () => {
    const first = await fates(7);
    expect(await fates(7)).toEqual(first);
    expect(await fates(8)).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 502, 503]));
  });

  test("end with a rate of 0", async () => {
    await order({ rate: 1, kinds: ["status"] });
    expect((await importOne()).status).toBe(503);
    await order({ rate: 0 });
    expect((await importOne()).status).toBe(200);
  });
});
