import { isRecord } from "../../records/json";
import { validateEvent } from "./event";
import type { RuleCode } from "./rules";
import { timeInMs } from "./time";
import { type Violation, Violations } from "./violations";

/** Rules of /import that do not apply to /track. */
const TAKEN_BY_TRACK: ReadonlySet<RuleCode> = new Set<RuleCode>([
  "distinct_id_missing",
  "insert_id_charset",
  "insert_id_length",
  "insert_id_refused",
]);

/** If an event violates one of these, /track loses it and may still report success. */
const LOST_BY_TRACK: ReadonlySet<RuleCode> = new Set<RuleCode>([
  "event_object",
  "event_name",
  "properties_object",
  "time_type",
  "time_too_early",
  "time_too_old",
  "token_missing",
]);

const MAX_AGE_MS = 5 * 86_400_000;

const own = new Violations();

/**
 * Checks an event against the rules of /track, in the form in which it is sent: with token and time filled in.
 *
 * @param now milliseconds since 1970
 * @param only `lost` to check only rules whose violation loses the event silently
 * @see https://developer.mixpanel.com/reference/track-event
 */
export function validateTrackedEvent(
  event: unknown,
  { now, only }: { now: number; only?: "lost" },
): readonly Violation[] {
  const violations = validateEvent(event, { now });
  if (isRecord(event) && isRecord(event.properties)) {
    const { token, time } = event.properties;
    if (typeof token !== "string" || token === "") own.add("token_missing", "properties.token", token);
    if (typeof time === "number" && timeInMs(time) < now - MAX_AGE_MS) own.add("time_too_old", "properties.time", time);
  }
  const found = own.take();
  if (violations.length + found.length === 0) return violations;
  return [...found, ...violations].filter(({ rule }) =>
    only === "lost" ? LOST_BY_TRACK.has(rule) : !TAKEN_BY_TRACK.has(rule),
  );
}
