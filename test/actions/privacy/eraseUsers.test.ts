import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import type { RequestResult } from "../../../src/mixpanel/privacy/makeRequest";
import { runAction } from "../../support/harness";
import { runInSandbox, sandboxConnection } from "../../support/inSandbox";

const profiles = {
  "user-ann": { $email: "ann@example.com" },
  "user-bob": { $email: "bob@example.com" },
  "user-carol": { $email: "family@example.com" },
  "user-dave": { $email: "family@example.com" },
};
const events = Object.keys(profiles).map((distinct_id) => ({
  event: "Signed Up",
  properties: { time: 1_704_100_000, distinct_id, $insert_id: `insert-${distinct_id}` },
}));
const TOKENS = { projectToken: "sandbox-token", gdprToken: "sandbox-gdpr-token" };
const HOUR_MS = 3_600_000;

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({
    port: 0,
    clock: "2024-01-15T12:00:00Z",
    limits: false,
    seed: { projects: [{ id: 1, profiles, events }] },
  });
});
afterEach(() => sandbox.close());

const given = (params: Record<string, unknown>) => ({ confirmation: "ERASE USERS", ...params });
const erase = (params: Record<string, unknown>, fields: Record<string, unknown> = {}): Promise<RequestResult> =>
  runInSandbox(sandbox, "eraseUsers", given(params), { ...TOKENS, ...fields });
