import { getEventListeners } from "node:events";
import { Socket } from "node:net";
import { gunzipSync } from "node:zlib";
import { createAgents } from "../../../src/mixpanel/http/agents";
import { type CallTools, encode, headerOf } from "../../../src/mixpanel/http/call";
import type { HttpRequest } from "../../../src/mixpanel/http/request";
import { thrownBy } from "../../support/failure";
import { START_MS } from "../../support/fakeTime";
import { begun, HOST, response, withCode } from "./begunCall";
import { requestTo } from "./transportRequest";

beforeEach(() => jest.useFakeTimers({ now: START_MS }));
afterEach(() => jest.useRealTimers());

/** Whether the signal of an attempt is aborted shortly before, and after so many milliseconds. */
function abortedAfter(signal: AbortSignal, ms: number): boolean[] {
  jest.advanceTimersByTime(ms - 1);
  const before = signal.aborted;
  jest.advanceTimersByTime(1);
  return [before, signal.aborted];
}

test("B7: a header of a response is its text, and several values of one name are none", () => {
  const header = headerOf(response(200, { "x-thing": "a", "set-cookie": ["a", "b"] }));
  expect([header("x-thing"), header("set-cookie"), header("x-other")]).toEqual(["a", undefined, undefined]);
});

describe("B7: the request as it is sent", () => {
  const configOf = (changes: Partial<HttpRequest>) => begun(changes).call.config;

  test("has the method, the whole address, the body and gzip as the only encoding", () => {
    const agents = createAgents(1_000);
    const { config } = begun({ method: "POST", body: "x" }, { agents }).call;
    expect(config).toEqual({
      ...agents,
      method: "POST",
      url: `${HOST}/things?where=private`,
      headers: { "Accept-Encoding": "gzip", Authorization: "Basic private" },
      data: "x",
    });
  });

  test("has no content type without a body, unless the caller names one in any case", () => {
    const others: Record<string, string>[] = [{}, { "X-Other": "a" }];
    for (const headers of others)
      expect(configOf({ headers }).headers).toEqual({ "Accept-Encoding": "gzip", "Content-Type": false, ...headers });
    for (const name of ["Content-Type", "content-type", "CONTENT-TYPE"])
      expect(configOf({ headers: { "X-Other": "a", [name]: "text/csv" } }).headers).toEqual({
        "Accept-Encoding": "gzip",
        "X-Other": "a",
        [name]: "text/csv",
      });
  });

  test("can ask for another encoding", () => {
    expect(configOf({ headers: { "Accept-Encoding": "identity" }, body: "" }).headers).toEqual({
      "Accept-Encoding": "identity",
    });
  });
});

describe("B7: a body is compressed", () => {
  test("if the request asks for it, beside its other headers", async () => {
    const { headers, body } = await encode(requestTo(HOST, { body: "text", gzip: true }));
    expect(headers).toEqual({ Authorization: "Basic private", "Content-Encoding": "gzip" });
    expect(gunzipSync(body ?? "").toString()).toBe("text");
  });

  test("by the caller, if it has already begun", async () => {
    const compressed = Promise.resolve(Buffer.from("done"));
    expect((await encode(requestTo(HOST, { body: "text", gzip: true, compressed }))).body?.toString()).toBe("done");
  });

  test.each([{ body: "text" }, { gzip: true }, { gzip: false, body: "" }])("not with %j", async (changes) => {
    const headers = { Authorization: "Basic private" };
    expect(await encode(requestTo(HOST, changes))).toEqual({ headers, body: changes.body });
  });
});

