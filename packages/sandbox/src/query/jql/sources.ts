/** Where the data of scripts comes from: `Events`, `People` and `join`. */

import { parseTimestamp } from "../../expressions";
import type { Profile, Project, StoredEvent } from "../../types";
import { DAY_MS, parseDay, type TimeRange } from "../calendar";
import { type EventTest, eventFilter, type ProfileTest, profileFilter } from "../subjects";
import { Collection } from "./collection";
import { type Budget, native } from "./runtime";
import { JqlError, ScriptDate, textOf, toScript, type Value } from "./values";

const field = (params: Value, name: string): Value => (params instanceof Map ? params.get(name) : undefined);

/** A day, or an instant: a date, or an ISO text. `endOfDay` gives the last moment's successor for a whole day. */
function instantOf(params: Value, name: string, endOfDay: boolean): number {
  const value = field(params, name);
  const text = value instanceof ScriptDate ? (value.toText() ?? "") : typeof value === "string" ? value : "";
  const dayMs = parseDay(text);
  if (dayMs !== undefined) return endOfDay ? dayMs + DAY_MS : dayMs;
  const ms = parseTimestamp(text);
  if (ms === undefined) throw new JqlError(`Events() needs ${name}: a date as yyyy-mm-dd, or a Date.`);
  return endOfDay ? ms + 1 : ms;
}

function listField(params: Value, name: string): Value[] | undefined {
  const value = field(params, name);
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw new JqlError(`${name} must be a list.`);
  return value;
}

const textField = (value: Value, name: string): string | undefined => {
  const text = field(value, name);
  return text === undefined || text === null ? undefined : textOf(text);
};

interface EventSelector {
  passes: EventTest;
  label?: string;
}

function eventSelectors(project: Project, params: Value): EventSelector[] | undefined {
  return listField(params, "event_selectors")?.map((selector) => {
    const name = textField(selector, "event");
    const meets = eventFilter(project, textField(selector, "selector"));
    return {
      passes: (event) => (name === undefined || event.event === name) && meets(event),
      label: textField(selector, "label"),
    };
  });
}

function eventElement(event: StoredEvent, labels: string[]): Map<string, Value> {
  const element = new Map<string, Value>([
    ["name", event.event],
    ["distinct_id", event.distinctId],
    ["time", event.time],
    ["sampling_factor", 1],
    ["dataset", "$mixpanel"],
    ["properties", toScript(event.properties)],
  ]);
  if (labels.length > 0) element.set("labels", labels);
  return element;
}

function profileElement(profile: Profile): Map<string, Value> {
  const seen = profile.properties.$last_seen;
  const lastSeen = typeof seen === "string" ? (parseTimestamp(seen) ?? null) : null;
  return new Map<string, Value>([
    ["distinct_id", profile.distinctId],
    ["time", lastSeen],
    ["last_seen", lastSeen],
    ["properties", toScript(profile.properties)],
  ]);
}

function events(project: Project, budget: Budget, params: Value): Collection {
  const range: TimeRange = {
    fromMs: instantOf(params, "from_date", false),
    toMs: instantOf(params, "to_date", true),
  };
  const selectors = eventSelectors(project, params);
  function* elements(): Iterable<Value> {
    for (const event of project.events.range(range.fromMs, range.toMs)) {
      budget.spend();
      const picked = selectors?.filter(({ passes }) => passes(event));
      if (picked?.length === 0) continue;
      yield eventElement(event, picked?.flatMap(({ label }) => label ?? []) ?? []);
    }
  }
  return new Collection(elements, budget);
}

function people(project: Project, budget: Budget, params: Value): Collection {
  const tests = listField(params, "user_selectors")?.map(
    (selector): ProfileTest => profileFilter(textField(selector, "selector")),
  );
  function* elements(): Iterable<Value> {
    for (const profile of project.profiles.values()) {
      budget.spend();
      if (!tests || tests.some((test) => test(profile))) yield profileElement(profile);
    }
  }
  return new Collection(elements, budget);
}

const JOIN_TYPES = ["full", "left", "right", "inner"];

/**
 * Events beside the profiles of their users. `left` keeps events without a profile, `right` profiles without an event,
 * `full` both and `inner` neither.
 */
function join(left: Value, right: Value, params: Value, budget: Budget): Collection {
  if (!(left instanceof Collection) || !(right instanceof Collection)) {
    throw new JqlError("join needs Events() and People().");
  }
  const type = textField(params, "type") ?? "full";
  if (!JOIN_TYPES.includes(type)) throw new JqlError(`join: type must be one of ${JOIN_TYPES.join(", ")}.`);
  return new Collection(() => joinedElements(left, right, type), budget);
}

function* joinedElements(left: Collection, right: Collection, type: string): Iterable<Value> {
  const users = new Map([...right].map((user): [Value, Value] => [field(user, "distinct_id"), user]));
  const met = new Set<Value>();
  for (const event of left) {
    const id = field(event, "distinct_id");
    const user = users.get(id);
    met.add(id);
    if (user !== undefined || type === "left" || type === "full") yield joined(id, event, user);
  }
  if (type !== "right" && type !== "full") return;
  for (const [id, user] of users) if (!met.has(id)) yield joined(id, undefined, user);
}

function joined(id: Value, event: Value, user: Value): Value {
  return new Map([
    ["distinct_id", id],
    ["event", event],
    ["user", user],
  ]);
}

/** The sources of a project's data, by name. */
export function dataSources(project: Project, budget: Budget): [string, Value][] {
  return [
    ["Events", native((params) => events(project, budget, params))],
    ["People", native((params) => people(project, budget, params))],
    ["join", native((left, right, params) => join(left, right, params, budget))],
  ];
}
