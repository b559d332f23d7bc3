import type { MixpanelClient } from "../client";
import { hashOf } from "../records/hash";
import { isRecord } from "../records/json";
import type { PrivacyKind, SubmittedTask } from "./types";

/**
 * The tasks that the flows of an instance have submitted, in the state that its flows share: whoever submits a task registers it, and Privacy
 * Request Completed follows it. There is one key per task, so that a flow never assigns the tasks of another one. Only those who submit write
 * to it: if an execution overwrites what another one saved meanwhile, a poll at least is not the one to do it.
 */

/** A task without its IDs, and the project that it belongs to. */
export interface RegisteredTask extends SubmittedTask {
  /** The caller's own ID of the request. */
  request_id?: string;
  /** See `projectKey`. */
  project: string;
}

/** A state of several flows: `crossFlowState` of the platform. */
export type SharedState = Record<string, unknown>;

const PREFIX = "mixpanelPrivacyTask:";
const DAY_MS = 86_400_000;
/** Retrievals take weeks, deletions up to 30 days. Older tasks are removed, so that the state stays small. */
const REGISTERED_DAYS = 180;

/** Tells the project of a task from other projects, without its token. @param token the project token, if it is not the connection's */
export const projectKey = (client: MixpanelClient, token = client.options.credentials.projectToken): string =>
  hashOf(JSON.stringify([client.residency, token]));

/** The key of a task in the shared state. IDs of retrievals and deletions may be alike. */
export const taskKey = ({ kind, tracking_id }: Pick<SubmittedTask, "kind" | "tracking_id">): string =>
  `${PREFIX}${kind}:${tracking_id}`;

const isKind = (value: unknown): value is PrivacyKind => value === "retrieval" || value === "deletion";

function isRegistered(value: unknown): value is RegisteredTask {
  if (!isRecord(value)) return false;
  const { tracking_id, kind, project, submitted_at } = value;
  return (
    isKind(kind) &&
    [tracking_id, project].every((text) => typeof text === "string" && text !== "") &&
    typeof submitted_at === "string" &&
    Number.isFinite(Date.parse(submitted_at))
  );
}

/**
 * Registers tasks, and removes those that are too old to be followed. Registering a task again changes nothing.
 *
 * @param shared is changed
 * @param nowMs milliseconds since 1970
 */
export function registerTasks(shared: SharedState, tasks: readonly RegisteredTask[], nowMs: number): void {
  for (const task of tasks) shared[taskKey(task)] = { ...task };
  for (const [key, value] of Object.entries(shared)) {
    if (!key.startsWith(PREFIX)) continue;
    const isOld = isRegistered(value) && nowMs - Date.parse(value.submitted_at) > REGISTERED_DAYS * DAY_MS;
    if (isOld) delete shared[key];
  }
}

/** The registered tasks of a project, oldest first. A value that cannot be read is left out. */
export function registeredTasks(shared: Readonly<SharedState>, project: string): RegisteredTask[] {
  return Object.entries(shared)
    .filter(([key]) => key.startsWith(PREFIX))
    .map(([, value]) => value)
    .filter(isRegistered)
    .filter((task) => task.project === project)
    .sort((one, other) => Date.parse(one.submitted_at) - Date.parse(other.submitted_at));
}
