import { startSandbox } from "mixpanel-sandbox";
import { type ClientOptions, MixpanelClient } from "../../../src/mixpanel/client";
import { checkGdprToken, checkProjectToken } from "../../../src/mixpanel/connection/credentialChecks";
import { checkConnection } from "../../../src/mixpanel/connection/testConnection";
import official from "../../contract/official.json";
import { fakeTime } from "../../support/fakeTime";
import { closedPort, closeServers, jsonOf, sendJson, serve } from "../../support/localServer";

afterEach(closeServers);

const credentials = { projectToken: "token-1", gdprToken: "gdpr-1" };
const clientOf = (apiHost: string, options: Partial<ClientOptions> = {}) =>
  new MixpanelClient({ credentials, projectId: "12", apiHost, transport: fakeTime().options, ...options });

/** A Mixpanel that answers everything in one way. */
const answering = (status: number, body: unknown) =>
  serve((response) =>
    typeof body === "string" ? response.writeHead(status).end(body) : sendJson(response, body, status),
  );

const VALID = { status: "valid", reason: null };
const NO_ACCOUNT = { status: "not checked", reason: "The connection has no service account (Username and Password)." };
const WEB_PAGE = "<!DOCTYPE html><html><body>Sign in</body></html>";

/** Failures that say nothing about a credential. */
const UNDECIDED: [what: string, status: number, body: unknown, why: string][] = [
  ["429", 429, { error: "slow down" }, "limit"],
  ["500", 500, { error: "oops" }, "500"],
  ["402", 402, { error: "upgrade" }, "plan"],
  ["a web page", 200, WEB_PAGE, "web page"],
  ["a web page with 403", 403, WEB_PAGE, "403"],
  ["a web page with 401", 401, WEB_PAGE, "401"],
  ["a web page with 404", 404, WEB_PAGE, "404"],
  ["half a JSON text", 200, '{"code": 2', "JSON"],
];

describe("the project token", () => {
  test("T19: is checked with an import of no events, with the token as user name", async () => {
    const server = await answering(200, { code: 200, num_records_imported: 0, status: "OK" });
    expect(await checkProjectToken(clientOf(`${server.url}/{host}`))).toEqual(VALID);
    const [request, ...more] = server.received;
    expect(more).toEqual([]);
    expect(`${request?.method} ${request?.url}`).toBe("POST /api.mixpanel.com/import?strict=1");
    expect(request?.headers.authorization).toBe(`Basic ${Buffer.from("token-1:").toString("base64")}`);
    expect(request && jsonOf(request)).toEqual([]);
  });

  test("T19: is invalid if Mixpanel responds with 401, and the result names the residency", async () => {
    const server = await answering(401, { code: 401, error: "Invalid credentials", status: "Unauthorized" });
    expect(await checkProjectToken(clientOf(server.url, { residency: "EU" }))).toEqual({
      status: "invalid",
      reason:
        "Mixpanel does not accept the Project Token in the EU residency (401). Copy the token again from Project Settings > Access Keys, and check the Data Residency.",
    });
  });

  test.each([
    [400, { code: 400, error: "Invalid body: expected at least one event", status: "Bad Request" }],
    [200, {}],
    [200, { code: 200, num_records_imported: 1, status: "OK" }],
    [200, { status: 0, error: "no" }],
  ])("T19: counts as not checked if the response does not clearly accept it: %d %j", async (status, body) => {
    const { url } = await answering(status, body);
    expect(await checkProjectToken(clientOf(url))).toEqual({
      status: "not checked",
      reason: "Mixpanel's response does not say whether it accepts the token.",
    });
  });

  test.each([...UNDECIDED, ["403", 403, { error: "Forbidden" }, "403"] as const])(
    "T19: counts as not checked after %s, and is sent only once",
    async (_what, status, body, why) => {
      const server = await answering(status, body);
      const check = await checkProjectToken(clientOf(server.url));
      expect(check).toEqual({ status: "not checked", reason: expect.stringContaining(why) });
      expect(server.received).toHaveLength(1);
    },
  );
});