describe("B7: the time limit of an attempt", () => {
  test.each<[string, Partial<HttpRequest>, Partial<CallTools>, number]>([
    ["the request's own", { timeoutMs: 40 }, { requestTimeoutMs: 50 }, 40],
    ["the client's", {}, { requestTimeoutMs: 50 }, 50],
    ["that of its API", {}, {}, 150_000],
    ["that of its API", { url: new URL("/api/query/insights", HOST) }, {}, 500_000],
    ["the time that is left", { timeoutMs: 40 }, { leftMs: () => 30 }, 30],
  ])("is %s", (_, changes, tools, ms) => {
    const { call, signal } = begun(changes, tools);
    expect(call.attemptMs).toBe(ms);
    expect(abortedAfter(signal, ms)).toEqual([false, true]);
  });

  test("ends with the response, after which a signal does not start it again", () => {
    const ending = new AbortController();
    const { call, signal } = begun({ timeoutMs: 40 }, { signal: ending.signal });
    call.answered(response(200));
    ending.abort();
    expect([jest.getTimerCount(), signal.aborted]).toEqual([0, false]);
  });

  test("S7: leaves no listener on the signal, which outlives it", () => {
    const { signal } = new AbortController();
    const { call } = begun({}, { signal });
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    call.answered(response(200));
    expect(getEventListeners(signal, "abort")).toEqual([]);
    call.begin();
    call.unanswered(withCode("ECONNRESET"));
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  test("ends with an error, after which a signal does not start it again", () => {
    const ending = new AbortController();
    const { call } = begun({ timeoutMs: 40 }, { signal: ending.signal });
    call.unanswered(withCode("ECONNRESET"));
    ending.abort();
    expect(jest.getTimerCount()).toBe(0);
  });

  test("names what ended it: its own limit", () => {
    const { call } = begun({ timeoutMs: 2_000 }, { leftMs: () => 9_000 });
    jest.advanceTimersByTime(2_000);
    const error = call.unanswered(withCode("ERR_CANCELED"));
    expect(error).toMatchObject({ code: "timeout", mayHaveLanded: true, ofDeadline: false });
    expect(error.message).toBe(
      "listThings: no response from api.mixpanel.com within 2 s. Run it again, or request less data at once.",
    );
  });

  test("names what ended it: the time limit of the step", () => {
    const { call } = begun({ timeoutMs: 9_000 }, { leftMs: () => 2_000 });
    jest.advanceTimersByTime(2_000);
    const error = call.unanswered(withCode("ERR_CANCELED"));
    expect(error).toMatchObject({ code: "timeout", ofDeadline: true });
    expect(error.message).toContain("within 2 s, when the time limit of the step was reached.");
  });

  test("is not what ended a connection before it", () => {
    const { call } = begun({ timeoutMs: 9_000 });
    jest.advanceTimersByTime(8_999);
    expect(call.unanswered(withCode("ECONNRESET"))).toMatchObject({ code: "network_error", mayHaveLanded: true });
  });

  test.each([
    ["the grace, if the limit leaves more", 100_000, 5_000, 15_000],
    ["what the limit leaves, if the grace is longer", 12_000, 5_000, 12_000],
  ])("is shortened by a signal to %s", (_, timeoutMs, graceMs, endMs) => {
    const ending = new AbortController();
    let left = Number.POSITIVE_INFINITY;
    const { call, signal } = begun({ timeoutMs }, { signal: ending.signal, leftMs: () => left });
    jest.advanceTimersByTime(10_000);
    left = graceMs;
    ending.abort();
    expect(jest.getTimerCount()).toBe(1);
    expect(abortedAfter(signal, endMs - 10_000)).toEqual([false, true]);
    const error = call.unanswered(withCode("ERR_CANCELED"));
    expect(error).toMatchObject({ code: "timeout", ofDeadline: true });
    expect(error.message).toContain(`within ${endMs / 1_000} s, when the run was ended early.`);
  });
});

describe("B7: before an attempt", () => {
  test("nothing is sent if no time is left", () => {
    expect(thrownBy(() => begun({}, { leftMs: () => 0 }))).toMatchObject({ code: "timeout", mayHaveLanded: false });
  });

  test.each([
    ["write", true],
    ["idempotentWrite", false],
    ["read", false],
  ] as const)("of a %s, connections that were idle for long are closed: %s", (effect, closed) => {
    const agents = createAgents(1_000);
    const idle = new Socket();
    Object.assign(agents.httpsAgent.freeSockets, { host: [idle] });
    begun({ effect }, { agents });
    expect(idle.destroyed).toBe(closed);
  });
});