const sent = (operationId: string) => sandbox.requests.list().filter((one) => one.operationId === operationId).length;
const control = (path: string, body: object) =>
  fetch(`${sandbox.url}/_sandbox/${path}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

describe("P3: Erase Users", () => {
  test("erases who was found by e-mail, from profiles and events, and nobody else", async () => {
    const result = await erase({ emails: ["ann@example.com", "nobody@example.com"], compliance_type: "CCPA" });
    expect(result).toMatchObject({
      kind: "deletion",
      compliance_type: "CCPA",
      outcome: "submitted",
      created: 1,
      tasks: [{ distinct_id_count: 1, subjects: [0] }],
      not_found: [1],
    });
    sandbox.clock.advance(25 * HOUR_MS);
    const { results } = await runInSandbox(sandbox, "queryProfiles");
    expect(results.map(({ $distinct_id }: { $distinct_id: string }) => $distinct_id).sort()).toEqual([
      "user-bob",
      "user-carol",
      "user-dave",
    ]);
  });

  test("expectation 24: created is not completed: the result has the ID of the task, which is still pending", async () => {
    const { tasks, evidence } = await erase({ emails: ["ann@example.com"] });
    expect(evidence.tasks).toMatchObject([{ tracking_id: tasks[0]?.tracking_id, statuses: [], outcome: null }]);
    const { task_status } = await runInSandbox(sandbox, "getDeletion", { tracking_id: tasks[0]?.tracking_id }, TOKENS);
    expect(task_status).toBe("PENDING");
  });

  test("expectation 23: none found: no task, and told", async () => {
    const outcome = await runAction("eraseUsers", {
      connection: sandboxConnection(sandbox, TOKENS),
      params: given({ emails: ["nobody@example.com"] }),
    });
    expect(outcome).toMatchObject({ value: { data: { outcome: "nothing_found", tasks: [], not_found: [0] } } });
    expect(outcome.logs).toContainEqual(["warn", [expect.stringMatching(/for whom nothing was requested: 1\./)]]);
    expect(sent("create-deletion")).toBe(0);
  });

  test("expectation 23: over the limit there are several tasks, and none is lost at the 429 of the third", async () => {
    const distinctIds = Array.from({ length: 4500 }, (_, at) => `user-${at}`);
    const params = { distinctIds, findIds: false, maxDistinctIds: 5000 };
    sandbox.faults.add({ kind: "status", status: 429, operationId: "create-deletion", after: 2, count: 1 });
    const first = await erase(params, { rateShare: "100" });
    expect(first).toMatchObject({ outcome: "partly_submitted", created: 2, stopped: { code: "rate_limited" } });
    expect(first.left).toHaveLength(502);
    const second = await erase({ ...params, previousRequests: first }, { rateShare: "100" });
    expect(second).toMatchObject({ outcome: "submitted", created: 1, left: [] });
    expect(second.tasks.map(({ distinct_id_count }) => distinct_id_count)).toEqual([1999, 1999, 502]);
    expect(second.tasks.slice(0, 2)).toEqual(first.tasks);
  });

  test("expectation 26: the same request by another flow of the instance starts no second task", async () => {
    const sharedState = {};
    const connection = sandboxConnection(sandbox, TOKENS);
    const run = () =>
      runAction("eraseUsers", { connection, params: given({ emails: ["ann@example.com"] }), sharedState });
    expect(await run()).toMatchObject({ value: { data: { created: 1 } } });
    expect(await run()).toMatchObject({ value: { data: { created: 0, outcome: "submitted" } } });
    expect(Object.keys(sharedState)).toEqual([expect.stringMatching(/^mixpanelPrivacyTask:deletion:/)]);
    expect(sent("create-deletion")).toBe(1);
  });

  test("expectation 28: after hours of 429, a later run makes the request", async () => {
    await control("gdpr", { refusal: { kind: "rate", forMs: 5 * HOUR_MS } });
    await expect(erase({ emails: ["ann@example.com"] })).rejects.toMatchObject({ code: "rate_limited" });
    sandbox.clock.advance(6 * HOUR_MS);
    expect(await erase({ emails: ["ann@example.com"] })).toMatchObject({ outcome: "submitted", created: 1 });
  });

  test.each(["openapi", "prose"])("expectation 25: reads the task in the %s shape", async (shape) => {
    await control("gdpr", { shape });
    const { tasks } = await erase({ emails: ["ann@example.com"] });
    const { task_status } = await runInSandbox(sandbox, "getDeletion", { tracking_id: tasks[0]?.tracking_id }, TOKENS);
    expect(task_status).toBe("PENDING");
  });

  test("a dry run searches and requests nothing", async () => {
    const result = await erase({ emails: ["family@example.com"], dryRun: true });
    expect(result).toMatchObject({
      outcome: "dry_run",
      tasks: [],
      planned: [{ distinct_id_count: 2 }],
      refused: expect.stringContaining("Max Profiles Per Person"),
    });
    expect(sent("create-deletion")).toBe(0);
  });

  test("an address that two people share is erased only if Max Profiles Per Person is raised", async () => {
    const params = { emails: ["family@example.com"] };
    await expect(erase(params)).rejects.toMatchObject({ code: "invalid_input", input: "Max Profiles Per Person" });
    expect(sent("create-deletion")).toBe(0);
    expect(await erase({ ...params, maxProfiles: 2 })).toMatchObject({ outcome: "submitted" });
  });

  test("fewer IDs fit a task in a project with group keys", async () => {
    const distinctIds = Array.from({ length: 1001 }, (_, at) => `user-${at}`);
    const params = { distinctIds, findIds: false, maxDistinctIds: 1001, group_keys: 1, dryRun: true };
    expect(await erase(params)).toMatchObject({ planned: [{ distinct_id_count: 1000 }, { distinct_id_count: 1 }] });
  });

  test("without a search, the IDs are erased exactly as given, and no service account is needed", async () => {
    const params = { distinctIds: ["no-profile"], findIds: false };
    const result = await erase(params, { username: "", password: "" });
    expect(result).toMatchObject({ outcome: "submitted", tasks: [{ distinct_id_count: 1 }] });
    expect(sent("engage-query")).toBe(0);
  });

  test("expectation 33: the evidence has no e-mail, no ID and no secret", async () => {
    const { evidence } = await erase({
      emails: ["ann@example.com"],
      request_id: "ticket-7",
      requester: "ann@example.com",
      received_at: "2024-01-14T12:00:00Z",
      evidence_secret: "secret-of-the-company",
    });
    expect(evidence).toMatchObject({
      request_id: "ticket-7",
      hashing: "hmac-sha256",
      received_at: "2024-01-14T12:00:00Z",
    });
    expect(JSON.stringify(evidence)).not.toMatch(/ann@|user-ann|secret-of|gdpr-token/);
  });

  test.each([
    ["nobody", {}, "E-mails"],
    ["an empty list", { emails: [] }, "E-mails"],
    ["no confirmation", { emails: ["ann@example.com"], confirmation: "" }, "Confirm Erasure"],
    ["another confirmation", { emails: ["ann@example.com"], confirmation: "erase users" }, "Confirm Erasure"],
    ["a placeholder", { userIds: ["undefined"] }, "User IDs, item 1"],
    ["an e-mail without a search", { emails: ["ann@example.com"], findIds: false }, "Find Distinct IDs"],
    ["too many IDs", { distinctIds: ["a", "b"], findIds: false, maxDistinctIds: 1 }, "Max Distinct IDs"],
    ["a previous request that is none", { emails: ["ann@example.com"], previousRequests: "[7]" }, "Previous Requests"],
  ])("refuses %s before anything is requested", async (_what, params, input) => {
    await expect(erase(params)).rejects.toMatchObject({ code: "invalid_input", input });
    expect(sent("create-deletion")).toBe(0);
  });
});
