import type { Sandbox } from "../src";
import { basic, event, get, IMPORT, postJson, SERVICE_ACCOUNT, send, startStill, storedIn } from "./ingestionClient";

const EXPORT = "/api/2.0/export?from_date=2024-06-15&to_date=2024-06-15";
const STRICT_401 = { code: 401, error: "Invalid credentials", status: "Unauthorized" };
const NO_ACCESS = { error: "The authenticated user does not have permission for this project or organization." };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill({ limits: false });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

function exportWith(authorization: string | null, query = "&project_id=1", prefix = "") {
  return send(sandbox, `${prefix}${EXPORT}${query}`, {
    headers: authorization === null ? {} : { Authorization: authorization },
  });
}

describe("/import", () => {
  test.each<[string, string | null, string]>([
    ["a service account with its project", SERVICE_ACCOUNT, "&project_id=1"],
    ["the project token as user name", basic("sandbox-token"), ""],
    ["the legacy project secret", basic("sandbox-project-secret"), ""],
    ["the older api_key", null, "&api_key=sandbox-token"],
  ])("opens to %s", async (_what, authorization, query) => {
    const answer = await postJson(sandbox, `/import?strict=1${query}`, [event()], authorization);
    expect([answer.status, storedIn(sandbox).length]).toEqual([200, 1]);
  });

  test.each<[string, string | null, string]>([
    ["nobody", null, "&project_id=1"],
    ["a wrong secret", basic("sandbox.user", "wrong"), "&project_id=1"],
    ["an unknown token", basic("nobody"), ""],
    ["another project's token than project_id", basic("sandbox-token-eu"), "&project_id=1"],
    ["a project that does not exist", SERVICE_ACCOUNT, "&project_id=99"],
    ["a header that is no Basic", "Bearer sandbox-gdpr-token", "&project_id=1"],
    ["a header without a colon", `Basic ${Buffer.from("sandbox.user").toString("base64")}`, "&project_id=1"],
  ])("is closed to %s", async (_what, authorization, query) => {
    const answer = await postJson(sandbox, `/import?strict=1${query}`, [event()], authorization);
    expect([answer.status, answer.json, storedIn(sandbox).length]).toEqual([401, STRICT_401, 0]);
  });

  test("answers 401 to a service account without project_id", async () => {
    const answer = await postJson(sandbox, "/import?strict=1", [event()]);
    expect([answer.status, answer.json]).toEqual([
      401,
      { ...STRICT_401, error: "Invalid credentials: project_id is required with a service account." },
    ]);
  });
});

describe("everything else", () => {
  test("opens to a service account and to the legacy project secret", async () => {
    expect((await exportWith(SERVICE_ACCOUNT)).status).toBe(200);
    expect((await exportWith(basic("sandbox-project-secret"), "")).status).toBe(200);
  });

  test.each<[string, string | null]>([
    ["nobody", null],
    ["the project token", basic("sandbox-token")],
    ["a wrong secret", basic("sandbox.user", "wrong")],
  ])("is closed to %s with 401", async (_what, authorization) => {
    const answer = await exportWith(authorization);
    expect([answer.status, answer.json]).toEqual([401, { error: "Unable to authenticate request" }]);
  });

  test("answers 401 to a service account without project_id, and 403 to one of another project", async () => {
    const forgotten = await exportWith(SERVICE_ACCOUNT, "");
    const unknown = await exportWith(SERVICE_ACCOUNT, "&project_id=99");
    expect([forgotten.status, forgotten.json]).toEqual([
      401,
      { error: "Unable to authenticate request: project_id is required with a service account." },
    ]);
    expect([unknown.status, unknown.json]).toEqual([403, NO_ACCESS]);
  });

  test("answers 403 when the service account is no member of the project", async () => {
    sandbox.projects.get(1)?.members.clear();
    expect((await exportWith(SERVICE_ACCOUNT)).status).toBe(403);
  });

  test("answers 401 once the service account has expired, on the sandbox's clock", async () => {
    const account = sandbox.context.organizations.get(100)?.serviceAccounts.find(({ id }) => id === 1000);
    if (account) account.expires = new Date(sandbox.clock.now() + 1000).toISOString();
    expect((await exportWith(SERVICE_ACCOUNT)).status).toBe(200);
    sandbox.clock.advance(1000);
    expect((await exportWith(SERVICE_ACCOUNT)).status).toBe(401);
  });

  test("answers 402 where the plan has no such API, and lets ingestion go on", async () => {
    sandbox.projects.get(1)?.deniedByPlan.add("export");
    const answer = await exportWith(SERVICE_ACCOUNT);
    expect([answer.status, answer.json]).toEqual([402, { error: "Your plan does not include access to this API." }]);
    expect((await postJson(sandbox, IMPORT, [event()])).status).toBe(200);
  });
});

