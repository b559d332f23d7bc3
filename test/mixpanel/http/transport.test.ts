import { getEventListeners } from "node:events";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { MixpanelServerError } from "../../../src/mixpanel/errors";
import type { TransportOptions } from "../../../src/mixpanel/http/request";
import { DEFAULT_RETRY } from "../../../src/mixpanel/http/retry";
import { CONNECT_TIMEOUT_MS, GRACE_MS, Transport } from "../../../src/mixpanel/http/transport";
import { failureOf } from "../../support/failure";
import { fakeTime, START_MS } from "../../support/fakeTime";
import { freezeTimers } from "../../support/frozenTimers";
import { closeServers, serve } from "../../support/localServer";
import { asText, requestTo } from "./transportRequest";

// No test waits: a fault that makes one wait then fails by what it did not do.
beforeEach(freezeTimers);
afterEach(async () => {
  jest.restoreAllMocks();
  jest.useRealTimers();
  await closeServers();
});

const TASK = { operation: "listThings", method: "GET", path: "/things", effect: "read" } as const;
const busy = () => new MixpanelServerError({ message: "busy", status: 503 });
const textOf = async (body: AsyncIterable<Buffer>) => {
  let text = "";
  for await (const chunk of body) text += chunk.toString("utf8");
  return text;
};

describe("B7: a wait of the client", () => {
  /** Begins a wait of 50 ms. @returns what has ended so far */
  function waiting(signal?: AbortSignal) {
    const ended: string[] = [];
    const wait = new Transport({ signal }).clock.sleep(50).then(() => ended.push("wait"));
    return { ended, wait };
  }
  const turn = () => new Promise(setImmediate);

  test("takes its time", async () => {
    const { ended, wait } = waiting();
    jest.advanceTimersByTime(49);
    await turn();
    expect(ended).toEqual([]);
    jest.advanceTimersByTime(1);
    await wait;
  });

  test("ends with the signal, and leaves no timer", async () => {
    const ending = new AbortController();
    const { wait } = waiting(ending.signal);
    ending.abort();
    await wait;
    expect(jest.getTimerCount()).toBe(0);
  });

  test("leaves nothing on the signal when it has ended", async () => {
    const ending = new AbortController();
    const { wait } = waiting(ending.signal);
    const during = getEventListeners(ending.signal, "abort").length;
    jest.advanceTimersByTime(50);
    await wait;
    expect(during - getEventListeners(ending.signal, "abort").length).toBe(1);
  });

  test("that begins after the signal takes its time", async () => {
    const ending = new AbortController();
    ending.abort();
    const { ended, wait } = waiting(ending.signal);
    await turn();
    expect(ended).toEqual([]);
    jest.advanceTimersByTime(50);
    await wait;
  });

  test("is that of the caller's clock, which gets the signal until it is aborted", async () => {
    const ending = new AbortController();
    const signals: unknown[] = [];
    const sleep = async (_ms: number, signal?: AbortSignal) => {
      signals.push(signal);
    };
    const { clock } = new Transport({ sleep, signal: ending.signal });
    await clock.sleep(1);
    ending.abort();
    await clock.sleep(1);
    expect(signals).toEqual([ending.signal, undefined]);
  });
});

describe("B7: the time left", () => {
  const { options } = fakeTime();
  const at = (ms: number, changes: TransportOptions = {}) => new Transport({ now: () => START_MS + ms, ...changes });

  test("is that until the deadline, or without end", () => {
    expect(at(0).leftMs()).toBe(Number.POSITIVE_INFINITY);
    expect(at(0, { deadline: START_MS + 5 }).leftMs()).toBe(5);
    expect(at(6, { deadline: START_MS + 5 }).leftMs()).toBe(0);
  });

  test.each([
    [undefined, GRACE_MS - 1],
    [START_MS + 100, 99],
    [START_MS + 60_000, GRACE_MS - 1],
  ])("is the grace after the signal, if the deadline %s is not earlier", (deadline, leftMs) => {
    const ending = new AbortController();
    let now = START_MS;
    const transport = new Transport({ ...options, now: () => now, signal: ending.signal, deadline });
    ending.abort();
    now++;
    expect(transport.leftMs()).toBe(leftMs);
  });

  test("is the grace from the beginning, if the signal was given before", () => {
    let now = START_MS;
    const transport = new Transport({ now: () => now, signal: AbortSignal.abort() });
    now++;
    expect(transport.leftMs()).toBe(GRACE_MS - 1);
  });
});

