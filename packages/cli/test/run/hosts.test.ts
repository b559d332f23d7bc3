import { createServer } from "node:net";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { runCli } from "../runCli";

const PROJECT = { MIXPANEL_USERNAME: "sandbox.user", MIXPANEL_SECRET: "sandbox-secret", MIXPANEL_PROJECT_ID: "1" };
const A_FEW_SECONDS_MS = 8_000;

const withHost = (MIXPANEL_API_HOST: string, ...flags: string[]) =>
  runCli(["run", "testConnection", ...flags], { environment: { ...PROJECT, MIXPANEL_API_HOST } });

/** A port on which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return Object(address).port;
}

describe("F1: a wrong MIXPANEL_API_HOST", () => {
  test.each([
    [
      "a name that does not resolve",
      async () => "https://no-such-host.invalid",
      /^Failed \(UnreachableHostError, (ENOTFOUND|EAI_AGAIN)\): MIXPANEL_API_HOST: the name no-such-host\.invalid cannot be resolved/,
    ],
    [
      "the same with {host}",
      async () => "https://no-such-host.invalid/{host}",
      /MIXPANEL_API_HOST: the name no-such-host\.invalid cannot be resolved/,
    ],
    [
      "a port where nothing listens",
      async () => `http://127.0.0.1:${await closedPort()}`,
      /^Failed \(UnreachableHostError, ECONNREFUSED\): MIXPANEL_API_HOST: nothing accepts connections at 127\.0\.0\.1, port \d+ \(ECONNREFUSED\)/,
    ],
  ])("%s fails within seconds, with exit code 1", async (_what, host, message) => {
    const begun = performance.now();
    const { code, stdout, stderr } = await withHost(await host());

    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(message);
    expect(performance.now() - begun).toBeLessThan(A_FEW_SECONDS_MS);
  });

  test.each([
    [
      "an address without a scheme",
      "localhost:8787",
      /^MIXPANEL_API_HOST: got an address without https:\/\/ or http:\/\//,
    ],
    ["a name alone", "proxy.example.com", /^MIXPANEL_API_HOST: got an address without https:\/\/ or http:\/\//],
    [
      "http to another machine",
      "http://proxy.example.com",
      /^MIXPANEL_API_HOST: got an address with http:\/\/, expected an https address/,
    ],
  ])("%s is wrong usage", async (_what, host, message) => {
    const { code, stderr } = await withHost(host);

    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  test("a password in it is not repeated", async () => {
    const { code, stderr } = await withHost("https://somebody:sentinel-7f3a@proxy.example.com");

    expect(code).toBe(2);
    expect(stderr).toMatch(/^MIXPANEL_API_HOST: got an address with a user name or password/);
    expect(stderr).not.toContain("sentinel-7f3a");
  });

  test("as JSON, the failure has a name and a code", async () => {
    const { stderr } = await withHost(`http://127.0.0.1:${await closedPort()}`, "--json");

    expect(JSON.parse(stderr).error).toMatchObject({
      name: "UnreachableHostError",
      code: "ECONNREFUSED",
      retryable: true,
    });
  });

  test("the host of the second connection is checked, too", async () => {
    const environment = {
      ...PROJECT,
      MIXPANEL_TO_PROJECT_TOKEN: "token",
      MIXPANEL_TO_API_HOST: "https://no-such-host.invalid",
    };
    const { code, stderr } = await runCli(["run", "copyEvents"], { environment });

    expect(code).toBe(1);
    expect(stderr).toContain("MIXPANEL_TO_API_HOST: the name no-such-host.invalid cannot be resolved");
  });
});

describe("F1: an outage of a host that is there", () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0 });
  });
  beforeEach(() => sandbox.reset());
  afterAll(() => sandbox.close());

  test("is two lines, its cause first, and the run goes on", async () => {
    sandbox.faults.add({ kind: "status", status: 503, operationId: "funnels-list-saved" });
    const { code, stdout, stderr } = await runCli(["run", "listSavedFunnels", "--json", "--sandbox", sandbox.url]);

    expect({ code, stdout }).toEqual({ code: 0, stdout: "[]\n" });
    expect(stderr).toMatch(
      /^warn {3}Mixpanel responds with an error \(503\)\. Trying again, for at most \d+ s\.\ninfo {3}Mixpanel responds again after \d s and 1 failed attempt\.\n$/,
    );
    expect(sandbox.requests.list({ operationId: "funnels-list-saved" }).map(({ status }) => status)).toEqual([
      503, 200,
    ]);
  });

  test("shows each attempt with --debug", async () => {
    sandbox.faults.add({ kind: "status", status: 503, operationId: "funnels-list-saved" });
    const { stderr } = await runCli(["run", "listSavedFunnels", "--debug", "--sandbox", sandbox.url]);

    expect(stderr).toMatch(
      /^warn {3}Mixpanel listSavedFunnels: GET \S+ 503 in .+; retry in [\d.]+ s, and for at most [\d.]+ s$/m,
    );
    expect(stderr).not.toContain("Trying again");
  });

  test("a rate limit says as text and as JSON when to try again", async () => {
    const limited = {
      kind: "status",
      status: 429,
      retryAfter: 600,
      operationId: "funnels-list-saved",
      count: 2,
    } as const;
    sandbox.faults.add(limited);
    const [text, json] = [
      await runCli(["run", "listSavedFunnels", "--sandbox", sandbox.url]),
      await runCli(["run", "listSavedFunnels", "--json", "--sandbox", sandbox.url]),
    ];

    expect([text.code, json.code]).toEqual([1, 1]);
    expect(text.stderr).toMatch(
      /\nTry again in 10 minutes, at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d on this machine's clock\.\n$/,
    );
    const { error } = JSON.parse(json.stderr);
    expect(error).toMatchObject({
      code: "rate_limited",
      status: 429,
      operation: "listSavedFunnels",
      retryable: true,
      retry_after_ms: 600_000,
    });
    expect(Date.parse(error.retry_at) - Date.now()).toBeLessThanOrEqual(600_000);
  });
});
