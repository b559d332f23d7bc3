import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import type { RequestResult } from "../../../src/mixpanel/privacy/makeRequest";
import { runInSandbox } from "../../support/inSandbox";

const profiles = {
  "user-ann": { $email: "ann@example.com", $user_id: "12" },
  "user-bob": { $email: "bob@example.com" },
};
const TOKENS = { projectToken: "sandbox-token", gdprToken: "sandbox-gdpr-token" };

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, limits: false, seed: { projects: [{ id: 1, profiles }] } });
});
afterEach(() => sandbox.close());

const request = (params: Record<string, unknown>, fields: Record<string, unknown> = {}): Promise<RequestResult> =>
  runInSandbox(sandbox, "requestUserData", params, { ...TOKENS, rateShare: "100", ...fields });
const sent = () => sandbox.requests.list().filter(({ operationId }) => operationId === "create-retrieval").length;

describe("P3: Request User Data", () => {
  test("two people get two tasks, so that no archive has the data of both", async () => {
    const result = await request({ emails: ["ann@example.com", "bob@example.com"], userIds: ["12"] });
    expect(result).toMatchObject({ kind: "retrieval", compliance_type: "GDPR", outcome: "submitted", created: 2 });
    expect(result.tasks.map(({ subjects }) => subjects)).toEqual([[0, 2], [1]]);
  });

  test("One Task Per Person off: they share one", async () => {
    const result = await request({ emails: ["ann@example.com", "bob@example.com"], separate: false });
    expect(result.tasks).toMatchObject([{ distinct_id_count: 2, subjects: [0, 1] }]);
  });

  test("expectation 27: the law and what is disclosed are the user's choice", async () => {
    const law = { compliance_type: "CCPA", disclosure_type: "Sources" };
    expect(await request({ emails: ["ann@example.com"], ...law })).toMatchObject({ ...law, tasks: [law] });
    await expect(
      request({ emails: ["ann@example.com"], compliance_type: "GDPR", disclosure_type: "Data" }),
    ).rejects.toMatchObject({ code: "invalid_input", input: "Disclosure Type" });
    expect(sent()).toBe(1);
  });

  test("expectation 27: a CCPA retrieval says that it has the last year only", async () => {
    const { not_covered } = await request({ emails: ["ann@example.com"], compliance_type: "CCPA" });
    expect(not_covered.join()).toContain("the last year only");
  });

  test("expectation 23: none found: no task, and told", async () => {
    expect(await request({ emails: ["nobody@example.com"] })).toMatchObject({
      outcome: "nothing_found",
      not_found: [0],
    });
    expect(sent()).toBe(0);
  });

  test("a dry run requests nothing", async () => {
    expect(await request({ emails: ["ann@example.com"], dryRun: true })).toMatchObject({
      outcome: "dry_run",
      planned: [{ distinct_id_count: 1, subjects: [0] }],
      left: ["user-ann"],
    });
    expect(sent()).toBe(0);
  });

  test("a person with more IDs than were read is refused: the archive would lack some", async () => {
    const subjects = [{ email: "ann@example.com", userId: "user-bob" }];
    await expect(request({ subjects, maxIds: 1 })).rejects.toMatchObject({ input: "Max IDs Per Person" });
    expect(sent()).toBe(0);
  });

  test("Project Token names another project", async () => {
    await expect(request({ distinctIds: ["a"], findIds: false, token: "no-project" })).rejects.toMatchObject({
      code: "authentication_failed",
      message: expect.stringContaining("Project Token"),
    });
  });
});
