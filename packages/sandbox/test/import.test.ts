import { gzipSync } from "node:zlib";
import type { Sandbox } from "../src";
import {
  basic,
  event,
  firstProperties,
  IMPORT,
  NOW_MS,
  NOW_SECONDS,
  postJson,
  SERVICE_ACCOUNT,
  send,
  startStill,
  storedIn,
} from "./ingestionClient";

const DAY_SECONDS = 86_400;
const TIME_REFUSAL = "'properties.time' is invalid: must be specified as seconds since epoch";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

/** An object nested so many levels deep. */
function nested(levels: number): unknown {
  return levels === 0 ? 1 : { level: nested(levels - 1) };
}

function keys(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, index]));
}

describe("POST /import", () => {
  test("stores a batch and answers how many", async () => {
    const answer = await postJson(sandbox, IMPORT, [
      event(),
      event({ $insert_id: "insert-2", time: NOW_SECONDS - 120 }),
    ]);
    expect([answer.status, answer.json]).toEqual([200, { code: 200, num_records_imported: 2, status: "OK" }]);
    expect(storedIn(sandbox)).toEqual([
      ["Page View", NOW_MS - 120_000, "user-1", "insert-2"],
      ["Page View", NOW_MS - 60_000, "user-1", "insert-1"],
    ]);
  });

  test("keeps the properties as sent, the time in seconds, and notes when they came", async () => {
    await postJson(sandbox, IMPORT, [event({ time: NOW_MS - 1500, plan: "pro", cart: [{ sku: "a", count: 2 }] })]);
    expect(firstProperties(sandbox)).toEqual({
      time: NOW_SECONDS - 2,
      distinct_id: "user-1",
      $insert_id: "insert-1",
      plan: "pro",
      cart: [{ sku: "a", count: 2 }],
      mp_processing_time_ms: NOW_MS,
    });
    expect(storedIn(sandbox)[0]?.[1]).toBe(NOW_MS - 1500);
  });

  test.each<[string, unknown, string, string]>([
    ["no event name", event({}, null), "event", "'event' is invalid: must be a non-empty string"],
    ["an empty event name", event({}, ""), "event", "'event' is invalid: must be a non-empty string"],
    ["no properties", { event: "A" }, "properties", "'properties' is invalid: must be a JSON object"],
    [
      "a list of properties",
      { event: "A", properties: [] },
      "properties",
      "'properties' is invalid: must be a JSON object",
    ],
    ["no time", event({ time: undefined }), "properties.time", TIME_REFUSAL],
    ["a time in words", event({ time: "2024-06-15" }), "properties.time", TIME_REFUSAL],
    [
      "a time before 1971",
      event({ time: 31_535_999 }),
      "properties.time",
      "'properties.time' is invalid: must be after 1971-01-01",
    ],
    [
      "a time over an hour ahead",
      event({ time: NOW_SECONDS + 3601 }),
      "properties.time",
      "'properties.time' is invalid: must not be more than one hour in the future",
    ],
    [
      "no distinct ID",
      event({ distinct_id: undefined }),
      "properties.distinct_id",
      "'properties.distinct_id' is invalid: must be specified",
    ],
    [
      "a distinct ID that is an object",
      event({ distinct_id: {} }),
      "properties.distinct_id",
      "'properties.distinct_id' is invalid: must be a string",
    ],
    [
      "no insert ID",
      event({ $insert_id: undefined }),
      "properties.$insert_id",
      "'properties.$insert_id' is invalid: must be specified",
    ],
    [
      "an empty insert ID",
      event({ $insert_id: "" }),
      "properties.$insert_id",
      "'properties.$insert_id' is invalid: must be specified",
    ],
    [
      "a numeric insert ID",
      event({ $insert_id: 12 }),
      "properties.$insert_id",
      "'properties.$insert_id' is invalid: must be a string",
    ],
    [
      "an insert ID of 37 bytes",
      event({ $insert_id: "a".repeat(37) }),
      "properties.$insert_id",
      "'properties.$insert_id' is invalid: must be at most 36 bytes long",
    ],
    [
      "an insert ID with a colon",
      event({ $insert_id: "order:1" }),
      "properties.$insert_id",
      "'properties.$insert_id' is invalid: must contain only letters, digits and hyphens",
    ],
    ["255 properties", event(keys(252)), "properties", "'properties' is invalid: must have fewer than 255 properties"],
    [
      "255 keys in an object",
      event({ o: keys(255) }),
      "properties.o",
      "'properties.o' is invalid: must have fewer than 255 keys",
    ],
    [
      "255 elements in a list",
      event({ list: Array.from({ length: 255 }, () => 1) }),
      "properties.list",
      "'properties.list' is invalid: must have fewer than 255 elements",
    ],
    [
      "objects four deep",
      event({ deep: nested(4) }),
      "properties.deep.level.level.level",
      "'properties.deep.level.level.level' is invalid: must not be nested more than 3 deep",
    ],
    [
      "more than 1 MB",
      event(Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`${i}`.repeat(220_000), 1]))),
      "properties",
      "'properties' is invalid: must be smaller than 1 MB of JSON",
    ],
    [
      "more than 1 MB in a string that would be cut (B5)",
      event({ note: "é".repeat(524_288) }),
      "properties",
      "'properties' is invalid: must be smaller than 1 MB of JSON",
    ],
  ])("refuses an event with %s and stores the valid rest", async (_what, bad, field, message) => {
    const answer = await postJson(sandbox, IMPORT, [
      event({ $insert_id: "good-1" }),
      bad,
      event({ $insert_id: "good-2" }),
    ]);
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual({
      code: 400,
      error: "some data points in the request failed validation",
      status: "Bad Request",
      num_records_imported: 2,
      failed_records: [{ index: 1, insert_id: expect.any(String), field, message }],
    });
    expect(storedIn(sandbox).map(([, , , id]) => id)).toEqual(["good-1", "good-2"]);
  });

  test.each([
    "00000000-0000-0000-0000-000000000000",
    "anon",
    "anonymous",
    "nil",
    "none",
    "null",
    "n/a",
    "na",
    "undefined",
    "unknown",
    "<nil>",
    "0",
    "-1",
    "true",
    "false",
    "[]",
    "{}",
    "NULL",
  ])("refuses the placeholder %s as a distinct ID and as an insert ID", async (placeholder) => {
    const answer = await postJson(sandbox, IMPORT, [
      event({ distinct_id: placeholder }),
      event({ $insert_id: placeholder }),
    ]);
    expect(answer.json).toMatchObject({
      num_records_imported: 0,
      failed_records: [
        {
          index: 0,
          field: "properties.distinct_id",
          message: `'properties.distinct_id' is invalid: must not be '${placeholder}'`,
        },
        { index: 1, insert_id: placeholder, field: "properties.$insert_id" },
      ],
    });
  });

  test.each<[string, Record<string, unknown>]>([
    ["an empty distinct ID", { distinct_id: "" }],
    ["a numeric distinct ID", { distinct_id: 42 }],
    ["an insert ID of 36 letters, digits and hyphens", { $insert_id: "AZaz09-".repeat(5).slice(0, 36) }],
    ["a time an hour ahead", { time: NOW_SECONDS + 3600 }],
    ["the first second of 1971", { time: 31_536_000 }],
    ["254 properties", keys(251)],
    ["objects three deep", { deep: nested(3) }],
    ["a list of 254", { list: Array.from({ length: 254 }, () => "x") }],
  ])("takes an event with %s", async (_what, properties) => {
    const answer = await postJson(sandbox, IMPORT, [event(properties)]);
    expect([answer.status, storedIn(sandbox).length]).toEqual([200, 1]);
  });

  test("cuts strings at 255 characters, in objects and lists too, and never through a character", async () => {
    const long = "x".repeat(300);
    const pair = `${"x".repeat(254)}😀`;
    await postJson(sandbox, IMPORT, [event({ long, inside: { long }, list: [long], pair })]);
    const cut = "x".repeat(255);
    expect(firstProperties(sandbox)).toMatchObject({
      long: cut,
      inside: { long: cut },
      list: [cut],
      pair: "x".repeat(254),
    });
  });

  test("with strict=0 drops invalid events silently and counts them", async () => {
    const answer = await postJson(sandbox, "/import?strict=0&project_id=1", [event(), event({ time: "no" })]);
    expect([answer.status, answer.json]).toEqual([200, { code: 200, num_records_imported: 1, status: "OK" }]);
    expect(sandbox.counts.lost.invalid).toBe(1);
  });

  test("replaces an event equal in name, time, distinct ID and insert ID: the last one wins", async () => {
    await postJson(sandbox, IMPORT, [event({ plan: "free" })]);
    await postJson(sandbox, IMPORT, [event({ plan: "pro" })]);
    expect([storedIn(sandbox).length, firstProperties(sandbox)?.plan]).toEqual([1, "pro"]);
  });

  test.each<[string, unknown]>([
    ["name", event({}, "Other")],
    ["time", event({ time: NOW_SECONDS - 61 })],
    ["distinct ID", event({ distinct_id: "user-2" })],
    ["insert ID", event({ $insert_id: "insert-2" })],
  ])("keeps events that differ in their %s apart", async (_what, other) => {
    await postJson(sandbox, IMPORT, [event(), other]);
    expect(storedIn(sandbox)).toHaveLength(2);
  });

  test("reads JSON lines and names the lines that are no JSON", async () => {
    const body = `${JSON.stringify(event())}\n\n{"event": \n${JSON.stringify(event({ $insert_id: "insert-2" }))}\n`;
    const answer = await send(sandbox, IMPORT, {
      method: "POST",
      headers: { Authorization: SERVICE_ACCOUNT, "Content-Type": "application/x-ndjson" },
      body,
    });
    expect(answer.json).toMatchObject({
      num_records_imported: 2,
      failed_records: [{ index: 1, insert_id: "", field: "", message: "the line is not valid JSON" }],
    });
  });

  test("inflates gzip", async () => {
    const answer = await send(sandbox, IMPORT, {
      method: "POST",
      headers: { Authorization: SERVICE_ACCOUNT, "Content-Type": "application/json", "Content-Encoding": "gzip" },
      body: gzipSync(JSON.stringify([event()])),
    });
    expect([answer.status, storedIn(sandbox).length]).toEqual([200, 1]);
  });

  test("refuses more than 2000 events with 413 and stores none", async () => {
    const events = Array.from({ length: 2001 }, (_, index) => event({ $insert_id: `insert-${index}` }));
    const answer = await postJson(sandbox, IMPORT, events);
    expect([answer.status, answer.json]).toEqual([
      413,
      { code: 413, error: "request exceeds max limit of 2000 records", status: "Request Entity Too Large" },
    ]);
    expect(storedIn(sandbox)).toEqual([]);
  });

  test("refuses more than 10 MB with 413", async () => {
    const filler = "x".repeat(1000);
    const events = Array.from({ length: 2000 }, (_, index) =>
      event({ $insert_id: `insert-${index}`, a: filler, b: filler, c: filler, d: filler, e: filler, f: filler }),
    );
    const answer = await postJson(sandbox, IMPORT, events);
    expect([answer.status, answer.json]).toMatchObject([
      413,
      { code: 413, error: "request exceeds max limit of 10485760 bytes" },
    ]);
  });

  test.each<[string, string, string]>([
    ["text that is no JSON", "[{", "Invalid JSON: expected an array of events"],
    ["one object", JSON.stringify(event()), "Invalid body: expected an array of events"],
  ])("refuses %s with 400", async (_what, body, error) => {
    const answer = await send(sandbox, IMPORT, {
      method: "POST",
      headers: { Authorization: SERVICE_ACCOUNT, "Content-Type": "application/json" },
      body,
    });
    expect([answer.status, answer.json]).toEqual([400, { code: 400, error, status: "Bad Request" }]);
  });

  test.each([
    ["an empty list", "application/json", "[]"],
    ["no line", "application/x-ndjson", ""],
  ])("T19: takes %s from a caller that it knows, and from nobody else", async (_what, contentType, body) => {
    const answers = [];
    for (const authorization of [basic("sandbox-token"), SERVICE_ACCOUNT, basic("no-such-token")]) {
      const headers = { Authorization: authorization, "Content-Type": contentType };
      const { status, json } = await send(sandbox, IMPORT, { method: "POST", headers, body });
      answers.push([status, json]);
    }
    const taken = [200, { code: 200, status: "OK", num_records_imported: 0 }];
    expect(answers).toEqual([taken, taken, [401, { code: 401, error: "Invalid credentials", status: "Unauthorized" }]]);
  });

  test("T2: overwrites a time ahead of now with now, so that the same event sent later is stored twice", async () => {
    const ahead = event({ time: NOW_SECONDS + 1800 });
    await postJson(sandbox, IMPORT, [ahead]);
    expect(storedIn(sandbox)).toEqual([["Page View", NOW_MS, "user-1", "insert-1"]]);
    expect(firstProperties(sandbox)?.time).toBe(NOW_SECONDS);
    await postJson(sandbox, IMPORT, [ahead]);
    expect(storedIn(sandbox)).toHaveLength(1);
    sandbox.clock.advance(1000);
    await postJson(sandbox, IMPORT, [ahead]);
    expect(storedIn(sandbox).map(([, time]) => time)).toEqual([NOW_MS, NOW_MS + 1000]);
    sandbox.clock.set(NOW_MS);
  });

  test("T2: an event clamped to now by its sender is stored once, however often it is sent", async () => {
    const clamped = event({ time: NOW_SECONDS });
    await postJson(sandbox, IMPORT, [clamped]);
    sandbox.clock.advance(1000);
    await postJson(sandbox, IMPORT, [clamped]);
    sandbox.clock.set(NOW_MS);
    expect(storedIn(sandbox)).toHaveLength(1);
  });

  test("T6: a numeric distinct ID beyond 2^53 becomes that of another user, as JSON numbers are rounded", async () => {
    const body = `[{"event":"A","properties":{"time":${NOW_SECONDS},"$insert_id":"i","distinct_id":9007199254740993}}]`;
    const headers = { Authorization: SERVICE_ACCOUNT, "Content-Type": "application/json" };
    await send(sandbox, IMPORT, { method: "POST", headers, body });
    expect(storedIn(sandbox)[0]?.[2]).toBe("9007199254740992");
  });

  test.each([true, false, null, "no"])(
    "T8: drops an event with $ignore (%j) and says that it is imported",
    async ($ignore) => {
      const answer = await postJson(sandbox, IMPORT, [event({ $ignore }), event({ $insert_id: "insert-2" })]);
      expect([answer.status, answer.json]).toEqual([200, { code: 200, num_records_imported: 2, status: "OK" }]);
      expect(storedIn(sandbox).map(([, , , id]) => id)).toEqual(["insert-2"]);
      expect([sandbox.counts.accepted, sandbox.counts.lost.ignored]).toEqual([1, 1]);
    },
  );

  test("keeps old events: only the age of 1971 is a limit", async () => {
    await postJson(sandbox, IMPORT, [event({ time: NOW_SECONDS - 3000 * DAY_SECONDS })]);
    expect(storedIn(sandbox)).toHaveLength(1);
  });

  test("answers older clients, who send `data`, with 1 or 0", async () => {
    const data = Buffer.from(JSON.stringify(event())).toString("base64");
    const answer = await send(sandbox, `/import?project_id=1&data=${encodeURIComponent(data)}`, {
      headers: { Authorization: SERVICE_ACCOUNT },
    });
    expect([answer.status, answer.text, storedIn(sandbox).length]).toEqual([200, "1", 1]);
  });
});

describe("the bound on stored events", () => {
  test("answers 507 and stores nothing of the batch that does not fit, but still takes duplicates", async () => {
    const small = await startStill({ maxEvents: 2 });
    try {
      const first = [event({ $insert_id: "a" }), event({ $insert_id: "b" })];
      expect((await postJson(small, IMPORT, first)).status).toBe(200);
      const full = await postJson(small, IMPORT, [event({ $insert_id: "c" })]);
      expect([full.status, full.json]).toMatchObject([507, { code: 507, status: "Insufficient Storage" }]);
      expect((await postJson(small, IMPORT, first)).status).toBe(200);
      expect(storedIn(small)).toHaveLength(2);
    } finally {
      await small.close();
    }
  });
});