describe("B7: a client's own settings", () => {
  const once = { maxRetries: 1, maxWaitMs: 1, maxTotalWaitMs: 1, fixedDelayMs: 1 };

  test("are what it says of itself", () => {
    const { signal } = new AbortController();
    expect([new Transport().policy, new Transport().signal]).toEqual([DEFAULT_RETRY, undefined]);
    expect(new Transport({ retry: once, signal })).toMatchObject({ policy: once, signal });
  });

  test("are those of tasks of several requests", async () => {
    const time = fakeTime();
    const retries = new Transport({ ...time.options, retry: once, deadline: START_MS + 2 }).retries(TASK);
    await retries.again(busy());
    expect([retries.attempt, time.waits]).toEqual([2, [1]]);
    expect(time.log).toMatchObject([{ operation: "listThings", path: "/things", attempt: 1, givesUpInMs: 1 }]);
    const late = new Transport({ ...time.options, retry: once, deadline: START_MS + 2 }).retries(TASK);
    const error = busy();
    expect([late.decide(error), error.givenUp]).toEqual([undefined, "time"]);
  });

  test.each<[string, TransportOptions]>([
    ["missing", {}],
    [
      "undefined",
      {
        now: undefined,
        sleep: undefined,
        random: undefined,
        log: undefined,
        redact: undefined,
        retry: undefined,
        connectTimeoutMs: undefined,
        deadline: undefined,
        requestTimeoutMs: undefined,
        signal: undefined,
      },
    ],
  ])("that are %s are the time of the day, random delays, no log and no deadline", async (_, options) => {
    jest.spyOn(Date, "now").mockReturnValue(START_MS + 7);
    jest.spyOn(Math, "random").mockReturnValue(0.5);
    const transport = new Transport(options);
    expect(transport.leftMs()).toBe(Number.POSITIVE_INFINITY);
    expect(transport.clock.now()).toBe(START_MS + 7);
    expect(transport.retries(TASK).decide(busy())).toBe(5_000);
    const { url } = await serve((response) => response.writeHead(400).end("no"));
    expect((await failureOf(transport.send(requestTo(url), asText))).message).toContain("(400: no)");
  });

  test.each([
    ["clients share connections", CONNECT_TIMEOUT_MS, 1],
    ["a client with its own time for connecting has its own", 2_000, 2],
  ])("%s", async (_, connectTimeoutMs, count) => {
    const { url, connections } = await serve((response) => response.end("x"));
    await new Transport().send(requestTo(url), asText);
    await new Transport({ connectTimeoutMs }).send(requestTo(url), asText);
    expect(connections).toHaveLength(count);
  });
});

describe("B7: send", () => {
  test("gives the reader status, headers and the decompressed body, and logs the size as received", async () => {
    const { log, options } = fakeTime();
    const body = gzipSync("text");
    const { url } = await serve((response) => response.writeHead(202, { "Content-Encoding": "gzip" }).end(body));
    const value = await new Transport(options).send(requestTo(url), (answer) => [
      answer.status,
      answer.header("content-encoding"),
      asText(answer),
    ]);
    expect(value).toEqual([202, "gzip", "text"]);
    expect(log).toMatchObject([{ outcome: 202, responseBytes: body.length }]);
    expect(log).toHaveLength(1);
  });

  test.each([
    [200, "unusable_response", "the compressed response is truncated or damaged"],
    [300, "unusable_response", "(300: plain)"],
    [429, "rate_limited", "(429: plain)"],
  ])("of a plain text that calls itself gzip with a %d is %s", async (status, code, words) => {
    const { options } = fakeTime();
    const retry = { ...DEFAULT_RETRY, maxRetries: 0 };
    const { url } = await serve((response) => response.writeHead(status, { "Content-Encoding": "gzip" }).end("plain"));
    const error = await failureOf(new Transport({ ...options, retry }).send(requestTo(url), asText));
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) });
  });

  test("reads the words of a compressed failure, and does not call the reader", async () => {
    const { url } = await serve((response) => response.writeHead(400).end(gzipSync("größer")));
    const read = jest.fn();
    expect((await failureOf(new Transport().send(requestTo(url), read))).message).toContain("(400: größer)");
    expect(read).not.toHaveBeenCalled();
  });

  test("sends a body compressed if the request asks for it", async () => {
    const { url, received } = await serve((response) => response.end("x"));
    const request = requestTo(url, { method: "POST", body: "text", gzip: true });
    await new Transport().send(request, asText);
    expect(received.map(({ headers }) => headers["content-encoding"])).toEqual(["gzip"]);
  });
});

