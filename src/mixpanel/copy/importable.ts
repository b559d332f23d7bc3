import { MixpanelResponseError } from "../errors";
import type { MixpanelEvent } from "../ingest/completeEvent";
import { isRecord, type JsonObject } from "../records/json";

/** Properties that Mixpanel adds to an event when it stores it; the destination project adds its own. */
export const WRITTEN_BY_MIXPANEL = [
  "mp_processing_time_ms",
  "mp_sent_by_lib_version",
  "$import",
  "$mp_api_endpoint",
  "$mp_api_timestamp_ms",
  "$mp_event_size",
];

/**
 * Turns an exported event into one that can be imported, in place. The insert ID is kept, so copying again creates no duplicates. An import
 * requires a distinct ID, which may be empty for an event without a user.
 *
 * @param event as exported with `time_in_ms`: without milliseconds, events within one second would lose their order
 * @param toUtc converts the project's time to UTC, for projects that export local time
 * @throws MixpanelResponseError if it is not an event
 */
export function importable(event: JsonObject, operation: string, toUtc?: (localMs: number) => number): MixpanelEvent {
  const { event: name, properties } = event;
  if (typeof name !== "string" || !isRecord(properties)) {
    throw new MixpanelResponseError({ operation, message: `${operation}: a line of the export is not an event.` });
  }
  // Set to undefined instead of deleted: JSON omits both, and delete makes objects slow.
  // Mixpanel's own values are never lists or objects, so such a value belongs to the user.
  for (const key of WRITTEN_BY_MIXPANEL) {
    const value = properties[key];
    if (value !== undefined && (value === null || typeof value !== "object")) properties[key] = undefined;
  }
  properties.distinct_id ??= "";
  if (toUtc && typeof properties.time === "number") properties.time = toUtc(properties.time);
  return { event: name, properties };
}
