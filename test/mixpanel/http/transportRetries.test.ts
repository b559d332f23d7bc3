import nock from "nock";
import type { Effect } from "../../../src/mixpanel/endpoint";
import { MixpanelResponseError } from "../../../src/mixpanel/errors";
import { DEFAULT_RETRY, type RetryPolicy } from "../../../src/mixpanel/http/retry";
import { Transport } from "../../../src/mixpanel/http/transport";
import { failureOf } from "../../support/failure";
import { fakeTime, START_MS } from "../../support/fakeTime";
import { asText, requestTo } from "./transportRequest";

const HOST = "https://mixpanel.com";

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});
afterAll(() => nock.restore());

const withCode = (code: string) => Object.assign(new Error(code), { code });
const post = (effect: Effect) =>
  requestTo(HOST, { method: "POST", body: '{"a":1}', headers: { "Content-Type": "application/json" }, effect });

describe("a read is sent again", () => {
  test.each([429, 500, 502, 503, 504])("after %d", async (status) => {
    const time = fakeTime();
    nock(HOST).get("/things?where=private").reply(status, "no").get("/things?where=private").reply(200, "yes");
    expect(await new Transport(time.options).send(requestTo(HOST), asText)).toBe("yes");
    expect(time.waits).toEqual([3_000]);
    expect(nock.isDone()).toBe(true);
  });

  test.each(["ECONNRESET", "ECONNREFUSED", "ENOTFOUND", "EPIPE", "ETIMEDOUT"])("after %s", async (code) => {
    const time = fakeTime();
    nock(HOST)
      .get("/things?where=private")
      .replyWithError(withCode(code))
      .get("/things?where=private")
      .reply(200, "yes");
    expect(await new Transport(time.options).send(requestTo(HOST), asText)).toBe("yes");
    expect(time.waits).toEqual([3_000]);
  });

  test("after a response that cannot be used", async () => {
    const time = fakeTime();
    nock(HOST).get("/things?where=private").times(2).reply(200, "x");
    let read = 0;
    const value = await new Transport(time.options).send(requestTo(HOST), () => {
      if (++read === 1) throw new MixpanelResponseError({ message: "half", status: 200, retryable: true });
      return "whole";
    });
    expect([value, time.waits]).toEqual(["whole", [3_000]]);
  });
});

test.each([400, 401, 402, 403, 404, 405, 409, 413, 302])("nothing is retried after %d", async (status) => {
  const time = fakeTime();
  nock(HOST).get("/things?where=private").reply(status, "no").get("/things?where=private").reply(200, "yes");
  const error = await failureOf(new Transport(time.options).send(requestTo(HOST), asText));
  expect(error).toMatchObject({ status, operation: "listThings" });
  expect(time.waits).toEqual([]);
  expect(nock.pendingMocks()).toHaveLength(1);
});

test("the error of the last attempt is thrown after five repetitions with doubling waits", async () => {
  const time = fakeTime();
  nock(HOST).get("/things?where=private").times(5).reply(502, "first").get("/things?where=private").reply(500, "last");
  const error = await failureOf(new Transport(time.options).send(requestTo(HOST), asText));
  expect(error).toMatchObject({ code: "server_error", status: 500 });
  expect(error.message).toContain("(500: last)");
  expect(time.waits).toEqual([3_000, 5_000, 9_000, 17_000, 33_000]);
  expect(nock.isDone()).toBe(true);
});

test.each([
  [503, true],
  [429, false],
])("M5: a 404 after a %s says whether an earlier attempt may have made the change: %s", async (status, said) => {
  const time = fakeTime();
  nock(HOST).delete("/things?where=private").reply(status, "no").delete("/things?where=private").reply(404, "gone");
  const deletion = requestTo(HOST, { method: "DELETE", effect: "idempotentWrite" });
  const error = await failureOf(new Transport(time.options).send(deletion, asText));
  expect(error).toMatchObject({ status: 404 });
  expect(error.message.includes("may have made the change")).toBe(said);
});

describe("a POST", () => {
  test.each([
    ["read", "500", 2],
    ["idempotentWrite", "500", 2],
    ["write", "500", 1],
    ["read", "ECONNRESET", 2],
    ["idempotentWrite", "ECONNRESET", 2],
    ["write", "ECONNRESET", 1],
    ["write", "429", 2],
    ["write", "ECONNREFUSED", 2],
    ["write", "400", 1],
  ] as const)("that is a %s is sent after %s: %d times", async (effect, failure, times) => {
    const time = fakeTime();
    const body = { a: 1 };
    const first = nock(HOST).post("/things?where=private", body);
    if (/^\d+$/.test(failure)) first.reply(Number(failure), "no");
    else first.replyWithError(withCode(failure));
    nock(HOST).post("/things?where=private", body).reply(200, "done");
    const outcome = await new Transport(time.options).send(post(effect), asText).catch(() => "failed");
    expect(outcome).toBe(times === 2 ? "done" : "failed");
    expect(time.waits).toHaveLength(times - 1);
    expect(nock.pendingMocks()).toHaveLength(2 - times);
  });
});

