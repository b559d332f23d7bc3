/** One push of a cohort to a webhook, as Mixpanel's cohort sync does it. */
import { z } from "zod";
import { type CallOrder, inOrder } from "./callOrder";
import { postJson, type Received, type Receiver } from "./post";

/** Members in one call, as Mixpanel sends them. */
export const MEMBERS_PER_CALL = 1000;
/** Waits before the five retries: doubling, and within a minute in all. */
const RETRY_WAITS_MS = [1_000, 2_000, 4_000, 8_000, 16_000];
/** Answers upon which Mixpanel stops a sync until a person resumes it. */
const PAUSING_STATUSES = [400, 401, 403, 404];

export type CohortAction = "members" | "add_members" | "remove_members";

/** A member as the receiver gets it: its distinct ID, and what else the cohort's owner chose to send. */
export interface CohortMember {
  mixpanel_distinct_id: string | number;
  email?: string | undefined;
  first_name?: string | undefined;
  last_name?: string | undefined;
  [property: string]: unknown;
}

export interface Cohort {
  id: string;
  name: string;
  description: string;
}

/** What to push, and where. */
export interface CohortPush extends Receiver {
  /** `members` is the whole cohort and replaces what the receiver has; the others are changes. */
  action: CohortAction;
  projectId: number;
  cohort: Cohort;
  members: readonly CohortMember[];
  /** Members in one call; 1000 unless told otherwise. */
  pageSize?: number | undefined;
  /** One id for all calls of this push. */
  sessionId: string;
  /** The order of the calls; page after page unless told otherwise. */
  order?: CallOrder | undefined;
  /** Lets time pass between retries, in milliseconds. */
  wait(ms: number): Promise<void>;
}

/** How a push went. `paused` is a failure after which Mixpanel syncs no more until resumed. */
export interface PushOutcome {
  result: "delivered" | "failed" | "paused";
  /** Why it was not delivered. */
  error: string | null;
  /** Each call in order, with the status that came back; null when nothing did. */
  calls: { page: number; status: number | null }[];
}

const Answer = z.object({
  action: z.string(),
  status: z.enum(["success", "failure"]),
  error: z.object({ message: z.string().optional(), code: z.union([z.string(), z.number()]).optional() }).nullish(),
});

function isRetried({ status }: Received): boolean {
  return status === null || status === 429 || status >= 500;
}

/** What is wrong with an answer; null when it is the one that Mixpanel expects. */
function faultOf({ status, text }: Received, action: CohortAction): string | null {
  if (status === null) return `no answer: ${text}`;
  if (status < 200 || status > 299) return `HTTP ${status}`;
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return "the answer is not JSON";
  }
  const answer = Answer.safeParse(body);
  if (!answer.success) return "the answer has not the fields action and status";
  if (answer.data.action !== action) return `the answer names the action ${answer.data.action}`;
  return answer.data.status === "success" ? null : `failure: ${answer.data.error?.message ?? "without a message"}`;
}

/** Sends one page, and up to five times more while that may help. Each call is noted. */
async function sendPage(push: CohortPush, body: unknown, note: (status: number | null) => void): Promise<Received> {
  let received = await postJson(push, body);
  note(received.status);
  for (const waitMs of RETRY_WAITS_MS) {
    if (!isRetried(received)) break;
    await push.wait(waitMs);
    received = await postJson(push, body);
    note(received.status);
  }
  return received;
}

/**
 * Pushes members page by page, counted from 1; an empty set is one call without members. A page that meets 5xx, 429 or no answer
 * is sent five times more, and the first page that fails for good ends the push.
 *
 * @throws SandboxError 400 when the receiver is not on this machine.
 */
export async function pushCohort(push: CohortPush): Promise<PushOutcome> {
  const { action, cohort, members, pageSize = MEMBERS_PER_CALL } = push;
  const total_pages = Math.max(1, Math.ceil(members.length / pageSize));
  const calls: PushOutcome["calls"] = [];
  const order = push.order ?? inOrder;
  for (const { page, isLost } of order(total_pages)) {
    const note = (status: number | null) => calls.push({ page, status });
    if (isLost) {
      note(null);
      continue;
    }
    const body = {
      action,
      parameters: {
        mixpanel_project_id: String(push.projectId),
        mixpanel_cohort_id: cohort.id,
        mixpanel_cohort_name: cohort.name,
        mixpanel_cohort_description: cohort.description,
        mixpanel_session_id: push.sessionId,
        page_info: { total_pages, page_count: page },
        members: members.slice((page - 1) * pageSize, page * pageSize),
      },
    };
    const received = await sendPage(push, body, note);
    const error = faultOf(received, action);
    if (error === null) continue;
    const pauses = received.status !== null && PAUSING_STATUSES.includes(received.status);
    return { result: pauses ? "paused" : "failed", error, calls };
  }
  return { result: "delivered", error: null, calls };
}
