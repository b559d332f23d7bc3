import { InputError } from "../errors";
import { parseJson } from "../records/boundedJson";
import { isRecord } from "../records/json";
import type { Earlier } from "./requests";
import { registeredTasks, type SharedState } from "./taskRegister";
import type { PrivacyKind } from "./types";

/** What is known of earlier requests, so that the same request starts one task. */

const PREFIX = "mixpanelPrivacyLost:";
const DAY_MS = 86_400_000;
/** As long as tasks are registered. */
const KEPT_DAYS = 180;

const keyOf = (project: string, fingerprint: string) => `${PREFIX}${project}:${fingerprint}`;

/** Notes a request whose response was lost, in the state that all flows share. */
export function noteLost(
  shared: SharedState,
  project: string,
  { fingerprint, at }: { fingerprint: string; at: string },
): void {
  shared[keyOf(project, fingerprint)] = at;
  for (const [key, noted] of Object.entries(shared)) {
    const isOld = Date.parse(at) - Date.parse(String(noted)) > KEPT_DAYS * DAY_MS;
    if (key.startsWith(PREFIX) && isOld) delete shared[key];
  }
}

/** Forgets a lost request, once it was made again. */
export function forgetLost(shared: SharedState, project: string, fingerprint: string): void {
  delete shared[keyOf(project, fingerprint)];
}

/** What all flows of the instance requested of a project. */
export function rememberedRequests(shared: Readonly<SharedState>, project: string, kind: PrivacyKind): Earlier {
  const prefix = keyOf(project, "");
  return {
    tasks: registeredTasks(shared, project).filter((task) => task.kind === kind),
    unknown: Object.entries(shared)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, at]) => ({ fingerprint: key.slice(prefix.length), at: String(at) })),
  };
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

function listIn(value: unknown, name: string): unknown[] {
  const list = isRecord(value) ? value[name] : undefined;
  return Array.isArray(list) ? list : [];
}

/**
 * Reads results of earlier requests.
 *
 * @param input the label of the input
 * @param given one result or a list of them, also as JSON text; undefined, null or `""` if there are none
 * @throws InputError if it is something else
 */
export function readPreviousRequests(input: string, given: unknown): Earlier {
  const refused = (got: string, cause?: unknown) =>
    new InputError({
      input,
      got,
      expected: "the result of an earlier Request User Data or Erase Users, or a list of them",
      fix: "Pass it unchanged, or leave it empty.",
      cause,
    });
  let value: unknown = given ?? "";
  try {
    if (typeof value === "string" && value.trim() !== "") value = parseJson(value);
  } catch (error) {
    throw refused("text that is not JSON", error);
  }
  if (typeof value === "string" && value.trim() === "") return { tasks: [], unknown: [] };
  const results: unknown[] = Array.isArray(value) ? value : [value];
  if (!results.every((one) => isRecord(one) && Array.isArray(one.tasks)))
    throw refused("a value without a list of tasks");
  const tasks = results
    .flatMap((one) => listIn(one, "tasks"))
    .map((task) => {
      const { fingerprint, tracking_id, submitted_at } = isRecord(task) ? task : {};
      if (!isText(fingerprint) || !isText(tracking_id) || !isText(submitted_at)) throw refused("a damaged task");
      return { fingerprint, tracking_id, submitted_at };
    });
  const unknown = results
    .flatMap((one) => listIn(one, "unknown"))
    .map((lost) => {
      const { fingerprint, at } = isRecord(lost) ? lost : {};
      if (!isText(fingerprint) || !isText(at)) throw refused("a damaged request of unknown outcome");
      return { fingerprint, at };
    });
  return { tasks, unknown };
}
