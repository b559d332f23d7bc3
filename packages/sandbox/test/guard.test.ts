/** Who may call the sandbox: every request here is written by hand, since no HTTP client would send most of them. */
import { connect } from "node:net";
import fc from "fast-check";
import type { Sandbox } from "../src";
import { Guard } from "../src/rules/guard";
import { event, IMPORT, postJson, startStill, storedIn } from "./ingestionClient";

const SETTINGS = { seed: 20240615, numRuns: 400 };
const EVIL = "https://evil.example.com";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill({ limits: false });
});
beforeEach(async () => {
  sandbox.reset();
  await postJson(sandbox, IMPORT, [event()]);
});
afterAll(() => sandbox.close());

interface RawRequest {
  method?: string;
  target: string;
  /** Header lines in order, repeated ones included. */
  headers: [string, string][];
  version?: string;
}

interface RawAnswer {
  status: number;
  text: string;
}

/** Writes one request to a socket and reads until the server closes it. */
function raw({ method = "GET", target, headers, version = "1.1" }: RawRequest): Promise<RawAnswer> {
  const lines = [`${method} ${target} HTTP/${version}`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  const head = [...lines, "Content-Length: 0", "Connection: close", "", ""].join("\r\n");
  return new Promise((resolve, reject) => {
    const socket = connect(sandbox.port, "127.0.0.1", () => socket.write(head));
    let text = "";
    socket.setEncoding("utf8").on("data", (piece) => {
      text += piece;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text }));
  });
}

const LOCAL: [string, string] = ["Host", "localhost:8787"];

describe("T23: the Host header", () => {
  test.each([
    "localhost",
    "localhost:8787",
    "LOCALHOST:1",
    "localhost.",
    "127.0.0.1:8787",
    "127.8.9.10",
    "[::1]:8787",
    "[0:0:0:0:0:0:0:1]",
    "api-eu.mixpanel.com",
    "api-js.mixpanel.com",
    "API.Mixpanel.com:443",
    "data-in.mixpanel.com.",
  ])("%s is let in", async (host) => {
    expect((await raw({ target: "/_sandbox/clock", headers: [["Host", host]] })).status).toBe(200);
  });

  test.each([
    "evil.example.com",
    "evil.example.com:8787",
    "localhost.evil.example.com",
    "127.0.0.1.evil.example.com",
    "127.evil.example.com",
    "mixpanel.com.evil.example.com",
    "evil-mixpanel.com",
    "localhost@evil.example.com",
    "evil.example.com@localhost",
    "localhost, evil.example.com",
    "localhost/evil",
    "localhost:8787:8787",
    "localhost..",
    ".",
    "",
    "192.168.1.5",
    "0.0.0.0",
    "[::2]",
    "[::1",
    "::1",
  ])("%j is refused on every route", async (host) => {
    for (const target of ["/_sandbox/clock", "/track", "/no/such/path"]) {
      const answer = await raw({ target, headers: [["Host", host]] });
      expect([target, answer.status]).toEqual([target, 403]);
    }
  });

  test("is refused when it is missing", async () => {
    expect((await raw({ target: "/_sandbox/clock", headers: [] })).status).toBe(400);
    expect((await raw({ target: "/_sandbox/clock", headers: [], version: "1.0" })).status).toBe(403);
  });

  test("is refused when there are several, even two of the same", async () => {
    const two = (second: string) => raw({ target: "/_sandbox/clock", headers: [LOCAL, ["Host", second]] });
    expect([(await two("evil.example.com")).status, (await two("localhost:8787")).status]).toEqual([403, 403]);
  });

  test("and the host of an absolute request target must both be allowed", async () => {
    const call = (target: string, host: string) => raw({ target, headers: [["Host", host]] });
    expect((await call("http://localhost/_sandbox/clock", "localhost")).status).toBe(200);
    expect((await call("http://evil.example.com/_sandbox/clock", "localhost")).status).toBe(403);
    expect((await call("http://localhost/_sandbox/clock", "evil.example.com")).status).toBe(403);
    expect((await call("http://localhost@evil.example.com/_sandbox/clock", "localhost")).status).toBe(403);
  });

  test("gives way to the host of an absolute request target: a proxy's client reaches the Mixpanel host that it calls", async () => {
    const call = (target: string) => raw({ target, headers: [LOCAL] });
    expect((await call("http://api.mixpanel.com/lookup-tables")).status).toBe(401);
    expect((await call("http://mixpanel.com/lookup-tables")).status).toBe(404);
  });
});

