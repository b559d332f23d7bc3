/** How a sandbox calls each webhook trigger, as Mixpanel would. */
import { z } from "zod";
import type { SandboxControl } from "./control";
import type { TriggerOptions } from "./options";

/** Where Mixpanel sends its calls, and with which credentials. */
export interface Receiver {
  url: string;
  username?: string | undefined;
  password?: string | undefined;
}

export interface Caller {
  /** The sandbox's route. */
  path: string;
  /** What to send there, beside the project and the receiver. */
  example: object;
  /** Makes the sandbox call. @returns what was not accepted, as text for people */
  call(sandbox: SandboxControl, receiver: Receiver, options: TriggerOptions): Promise<string[]>;
}

const DEFAULT_MEMBERS = 25;
const COHORT = { id: "3001", name: "Paying users", description: "Users on any plan but the free one." };

const member = (number: number) => ({
  mixpanel_distinct_id: `user-${number}`,
  email: `user-${number}@example.com`,
  first_name: "User",
  last_name: String(number),
});

const sync = z.object({
  id: z.number(),
  pushes: z.array(z.object({ action: z.string(), result: z.string(), error: z.string().nullable() })),
});
const alertSent = z.object({ delivered: z.boolean(), status: z.number().nullable() });

/** The whole cohort first; then one member less, and another one. */
const pushCohort: Caller["call"] = async (sandbox, receiver, { members = DEFAULT_MEMBERS, pageSize, disorder }) => {
  const numbers = Array.from({ length: members }, (_, index) => index + 1);
  const before = numbers.map(member);
  const after = [...before.slice(1), member(members + 1)];
  const made = sync.parse(
    await sandbox.post("/_sandbox/cohort-syncs", {
      ...COHORT_SYNC.example,
      project_id: sandbox.projectId,
      ...receiver,
      members: before,
      page_size: pageSize,
      disorder,
    }),
  );
  const wasAccepted = made.pushes.every(({ result }) => result === "delivered");
  const { pushes } = wasAccepted
    ? sync.parse(await sandbox.post(`/_sandbox/cohort-syncs/${made.id}/run`, { members: after }))
    : made;
  return pushes
    .filter(({ result }) => result !== "delivered")
    .map(({ action, result, error }) => `Mixpanel's ${action} ${result}: ${error ?? "no reason"}`);
};

/** A test first, as people send it while they set an alert up; then the alert. Both go to the webhook that the trigger registered. */
const fireAlerts: Caller["call"] = async (sandbox, receiver) => {
  const refused: string[] = [];
  const webhook = (await sandbox.webhooks()).find(({ url }) => url === receiver.url);
  if (webhook === undefined) return ["The trigger registered no webhook."];
  for (const test of [true, false]) {
    const body = { ...ALERT.example, project_id: sandbox.projectId, webhook_id: webhook.id, test };
    const { delivered, status } = alertSent.parse(await sandbox.post(ALERT.path, body));
    if (!delivered) refused.push(`The ${test ? "test alert" : "alert"} was answered with status ${status}.`);
  }
  return refused;
};

const COHORT_SYNC: Caller = { path: "/_sandbox/cohort-syncs", example: { cohort: COHORT }, call: pushCohort };

const ALERT: Caller = {
  path: "/_sandbox/alerts",
  example: {
    alert: { name: "Sign-ups drop" },
    condition: { operator: "<", threshold: 25_000, current_value: 20_000 },
    report: { name: "Sign-ups" },
  },
  call: fireAlerts,
};

/** By the trigger's key. */
export const CALLERS: Readonly<Record<string, Caller>> = { cohortSync: COHORT_SYNC, alert: ALERT };
