import { ClientRequest } from "node:http";
import { AxiosError } from "axios";
import { MixpanelError, MixpanelServerError } from "../../../src/mixpanel/errors";
import type { RateLimitState } from "../../../src/mixpanel/http/rateLimits";
import type { HttpRequest } from "../../../src/mixpanel/http/request";
import { DEFAULT_RETRY } from "../../../src/mixpanel/http/retry";
import { thrownBy } from "../../support/failure";
import { START_MS } from "../../support/fakeTime";
import { begun, HOST, response, withCode } from "./begunCall";

beforeEach(() => jest.useFakeTimers({ now: START_MS }));
afterEach(() => jest.useRealTimers());

const LINE = { operation: "listThings", method: "GET", path: "/things", attempt: 1, durationMs: 0, requestBytes: 0 };

describe("B7: the log", () => {
  test("has a line for a response with its status, size and duration", () => {
    const { call, log } = begun({ method: "POST", body: "größer" });
    jest.advanceTimersByTime(70);
    call.answered(response(201), 6);
    call.succeeded();
    const line = { ...LINE, method: "POST", requestBytes: 8, durationMs: 70, outcome: 201, responseBytes: 6 };
    expect(log).toEqual([line]);
  });

  test("has no size of a response that has only begun, and a chosen text instead of a secret path", () => {
    const { call, log } = begun({ loggedPath: "/…" });
    call.answered(response(200));
    call.succeeded();
    expect(log).toStrictEqual([{ ...LINE, path: "/…", outcome: 200 }]);
  });

  test("has of each attempt only what happened in it", async () => {
    const { call, log } = begun();
    jest.advanceTimersByTime(70);
    expect(call.mayRepeat(call.unanswered(withCode("ECONNRESET")))).toBe(true);
    await call.wait();
    call.begin();
    call.answered(response(500), 6);
    expect(call.mayRepeat(thrownBy(() => call.assertStatus(response(500), "no")))).toBe(true);
    await call.wait();
    call.begin();
    call.answered(response(200));
    call.succeeded();
    expect(log).toStrictEqual([
      {
        ...LINE,
        durationMs: 70,
        outcome: "network_error",
        reason: "ECONNRESET",
        retryInMs: 3_000,
        givesUpInMs: 83_000,
      },
      { ...LINE, attempt: 2, outcome: 500, responseBytes: 6, retryInMs: 5_000, givesUpInMs: 76_000 },
      { ...LINE, attempt: 3, outcome: 200 },
    ]);
  });

  test("has the code of an error without a response, and a reason only of the network", () => {
    const { call, log } = begun({ timeoutMs: 40, effect: "write" });
    jest.advanceTimersByTime(40);
    expect(call.mayRepeat(call.unanswered(withCode("ERR_CANCELED")))).toBe(false);
    expect(log).toStrictEqual([{ ...LINE, durationMs: 40, outcome: "timeout" }]);
  });

  test("keeps the status of a response that failed to be read", () => {
    const { call, log } = begun();
    call.answered(response(200), 6);
    call.mayRepeat(new MixpanelServerError({ message: "bad" }));
    expect(log).toMatchObject([{ outcome: 200, responseBytes: 6, retryInMs: 3_000 }]);
  });
});

describe("B7: an error without a response", () => {
  const closedIdle = () => {
    const request: unknown = Object.assign(Object.create(ClientRequest.prototype), { reusedSocket: true });
    return new AxiosError("reset", "ECONNRESET", undefined, request);
  };

  test.each([
    [undefined, "64 MB"],
    [true, "128 MB"],
  ])("names the size that a response may have, if it is large (%s): %s", (isLarge, shown) => {
    const error = begun({ isLarge }).call.unanswered(new Error("maxContentLength size of 1 exceeded"));
    expect(error.message).toContain(`more than ${shown}`);
  });

  test("on an idle connection is followed by another attempt at once, which neither counts nor waits", async () => {
    const onRetry = jest.fn();
    const { call, log, waits } = begun({ onRetry });
    expect(call.mayRepeat(call.unanswered(closedIdle()))).toBe(true);
    await call.wait();
    call.begin();
    call.answered(response(200));
    call.succeeded();
    expect([waits, onRetry.mock.calls.length]).toEqual([[], 0]);
    expect(log).toStrictEqual([{ ...LINE, outcome: 200 }]);
  });

  test.each([
    ["after a write", "write", 0, false],
    ["after some time", "read", 2_001, true],
  ] as const)("on an idle connection counts as an attempt %s", (_, effect, afterMs, repeats) => {
    const { call, log } = begun({ effect });
    jest.advanceTimersByTime(afterMs);
    expect(call.mayRepeat(call.unanswered(closedIdle()))).toBe(repeats);
    expect(log).toHaveLength(1);
  });
});

