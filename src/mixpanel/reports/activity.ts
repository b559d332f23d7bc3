import { isRecord, type JsonObject } from "../records/json";
import { numberOf } from "./nesting";

export interface ActivityStream extends JsonObject {
  results: JsonObject & { events: unknown[] };
  /** Whether events were left out. */
  truncated: boolean;
  /** How many events Mixpanel returned. */
  total: number;
}

function timeOf(event: unknown): number {
  const properties = isRecord(event) && isRecord(event.properties) ? event.properties : {};
  return numberOf(properties.time) ?? Number.NEGATIVE_INFINITY;
}

/**
 * The latest events of an activity stream, the newest first. Mixpanel returns all of them at once, in an order that is not described.
 *
 * @see https://developer.mixpanel.com/reference/activity-stream-query
 */
export function latestActivity({ results, ...rest }: JsonObject, maxEvents: number): ActivityStream {
  const held: JsonObject = isRecord(results) ? results : {};
  const events: unknown[] = Array.isArray(held.events) ? held.events : [];
  const sorted = events
    .map((event) => ({ event, time: timeOf(event) }))
    .sort((one, other) => (one.time === other.time ? 0 : other.time - one.time))
    .map(({ event }) => event);
  return {
    ...rest,
    results: { ...held, events: sorted.slice(0, maxEvents) },
    truncated: sorted.length > maxEvents,
    total: sorted.length,
  };
}
