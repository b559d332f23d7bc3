/** `GET /_sandbox/live`: what the sandbox's page is told, and what a reader that does not read costs. */
import { connect } from "node:net";
import type { Sandbox } from "../src";
import type { LiveMessage } from "../src/protocol";
import { LiveStream } from "../src/routes/controlLive";
import { basic, event, get, IMPORT, NOW_MS, postJson, send, startStill } from "./ingestionClient";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

/** A connection to the stream, and its messages as they come. */
async function listen({ url } = sandbox) {
  const ended = new AbortController();
  const response = await fetch(`${url}/_sandbox/live`, { signal: ended.signal });
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  const next = async (): Promise<LiveMessage> => {
    for (;;) {
      const end = text.indexOf("\n\n");
      if (end >= 0) {
        const message: LiveMessage = JSON.parse(text.slice("data: ".length, end));
        text = text.slice(end + 2);
        return message;
      }
      const { value } = (await reader?.read()) ?? {};
      text += decoder.decode(value, { stream: true });
    }
  };
  const until = async (isWanted: (message: LiveMessage) => boolean): Promise<LiveMessage> => {
    for (;;) {
      const message = await next();
      if (isWanted(message)) return message;
    }
  };
  return { headers: response.headers, next, until, end: () => ended.abort() };
}

test("V3: begins with the latest requests, counts, faults and clock", async () => {
  await postJson(sandbox, IMPORT, [event()]);
  sandbox.faults.add({ kind: "reset", path: "/track" });
  const stream = await listen();
  expect(stream.headers.get("content-type")).toBe("text/event-stream");
  expect(await stream.next()).toMatchObject({
    requests: [{ method: "POST", path: "/import", status: 200, operationId: "import-events", ms: expect.any(Number) }],
    leftOut: 0,
    isCleared: false,
    counts: { accepted: 1, projects: { 1: { events: 1 } } },
    faults: { pending: [{ kind: "reset", path: "/track" }], random: null },
    clock: { nowMs: NOW_MS, frozen: true },
  });
  stream.end();
});

test("V3: tells of a request when it comes and when it is answered, without headers and bodies", async () => {
  const stream = await listen();
  await stream.next();
  sandbox.faults.add({ kind: "stall" });
  const ended = new AbortController();
  const pending = postJson(sandbox, IMPORT, [event({ secret: "s3cr3t" })]);
  const stalled = await stream.until(({ requests }) => requests.length > 0);
  expect(stalled.requests).toMatchObject([{ path: "/import", status: null, ms: null, completed: false }]);
  expect(JSON.stringify(stalled)).not.toMatch(/s3cr3t|authorization|"headers"/i);
  ended.abort();
  sandbox.app.server.closeAllConnections?.();
  await expect(pending).rejects.toThrow();
  const again = await listen();
  expect((await again.next()).requests).toMatchObject([{ path: "/import", status: null, ms: expect.any(Number) }]);
  again.end();
});

test("V3: tells of faults, clock and a cleared list without a request of the API", async () => {
  await get(sandbox, "/api/app/me");
  const stream = await listen();
  await stream.next();
  const headers = { "Content-Type": "application/json" };
  await send(sandbox, "/_sandbox/clock", { method: "POST", headers, body: '{"advanceMs":60000}' });
  expect((await stream.until(({ clock }) => clock.nowMs !== NOW_MS)).clock.nowMs).toBe(NOW_MS + 60_000);
  await send(sandbox, "/_sandbox/faults", { method: "POST", headers, body: '{"kind":"reset"}' });
  expect((await stream.until(({ faults }) => faults.pending.length > 0)).faults.pending).toHaveLength(1);
  await send(sandbox, "/_sandbox/requests", { method: "DELETE" });
  expect((await stream.until(({ isCleared }) => isCleared)).requests).toEqual([]);
  stream.end();
});

test("V3: a load of requests comes in messages of at most 100, which say how many are left out", async () => {
  const stream = await listen();
  await stream.next();
  const calls = Array.from({ length: 400 }, () => get(sandbox, "/api/app/me"));
  await Promise.all(calls);
  let told = 0;
  while (told < 400) {
    const { requests, leftOut } = await stream.next();
    expect(requests.length).toBeLessThanOrEqual(100);
    told += requests.filter(({ ms }) => ms !== null).length + leftOut;
  }
  expect(sandbox.requests.list()).toHaveLength(400);
  stream.end();
});

test("V3: a reader that does not read is disconnected, and gets no more messages", async () => {
  jest.useFakeTimers();
  try {
    let unread = 0;
    const reader = {
      get writableLength() {
        return unread;
      },
      write: jest.fn((text: string) => {
        unread += text.length;
      }),
      destroy: jest.fn(),
    };
    const stream = new LiveStream(reader, sandbox);
    const request = { url: "/track", query: {}, headers: {}, routeOptions: { config: {} }, calledHost: null };
    for (let sent = 0; sent < 2000 && reader.destroy.mock.calls.length === 0; sent += 1) {
      for (let number = 0; number < 100; number += 1) {
        sandbox.requests.open({ ...request, method: "A".repeat(1000) }, NOW_MS);
      }
      jest.advanceTimersByTime(200);
    }
    expect(reader.destroy).toHaveBeenCalledTimes(1);
    expect(unread).toBeLessThan(5 * 1024 * 1024);
    const messages = reader.write.mock.calls.length;
    stream.end();
    sandbox.requests.open({ ...request, method: "GET" }, NOW_MS);
    jest.advanceTimersByTime(1000);
    expect(reader.write).toHaveBeenCalledTimes(messages);
  } finally {
    jest.useRealTimers();
  }
});

