import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import type { AxiosResponse } from "axios";
import { MixpanelError, MixpanelServerError } from "../../../src/mixpanel/errors";
import type { Call } from "../../../src/mixpanel/http/call";
import { sendWhole } from "../../../src/mixpanel/http/wholeCalls";
import { failureOf } from "../../support/failure";
import { freezeTimers } from "../../support/frozenTimers";
import { closeServers, serve } from "../../support/localServer";
import { callTo } from "./begunCall";

// No test waits: a fault that makes one wait then fails by what it did not do.
beforeEach(freezeTimers);
afterEach(async () => {
  jest.useRealTimers();
  await closeServers();
});

/** Status and body of a response, as text. */
const seen = async ({ status, data }: AxiosResponse<Buffer>) => `${status} ${data.toString("utf8")}`;
const busy = () => new MixpanelServerError({ message: "busy", status: 503 });

/** Reads responses, the first ones of them in vain. */
function failing(call: Call, times: number, error: () => Error) {
  let left = times;
  return async (response: AxiosResponse<Buffer>) => {
    call.answered(response);
    if (left-- > 0) throw error();
    return seen(response);
  };
}

describe("B7: a request whose response is read whole", () => {
  test.each([200, 204, 302, 404, 500])("ends with what its reader makes of a %d", async (status) => {
    const { url } = await serve((response) => response.writeHead(status, { Location: "/elsewhere" }).end("ü"));
    expect(await sendWhole(callTo(url).call, seen)).toBe(status === 204 ? "204 " : `${status} ü`);
  });

  test.each(['{"a": 1.0}', Buffer.from([0xff, 0, 0x80]), "a=b&c", ""])("sends the body %j unchanged", async (body) => {
    const { url, received } = await serve((response) => response.end());
    const headers = { "Content-Type": "application/json" };
    await sendWhole(callTo(url, { method: "POST", headers, body }).call, seen);
    expect(received.map(({ method, body: sent }) => [method, sent])).toEqual([["POST", Buffer.from(body)]]);
    expect(received[0]?.headers).toMatchObject({ "content-type": "application/json", "accept-encoding": "gzip" });
  });

  test.each(["gzip", undefined])("hands over bytes as they came, with their encoding %s", async (encoding) => {
    const half = gzipSync("x".repeat(1_000)).subarray(0, 20);
    const headers = encoding === undefined ? {} : { "Content-Encoding": encoding };
    const { url } = await serve((response) => response.writeHead(200, headers).end(half));
    const read = async ({ data, headers: { "content-encoding": name } }: AxiosResponse<Buffer>) => [data, name];
    expect(await sendWhole(callTo(url).call, read)).toEqual([half, encoding]);
  });

  test("does not follow a redirect, which would take the credentials elsewhere", async () => {
    const { url, received } = await serve((response) => response.writeHead(302, { Location: "/elsewhere" }).end());
    expect(await sendWhole(callTo(url).call, async ({ status }) => status)).toBe(302);
    expect(received).toHaveLength(1);
  });

  test("does not mix with another at the same time", async () => {
    const { url } = await serve((response, request) => response.end(request.url));
    const paths = ["/a", "/b", "/c"];
    const sent = paths.map((path) => sendWhole(callTo(url, { url: new URL(path, url) }).call, seen));
    expect(await Promise.all(sent)).toEqual(["200 /a", "200 /b", "200 /c"]);
  });
});

