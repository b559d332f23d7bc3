import { MixpanelClient } from "../../../src/mixpanel/client";
import {
  projectKey,
  type RegisteredTask,
  registeredTasks,
  registerTasks,
  taskKey,
} from "../../../src/mixpanel/privacy/taskRegister";

const NOW = Date.parse("2024-01-15T12:00:00Z");
const DAY_MS = 86_400_000;

const task = (tracking_id: string, changes: Partial<RegisteredTask> = {}): RegisteredTask => ({
  tracking_id,
  kind: "deletion",
  compliance_type: "GDPR",
  subjects: [0],
  distinct_id_count: 1,
  fingerprint: "f",
  submitted_at: new Date(NOW).toISOString(),
  project: "one",
  ...changes,
});
const idsOf = (tasks: RegisteredTask[]) => tasks.map(({ tracking_id }) => tracking_id);

describe("P5: the register of tasks", () => {
  test("has one key per task, so that flows which register at the same time keep each other's", () => {
    const [first, second] = [{}, {}];
    registerTasks(first, [task("1")], NOW);
    registerTasks(second, [task("2"), task("2", { kind: "retrieval" })], NOW);
    const merged = JSON.parse(JSON.stringify({ ...first, ...second }));
    expect(Object.keys(merged)).toEqual([
      "mixpanelPrivacyTask:deletion:1",
      "mixpanelPrivacyTask:deletion:2",
      "mixpanelPrivacyTask:retrieval:2",
    ]);
    expect(idsOf(registeredTasks(merged, "one"))).toEqual(["1", "2", "2"]);
  });

  test("lists the tasks of one project, oldest first", () => {
    const shared = {};
    const at = (day: number) => ({ submitted_at: new Date(NOW - day * DAY_MS).toISOString() });
    registerTasks(shared, [task("new", at(1)), task("other", { project: "two" }), task("old", at(3))], NOW);
    expect(idsOf(registeredTasks(shared, "one"))).toEqual(["old", "new"]);
    expect(idsOf(registeredTasks(shared, "two"))).toEqual(["other"]);
  });

  test("drops tasks of more than 180 days when a new one is registered, and nothing else", () => {
    const shared: Record<string, unknown> = { "mixpanelAlertWebhook:flow": { id: "1" } };
    registerTasks(shared, [task("old")], NOW);
    registerTasks(
      shared,
      [task("new", { submitted_at: new Date(NOW + 181 * DAY_MS).toISOString() })],
      NOW + 181 * DAY_MS,
    );
    expect(Object.keys(shared)).toEqual(["mixpanelAlertWebhook:flow", "mixpanelPrivacyTask:deletion:new"]);
  });

  test.each([
    ["null", null],
    ["a text", "1"],
    ["no ID", { ...task("1"), tracking_id: "" }],
    ["no day", { ...task("1"), submitted_at: "?" }],
  ])("leaves out %s in place of a task", (_what, value) => {
    expect(registeredTasks({ [taskKey(task("1"))]: value }, "one")).toEqual([]);
  });

  test("tells projects apart by token and residency, without containing the token", () => {
    const client = (projectToken: string, residency: "US" | "EU") =>
      new MixpanelClient({ credentials: { projectToken }, residency });
    const keys = [client("token-a", "US"), client("token-b", "US"), client("token-a", "EU")].map((one) =>
      projectKey(one),
    );
    expect(new Set(keys).size).toBe(3);
    expect(projectKey(client("token-a", "US"), "token-b")).toBe(keys[1]);
    expect(keys.join()).not.toContain("token");
  });
});