describe("B7: open", () => {
  test("returns the body as it comes, still compressed, and logs its begin", async () => {
    const { log, options } = fakeTime();
    const { url } = await serve((response) => response.writeHead(200, { "X-Thing": "a" }).end("lines"));
    const { status, header, body } = await new Transport(options).open(requestTo(url));
    expect([status, header("x-thing"), await textOf(body)]).toEqual([200, "a", "lines"]);
    expect(log).toMatchObject([{ attempt: 1, outcome: 200 }]);
    expect(log[0]).not.toHaveProperty("responseBytes");
  });

  test("makes another attempt after a failure, with the clock of the client", async () => {
    const time = fakeTime();
    const { url, received } = await serve((response, _request, number) => {
      if (number === 1) response.destroy();
      else response.writeHead(number === 2 ? 503 : 200).end("x");
    });
    const { body } = await new Transport(time.options).open(requestTo(url));
    expect([await textOf(body), received.length, time.waits]).toEqual(["x", 3, [3_000, 5_000]]);
    expect(time.log.map(({ outcome }) => outcome)).toEqual(["network_error", 503, 200]);
  });

  test("gives up as the policy says", async () => {
    const time = fakeTime();
    const { url, received } = await serve((response) => response.writeHead(500).end("no"));
    const error = await failureOf(new Transport(time.options).open(requestTo(url, { effect: "write" })));
    expect(error).toMatchObject({ status: 500, givenUp: "policy" });
    expect([received.length, error.message.includes("(500: no)")]).toEqual([1, true]);
  });

  test("ends an attempt without a response by its time limit", async () => {
    const { url } = await serve(() => jest.advanceTimersByTime(40));
    const error = await failureOf(
      new Transport(fakeTime().options).open(requestTo(url, { effect: "write", timeoutMs: 40 })),
    );
    expect(error).toMatchObject({ code: "timeout", mayHaveLanded: true });
  });

  test.each([
    [302, true],
    [300, false],
    [404, false],
  ])("leaves a %d to a request that handles it: %s", async (status, handled) => {
    const { url } = await serve((response) => response.writeHead(status).end("body"));
    const opened = new Transport().open(requestTo(url, { handles: (one) => one === 302 }));
    if (handled) expect(await textOf((await opened).body)).toBe("body");
    else expect(await failureOf(opened)).toMatchObject({ status });
  });

  test("reads the words of a failure, decompressed", async () => {
    const { url } = await serve((response) =>
      response.writeHead(400, { "Content-Encoding": "gzip" }).end(gzipSync("größer")),
    );
    expect((await failureOf(new Transport().open(requestTo(url)))).message).toContain("(400: größer)");
  });

  test("quotes nothing of a failure in another encoding than it asked for", async () => {
    const words = brotliCompressSync("größer".repeat(100));
    const { url } = await serve((response) => response.writeHead(400, { "Content-Encoding": "br" }).end(words));
    expect((await failureOf(new Transport().open(requestTo(url)))).message).toContain("(400).");
  });

  test("fails with an error of the code as it is", async () => {
    const { url, received } = await serve((response) => response.writeHead(302).end());
    const fault = new TypeError("fault");
    const handles = () => {
      throw fault;
    };
    await expect(new Transport().open(requestTo(url, { handles }))).rejects.toBe(fault);
    expect(received).toHaveLength(1);
  });

  test("sends nothing if no time is left", async () => {
    const { url, received } = await serve((response) => response.end("x"));
    const transport = new Transport({ ...fakeTime().options, deadline: START_MS });
    expect(await failureOf(transport.open(requestTo(url)))).toMatchObject({ code: "timeout", mayHaveLanded: false });
    expect(received).toEqual([]);
  });
});
