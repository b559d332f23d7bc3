import type { MixpanelClient } from "../client";
import { isRecord, type JsonObject } from "../records/json";
import { isLost } from "../records/lostState";
import { type EndedTask, type FollowedTask, type FollowOptions, followTasks } from "./follow";
import { projectKey, registeredTasks, type SharedState, taskKey } from "./taskRegister";
import type { PrivacyKind } from "./types";

/**
 * Where tasks come from: the register of the flows that submitted them, and a list. The state keeps each of them from the first poll that sees
 * it, so it is followed to its end even if the register loses it.
 */
export interface TaskSources {
  shared: Readonly<SharedState>;
  /** Tasks that somebody lists, such as from a data store. */
  listed: readonly ListedTask[];
}

export interface ListedTask {
  tracking_id: string;
  kind: PrivacyKind;
  submitted_at?: string;
  request_id?: string;
}

export interface PolledTasks {
  ended: EndedTask[];
  /** Number of tasks that go on. */
  open: number;
  isRestart: boolean;
  state: JsonObject;
}

const DAY_MS = 86_400_000;
/** Longer than the register keeps tasks. */
const DONE_DAYS = 400;

const isTask = (value: unknown): value is FollowedTask =>
  isRecord(value) &&
  typeof value.tracking_id === "string" &&
  (value.kind === "retrieval" || value.kind === "deletion") &&
  typeof value.submitted_at === "string" &&
  Array.isArray(value.statuses) &&
  value.statuses.every((one) => isRecord(one) && typeof one.status === "string" && typeof one.at === "string");

interface Kept {
  open: FollowedTask[];
  /** When each task that was reported ended, by its key. */
  done: Map<string, string>;
}

function readState(state: JsonObject, of: string): Kept | undefined {
  const { open, done } = state;
  if (state.of !== of || !Array.isArray(open) || !open.every(isTask) || !isRecord(done)) return undefined;
  return { open, done: new Map(Object.entries(done).map(([key, at]) => [key, String(at)])) };
}

/**
 * Asks where the tasks of a project stand, and returns those that have ended since the last poll, each once.
 *
 * @param state what the last poll returned
 * @throws MixpanelError if nothing could be asked; a 429 is left to later polls
 */
export async function pollTasks(
  client: MixpanelClient,
  { shared, listed }: TaskSources,
  options: FollowOptions,
  state: JsonObject,
): Promise<PolledTasks> {
  const now = client.transport.clock.now();
  const of = projectKey(client, options.token);
  const kept = readState(state, of);
  const { open, done } = kept ?? { open: [], done: new Map<string, string>() };
  const known = new Set([...open.map(taskKey), ...done.keys()]);
  const tasks = [...open];
  const mentioned = new Set<string>();
  for (const { tracking_id, kind, request_id, submitted_at } of [...registeredTasks(shared, of), ...listed]) {
    const task: FollowedTask = {
      tracking_id,
      kind,
      submitted_at: submitted_at ?? new Date(now).toISOString(),
      ...(request_id === undefined ? {} : { request_id }),
      statuses: [],
    };
    mentioned.add(taskKey(task));
    if (known.has(taskKey(task))) continue;
    known.add(taskKey(task));
    tasks.push(task);
  }
  const followed = await followTasks(client, tasks, options);
  for (const task of followed.ended) done.set(taskKey(task), task.ended_at);
  for (const [key, at] of done)
    if (!mentioned.has(key) && !(now - Date.parse(at) < DONE_DAYS * DAY_MS)) done.delete(key);
  return {
    ended: followed.ended,
    open: followed.open.length,
    isRestart: kept === undefined && isLost(state, of),
    state: JSON.parse(JSON.stringify({ of, open: followed.open, done: Object.fromEntries(done) })),
  };
}
