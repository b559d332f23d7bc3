/** Compares the data read back from Mixpanel with the data sent. */
import { z } from "zod";
import { dayOf, type OperatorProfile, type StrikeEvent } from "./strikes";

const storedEvent = z.object({
  event: z.string(),
  properties: z.looseObject({
    time: z.number(),
    distinct_id: z.union([z.string(), z.number()]).default("").transform(String),
    $insert_id: z.string(),
  }),
});
/** What Download Data returns. */
export const exported = z.object({ events: z.array(storedEvent), count: z.number(), truncated: z.boolean() });
/** An event as the export returns it. */
export type StoredEvent = z.infer<typeof storedEvent>;

/** A profile as Query Profile returns it. */
export interface StoredProfile {
  $distinct_id: string | number;
  $properties: Record<string, unknown>;
}

/** How two collections differ. */
export interface Difference {
  /** Records read back that equal one that was sent. */
  same: number;
  /** Records sent that were not read back. */
  missing: number;
  /** Records read back that were not sent, or that differ from what was sent. */
  unexpected: number;
}

/** Removes duplicates, because Mixpanel's export contains them: events equal in name, time, distinct ID and insert ID. The last one stays. */
export function withoutCopies(events: readonly StoredEvent[]): StoredEvent[] {
  const identity = ({ event, properties: { time, distinct_id, $insert_id } }: StoredEvent) =>
    JSON.stringify([event, time, distinct_id, $insert_id]);
  return [...new Map(events.map((event) => [identity(event), event])).values()];
}

/**
 * Compares events by their name, day, distinct ID and all properties that the data has; Mixpanel adds its own properties. A different
 * time on the same day counts as shifted, because projects created before 2023 export times in the project's time zone.
 *
 * @param sent without duplicates
 * @returns the difference, and how many of the equal events have a time shifted within their day
 */
export function compareEvents(
  sent: readonly StrikeEvent[],
  stored: readonly StoredEvent[],
): Difference & { shifted: number } {
  const names = [...new Set(sent.flatMap(({ properties }) => Object.keys(properties)))].sort();
  const own = names.filter((name) => name !== "time");
  const print = ({ event, properties }: { event: string; properties: Record<string, unknown> & { time: number } }) =>
    JSON.stringify([event, dayOf(properties.time), ...own.map((name) => properties[name] ?? null)]);
  const expected = new Map(sent.map((event) => [print(event), event.properties.time]));
  let unexpected = 0;
  let shifted = 0;
  const seen = new Set<string>();
  for (const event of stored) {
    const fingerprint = print(event);
    const time = expected.get(fingerprint);
    if (time === undefined || seen.has(fingerprint)) unexpected += 1;
    else if (time !== event.properties.time) shifted += 1;
    if (time !== undefined) seen.add(fingerprint);
  }
  return { same: seen.size, missing: expected.size - seen.size, unexpected, shifted };
}

/** Compares profiles by their distinct ID and the properties that were set. */
export function compareProfiles(sent: readonly OperatorProfile[], stored: readonly StoredProfile[]): Difference {
  const byId = new Map(stored.map((profile) => [String(profile.$distinct_id), profile.$properties]));
  let same = 0;
  let unexpected = 0;
  for (const { $distinct_id, $set } of sent) {
    const properties = byId.get($distinct_id);
    if (properties === undefined) continue;
    if (Object.entries($set).every(([name, value]) => properties[name] === value)) same += 1;
    else unexpected += 1;
  }
  return { same, missing: sent.length - same - unexpected, unexpected };
}