describe("the GDPR token", () => {
  test.each([
    ["the described shape", 200, { status: "ok", results: { status: "NOT_FOUND", results: "", distinct_ids: [] } }],
    ["the prose's shape", 200, { status: "ok", results: [{ status: "NOT_FOUND" }] }],
    ["404", 404, { status: "error", error: "Not found" }],
  ])("T19: is valid if Mixpanel responds that it does not know the retrieval: %s", async (_what, status, body) => {
    const server = await answering(status, body);
    expect(await checkGdprToken(clientOf(`${server.url}/{host}`))).toEqual(VALID);
    const [request, ...more] = server.received;
    expect(more).toEqual([]);
    const { method, path, servers } = official["get-retrieval"];
    const described = `${method} /${servers.US}${path.replace("{tracking_id}", "connection-check")}?token=token-1`;
    expect(`${request?.method} ${request?.url}`).toBe(described);
    expect(request?.headers.authorization).toBe("Bearer gdpr-1");
  });

  test.each([401, 403])("T19: is invalid if Mixpanel responds with %d", async (status) => {
    const { url } = await answering(status, { status: "error", error: "Unauthorized" });
    expect(await checkGdprToken(clientOf(url))).toEqual({
      status: "invalid",
      reason: `Mixpanel does not accept the GDPR Token for the project of the Project Token (${status}). Create a new GDPR token under Profile > Data & Privacy, because it expires after a year, and check that the person who created it may make privacy requests in that project.`,
    });
  });

  test("T19: counts as not checked if there is no project token, and is not sent to any host", async () => {
    const server = await answering(200, {});
    expect(await checkGdprToken(clientOf(server.url, { credentials: { gdprToken: "gdpr-1" } }))).toEqual({
      status: "not checked",
      reason: "The connection has no Project Token, which is needed to check the GDPR Token.",
    });
    expect(server.received).toEqual([]);
  });

  test.each([
    ...UNDECIDED,
    ["a retrieval that exists", 200, { results: { status: "SUCCESS" } }, "does not say"] as const,
    ["an empty response", 200, {}, "does not say"] as const,
  ])("T19: counts as not checked after %s, and is sent only once", async (_what, status, body, why) => {
    const server = await answering(status, body);
    const check = await checkGdprToken(clientOf(server.url));
    expect(check).toEqual({ status: "not checked", reason: expect.stringContaining(why) });
    expect(server.received).toHaveLength(1);
  });
});

test("T19: both tokens count as not checked if the host does not exist", async () => {
  const client = clientOf(`http://127.0.0.1:${await closedPort()}`);
  const report = await checkConnection(client, "12");
  const unreachable = { status: "not checked", reason: expect.stringContaining("127.0.0.1") };
  expect(report).toMatchObject({ ok: true, problems: [] });
  expect(report.credentials).toEqual({
    service_account: NO_ACCOUNT,
    project_token: unreachable,
    gdpr_token: unreachable,
  });
});

test("T19: no reason contains a secret, even if the server's response does", async () => {
  const { url } = await answering(500, { error: "token-1 and gdpr-1 are no good" });
  expect(JSON.stringify(await checkConnection(clientOf(url), "12"))).not.toMatch(/token-1|gdpr-1/);
});

describe("against the sandbox", () => {
  const account = { username: "sandbox.user", password: "sandbox-secret" };

  const reportOf = async (given: Record<string, string>) => {
    const sandbox = await startSandbox({ port: 0 });
    try {
      const client = clientOf(sandbox.url, { credentials: { ...account, ...given }, projectId: "1" });
      const report = await checkConnection(client, "1");
      return { report, stored: [...(sandbox.projects.get(1)?.events.range() ?? [])] };
    } finally {
      await sandbox.close();
    }
  };

  test("T19: wrong tokens are invalid, and each has a fix", async () => {
    const { report } = await reportOf({ projectToken: "garbage", gdprToken: "garbage" });
    expect(report).toMatchObject({
      ok: false,
      problems: [expect.stringContaining("Project Token"), expect.stringContaining("GDPR Token")],
      credentials: {
        service_account: { status: "valid" },
        project_token: { status: "invalid" },
        gdpr_token: { status: "invalid" },
      },
    });
  });

  test("T19: a wrong GDPR token is invalid although the project token is valid", async () => {
    const { report } = await reportOf({ projectToken: "sandbox-token", gdprToken: "garbage" });
    expect(report).toMatchObject({ ok: false, credentials: { gdpr_token: { status: "invalid" } } });
    expect(report.credentials.project_token.status).not.toBe("invalid");
  });

  test("T19: valid tokens cause no problem, and nothing is stored", async () => {
    const { report, stored } = await reportOf({ projectToken: "sandbox-token", gdprToken: "sandbox-gdpr-token" });
    expect(report).toMatchObject({
      ok: true,
      problems: [],
      credentials: { service_account: { status: "valid" }, gdpr_token: { status: "valid" } },
      organization: { id: "100", name: "Sandbox" },
    });
    expect(stored).toEqual([]);
  });
});
