import { createServer, type Socket } from "node:net";
import { Transport } from "../../../src/mixpanel/http/transport";
import { failureOf } from "../../support/failure";
import { fakeTime } from "../../support/fakeTime";
import { freezeTimers } from "../../support/frozenTimers";
import { closedPort, closeServers, listen, serve } from "../../support/localServer";
import { asText, requestTo } from "./transportRequest";

afterEach(async () => {
  jest.useRealTimers();
  await closeServers();
});

const none = { maxRetries: 0, maxWaitMs: 0, maxTotalWaitMs: 0 };
const twice = { maxRetries: 1, maxWaitMs: 1, maxTotalWaitMs: 1, fixedDelayMs: 1 };
const write = { method: "POST", effect: "write", body: "x" } as const;

describe("connecting", () => {
  test("a write is retried if the host accepts no connection in time, because nothing was sent", async () => {
    freezeTimers();
    const sockets: Socket[] = [];
    // Takes TCP and never answers the TLS handshake.
    const silent = createServer((socket) => {
      sockets.push(socket.on("error", () => {}));
      jest.advanceTimersByTime(30);
    });
    const port = await listen(silent);
    const time = fakeTime();
    const transport = new Transport({ ...time.options, retry: twice, connectTimeoutMs: 30 });
    const error = await failureOf(transport.send(requestTo(`https://127.0.0.1:${port}`, write), asText));
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
    expect(error).toMatchObject({ code: "timeout", mayHaveLanded: false, operation: "listThings" });
    expect(error.message).toContain(
      `127.0.0.1:${port} did not accept a connection in time, so the request was not sent.`,
    );
    expect([sockets.length, time.waits]).toEqual([2, [1]]);
  });

  test("the connection timeout does not apply to a slow response", async () => {
    freezeTimers();
    const { url } = await serve((response) => {
      jest.advanceTimersByTime(60);
      response.end("late");
    });
    const transport = new Transport({ retry: none, connectTimeoutMs: 30 });
    expect(await transport.send(requestTo(url), asText)).toBe("late");
  });

  test.each(["127.0.0.1", "localhost"])("a write is retried if %s refuses the connection", async (host) => {
    const time = fakeTime();
    const url = `http://${host}:${await closedPort()}`;
    const error = await failureOf(new Transport({ ...time.options, retry: twice }).send(requestTo(url, write), asText));
    expect(error).toMatchObject({ code: "network_error", mayHaveLanded: false });
    expect(error.message).toContain("could not be reached (ECONNREFUSED), so the request was not sent");
    expect(time.waits).toEqual([1]);
  });

  test("if the connection breaks before the response, a read is retried and a write is not", async () => {
    const time = fakeTime();
    const { url, received } = await serve((response) => response.destroy());
    const transport = new Transport({ ...time.options, retry: twice });
    expect(await failureOf(transport.send(requestTo(url, write), asText))).toMatchObject({ mayHaveLanded: true });
    expect(received).toHaveLength(1);
    expect(await failureOf(transport.send(requestTo(url), asText))).toMatchObject({ code: "network_error" });
    expect(received).toHaveLength(3);
  });

  test("consecutive calls use one connection, even from different clients", async () => {
    const { url, connections, received } = await serve((response) => response.end("x"));
    for (let call = 0; call < 3; call++) await new Transport().send(requestTo(url), asText);
    expect([received.length, connections.length]).toEqual([3, 1]);
  });

  test("a write that must not be repeated does not use a connection that was idle for long; other calls do", async () => {
    const { url, connections } = await serve((response) => response.end("x"));
    const send = (changes = {}) => new Transport(fakeTime().options).send(requestTo(url, changes), asText);
    const clock = jest.spyOn(Date, "now");
    const begun = Date.now();
    await send();
    clock.mockReturnValue(begun + 3_000);
    await send(write);
    clock.mockReturnValue(begun + 60_000);
    await send();
    expect(connections).toHaveLength(1);
    clock.mockReturnValue(begun + 120_000);
    await send(write);
    expect(connections).toHaveLength(2);
    clock.mockRestore();
  });

  test.each([
    ["read", "x", 3],
    ["idempotentWrite", "x", 3],
    ["write", "network_error", 2],
  ] as const)("T17: on an idle connection that the server closed, a %s ends with %s", async (effect, end, times) => {
    const used = new WeakSet<Socket>();
    const { url, received } = await serve((response) => {
      const { socket } = response.req;
      if (used.has(socket)) socket.resetAndDestroy();
      else response.end("x");
      used.add(socket);
    });
    const time = fakeTime();
    const transport = new Transport({ ...time.options, retry: none });
    const send = () => transport.send(requestTo(url, { effect }), asText).catch(({ code }) => code);
    expect([await send(), await send()]).toEqual(["x", end]);
    expect([received.length, time.waits]).toEqual([times, []]);
  });

  test("T17: a connection that breaks while the server processes the call does not count as idle", async () => {
    const time = fakeTime();
    const { now = Date.now } = time.options;
    let busyMs = 0;
    const { url, received } = await serve((response, _request, number) => {
      if (number === 1) return void response.end("x");
      busyMs = 61_000;
      response.req.socket.resetAndDestroy();
    });
    const transport = new Transport({ ...time.options, now: () => now() + busyMs, retry: none });
    await transport.send(requestTo(url), asText);
    expect(await failureOf(transport.send(requestTo(url), asText))).toMatchObject({ code: "network_error" });
    expect(received).toHaveLength(2);
  });

  test("the connection of a failed response is reused", async () => {
    const { url, connections } = await serve((response, _request, number) =>
      response.writeHead(number === 1 ? 500 : 200).end("x"),
    );
    await new Transport(fakeTime().options).send(requestTo(url), asText);
    expect(connections).toHaveLength(1);
  });
});