describe("what the server asks for", () => {
  test.each([
    ["seconds", "20"],
    ["a date", "Mon, 15 Jan 2024 12:00:20 GMT"],
  ])("Retry-After as %s is kept", async (_, retryAfter) => {
    const time = fakeTime();
    nock(HOST).get("/things?where=private").reply(429, "", { "Retry-After": retryAfter });
    nock(HOST).get("/things?where=private").reply(200, "yes");
    await new Transport(time.options).send(requestTo(HOST), asText);
    expect(time.waits).toEqual([20_000]);
  });

  test("Retry-After over the cap fails at once and says when to come back", async () => {
    const time = fakeTime();
    nock(HOST).get("/things?where=private").reply(503, "", { "Retry-After": "61" });
    const error = await failureOf(new Transport(time.options).send(requestTo(HOST), asText));
    expect(error).toMatchObject({ code: "server_error", retryAfterMs: 61_000 });
    expect(time.waits).toEqual([]);
  });

  test.each([429, 503])("B7: a Retry-After of a day fails a %d at once, with the time to come back", async (status) => {
    const time = fakeTime();
    nock(HOST).get("/things?where=private").reply(status, "", { "Retry-After": "86400" });
    const error = await failureOf(new Transport(time.options).send(requestTo(HOST), asText));
    expect(error).toMatchObject({ status, retryAfterMs: 86_400_000 });
    expect(time.waits).toEqual([]);
  });

  test("B7: a 422 with broken JSON is sent once", async () => {
    const time = fakeTime();
    nock(HOST).get("/things?where=private").reply(422, '{"error": "bad', { "Content-Type": "application/json" });
    const error = await failureOf(new Transport(time.options).send(requestTo(HOST), asText));
    expect(error).toMatchObject({ code: "validation_failed", status: 422 });
    expect(time.waits).toEqual([]);
  });

  test("the hourly limit fails at once", async () => {
    const time = fakeTime();
    nock(HOST).get("/things?where=private").reply(429, { error: "61/60 queries running in the last hour" });
    expect(await failureOf(new Transport(time.options).send(requestTo(HOST), asText))).toMatchObject({
      code: "rate_limited",
      limit: "hourly",
      retryable: true,
    });
    expect(time.waits).toEqual([]);
  });

  test("slow attempts count toward the total time of retries", async () => {
    let now = START_MS;
    const pass = (ms: number) => {
      now += ms;
    };
    const clock = { now: () => now, sleep: async (ms: number) => pass(ms), random: () => 0 };
    const slow = nock(HOST)
      .get("/things?where=private")
      .times(3)
      .reply(() => {
        pass(150_000);
        return [503];
      });
    expect(await failureOf(new Transport(clock).send(requestTo(HOST), asText))).toMatchObject({ status: 503 });
    expect([now - START_MS, slow.isDone()]).toEqual([303_000, false]);
    nock.cleanAll();
  });

  test("retries stop before the delays exceed the maximum in total", async () => {
    const time = fakeTime();
    nock(HOST).get("/things?where=private").times(6).reply(429, "", { "Retry-After": "60" });
    await failureOf(
      new Transport({ ...time.options, retry: { ...DEFAULT_RETRY, maxRetries: 9 } }).send(requestTo(HOST), asText),
    );
    expect(time.waits).toEqual([60_000, 60_000, 60_000, 60_000, 60_000]);
    expect(nock.isDone()).toBe(true);
  });
});

describe("the policy", () => {
  const once: RetryPolicy = { maxRetries: 1, maxWaitMs: 1_000, maxTotalWaitMs: 1_000, fixedDelayMs: 250 };

  test("is the transport's by default", async () => {
    const time = fakeTime();
    nock(HOST).get("/things?where=private").times(2).reply(500);
    await failureOf(new Transport({ ...time.options, retry: once }).send(requestTo(HOST), asText));
    expect(time.waits).toEqual([250]);
  });

  test("of a request overrides the transport's", async () => {
    const time = fakeTime();
    nock(HOST).get("/things?where=private").times(2).reply(500);
    await failureOf(new Transport(time.options).send(requestTo(HOST, { retry: once }), asText));
    expect(time.waits).toEqual([250]);
  });

  test("can retry a write after every failed response", async () => {
    const time = fakeTime();
    nock(HOST).post("/things?where=private").reply(400).post("/things?where=private").reply(200, "done");
    const request = { ...post("write"), retry: { ...once, allErrors: true } };
    expect(await new Transport(time.options).send(request, asText)).toBe("done");
  });
});

test("jitter uses the injected random numbers", async () => {
  const time = fakeTime();
  nock(HOST).get("/things?where=private").reply(500).get("/things?where=private").reply(200, "yes");
  await new Transport({ ...time.options, random: () => 0.5 }).send(requestTo(HOST), asText);
  expect(time.waits).toEqual([5_000]);
});

test("an error of the code is thrown unchanged, and not retried", async () => {
  const time = fakeTime();
  nock(HOST).get("/things?where=private").reply(200, "x");
  const fault = new TypeError("fault");
  await expect(
    new Transport(time.options).send(requestTo(HOST), () => {
      throw fault;
    }),
  ).rejects.toBe(fault);
  expect(time.waits).toEqual([]);
});

test("a server's message is shown without credentials", async () => {
  const time = fakeTime();
  nock(HOST).get("/things?where=private").reply(401, { error: "no account hunter2" });
  const redact = (text: string) => text.replaceAll("hunter2", "[redacted]");
  const error = await failureOf(new Transport({ ...time.options, redact }).send(requestTo(HOST), asText));
  expect(error.message).toContain("(401: no account [redacted])");
});
