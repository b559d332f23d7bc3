import { MixpanelResponseError } from "../errors";
import type { MixpanelEvent } from "../ingest/completeEvent";
import { isRecord, type JsonObject } from "../records/json";

/** What Mixpanel writes into an event when it takes it in; the receiving project writes its own. */
export const WRITTEN_BY_MIXPANEL = [
  "mp_processing_time_ms",
  "mp_sent_by_lib_version",
  "$import",
  "$mp_api_endpoint",
  "$mp_api_timestamp_ms",
  "$mp_event_size",
];

/**
 * Turns an exported event into one that can be imported, in place. The insert ID stays, so that a second copy doubles nothing. An import
 * requires a distinct ID, and takes an empty one for an event that belongs to nobody.
 *
 * @param event as exported with `time_in_ms`: without milliseconds, events of one second would no longer be in order
 * @param toUtc of the project's time, where that is not UTC
 * @throws MixpanelResponseError where it is no event
 */
export function importable(event: JsonObject, operation: string, toUtc?: (localMs: number) => number): MixpanelEvent {
  const { event: name, properties } = event;
  if (typeof name !== "string" || !isRecord(properties)) {
    throw new MixpanelResponseError({ operation, message: `${operation}: a line of the export is no event.` });
  }
  // Unset rather than deleted: JSON leaves both out, and a delete would make the object slow.
  // A list or an object under such a name is the user's.
  for (const key of WRITTEN_BY_MIXPANEL) {
    const value = properties[key];
    if (value !== undefined && (value === null || typeof value !== "object")) properties[key] = undefined;
  }
  properties.distinct_id ??= "";
  if (toUtc && typeof properties.time === "number") properties.time = toUtc(properties.time);
  return { event: name, properties };
}
