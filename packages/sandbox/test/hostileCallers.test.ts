/** B4: callers that are no HTTP clients. Whatever they send, no control route lets them in and the process goes on. */
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import type { Sandbox } from "../src";
import { IMPORT, SERVICE_ACCOUNT, send, startStill } from "./ingestionClient";

const SETTINGS = { seed: 20240615, numRuns: Number(process.env.FUZZ_RUNS ?? 300) };
const MB = 1024 * 1024;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill({ limits: false });
});
afterAll(() => sandbox.close());
afterEach(async () => {
  expect((await send(sandbox, "/_sandbox/clock")).status).toBe(200);
});

/** Sends bytes as they are and ends its side; resolves with everything that came back until the connection ended. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect({ port: sandbox.port, host: "127.0.0.1" }, () => socket.end(bytes, "latin1"));
    socket.setEncoding("latin1").on("data", (piece) => {
      text += piece;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(text));
  });
}

const statusesOf = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
const request = (target: string, headers: string[], method = "GET") =>
  [`${method} ${target} HTTP/1.1`, ...headers, "Connection: close", "", ""].join("\r\n");

/** Mostly the plain spelling: many requests shall reach a control route if nothing stops them. */
const mostly = (plain: string, ...others: string[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(plain) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
const spelling = mostly("/", "%2f", "%2F", "%252f", "\\", "%5c", "//", "/./", "/..;/", "/%2e%2e/", "/x/../", "/%00/");
const name = mostly("_sandbox", "_SANDBOX", "%5fsandbox", "%255fsandbox", "_sandbox;a=1", "_sandbox%00", "_sandbox.");
const route = mostly(
  "state",
  "snapshot",
  "STATE",
  "requests",
  "clock",
  "state%20",
  "state.",
  "state;x",
  "%73tate",
  "state/",
);
const origin = mostly(
  "",
  "http://localhost",
  "http://evil.example.com",
  "//evil.example.com",
  "https://api.mixpanel.com",
);
const target = fc.tuple(origin, spelling, name, spelling, route).map((parts) => parts.join(""));
const nearHost = fc.constantFrom("localhost:8787", "127.0.0.1", "[::1]:1", "[::ffff:127.0.0.1]", "mixpanel.com:443");
const farHost = fc.constantFrom(
  "evil.example.com",
  "evil.example.com:8787",
  "[::2]",
  "[::ffff:8.8.8.8]:80",
  "[::1%25eth0]",
  "2130706433",
  "0x7f.1",
  "127.1",
  "localhost:x",
  "localhost\tevil.example.com",
  "localhost#evil.example.com",
);
const forwarded = fc.subarray([
  "X-Forwarded-Host: localhost",
  "X-Forwarded-For: 127.0.0.1",
  "X-Forwarded-Proto: https",
  "Forwarded: host=localhost;for=127.0.0.1",
  "X-Original-URL: /_sandbox/state",
  "X-HTTP-Method-Override: GET",
  "Sec-Fetch-Mode: navigate",
]);
const filler = fc.constantFrom(0, 0, 1, 999, 1000, 2000, 2500).map((count) => Array<string>(count).fill("a: b"));
const foreignOrigin = fc.constantFrom(
  "Origin: null",
  "origin: https://evil.example.com",
  "ORIGIN:http://evil.example.com:8787",
);
const foreignSite = fc.constantFrom(
  "Sec-Fetch-Site: cross-site",
  "sec-fetch-site: CROSS-SITE",
  "Sec-Fetch-Site: same-origin, cross-site",
  "Sec-Fetch-Site: unheard-of",
);
const foreign = fc.oneof(
  farHost.map((host) => [`Host: ${host}`]),
  fc.tuple(nearHost, farHost).map(([near, far]) => [`Host: ${near}`, `hOST: ${far}`]),
  fc.tuple(nearHost, fc.oneof(foreignOrigin, foreignSite)).map(([near, from]) => [`Host: ${near}`, from]),
  fc.tuple(nearHost, foreignOrigin).map(([near, from]) => [`Host: ${near}`, "Origin: http://localhost", from]),
  fc.tuple(nearHost, foreignSite).map(([near, from]) => [`Host: ${near}`, "Sec-Fetch-Site: none", from]),
);

test("B4: no spelling of path and headers lets a foreign page or host in, wherever its header stands", async () => {
  await fc.assert(
    fc.asyncProperty(target, foreign, forwarded, filler, async (path, [first = "", ...others], more, padding) => {
      const statuses = statusesOf(await raw(request(path, [first, ...padding, ...more, ...others])));
      expect(statuses.filter((status) => status < 400 || status >= 500)).toEqual([]);
    }),
    SETTINGS,
  );
});

test("B4: the same spellings from this machine are never a server error, and some reach a control route", async () => {
  let reached = 0;
  await fc.assert(
    fc.asyncProperty(target, nearHost, forwarded, filler, async (path, host, more, padding) => {
      const statuses = statusesOf(await raw(request(path, [`Host: ${host}`, ...padding, ...more])));
      expect(statuses.filter((status) => status >= 500)).toEqual([]);
      if (statuses.includes(200)) reached += 1;
    }),
    SETTINGS,
  );
  expect(reached).toBeGreaterThan(SETTINGS.numRuns / 20);
});

test("B4: each of several requests on one connection is checked", async () => {
  const near = "GET /_sandbox/clock HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const far = "GET /_sandbox/state HTTP/1.1\r\nHost: evil.example.com\r\n\r\n";
  expect(
    statusesOf(await raw(`${near}${far}${near}${request("/_sandbox/state", ["Host: localhost", "Origin: null"])}`)),
  ).toEqual([200, 403, 200, 403]);
});

const LOCAL = "POST /_sandbox/clock HTTP/1.1\r\nHost: localhost\r\n";
test.each([
  ["no HTTP at all", "\x16\x03\x01\x02\x00\x01"],
  ["a negative length", `${LOCAL}Content-Length: -1\r\n\r\n`],
  ["two lengths", `${LOCAL}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
  ["a length beside chunks", `${LOCAL}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ["a chunk of no size", `${LOCAL}Transfer-Encoding: chunked\r\n\r\nzz\r\n`],
  ["a body that is aborted", `${LOCAL}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{`],
  ["headers of 100 kB", `${LOCAL}X: ${"a".repeat(100_000)}\r\n\r\n`],
  ["a NUL in the path", "GET /_sandbox\0/clock HTTP/1.1\r\nHost: localhost\r\n\r\n"],
  ["a header without a name", `${LOCAL}: x\r\n\r\n`],
  ["bare line feeds", "GET /_sandbox/clock HTTP/1.1\nHost: evil.example.com\n\n"],
  ["another version", "GET /_sandbox/clock HTTP/3.0\r\nHost: localhost\r\n\r\n"],
  ["CONNECT", "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n"],
  ["an upgrade", request("/_sandbox/clock", ["Host: evil.example.com", "Upgrade: websocket"])],
  ["an expectation", request("/_sandbox/clock", ["Host: localhost", "Expect: nothing"])],
  ["a target that is an asterisk", request("*", ["Host: localhost"], "OPTIONS")],
  ["a target that cannot be decoded", request("/_sandbox/%zz", ["Host: evil.example.com"])],
])("B4: %s gets no success and ends nothing", async (_what, bytes) => {
  expect(statusesOf(await raw(bytes)).filter((status) => status < 400 || status >= 500)).toEqual([]);
});

test("B4: bytes at random end nothing", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (bytes, hasHead) => {
      const text = Buffer.from(bytes).toString("latin1");
      await raw(hasHead ? `${LOCAL}${text}\r\n\r\n` : text);
    }),
    SETTINGS,
  );
});