describe("T23: the name that --host gives", () => {
  const incoming = (host: string, origin?: string) => ({
    rawHeaders: ["Host", host],
    headers: origin === undefined ? {} : { origin },
  });
  /** Whether a sandbox that listens on `listeningOn` lets a request in. */
  function lets(listeningOn: string, host: string, origin?: string): boolean {
    try {
      new Guard(listeningOn).check(incoming(host, origin), null);
      return true;
    } catch (error) {
      expect(error).toMatchObject({ status: 403 });
      return false;
    }
  }

  test.each<[string, string, boolean]>([
    ["192.168.1.5", "192.168.1.5:8787", true],
    ["192.168.1.5", "192.168.1.6:8787", false],
    ["Sandbox", "sandbox:8787", true],
    ["sandbox", "evil.example.com", false],
    ["fe80::1", "[fe80::1]:8787", true],
    ["0.0.0.0", "192.168.1.5:8787", true],
    ["::", "[fe80::1]:8787", true],
    ["0.0.0.0", "evil.example.com", false],
    ["127.0.0.1", "192.168.1.5", false],
  ])("listening on %s, the host %s is let in: %s", (listeningOn, host, isLetIn) => {
    expect(lets(listeningOn, host)).toBe(isLetIn);
    expect(lets(listeningOn, "localhost:8787")).toBe(true);
  });

  test("lets its own pages in, but no page of another address", () => {
    expect(lets("sandbox", "sandbox", "http://sandbox:3000")).toBe(true);
    expect(lets("0.0.0.0", "192.168.1.5", "http://192.168.1.6")).toBe(false);
  });
});

describe("T23: web pages", () => {
  const track = `/track?data=${encodeURIComponent(
    Buffer.from(JSON.stringify({ event: "A", properties: { token: "sandbox-token" } })).toString("base64"),
  )}`;

  test.each<[string, [string, string][], number]>([
    ["a page of this machine", [["Origin", "http://localhost:5173"]], 200],
    ["a page of this machine, by address", [["Origin", "https://127.0.0.1"]], 200],
    ["a page of this machine, by IPv6", [["Origin", "http://[::1]:3000"]], 200],
    ["a program", [], 200],
    ["an address that somebody typed", [["Sec-Fetch-Site", "none"]], 200],
    ["an image of a page of this machine", [["Sec-Fetch-Site", "same-site"]], 200],
    [
      "an image of a page that calls this machine by another name",
      [
        ["Sec-Fetch-Site", "cross-site"],
        ["Referer", "http://127.0.0.1:3000/a"],
      ],
      200,
    ],
    ["a page from elsewhere", [["Origin", EVIL]], 403],
    ["a page that hides where it is from", [["Origin", "null"]], 403],
    ["a file", [["Origin", "file://"]], 403],
    ["an extension", [["Origin", "chrome-extension://abcdef"]], 403],
    ["an origin with a user before an @", [["Origin", "http://localhost@evil.example.com"]], 403],
    ["an origin with a path", [["Origin", "http://localhost/evil.example.com"]], 403],
    ["an origin that begins like this machine", [["Origin", "http://localhost.evil.example.com"]], 403],
    ["an empty origin", [["Origin", ""]], 403],
    [
      "two origins",
      [
        ["Origin", "http://localhost"],
        ["Origin", EVIL],
      ],
      403,
    ],
    ["an image of a page from elsewhere", [["Sec-Fetch-Site", "cross-site"]], 403],
    [
      "an image of a page from elsewhere that says so",
      [
        ["Sec-Fetch-Site", "cross-site"],
        ["Referer", `${EVIL}/page`],
      ],
      403,
    ],
  ])("%s (%j) is answered with %d by /track and by the control routes", async (_who, headers, status) => {
    const answers = [];
    for (const target of [track, "/_sandbox/clock"]) answers.push(await raw({ target, headers: [LOCAL, ...headers] }));
    expect(answers.map((answer) => answer.status)).toEqual([status, status]);
    expect(storedIn(sandbox)).toHaveLength(status === 200 ? 2 : 1);
  });

  test("a refusal says what to do", async () => {
    const page = await raw({ target: track, headers: [LOCAL, ["Origin", EVIL]] });
    expect(page.text).toContain(`does not answer web pages of ${EVIL}: serve the page from http://localhost`);
    const host = await raw({ target: track, headers: [["Host", "evil.example.com"]] });
    expect(host.text).toContain(
      "call it as localhost, by one of Mixpanel's host names, or by the name given with --host",
    );
  });

  test("what is refused is neither logged nor counted: a page cannot push other requests out of the log", async () => {
    await raw({ target: track, headers: [LOCAL, ["Origin", EVIL]] });
    expect(sandbox.requests.list()).toHaveLength(1);
    expect(sandbox.countsNow().calls).toEqual({ "import-events": 1 });
  });

  test("a page of this machine may read what ingestion answers, after a preflight that allows the SDK's headers", async () => {
    const origin = "http://localhost:5173";
    const preflight = await fetch(`${sandbox.url}/flags`, {
      method: "OPTIONS",
      headers: { Origin: origin, "Access-Control-Request-Headers": "authorization,traceparent" },
    });
    expect([preflight.status, preflight.headers.get("access-control-allow-headers")]).toEqual([
      204,
      "authorization,traceparent",
    ]);
    expect(preflight.headers.get("access-control-allow-credentials")).toBe("true");
    for (const path of ["/track", "/engage/", "/%74rack"]) {
      const answer = await fetch(`${sandbox.url}${path}`, { headers: { Origin: origin } });
      expect([path, answer.headers.get("access-control-allow-origin")]).toEqual([path, origin]);
      // B8: the SDK for browsers sends cookies along, and reads nothing without this header.
      expect(answer.headers.get("access-control-allow-credentials")).toBe("true");
      expect(answer.headers.get("vary")).toBe("Origin");
    }
  });

  test("no page may read the control routes", async () => {
    const answer = await fetch(`${sandbox.url}/_sandbox/snapshot`, { headers: { Origin: "http://localhost:5173" } });
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });
});

