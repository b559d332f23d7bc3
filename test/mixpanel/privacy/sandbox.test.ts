import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { connectionWith } from "../../support/connection";
import { runAction } from "../../support/harness";

let sandbox: Sandbox;
beforeAll(async () => {
  const events = ["user-1", "user-2"].map((distinct_id) => ({
    event: "Signed Up",
    properties: { time: 1_704_100_000, distinct_id, $insert_id: `insert-${distinct_id}` },
  }));
  const profiles = { "user-1": { plan: "pro" }, "user-2": { plan: "free" } };
  sandbox = await startSandbox({
    port: 0,
    clock: "2024-01-15T12:00:00Z",
    limits: false,
    seed: { projects: [{ id: 1, events, profiles }] },
  });
});
afterAll(() => sandbox.close());

/** The step's data as the next step gets them. @throws the step's error */
async function run(key: string, params: Record<string, unknown>, fields: Record<string, unknown> = {}) {
  const connection = connectionWith({
    projectToken: "sandbox-token",
    gdprToken: "sandbox-gdpr-token",
    apiHost: sandbox.url,
    ...fields,
  });
  const outcome = await runAction(key, { connection, params });
  if (!("value" in outcome)) throw outcome.error;
  return JSON.parse(JSON.stringify(outcome.value)).data;
}

const HOUR_MS = 3_600_000;

describe("M4: privacy tasks over HTTP", () => {
  test("a retrieval ends with a link to the data of its users", async () => {
    const { tracking_id } = await run("createRetrieval", { distinct_ids: ["user-1"] });
    expect(await run("getRetrieval", { tracking_id })).toMatchObject({ task_status: "PENDING", download_url: null });
    sandbox.clock.advance(25 * HOUR_MS);
    const { task_status, download_url } = await run("getRetrieval", { tracking_id });
    expect(task_status).toBe("SUCCESS");
    expect((await fetch(download_url)).headers.get("content-type")).toBe("application/zip");
  });

  test("a deletion is cancelled before it starts, twice if need be", async () => {
    const { tracking_id } = await run("createDeletion", { distinct_ids: ["user-1"] });
    expect(await run("getDeletion", { tracking_id })).toMatchObject({ task_status: "PENDING", can_cancel: true });
    expect(await run("cancelDeletion", { tracking_id })).toEqual({ tracking_id, cancelled: true });
    expect(await run("getDeletion", { tracking_id })).toMatchObject({ task_status: "REVOKED", can_cancel: false });
    expect(await run("cancelDeletion", { tracking_id })).toEqual({ tracking_id, cancelled: true });
  });

  test("a deletion that has started cannot be cancelled, and deletes the named users alone", async () => {
    const { tracking_id } = await run("createDeletion", { distinct_ids: ["user-1"], compliance_type: "CCPA" });
    sandbox.clock.advance(2 * HOUR_MS);
    await expect(run("cancelDeletion", { tracking_id })).rejects.toMatchObject({
      code: "validation_failed",
      message: expect.stringContaining("its status is STARTED"),
    });
    sandbox.clock.advance(25 * HOUR_MS);
    expect(await run("getDeletion", { tracking_id })).toMatchObject({
      task_status: "SUCCESS",
      compliance_type: "CCPA",
    });
    const account = { username: "sandbox.user", password: "sandbox-secret", projectId: "1" };
    const { results } = await run("queryProfiles", {}, account);
    expect(results.map(({ $distinct_id }: { $distinct_id: string }) => $distinct_id)).toEqual(["user-2"]);
  });

  test.each(["getRetrieval", "getDeletion"])(
    "%s says of a task that does not exist that it was not found",
    async (key) => {
      expect(await run(key, { tracking_id: "1234567890123456789" })).toMatchObject({ task_status: "NOT_FOUND" });
    },
  );

  test("a token that Mixpanel does not accept is named", async () => {
    await expect(run("createDeletion", { distinct_ids: ["user-1"] }, { gdprToken: "expired" })).rejects.toMatchObject({
      code: "authentication_failed",
      message: expect.stringContaining("Check the GDPR Token of the connection"),
    });
  });
});
