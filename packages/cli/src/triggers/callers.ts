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

/** How the sandbox calls. */
export interface CallOptions extends Pick<TriggerOptions, "members" | "pageSize" | "disorder"> {
  /** Syncs after the first one. */
  laterSyncs?: number | undefined;
  /** Lets the time between two syncs pass. */
  pass?(ms: number): void;
}

/** A push of a cohort sync: the calls with one set of members. */
export interface PushReport {
  action: string;
  members: number;
  pages: number;
  result: string;
  error: string | null;
  /** Pages that never came, and those that came only after all others. */
  lost: number[];
  late: number[];
}

export interface Caller {
  /** The sandbox's route. */
  path: string;
  /** What to send there, beside the project and the receiver. */
  example: object;
  /** Makes the sandbox call. @returns what was not accepted, as text for people */
  call(
    sandbox: SandboxControl,
    receiver: Receiver,
    options: CallOptions,
    pushed: (push: PushReport) => void,
  ): Promise<string[]>;
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
  pushes: z.array(
    z.object({ action: z.string(), members: z.number(), result: z.string(), error: z.string().nullable() }),
  ),
});
const alertSent = z.object({ delivered: z.boolean(), status: z.number().nullable() });

/** Members in one call, as Mixpanel sends them. */
const PAGE_SIZE = 1000;
const SYNC_INTERVAL_MS = 30 * 60_000;

/** The whole cohort first; then, in each later sync, one member less, and another one. */
const pushCohort: Caller["call"] = async (sandbox, receiver, options, pushed) => {
  const { members = DEFAULT_MEMBERS, pageSize = PAGE_SIZE, disorder, laterSyncs = 1, pass } = options;
  const cohort = (round: number) => Array.from({ length: members }, (_, index) => member(round + index + 1));
  const refused: string[] = [];
  let seen = 0;
  /** Reports the pushes of the last run. @returns whether all were delivered */
  const report = (pushes: z.infer<typeof sync>["pushes"], { drop = [], resend = [] }: typeof disorder = {}) => {
    const made = pushes.slice(seen);
    seen = pushes.length;
    for (const { action, members: count, result, error } of made) {
      const pages = Math.max(1, Math.ceil(count / pageSize));
      const lost = drop.filter((page) => page <= pages);
      const late = resend.filter((page) => page <= pages && !lost.includes(page));
      pushed({ action, members: count, pages, result, error, lost, late });
      if (result !== "delivered") refused.push(`Mixpanel's ${action} ${result}: ${error ?? "no reason"}`);
    }
    return made.every(({ result }) => result === "delivered");
  };
  const first = { project_id: sandbox.projectId, ...receiver, members: cohort(0), page_size: pageSize, disorder };
  const { id, pushes } = sync.parse(await sandbox.post(COHORT_SYNC.path, { ...COHORT_SYNC.example, ...first }));
  let goesOn = report(pushes, disorder);
  for (let round = 1; round <= laterSyncs && goesOn; round += 1) {
    pass?.(SYNC_INTERVAL_MS);
    const run = await sandbox.post(`${COHORT_SYNC.path}/${id}/run`, { members: cohort(round) });
    goesOn = report(sync.parse(run).pushes);
  }
  return refused;
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