/** One character of a path, as it is or encoded; seldom in the other case, which reaches no route. */
const spelled = (character: string) => {
  const code = character.charCodeAt(0).toString(16);
  return fc.oneof(
    { weight: 60, arbitrary: fc.constantFrom(character, `%${code}`, `%${code.toUpperCase()}`) },
    { weight: 1, arbitrary: fc.constant(character.toUpperCase()) },
  );
};
const spelledPath = (path: string) =>
  fc.tuple(...[...path].map((one) => (one === "/" ? fc.constant(one) : spelled(one)))).map((parts) => parts.join(""));

const controlPath = fc
  .constantFrom("_sandbox/reset", "_sandbox/snapshot", "_sandbox/state", "_sandbox/requests", "_sandbox")
  .chain(spelledPath);
/** Mostly the harmless value: most requests shall reach a control route if nothing stops them. */
const mostly = (usual: string, ...others: string[]) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
const before = mostly("/", "//", "/./", "/x/../", "/api.mixpanel.com/", "/api.mixpanel.com//", "/%2e%2e/", "/;/", "\\");
const after = mostly("", "/", "//", "/.", "/..", ";", ";a=1", ".", "?a=1", "#a", "%00", "%2f", "%20", "?/../../track");
const authority = mostly(
  "",
  "http://localhost",
  "http://evil.example.com",
  "HTTP://evil.example.com:80",
  "https://u@localhost",
  "ftp://localhost",
);
const method = fc.constantFrom("GET", "GET", "POST", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH");

const evilHost = fc.constantFrom(
  "evil.example.com",
  "EVIL.example.com:8787",
  "localhost.evil.example.com",
  "localhost@evil.example.com",
  "",
  "localhost:80@x",
  "rebind.test.",
);
const evilOrigin = fc.constantFrom(
  EVIL,
  "null",
  "http://localhost.evil.example.com",
  "http://evil.example.com:8787",
  "",
  "http://localhost@evil.example.com",
  "http://localhost,http://evil.example.com",
);
const localHost = fc.constantFrom("localhost", "127.0.0.1:8787", "[::1]", "LOCALHOST.", "api.mixpanel.com");

const foreign: fc.Arbitrary<[string, string][]> = fc.oneof(
  fc.tuple(localHost, evilOrigin).map(([host, origin]): [string, string][] => [
    ["Host", host],
    ["Origin", origin],
  ]),
  evilHost.map((host): [string, string][] => [["Host", host]]),
  fc.tuple(evilHost, localHost).map(([evil, host]): [string, string][] => [
    ["Host", host],
    ["Host", evil],
  ]),
  fc.tuple(evilHost, localHost).map(([evil, host]): [string, string][] => [
    ["host", evil],
    ["HOST", host],
  ]),
  localHost.map((host): [string, string][] => [
    ["Host", host],
    ["Sec-Fetch-Site", "cross-site"],
  ]),
);

const target = fc.tuple(authority, before, controlPath, after).map((parts) => parts.join(""));

test("T23: no spelling of a control route is reached by a foreign page or under a foreign host", async () => {
  const stored = storedIn(sandbox);
  await fc.assert(
    fc.asyncProperty(method, target, foreign, async (verb, path, headers) => {
      const { status, text } = await raw({ method: verb, target: path, headers });
      expect([400, 403, 404]).toContain(status);
      expect(text).not.toMatch(/sandbox-token|sandbox-secret|"pending"/);
      expect(storedIn(sandbox)).toEqual(stored);
    }),
    SETTINGS,
  );
});

test("T23: most of these spellings do reach a control route from this machine, and none is refused", async () => {
  let reached = 0;
  await fc.assert(
    fc.asyncProperty(controlPath, before, after, async (path, prefix, suffix) => {
      const { status } = await raw({ target: `${prefix}${path}${suffix}`, headers: [LOCAL] });
      expect([200, 400, 404]).toContain(status);
      if (status === 200) reached += 1;
    }),
    { ...SETTINGS, numRuns: 200 },
  );
  expect(reached).toBeGreaterThan(50);
  expect((await raw({ method: "POST", target: "/%5fsandbox/reset", headers: [LOCAL] })).status).toBe(204);
  expect(storedIn(sandbox)).toEqual([]);
});
