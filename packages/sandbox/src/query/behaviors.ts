/** Behaviours of an engage query: how often each user did something lately. */
import { SandboxError } from "../errors";
import type { Project } from "../types";
import { eventFilter } from "./subjects";
import { durationOf, type FixedUnit } from "./units";

/** One named count of events: those that any of the selectors picks, within a window that ends with the query. */
export interface Behavior {
  name: string;
  /** Span before the query's instant. */
  window: { length: number; unit: FixedUnit };
  event_selectors: { event: string; selector?: string }[];
}

const WINDOW_UNITS = new Map<string, FixedUnit>([
  ["m", "minute"],
  ["h", "hour"],
  ["d", "day"],
  ["w", "week"],
]);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readWindow(value: unknown): Behavior["window"] {
  const match = typeof value === "string" ? /^(\d{1,5})([mhdw])$/.exec(value) : null;
  const unit = WINDOW_UNITS.get(match?.[2] ?? "");
  if (!unit)
    throw new SandboxError(400, 'behaviors: "window" must be a number and one of m, h, d and w, such as "90d".');
  return { length: Number(match?.[1]), unit };
}

function readSelector(value: unknown): Behavior["event_selectors"][number] {
  if (!isObject(value) || typeof value.event !== "string") {
    throw new SandboxError(400, 'behaviors: each of "event_selectors" needs the name of an event.');
  }
  return { event: value.event, selector: typeof value.selector === "string" ? value.selector : undefined };
}

/**
 * Reads the parameter `behaviors`, a JSON array of `{name, window, event_selectors: [{event, selector}]}`.
 *
 * @throws SandboxError 400 for anything else
 */
export function readBehaviors(parameter: unknown): Behavior[] {
  if (!Array.isArray(parameter)) throw new SandboxError(400, "behaviors must be a JSON array.");
  return parameter.map((value: unknown) => {
    if (!isObject(value) || typeof value.name !== "string" || !Array.isArray(value.event_selectors)) {
      throw new SandboxError(400, 'behaviors: each needs "name", "window" and "event_selectors".');
    }
    return {
      name: value.name,
      window: readWindow(value.window),
      event_selectors: value.event_selectors.map(readSelector),
    };
  });
}

/**
 * Counts behaviours per user: distinct ID -> name -> times. Users who did none of them are not there.
 *
 * @throws SandboxError 400 when a selector cannot be read
 */
export function countBehaviors(
  project: Project,
  behaviors: Behavior[],
  nowMs: number,
): Map<string, Record<string, number>> {
  const zeros = Object.fromEntries(behaviors.map(({ name }) => [name, 0]));
  const counts = new Map<string, Record<string, number>>();
  for (const { name, window, event_selectors } of behaviors) {
    const selectors = event_selectors.map(({ event, selector }) => ({ event, passes: eventFilter(project, selector) }));
    for (const event of project.events.range(nowMs - durationOf(window.unit, window.length), nowMs + 1)) {
      if (!selectors.some((selector) => selector.event === event.event && selector.passes(event))) continue;
      const own = counts.get(event.distinctId) ?? { ...zeros };
      counts.set(event.distinctId, own);
      own[name] = (own[name] ?? 0) + 1;
    }
  }
  return counts;
}