describe("the whole time", () => {
  test("ends a call without a response; a write may have been processed and is not retried", async () => {
    freezeTimers();
    const time = fakeTime();
    const { url, received, port } = await serve(() => jest.advanceTimersByTime(40));
    const transport = new Transport({ ...time.options, requestTimeoutMs: 40 });
    const error = await failureOf(transport.send(requestTo(url, write), asText));
    expect(error).toMatchObject({ code: "timeout", mayHaveLanded: true, retryable: true });
    expect(error.message).toBe(
      `listThings: no response from 127.0.0.1:${port} within 0.04 s. It is not known whether Mixpanel processed the request. Check in Mixpanel whether the change was made before you run it again.`,
    );
    expect([received.length, time.waits]).toEqual([1, []]);
  });

  test("ends a call whose response does not end", async () => {
    freezeTimers();
    const { url } = await serve((response) => {
      response.writeHead(200).write("begun", () => jest.advanceTimersByTime(40));
    });
    const transport = new Transport({ retry: none, requestTimeoutMs: 40 });
    expect(await failureOf(transport.send(requestTo(url), asText))).toMatchObject({ code: "timeout" });
  });

  test("is the request's own timeout if it has one, and a read is retried", async () => {
    freezeTimers();
    const time = fakeTime();
    const { url } = await serve((response, _request, number) => {
      if (number === 2) response.end("second");
      else jest.advanceTimersByTime(40);
    });
    expect(await new Transport(time.options).send(requestTo(url, { timeoutMs: 40 }), asText)).toBe("second");
    expect(time.waits).toEqual([3_000]);
  });
});

describe("credentials are sent only to the given host", () => {
  test.each([301, 302, 303, 307, 308])("a %d redirect is not followed", async (status) => {
    const elsewhere = await serve((response) => response.end("stolen"));
    const { url } = await serve((response) => response.writeHead(status, { Location: elsewhere.url }).end());
    const error = await failureOf(new Transport().send(requestTo(url), asText));
    expect(error).toMatchObject({ code: "unusable_response", status, retryable: false });
    expect(error.message).toContain("responded with a redirect, which is not followed");
    expect(elsewhere.received).toEqual([]);
  });

  describe("a proxy of the environment", () => {
    const NAMES = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    const before = new Map(NAMES.map((name) => [name, process.env[name]]));
    afterEach(() => {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    });

    test("is not used", async () => {
      const proxy = await serve((response) => response.end("seen by a proxy"));
      for (const name of NAMES) process.env[name] = proxy.url;
      const { url } = await serve((response) => response.end("direct"));
      expect(await new Transport().send(requestTo(url), asText)).toBe("direct");
      expect(proxy.connections).toEqual([]);
    });
  });
});
