/** Who may call: each request is written by hand, since no HTTP client would send most of them. */
import { connect } from "node:net";
import { type OpenPlayground, openPlayground } from "./openPlayground";

let playground: OpenPlayground;
beforeAll(async () => {
  playground = await openPlayground();
});
afterAll(() => playground.close());

type Header = [name: string, value: string];

function statusOf(method: string, target: string, headers: readonly Header[]): Promise<number> {
  const lines = [`${method} ${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  const head = [...lines, "Content-Length: 0", "Connection: close", "", ""].join("\r\n");
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(playground.url).port), "127.0.0.1", () => socket.write(head));
    let text = "";
    socket.setEncoding("utf8").on("data", (piece) => {
      text += piece;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0)));
  });
}

/** Every route with a value for each parameter. Those that are files need no token. */
const routes = () =>
  playground.routes
    .map((route) => route.split(" "))
    .map(([method = "", url = ""]) => ({ method, url: url.replace(/:\w+|\*/g, "x"), isApi: url.startsWith("/api/") }));

const host = (name = "127.0.0.1"): Header => ["Host", `${name}:${new URL(playground.url).port}`];
const token = (): Header => ["X-Playground-Token", playground.token];

/** The status of each route, without those of `expected`. */
async function othersThan(expected: number, headers: readonly Header[], only = routes()): Promise<string[]> {
  const statuses = await Promise.all(
    only.map(async ({ method, url }) => [`${method} ${url}`, await statusOf(method, url, headers)] as const),
  );
  return statuses.filter(([, status]) => status !== expected).map(([route, status]) => `${route}: ${status}`);
}

test("V4: all routes are known: the files of the page, and those of the API", () => {
  expect(playground.routes).toEqual(
    expect.arrayContaining([
      "GET /",
      "GET /page.js",
      "GET /page.css",
      "GET /api/state",
      "POST /api/runs",
      "POST /api/choices",
      "DELETE /api/sandbox/*",
    ]),
  );
});

test.each<[string, () => Header[]]>([
  ["a name that was pointed at this machine", () => [["Host", "evil.example.com"]]],
  ["the same with the port", () => [host("evil.example.com")]],
  ["localhost with another port", () => [["Host", "localhost:1"]]],
  ["localhost without a port", () => [["Host", "localhost"]]],
  ["a name that begins like this machine", () => [host("localhost.evil.example.com")]],
  ["a user before this machine", () => [host("evil@localhost")]],
  ["an empty name", () => [["Host", ""]]],
  ["two names", () => [host(), ["Host", "evil.example.com"]]],
  ["a page from elsewhere", () => [host(), ["Origin", "https://evil.example.com"]]],
  ["a page of another port of this machine", () => [host(), ["Origin", "http://127.0.0.1:1"]]],
  ["the page under another name of this machine", () => [host("localhost"), ["Origin", playground.url]]],
  ["a page that hides where it is from", () => [host(), ["Origin", "null"]]],
  ["two origins", () => [host(), ["Origin", playground.url], ["Origin", "https://evil.example.com"]]],
  ["a link or an image of another site", () => [host(), ["Sec-Fetch-Site", "cross-site"]]],
  ["a page of another port, by a link or an image", () => [host(), ["Sec-Fetch-Site", "same-site"]]],
])("V4: every route refuses %s, even with the token", async (_who, headers) => {
  expect(await othersThan(403, [...headers(), token()])).toEqual([]);
});

test.each<[string, () => Header[]]>([
  ["no token", () => []],
  ["an empty token", () => [["X-Playground-Token", ""]]],
  ["another token of the same length", () => [["X-Playground-Token", "A".repeat(playground.token.length)]]],
  ["the beginning of the token", () => [["X-Playground-Token", playground.token.slice(0, -1)]]],
  ["two tokens", () => [token(), ["X-Playground-Token", "x"]]],
])("V4: every route of the API refuses %s", async (_what, headers) => {
  const api = routes().filter(({ isApi }) => isApi);
  expect(api.length).toBeGreaterThan(10);
  expect(await othersThan(401, [host(), ...headers()], api)).toEqual([]);
});

test("V4: no spelling of a route avoids the token", async () => {
  for (const url of ["/%61pi/state", "/api%2Fstate", "//api/state", "/api/../api/state", "/API/state", "/api/state/"])
    expect([url, [401, 404].includes(await statusOf("GET", url, [host()]))]).toEqual([url, true]);
});

test.each<[string, () => Header[]]>([
  ["the page", () => [host(), ["Origin", playground.url], ["Sec-Fetch-Site", "same-origin"]]],
  ["the page under the name localhost", () => [host("localhost"), ["Origin", `http://${host("localhost")[1]}`]]],
  ["somebody who typed the address", () => [host(), ["Sec-Fetch-Site", "none"]]],
  ["a program that has the token", () => [host()]],
])("V4: %s is let in", async (_who, headers) => {
  expect(await statusOf("GET", "/api/state", [...headers(), token()])).toBe(200);
  expect(await statusOf("GET", "/", headers())).toBe(200);
});

test("V4: every response forbids the browser to load, frame, store or share anything", async () => {
  for (const path of ["/", "/page.js", "/api/state", "/api/sandbox/clock", "/none"]) {
    const { headers } = await playground.call(path);
    expect([path, Object.fromEntries(headers)]).toEqual([
      path,
      expect.objectContaining({
        "cache-control": "no-store",
        "content-security-policy": expect.stringMatching(
          /^default-src 'none'; script-src 'self';.*frame-ancestors 'none'$/,
        ),
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
      }),
    ]);
    expect(headers.get("access-control-allow-origin")).toBeNull();
  }
});

test("V4: each start has a token of its own, of 32 bytes", async () => {
  const other = await openPlayground();
  await other.close();
  expect(Buffer.from(playground.token, "base64url")).toHaveLength(32);
  expect(other.token).not.toBe(playground.token);
});