describe("B7: after a failed attempt", () => {
  const busy = () => new MixpanelServerError({ message: "busy", status: 503 });

  test("its request is ended, and the next one waits and is counted", async () => {
    const onRetry = jest.fn();
    const { call, signal, waits } = begun({ onRetry });
    call.answered(response(503));
    expect([call.mayRepeat(busy()), signal.aborted]).toEqual([true, true]);
    expect(onRetry).not.toHaveBeenCalled();
    await call.wait();
    expect([waits, onRetry.mock.calls.length]).toEqual([[3_000], 1]);
  });

  test("the last one is given up without a wait", async () => {
    const { call, signal, waits } = begun({ retry: { ...DEFAULT_RETRY, maxRetries: 0 } });
    const error = busy();
    expect([call.mayRepeat(error), signal.aborted, error.givenUp]).toEqual([false, true, "policy"]);
    await call.wait();
    expect(waits).toEqual([]);
  });

  test("its duration counts toward the time of all attempts", () => {
    const { call } = begun({ retry: { ...DEFAULT_RETRY, maxTotalWaitMs: 10_000 } });
    jest.advanceTimersByTime(7_001);
    expect(call.mayRepeat(busy())).toBe(false);
  });

  test("a query that ran for over a minute is not repeated; another request is", () => {
    const repeats = (path: string) => {
      const { call } = begun({ url: new URL(path, HOST) });
      jest.advanceTimersByTime(61_000);
      return call.mayRepeat(busy());
    };
    expect([repeats("/api/query/insights"), repeats("/import")]).toEqual([false, true]);
  });
});

describe("B7: the status of a response", () => {
  test.each([
    [199, false],
    [200, true],
    [299, true],
    [300, false],
    [404, false],
  ])("%s is a success: %s", (status, isSuccess) => {
    const { call } = begun();
    const asserting = () => call.assertStatus(response(status), "words");
    if (isSuccess) expect(asserting).not.toThrow();
    else expect(thrownBy(asserting)).toMatchObject({ status, operation: "listThings" });
  });

  test("is explained with what the request was, without credentials", () => {
    const redact = (text: string) => text.replaceAll("hunter2", "[redacted]");
    const refusal = (changes: Partial<HttpRequest>, status: number) =>
      thrownBy(() => begun(changes, { redact }).call.assertStatus(response(status), "no hunter2")).message;
    expect(refusal({ auth: "gdprToken" }, 401)).toContain("(401: no [redacted])");
    expect(refusal({ auth: "gdprToken" }, 401)).not.toBe(refusal({ auth: "serviceAccount" }, 401));
    expect(refusal({ effect: "write" }, 500)).toContain("Check in Mixpanel whether the change was made");
  });

  test("names the data residency that was called", () => {
    const { call } = begun({ residency: "EU" });
    const error = thrownBy(() => call.assertStatus(response(400), "invalid project id for cluster"));
    expect(error.message).toContain("the data residency that was called, EU (400");
  });

  test("gives the wait that the response asks for, by the clock of the client", () => {
    const header = { "retry-after": new Date(START_MS + 20_000).toUTCString() };
    const { call } = begun();
    expect(thrownBy(() => call.assertStatus(response(503, header), ""))).toMatchObject({ retryAfterMs: 20_000 });
  });

  const GONE = " An earlier attempt had no clear response, and may have made the change.";

  test.each([
    ["idempotentWrite", 404, "ECONNRESET", true],
    ["idempotentWrite", 404, "ECONNREFUSED", false],
    ["idempotentWrite", 400, "ECONNRESET", false],
    ["read", 404, "ECONNRESET", false],
  ] as const)(
    "of a %s, %s after %s, says that an earlier attempt may have landed: %s",
    (effect, status, code, said) => {
      const { call } = begun({ effect });
      call.mayRepeat(call.unanswered(withCode(code)));
      call.begin();
      const error = thrownBy(() => call.assertStatus(response(status), ""));
      expect(error.message.endsWith(GONE)).toBe(said);
    },
  );

  test("that is clear again does not undo what an earlier attempt may have done", () => {
    const { call } = begun({ effect: "idempotentWrite" });
    for (const code of ["ECONNRESET", "ECONNREFUSED"]) {
      call.mayRepeat(call.unanswered(withCode(code)));
      call.begin();
    }
    expect(thrownBy(() => call.assertStatus(response(404), "")).message).toContain(GONE);
  });
});

describe("B7: the hour's allowance", () => {
  const HOUR = { "ratelimit-policy": '"query";q=60;w=3600', ratelimit: '"query";r=12;t=1800' };
  const LEFT = { allowed: 60, remaining: 12, resets_at: new Date(START_MS + 1_800_000).toISOString() };
  const told = (status: number, headers: Record<string, string>, body: string) => {
    const states: RateLimitState[] = [];
    const { call } = begun({ onHourlyState: (state) => states.push(state) });
    call.answered(response(status, headers));
    try {
      call.assertStatus(response(status, headers), body);
    } catch (error) {
      if (!(error instanceof MixpanelError)) throw error;
    }
    return states;
  };

  test("is told from the headers of a response", () => {
    expect(told(200, HOUR, "")).toEqual([LEFT]);
    expect(told(200, {}, "")).toEqual([]);
  });

  test("is used up if a 429 says so in words alone", () => {
    const used = { allowed: 60, remaining: 0, resets_at: null };
    expect(told(429, {}, "61/60 queries running in the last hour")).toEqual([used]);
    expect(told(429, {}, "6/5 queries running concurrently")).toEqual([]);
    expect(told(503, {}, "61/60 queries running in the last hour")).toEqual([]);
  });

  test("is told once if a 429 has it in headers and in words", () => {
    expect(told(429, HOUR, "61/60 queries running in the last hour")).toEqual([LEFT]);
  });

  test("does not matter to a request that does not ask for it", () => {
    const { call } = begun();
    expect(() => call.answered(response(200, HOUR))).not.toThrow();
  });
});
