import type { MixpanelClient } from "../client";
import { getDeletion, getRetrieval } from "../endpoints/privacy";
import { isOutOfTime, MixpanelAuthError, MixpanelError, MixpanelRateLimitError } from "../errors";
import { deletionOf, retrievalOf } from "./tasks";
import type { PrivacyKind, SeenStatus, TaskOutcome } from "./types";

/** What is known of a task that is followed. Plain JSON. */
export interface FollowedTask {
  tracking_id: string;
  kind: PrivacyKind;
  /** When it was submitted, or else first seen here. */
  submitted_at: string;
  /** The caller's own ID of the request. */
  request_id?: string;
  /** Each change of the status, oldest first. */
  statuses: SeenStatus[];
}

/** A task that ended. */
export interface EndedTask extends FollowedTask {
  outcome: TaskOutcome;
  ended_at: string;
}

const DAY_MS = 86_400_000;

/** Statuses that are an end. */
const ENDS: Readonly<Record<string, TaskOutcome>> = { SUCCESS: "success", FAILURE: "failure", REVOKED: "revoked" };
/** Statuses of a task that goes on. All others, also ones that Mixpanel may add, say nothing of it. */
const RUNNING = ["PENDING", "STAGING", "STARTED"];
/** Deletions take up to 30 days, retrievals weeks. Nobody waits longer for one that never ends. */
const MAX_DAYS = 180;
/** Changes of the status that are kept of a task. */
const MAX_STATUSES = 50;

/**
 * How a task ended. A status that says nothing is no end by itself: the task may be found again. After some days of it in a row the task
 * counts as ended, so that nobody waits for ever.
 *
 * @param unclearDays how long a status may say nothing
 * @returns undefined while the task goes on
 */
export function outcomeOf(
  { statuses, submitted_at }: FollowedTask,
  nowMs: number,
  unclearDays: number,
): TaskOutcome | undefined {
  const last = statuses.at(-1);
  if (last === undefined) return undefined;
  const end = ENDS[last.status];
  if (end !== undefined) return end;
  if (nowMs - Date.parse(submitted_at) > MAX_DAYS * DAY_MS) return "unknown";
  if (RUNNING.includes(last.status)) return undefined;
  const clear = statuses.findLastIndex(({ status }) => RUNNING.includes(status));
  const since = statuses[clear + 1]?.at ?? last.at;
  if (nowMs - Date.parse(since) < unclearDays * DAY_MS) return undefined;
  return last.status === "NOT_FOUND" ? "not_found" : "unknown";
}

/** Asks for the status of a task. @param token project token, if it is not the connection's @returns the status in capitals */
async function statusOf(
  client: MixpanelClient,
  { tracking_id, kind }: FollowedTask,
  token: string | undefined,
): Promise<string> {
  const parameters = { tracking_id, ...(token === undefined ? {} : { token }) };
  const task =
    kind === "retrieval"
      ? retrievalOf(await client.call(getRetrieval, parameters), tracking_id)
      : deletionOf(await client.call(getDeletion, parameters), tracking_id);
  return task.task_status ?? "UNKNOWN";
}

export interface FollowOptions {
  token?: string;
  unclearDays: number;
  warn(message: string): void;
}

export interface Followed {
  /** All tasks that go on, with what is now known of them. Those that were asked for are last, so that each has its turn. */
  open: FollowedTask[];
  ended: EndedTask[];
}

/** More than fit into the time of a poll, at one request a second. */
const MAX_TASKS = 500;
/** Time to leave for the end of a poll. */
const RESERVE_MS = 30_000;
/** After so many failures something is wrong with more than one task. */
const MAX_FAILURES = 3;

/** Whether an error is about this task alone, such as an ID that Mixpanel does not take. */
const isAboutTask = (error: MixpanelError) =>
  !error.byFrontEnd && !(error instanceof MixpanelAuthError) && [400, 404, 422].includes(error.status ?? 0);

/** Whether there is no point in asking for another task now: a later poll goes on. */
const isOver = (error: MixpanelError) => error instanceof MixpanelRateLimitError || isOutOfTime(error);

/** What became of one task: its status, or that asking for it failed. */
async function askFor(
  client: MixpanelClient,
  task: FollowedTask,
  token: string | undefined,
): Promise<string | MixpanelError> {
  try {
    return await statusOf(client, task, token);
  } catch (error) {
    if (!(error instanceof MixpanelError) || error instanceof MixpanelAuthError) throw error;
    return isAboutTask(error) ? "UNKNOWN" : error;
  }
}

/**
 * Asks for the status of each task, one after the other, as fast as the rate share of the connection allows. If Mixpanel answers 429, or time
 * runs out, the others are left for the next time; what is known by then is returned.
 *
 * @throws MixpanelError for wrong credentials, or if asking failed for each task for another reason
 * @see https://developer.mixpanel.com/reference/get-deletion
 */
export async function followTasks(
  client: MixpanelClient,
  tasks: readonly FollowedTask[],
  { token, unclearDays, warn }: FollowOptions,
): Promise<Followed> {
  const { clock } = client.transport;
  const asked: FollowedTask[] = [];
  const ended: EndedTask[] = [];
  const failures: MixpanelError[] = [];
  const failed: FollowedTask[] = [];
  let next = 0;
  for (const task of tasks.slice(0, MAX_TASKS)) {
    if (client.transport.leftMs() <= RESERVE_MS || failures.length === MAX_FAILURES) break;
    const status = await askFor(client, task, token);
    if (typeof status !== "string" && isOver(status)) {
      warn(`${status.message} ${tasks.length - next} tasks are left for the next poll.`);
      break;
    }
    next++;
    if (typeof status !== "string") {
      failures.push(status);
      failed.push(task);
      continue;
    }
    const at = new Date(clock.now()).toISOString();
    const isSame = task.statuses.at(-1)?.status === status;
    const known = {
      ...task,
      statuses: isSame ? task.statuses : [...task.statuses, { status, at }].slice(-MAX_STATUSES),
    };
    const outcome = outcomeOf(known, clock.now(), unclearDays);
    if (outcome === undefined) asked.push(known);
    else ended.push({ ...known, outcome, ended_at: at });
  }
  const [failure] = failures;
  if (failure !== undefined && asked.length + ended.length === 0) throw failure;
  if (failure !== undefined) warn(`${failure.message} ${failed.length} tasks are asked for again in the next poll.`);
  return { open: [...tasks.slice(next), ...asked, ...failed], ended };
}