describe("B7: another attempt", () => {
  test("follows an error of the reader, with the same request", async () => {
    const { url, received } = await serve((response) => response.end("x"));
    const post = { method: "POST", body: '{"a":1}', headers: { "X-Thing": "a" }, effect: "idempotentWrite" } as const;
    const { call, log, waits } = callTo(url, post);
    expect(await sendWhole(call, failing(call, 2, busy))).toBe("200 x");
    expect(waits).toEqual([3_000, 5_000]);
    expect(log.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(received.map(({ body, headers }) => [body.toString(), headers["x-thing"]])).toEqual(
      Array.from({ length: 3 }, () => ['{"a":1}', "a"]),
    );
  });

  test("follows a connection that broke", async () => {
    const { url, received } = await serve((response, _request, number) =>
      number === 1 ? response.destroy() : response.end("x"),
    );
    const { call, log, waits } = callTo(url);
    expect(await sendWhole(call, seen)).toBe("200 x");
    expect([received.length, waits]).toEqual([2, [3_000]]);
    expect(log).toMatchObject([{ outcome: "network_error", reason: "ECONNRESET" }]);
  });

  test("follows one that took too long, and has its own time", async () => {
    const { url, received } = await serve((response, _request, number) => {
      jest.advanceTimersByTime(number === 1 ? 40 : 39);
      response.end("x");
    });
    const { call, log } = callTo(url, { timeoutMs: 40 });
    expect(await sendWhole(call, seen)).toBe("200 x");
    expect(received).toHaveLength(2);
    expect(log).toMatchObject([{ outcome: "timeout" }]);
  });

  test("waits for what the call waits for", async () => {
    const order: string[] = [];
    const { url } = await serve((response, _request, number) => {
      order.push(`request ${number}`);
      response.end("x");
    });
    const sleep = async () => {
      await new Promise(setImmediate);
      order.push("wait");
    };
    const { call } = callTo(url, {}, { sleep });
    await sendWhole(call, failing(call, 1, busy));
    expect(order).toEqual(["request 1", "wait", "request 2"]);
  });
});

describe("B7: a request fails", () => {
  test("with the error of its last attempt", async () => {
    const { url, received } = await serve((response) => response.end("x"));
    const { call, waits } = callTo(url);
    let number = 0;
    const error = () => new MixpanelServerError({ message: `busy ${++number}`, status: 503 });
    expect((await failureOf(sendWhole(call, failing(call, 9, error)))).message).toBe("busy 6");
    expect([received.length, waits.length]).toEqual([6, 5]);
  });

  test("with the reader's own error, if it may not be repeated", async () => {
    const { url, received } = await serve((response) => response.end("x"));
    const { call } = callTo(url, { effect: "write" });
    const error = Object.assign(busy(), { mayHaveLanded: true });
    await expect(
      sendWhole(
        call,
        failing(call, 9, () => error),
      ),
    ).rejects.toBe(error);
    expect(received).toHaveLength(1);
  });

  test.each([{}, { config: {} }])("with an error of the code as it is, without another attempt: %j", async (parts) => {
    const { url, received } = await serve((response) => response.end("x"));
    const { call, waits } = callTo(url);
    const fault = Object.assign(new TypeError("fault"), parts);
    await expect(
      sendWhole(
        call,
        failing(call, 9, () => fault),
      ),
    ).rejects.toBe(fault);
    expect([received.length, waits]).toEqual([1, []]);
  });

  test("before it is sent, if no time is left", async () => {
    const { url, received } = await serve((response) => response.end("x"));
    const error = await failureOf(sendWhole(callTo(url, {}, { leftMs: () => 0 }).call, seen));
    expect(error.message).toContain("listThings was not sent");
    expect(received).toEqual([]);
  });

  test("without its headers in the error, as they contain credentials", async () => {
    const { url } = await serve((response) => response.destroy());
    const error = await failureOf(sendWhole(callTo(url, { effect: "write" }).call, seen));
    expect(error).toBeInstanceOf(MixpanelError);
    expect(inspect(error, { depth: 9 })).not.toContain("Basic private");
  });
});

test("B7: requests use Node's own HTTP client, also where something defines that of a browser", async () => {
  const { url } = await serve((response) => response.end("x"));
  Object.assign(globalThis, { XMLHttpRequest: class {} });
  try {
    await jest.isolateModulesAsync(async () => {
      const path = "../../../src/mixpanel/http/wholeCalls";
      const isolated = jest.requireActual<{ sendWhole: typeof sendWhole }>(path);
      expect(await isolated.sendWhole(callTo(url).call, seen)).toBe("200 x");
    });
  } finally {
    Reflect.deleteProperty(globalThis, "XMLHttpRequest");
  }
});