test("B4: a request that stops in its headers or body holds up no other", async () => {
  const open = (bytes: string) =>
    new Promise<Socket>((resolve) => {
      const socket = connect(sandbox.port, "127.0.0.1", () => socket.write(bytes, () => resolve(socket)));
      socket.on("error", () => {});
    });
  const heads = [`${LOCAL}X: `, `${LOCAL}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`];
  const sockets = await Promise.all(Array.from({ length: 200 }, (_, index) => open(heads[index % 2] ?? "")));
  expect((await send(sandbox, "/_sandbox/counts")).status).toBe(200);
  for (const socket of sockets) socket.destroy();
  expect(sandbox.app.server).toMatchObject({ requestTimeout: 300_000, headersTimeout: expect.any(Number) });
});

test("B4: many gzip bombs at once are 413 each, within bounded memory", async () => {
  const bomb = new Uint8Array(gzipSync(Buffer.alloc(100 * MB)));
  const headers = { Authorization: SERVICE_ACCOUNT, "Content-Type": "application/json", "Content-Encoding": "gzip" };
  const before = process.memoryUsage().rss;
  let peak = before;
  const sent = Array.from({ length: 20 }, async () => {
    const { status } = await send(sandbox, IMPORT, { method: "POST", headers, body: bomb });
    peak = Math.max(peak, process.memoryUsage().rss);
    return status;
  });
  expect(await Promise.all(sent)).toEqual(Array(20).fill(413));
  expect(peak - before).toBeLessThan(500 * MB);
});