test("V3: streams end with their connection, and more than 32 are refused", async () => {
  const other = await startStill();
  const streams = await Promise.all(Array.from({ length: 32 }, () => listen(other)));
  expect((await send(other, "/_sandbox/live")).status).toBe(503);
  for (const stream of streams) stream.end();
  let status = 503;
  while (status === 503) {
    const stream = await fetch(`${other.url}/_sandbox/live`);
    status = stream.status;
    await stream.body?.cancel();
  }
  expect(status).toBe(200);
  await other.close();
});

test("V3: a stream does not keep the sandbox from closing, and HEAD opens none", async () => {
  const other = await startStill();
  const socket = connect(other.port, "127.0.0.1");
  socket.write(`GET /_sandbox/live HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await new Promise((resolve) => socket.once("data", resolve));
  const ended = new Promise((resolve) => socket.once("close", resolve));
  expect((await fetch(`${other.url}/_sandbox/live`, { method: "HEAD" })).status).toBe(404);
  await other.close();
  await ended;
});

test("V3: a page from elsewhere cannot listen", async () => {
  const headers = { Origin: "https://evil.example" };
  expect((await send(sandbox, "/_sandbox/live", { headers })).status).toBe(403);
});

describe("V3: why a request was refused", () => {
  const reason = () => sandbox.requests.list().at(-1)?.error;

  test("is the error of the response, with the first refused record of an import", async () => {
    await postJson(sandbox, IMPORT, [event(), event({ time: "noon" })]);
    expect(reason()).toMatch(
      /^some data points in the request failed validation \(1 refused; the first, record 1: .*time/,
    );
    await get(sandbox, "/api/app/me", { Authorization: basic("sandbox.user", "wr0ng") });
    expect(sandbox.requests.list().at(-1)?.status).toBe(401);
    expect(reason()).toEqual(expect.stringMatching(/\w/));
    expect(reason()).not.toContain("wr0ng");
  });

  test("is told of a 0 with status 200, and of the verbose form", async () => {
    await postJson(sandbox, "/track", [{ event: "A", properties: {} }], null);
    expect(reason()).toBe("The response is 0, which gives no reason. Send the request with verbose=1 to see it.");
    await postJson(sandbox, "/track?verbose=1", [{ event: "A", properties: {} }], null);
    expect(reason()).toBe("token, missing or empty");
  });

  test("is null for what was processed, and bounded for a long text", async () => {
    await postJson(sandbox, IMPORT, [event({ error: "mine" })]);
    expect(reason()).toBeNull();
    await get(sandbox, "/api/2.0/export?project_id=1&from_date=2024-06-15&to_date=2024-06-15");
    expect(reason()).toBeNull();
    sandbox.faults.add({ kind: "body", status: 500, body: JSON.stringify({ error: "x".repeat(10_000) }) });
    await get(sandbox, "/api/app/me");
    expect(reason()).toHaveLength(500);
    sandbox.faults.add({ kind: "html" });
    await get(sandbox, "/api/app/me");
    expect(reason()).toBe("Bad Gateway Bad Gateway");
  });

  test("names no credential", async () => {
    sandbox.faults.add({ kind: "body", status: 400, body: '{"error":{"api_secret":"s3cr3t","why":"no"}}' });
    await get(sandbox, "/api/app/me");
    expect(reason()).toBe('{"api_secret":"[redacted]","why":"no"}');
  });
});

describe("V3: one request", () => {
  const latest = async () => {
    const { json } = await send(sandbox, `/_sandbox/requests/${sandbox.requests.list().at(-1)?.id}`);
    return json;
  };

  test("comes with its body and the response, without credentials", async () => {
    await postJson(sandbox, "/api/app/organizations/100/service-accounts", {
      username: "another",
      role: "admin",
      api_secret: "s3cr3t",
    });
    const shown = JSON.stringify(await latest());
    expect(shown).toContain("another");
    expect(shown).not.toContain("s3cr3t");
    expect(await latest()).toMatchObject({
      method: "POST",
      headers: { authorization: "Basic [redacted]" },
      body: expect.stringContaining('"api_secret":"[redacted]"'),
      response: expect.stringContaining('"token":"[redacted]"'),
      isBodyShortened: false,
      isResponseShortened: false,
    });
  });

  test("has the beginning of what is long, and nothing of what is streamed", async () => {
    await postJson(
      sandbox,
      IMPORT,
      Array.from({ length: 600 }, (_, id) => event({ $insert_id: `${id}`, pad: "x".repeat(100) })),
    );
    expect(await latest()).toMatchObject({ isBodyShortened: true, body: expect.stringMatching(/^.{65536}$/s) });
    sandbox.faults.add({ kind: "body", body: JSON.stringify({ long: "y".repeat(10_000) }) });
    await get(sandbox, "/api/app/me");
    expect(await latest()).toMatchObject({ isResponseShortened: true, response: expect.stringMatching(/^.{4096}$/s) });
    await get(sandbox, "/api/2.0/export?project_id=1&from_date=2024-06-15&to_date=2024-06-15");
    expect(await latest()).toMatchObject({ status: 200, response: null });
    expect((await send(sandbox, "/_sandbox/requests/99999")).status).toBe(404);
  });
});
