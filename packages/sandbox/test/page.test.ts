/** The page that a sandbox serves at its root: to browsers alone, and with nothing from elsewhere. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Sandbox } from "../src";
import { send, startStill } from "./ingestionClient";

const BROWSER = { Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill();
});
afterAll(() => sandbox.close());

const builtFile = (name: string) => readFileSync(path.resolve(__dirname, "../dist/page", name), "utf8");

test("V3: a browser gets the page at /, and with it the script and the style sheet that it names", async () => {
  const { status, headers, text } = await send(sandbox, "/", { headers: BROWSER });
  expect([status, headers.get("content-type"), text]).toEqual([
    200,
    "text/html; charset=utf-8",
    builtFile("index.html"),
  ]);
  const named = [...text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, file = ""]) => file);
  expect(named).toEqual(["/_sandbox/page.css", "/_sandbox/page.js"]);
  for (const file of named) {
    const asset = await send(sandbox, file);
    expect([asset.status, asset.text]).toEqual([200, builtFile(path.basename(file))]);
    expect(asset.headers.get("content-type")).toMatch(file.endsWith(".css") ? /^text\/css/ : /^text\/javascript/);
  }
});

test("V3: the page may load and call nothing but the sandbox, and stand in no frame", async () => {
  const { headers } = await send(sandbox, "/", { headers: BROWSER });
  const policy = headers.get("content-security-policy")?.split("; ");
  expect(policy).toEqual(
    expect.arrayContaining(["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"]),
  );
  expect(policy?.join()).not.toMatch(/unsafe-eval|https?:/);
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("referrer-policy")).toBe("no-referrer");
});

test.each([
  ["a program", "/", {}],
  ["a program that takes all types", "/?a=1", { Accept: "*/*" }],
  ["a program that takes JSON", "/", { Accept: "application/json" }],
  ["a browser that names a host of Mixpanel's", "/api.mixpanel.com/", BROWSER],
])("V3: %s gets 404 at %s, and stands in the list of requests", async (_who, at, headers) => {
  sandbox.requests.clear();
  const { status, json } = await send(sandbox, at, { headers });
  expect([status, json]).toEqual([404, { status: "error", error: "No such path: /" }]);
  expect(sandbox.requests.list()).toMatchObject([{ path: "/", status: 404 }]);
});

test("V3: the page itself stands in no list and no count", async () => {
  sandbox.requests.clear();
  await send(sandbox, "/", { headers: BROWSER });
  await send(sandbox, "/_sandbox/page.js");
  expect([sandbox.requests.list(), sandbox.countsNow().statuses]).toEqual([[], {}]);
});

test.each<Record<string, string>>([{ Origin: "https://evil.example" }, { "Sec-Fetch-Site": "cross-site" }])(
  "V3: a page from elsewhere (%j) gets neither the page nor its files",
  async (headers) => {
    for (const file of ["/", "/_sandbox/page.js", "/_sandbox/page.css"]) {
      expect((await send(sandbox, file, { headers: { ...BROWSER, ...headers } })).status).toBe(403);
    }
  },
);
