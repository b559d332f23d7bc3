import { Transport } from "../../../src/mixpanel/http/transport";
import { failureOf } from "../../support/failure";
import { fakeTime, START_MS } from "../../support/fakeTime";
import { freezeTimers } from "../../support/frozenTimers";
import { closeServers, serve } from "../../support/localServer";
import { asText, requestTo } from "./transportRequest";

afterEach(async () => {
  jest.useRealTimers();
  await closeServers();
});

describe("T18: the deadline of a client", () => {
  test("prevents a call from being sent after it has passed", async () => {
    const { url, received } = await serve((response) => response.end("x"));
    const transport = new Transport({ ...fakeTime().options, deadline: START_MS });
    const error = await failureOf(transport.send(requestTo(url), asText));
    expect(error).toMatchObject({ code: "timeout", mayHaveLanded: false, ofDeadline: true });
    expect(error.message).toBe(
      "listThings was not sent: the time limit of the step is reached. Request less data at once, or raise the Time Limit of the connection.",
    );
    expect(received).toEqual([]);
  });

  test.each([
    ["its own limit", 40, 60_000, false],
    ["the time that is left", 60_000, 40, true],
  ])("ends an attempt by the shorter of deadline and timeout: %s", async (_, timeoutMs, leftMs, ofDeadline) => {
    freezeTimers();
    const { url, port } = await serve(() => jest.advanceTimersByTime(40));
    const time = fakeTime();
    const retry = { maxRetries: 0, maxWaitMs: 0, maxTotalWaitMs: 0 };
    const transport = new Transport({ ...time.options, retry, deadline: START_MS + leftMs });
    const error = await failureOf(transport.send(requestTo(url, { timeoutMs }), asText));
    expect(error).toMatchObject({ code: "timeout", mayHaveLanded: true, ofDeadline });
    const which = ofDeadline ? ", when the time limit of the step was reached" : "";
    expect(error.message).toContain(`no response from 127.0.0.1:${port} within 0.04 s${which}. `);
  });

  test("ends a call at once if the next retry would start after it", async () => {
    const { url, received } = await serve((response) => response.writeHead(503).end());
    const time = fakeTime();
    // 3 s, then 5 s would be waited.
    const transport = new Transport({ ...time.options, deadline: START_MS + 8_000 });
    expect(await failureOf(transport.send(requestTo(url), asText))).toMatchObject({ status: 503 });
    expect([received.length, time.waits]).toEqual([2, [3_000]]);
  });

  test("is reported as the time left, never negative", () => {
    const { options } = fakeTime();
    expect(new Transport(options).leftMs()).toBe(Number.POSITIVE_INFINITY);
    expect(new Transport({ ...options, deadline: START_MS + 5 }).leftMs()).toBe(5);
    expect(new Transport({ ...options, deadline: START_MS - 5 }).leftMs()).toBe(0);
  });
});

describe("T18: a query that failed after more than a minute", () => {
  /** A transport whose clock moves on by so much while a request is under way. */
  async function failing(path: string, status: number, durationMs: number) {
    const time = fakeTime();
    let passed = 0;
    const { url, received } = await serve((response) => {
      passed += durationMs;
      response.writeHead(status).end("busy");
    });
    const { now = Date.now } = time.options;
    const transport = new Transport({ ...time.options, now: () => now() + passed });
    const error = await failureOf(transport.send(requestTo(url, { url: new URL(path, url) }), asText));
    return { error, requests: received.length };
  }

  test.each([429, 500, 502, 503, 504])("is not retried after a %d, and the error says why", async (status) => {
    const { error, requests } = await failing("/api/query/insights", status, 61_000);
    expect(requests).toBe(1);
    expect(error).toMatchObject({ status });
    expect(error.message).toContain(
      "The query ran for 61 s. It was not retried, because it counts toward the project's 60 queries per hour and may still be running.",
    );
  });

  test("is retried if it failed sooner, or if it is not a query", async () => {
    expect((await failing("/api/query/insights", 503, 59_000)).requests).toBeGreaterThan(1);
    const { error, requests } = await failing("/api/app/me", 503, 61_000);
    expect(requests).toBeGreaterThan(1);
    expect(error.message).not.toContain("may still be running");
  });
});