describe("GET /api/app/me", () => {
  test("names the account and the projects it sees", async () => {
    sandbox.projects.get(3)?.members.clear();
    const answer = await get(sandbox, "/api/app/me");
    expect([answer.status, answer.json]).toMatchObject([
      200,
      {
        status: "ok",
        results: {
          user_id: 1000,
          user_name: "sandbox.user",
          organizations: { "100": { id: 100, name: "Sandbox" } },
          projects: {
            "1": { id: 1, name: "Sandbox US", organization_id: 100 },
            "2": { id: 2, name: "Sandbox EU", organization_id: 100 },
          },
        },
      },
    ]);
    expect(answer.text).not.toContain("Sandbox India");
  });

  test("T19: tells organization, role, permissions and workspaces", async () => {
    sandbox.projects.get(3)?.members.clear();
    const answer = await get(sandbox, "/api/app/me");
    expect(answer.json).toMatchObject({
      results: {
        organizations: { "100": { id: 100, name: "Sandbox", role: "owner", permissions: [] } },
        projects: { "1": { timezone: "UTC", permissions: ["view_base_reports"] } },
        workspaces: {
          "10": { id: 10, name: "All Project Data", project_id: 1, is_default: true, is_global: true },
          "20": { id: 20, name: "All Project Data", project_id: 2, is_default: true, is_global: true },
        },
      },
    });
    expect(answer.text).not.toContain('"30"');
  });

  test("T19: tells an account in no project that it has no role", async () => {
    for (const project of sandbox.projects.values()) project.members.clear();
    const answer = await get(sandbox, "/api/app/me");
    expect(answer.json).toMatchObject({
      status: "ok",
      results: { organizations: { "100": { role: "no role" } }, projects: {}, workspaces: {} },
    });
  });

  test("answers 401 to wrong credentials", async () => {
    const answer = await send(sandbox, "/api/app/me", { headers: { Authorization: basic("sandbox.user", "wrong") } });
    expect([answer.status, answer.json]).toEqual([401, { status: "error", error: "Unable to authenticate request" }]);
  });
});

describe("residency", () => {
  test.each<[string, string, string]>([
    ["api.mixpanel.com", "1", "data.mixpanel.com"],
    ["api-eu.mixpanel.com", "2", "data-eu.mixpanel.com"],
    ["api-in.mixpanel.com", "3", "data-in.mixpanel.com"],
  ])("%s and its data host know project %s alone", async (ingestion, project, data) => {
    for (const id of ["1", "2", "3"]) {
      const imported = await postJson(sandbox, `/${ingestion}/import?strict=1&project_id=${id}`, [event()]);
      const exported = await exportWith(SERVICE_ACCOUNT, `&project_id=${id}`, `/${data}`);
      expect([imported.status, exported.status]).toEqual(id === project ? [200, 200] : [401, 403]);
    }
  });

  test("an event sent to the wrong region is answered with 1 and lost", async () => {
    const body = [{ event: "A", properties: { token: "sandbox-token-eu", distinct_id: "u" } }];
    const wrong = await postJson(sandbox, "/api.mixpanel.com/track", body, null);
    expect([wrong.text, storedIn(sandbox, 2).length, sandbox.counts.lost.otherResidency]).toEqual(["1", 0, 1]);
    await postJson(sandbox, "/api-eu.mixpanel.com/track", body, null);
    expect(storedIn(sandbox, 2)).toHaveLength(1);
  });

  test("without a host every project answers", async () => {
    expect((await exportWith(SERVICE_ACCOUNT, "&project_id=2")).status).toBe(200);
  });

  test.each([
    ["/mixpanel.com/import?strict=1&project_id=1", "mixpanel.com does not serve /import?strict=1&project_id=1."],
    ["/data.mixpanel.com/track", "data.mixpanel.com does not serve /track."],
    ["/api.mixpanel.com/api/app/me", "api.mixpanel.com does not serve /api/app/me."],
  ])("a host that does not serve the path answers 404: %s", async (path, error) => {
    const answer = await postJson(sandbox, path, []);
    expect([answer.status, answer.json]).toMatchObject([404, { error }]);
  });

  test("GET /api/app/me of a region names the projects of that region", async () => {
    const answer = await get(sandbox, "/eu.mixpanel.com/api/app/me");
    expect(answer.json).toMatchObject({ results: { projects: { "2": {} } } });
    expect(answer.text).not.toContain("Sandbox US");
  });
});

describe("isolation", () => {
  test("projects share no events, profiles or groups", async () => {
    await postJson(sandbox, IMPORT, [event()]);
    const profile = { $token: "sandbox-token", $distinct_id: "u", $set: { a: 1 } };
    await postJson(sandbox, "/engage", [profile], null);
    const group = { $token: "sandbox-token", $group_key: "k", $group_id: "g", $set: { a: 1 } };
    await postJson(sandbox, "/groups", [group], null);
    expect(sandbox.countsNow().projects).toEqual({
      "1": { events: 1, profiles: 1, groups: 1 },
      "2": { events: 0, profiles: 0, groups: 0 },
      "3": { events: 0, profiles: 0, groups: 0 },
    });
  });
});
