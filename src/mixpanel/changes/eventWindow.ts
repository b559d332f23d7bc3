import { isIsoDay } from "../days";
import { InputError } from "../errors";
import type { DateWindow } from "../export/windows";
import { isRecord, type JsonObject } from "../records/json";
import { parseResidency, type Residency } from "../residency";
import { arrivalOf, keyOf } from "./arrival";
import type { EventFilter } from "./readDays";

/** Which events to fetch: all that a step needs to know, so that a retry fetches the same ones. */
export interface EventWindow extends DateWindow, JsonObject {
  project_id?: string;
  residency?: Residency;
  event?: string[];
  where?: string;
  /** Only events that Mixpanel received later than this, in milliseconds since 1970. */
  received_after: number;
  /** Only events that Mixpanel received until then. */
  received_through: number;
  /** If it is present, exactly the events with these keys, whenever they arrived: a second copy of an event arrives later. */
  keys?: string[];
  /** Not the events with these keys, which another window contains. */
  except_keys?: string[];
}

const EXPECTED = "a window of the New Events trigger: body.data of a flow that has batching turned on";

function refuse(input: string, got: string, fix?: string): never {
  throw new InputError({ input, got, expected: EXPECTED, ...(fix === undefined ? {} : { fix }) });
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");

/** Checks a window that came through a flow. @param input label of the input @throws InputError */
export function readEventWindow(input: string, value: unknown): EventWindow {
  if (Array.isArray(value) && value.length !== 1)
    refuse(
      input,
      `a list of ${value.length} windows`,
      "Set Batch Size to 1 in the trigger, or loop over the list and pass one window at a time.",
    );
  const window: unknown = Array.isArray(value) ? value[0] : value;
  if (!isRecord(window)) return refuse(input, "no object");
  if ("events" in window)
    return refuse(input, "a list of events", "With batching turned off, the trigger returns the events itself.");
  const {
    from_date,
    to_date,
    received_after,
    received_through,
    project_id,
    residency,
    event,
    where,
    keys,
    except_keys,
  } = window;
  const isDay = (day: unknown): day is string => typeof day === "string" && isIsoDay(day);
  if (!isDay(from_date) || !isDay(to_date) || to_date < from_date) refuse(input, "no range from_date to to_date");
  if (typeof received_after !== "number" || typeof received_through !== "number")
    return refuse(input, "no numbers received_after and received_through");
  const region = residency === undefined ? undefined : parseResidency(String(residency));
  if (residency !== undefined && region === undefined) refuse(input, "a residency other than US, EU or IN");
  if (event !== undefined && !isTexts(event)) refuse(input, "an event that is no list of names");
  if (keys !== undefined && !isTexts(keys)) refuse(input, "keys that are no list of texts");
  if (except_keys !== undefined && !isTexts(except_keys)) refuse(input, "except_keys that are no list of texts");
  if (where !== undefined && typeof where !== "string") refuse(input, "a where that is no text");
  if (project_id !== undefined && typeof project_id !== "string") refuse(input, "a project_id that is no text");
  return {
    from_date,
    to_date,
    received_after,
    received_through,
    ...(project_id === undefined ? {} : { project_id }),
    ...(region === undefined ? {} : { residency: region }),
    ...(event === undefined ? {} : { event }),
    ...(where === undefined ? {} : { where }),
    ...(keys === undefined ? {} : { keys }),
    ...(except_keys === undefined ? {} : { except_keys }),
  };
}

/** What a window passes to the export. */
export const filterOf = ({ project_id, event, where }: EventWindow): EventFilter => ({ project_id, event, where });

/** Whether an exported event belongs to a window. Mixpanel documents no filter by arrival, so this is decided here. */
export function isInWindow(window: EventWindow): (event: JsonObject) => boolean {
  if (window.keys !== undefined) {
    const keys = new Set(window.keys);
    return (event) => keys.has(keyOf(event));
  }
  const except = new Set(window.except_keys);
  return (event) => {
    const arrival = arrivalOf(event);
    if (arrival <= window.received_after || arrival > window.received_through) return false;
    return except.size === 0 || !except.has(keyOf(event));
  };
}
