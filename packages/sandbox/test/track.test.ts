import { gzipSync } from "node:zlib";
import type { Sandbox } from "../src";
import { firstProperties, get, NOW_MS, NOW_SECONDS, postJson, send, startStill, storedIn } from "./ingestionClient";

const DAY_SECONDS = 86_400;
const FORM = { "Content-Type": "application/x-www-form-urlencoded" };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

function tracked(properties: Record<string, unknown> = {}, name = "Sign Up") {
  return { event: name, properties: { token: "sandbox-token", distinct_id: "user-1", ...properties } };
}

function base64(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64");
}

describe("POST /track", () => {
  test.each<[string, string, RequestInit]>([
    ["a JSON list", "/track", { headers: { "Content-Type": "application/json" }, body: JSON.stringify([tracked()]) }],
    ["a JSON object", "/track", { headers: { "Content-Type": "application/json" }, body: JSON.stringify(tracked()) }],
    ["a form with JSON", "/track", { headers: FORM, body: `data=${encodeURIComponent(JSON.stringify([tracked()]))}` }],
    ["a form with Base64", "/track", { headers: FORM, body: `data=${encodeURIComponent(base64(tracked()))}` }],
    // The official SDK sends Base64 as it is; "~~~" makes a plus sign in it.
    ["a form with unescaped Base64", "/track", { headers: FORM, body: `data=${base64(tracked({ x: "~~~>>>" }))}` }],
    [
      "gzip",
      "/track",
      {
        headers: { "Content-Type": "application/json", "Content-Encoding": "gzip" },
        body: gzipSync(JSON.stringify([tracked()])),
      },
    ],
  ])("takes %s", async (_what, path, init) => {
    const answer = await send(sandbox, path, { method: "POST", ...init });
    expect([answer.status, answer.text, answer.headers.get("content-type")]).toEqual([200, "1", "text/plain"]);
    expect(storedIn(sandbox)).toEqual([["Sign Up", NOW_MS, "user-1", expect.stringMatching(/^[0-9a-f]{36}$/)]]);
  });

  test("takes `data` of a GET", async () => {
    const answer = await send(sandbox, `/track?data=${encodeURIComponent(base64(tracked()))}`);
    expect([answer.text, storedIn(sandbox).length]).toEqual(["1", 1]);
  });

  test("does not keep the token", async () => {
    await postJson(sandbox, "/track", [tracked({ plan: "pro" })], null);
    expect(firstProperties(sandbox)).toEqual({
      distinct_id: "user-1",
      plan: "pro",
      time: NOW_SECONDS,
      $insert_id: expect.any(String),
      mp_processing_time_ms: NOW_MS,
    });
  });

  test("keeps two equal events without insert ID apart, and one with an insert ID once", async () => {
    await postJson(sandbox, "/track", [tracked(), tracked()], null);
    await postJson(sandbox, "/track", [tracked({ $insert_id: "same" }), tracked({ $insert_id: "same" })], null);
    expect(storedIn(sandbox)).toHaveLength(3);
  });

  test("overwrites a time in the future with now", async () => {
    await postJson(sandbox, "/track", [tracked({ time: NOW_SECONDS + DAY_SECONDS })], null);
    expect(storedIn(sandbox)[0]?.[1]).toBe(NOW_MS);
  });

  test.each<[string, Record<string, unknown>, "unknownToken" | "tooOld"]>([
    ["an unknown token", { token: "nobody" }, "unknownToken"],
    ["a time over 5 days ago", { time: NOW_SECONDS - 5 * DAY_SECONDS - 1 }, "tooOld"],
  ])("answers 1 to an event with %s, and loses it", async (_what, properties, reason) => {
    const answer = await postJson(sandbox, "/track", [tracked(properties)], null);
    expect([answer.text, storedIn(sandbox).length, sandbox.counts.lost[reason]]).toEqual(["1", 0, 1]);
  });

  test("stores an event of exactly 5 days ago", async () => {
    await postJson(sandbox, "/track", [tracked({ time: NOW_SECONDS - 5 * DAY_SECONDS })], null);
    expect(storedIn(sandbox)).toHaveLength(1);
  });

  test.each<[string, unknown, string]>([
    ["no data", "", "data, missing or empty"],
    ["an empty list", [], "data, missing or empty"],
    ["no token", [{ event: "A", properties: {} }], "token, missing or empty"],
    ["no event name", [{ properties: { token: "sandbox-token" } }], "'event' is invalid: must be a non-empty string"],
    [
      "a time in words",
      [tracked({ time: "yesterday" })],
      "'properties.time' is invalid: must be specified as seconds since epoch",
    ],
    [
      "a placeholder as distinct ID",
      [tracked({ distinct_id: "null" })],
      "'properties.distinct_id' is invalid: must not be 'null'",
    ],
  ])("answers 0 to %s with status 200, and the reason with verbose=1", async (_what, body, error) => {
    const quiet = await postJson(sandbox, "/track", body, null);
    const verbose = await postJson(sandbox, "/track?verbose=1", body, null);
    expect([quiet.status, quiet.text, verbose.status, verbose.json]).toEqual([200, "0", 200, { status: 0, error }]);
    expect(storedIn(sandbox)).toEqual([]);
  });

  test("answers 1 when at least one event is valid", async () => {
    const answer = await postJson(sandbox, "/track?verbose=1", [tracked(), { event: "A" }], null);
    expect([answer.json, storedIn(sandbox).length]).toEqual([{ status: 1, error: null }, 1]);
  });

  test("refuses more than 2000 events", async () => {
    const answer = await postJson(
      sandbox,
      "/track",
      Array.from({ length: 2001 }, () => tracked()),
      null,
    );
    expect([answer.status, answer.json]).toEqual([
      413,
      { status: "error", error: "request exceeds max limit of 2000 records" },
    ]);
  });

  test("serves a pixel with img=1", async () => {
    const response = await fetch(`${sandbox.url}/track?img=1&data=${encodeURIComponent(base64(tracked()))}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get("content-type")).toBe("image/gif");
    expect([bytes.subarray(0, 6).toString(), bytes.readUInt16LE(6), bytes.readUInt16LE(8)]).toEqual(["GIF89a", 1, 1]);
  });

  test("calls the named function with callback", async () => {
    const answer = await postJson(sandbox, "/track?callback=app.done", [tracked()], null);
    expect([answer.text, answer.headers.get("content-type")]).toEqual(["app.done(1);", "text/javascript"]);
  });

  test("refuses a callback that is no function's name", async () => {
    const answer = await postJson(sandbox, "/track?callback=alert(1)//", [tracked()], null);
    expect(answer.status).toBe(400);
  });

  test("T2: overwrites a time ahead of now with now, and takes the same event twice when it comes later", async () => {
    const ahead = tracked({ time: NOW_SECONDS + 86_400, $insert_id: "a" });
    await postJson(sandbox, "/track", [ahead], null);
    sandbox.clock.advance(1000);
    await postJson(sandbox, "/track", [ahead], null);
    sandbox.clock.set(NOW_MS);
    expect(storedIn(sandbox).map(([, time]) => time)).toEqual([NOW_MS, NOW_MS + 1000]);
  });

  test("T15: an event without a distinct ID is exported without one, and one with an empty ID with it", async () => {
    await postJson(
      sandbox,
      "/track",
      [tracked({ distinct_id: undefined }), tracked({ distinct_id: "" }, "Empty")],
      null,
    );
    const stored = [...(sandbox.projects.get(1)?.events.range() ?? [])];
    expect(stored.map(({ event, properties }) => [event, properties.distinct_id])).toEqual([
      ["Sign Up", undefined],
      ["Empty", ""],
    ]);
    const query = "?project_id=1&from_date=2024-06-15&to_date=2024-06-15";
    const exported = await get(sandbox, `/api/2.0/export${query}&event=["Sign Up"]`);
    expect(exported.json).toMatchObject({ event: "Sign Up" });
    expect(exported.text).not.toContain("distinct_id");
  });

  test("T8: drops an event with $ignore and answers 1", async () => {
    const answer = await postJson(sandbox, "/track", [tracked({ $ignore: true })], null);
    expect([answer.text, storedIn(sandbox), sandbox.counts.lost.ignored]).toEqual(["1", [], 1]);
  });

  test("T23: answers pages of this machine", async () => {
    const preflight = async (origin: string) => {
      const answer = await send(sandbox, "/track", { method: "OPTIONS", headers: { Origin: origin } });
      return [answer.status, answer.headers.get("access-control-allow-origin")];
    };
    expect(await preflight("http://localhost:5173")).toEqual([204, "http://localhost:5173"]);
    expect(await preflight("https://app.example.com")).toEqual([403, null]);
  });
});
