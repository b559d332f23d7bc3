import type { MixpanelClient } from "../client";
import { dayAfter, dayIn } from "../days";
import { type EventsOfId, eventsLeft } from "./eventsLeft";
import { type FindOptions, findDistinctIds } from "./findIds";
import { notCovered } from "./notCovered";
import type { Subject, VerificationRecord } from "./types";

export interface VerifyOptions extends Omit<FindOptions, "events"> {
  /** How many of the last days of events to check, today included. */
  days: number;
  /** When the erasure ended, in milliseconds since 1970. */
  erasedMs?: number;
  maxEvents?: number;
}

/** A profile that is still there. */
export interface ProfileLeft {
  distinct_id: string;
  /** Of a group profile only. */
  data_group_id?: string;
  /** Positions of the people whose it is. */
  subjects: number[];
}

export interface ErasureCheck {
  /** Whether nothing is left, as far as was looked. */
  clean: boolean;
  /** Whether all was looked through that was asked for, events included: these need at least one distinct ID. */
  complete: boolean;
  checked_at: string;
  profiles_left: ProfileLeft[];
  group_profiles_left: ProfileLeft[];
  events_left: EventsOfId[];
  counts: { profiles: number; group_profiles: number; events: number; arrived_later: number };
  /** What a second round requests: the IDs of users that are left. */
  distinct_ids: string[];
  from_date: string | null;
  to_date: string | null;
  not_covered: string[];
}

const DEFAULT_MAX_EVENTS = 1_000_000;
/** Profiles that are listed of each kind. */
const MAX_LISTED = 1_000;

/**
 * Checks after an erasure what is left of people: profiles by their IDs and properties, and events of some days that name one of the IDs.
 *
 * @param subjects with the IDs that were erased as `distinctId`, and properties by which new profiles can be found
 * @throws MixpanelError if anything could not be read: it would look as if it were gone
 */
export async function verifyErasure(
  client: MixpanelClient,
  subjects: readonly Subject[],
  { days, erasedMs, maxEvents = DEFAULT_MAX_EVENTS, ...options }: VerifyOptions,
): Promise<ErasureCheck> {
  const now = client.transport.clock.now();
  const search = await findDistinctIds(client, subjects, options);
  const profiles = new Map<string, ProfileLeft>();
  const groups = new Map<string, ProfileLeft>();
  const ids = new Set<string>();
  for (const { index, ids: found } of search.subjects) {
    for (const { distinct_id, sources, data_group_id } of found) {
      if (data_group_id === undefined) ids.add(distinct_id);
      if (!sources.some((source) => source === "profile" || source === "group_profile")) continue;
      const kind = data_group_id === undefined ? profiles : groups;
      const key = JSON.stringify([distinct_id, data_group_id]);
      const group = data_group_id === undefined ? {} : { data_group_id };
      const known = kind.get(key) ?? { distinct_id, ...group, subjects: [] };
      known.subjects.push(index);
      kind.set(key, known);
    }
  }
  const to_date = dayIn("UTC", now);
  const window = { from_date: dayAfter(to_date, 1 - days), to_date };
  const events = await eventsLeft(client, [...ids], {
    days: window,
    project_id: options.project_id,
    erasedMs,
    maxEvents,
  });
  const isWhole = !search.truncated && !events.truncated && profiles.size <= MAX_LISTED && groups.size <= MAX_LISTED;
  // Events are found by IDs alone: without one, none being found says nothing.
  const complete = isWhole && ids.size > 0;
  const left = profiles.size + groups.size + events.count;
  const notSearched = search.not_searched.filter(({ place }) => place !== "events");
  return {
    clean: left === 0 && complete,
    complete,
    checked_at: new Date(now).toISOString(),
    profiles_left: [...profiles.values()].slice(0, MAX_LISTED),
    group_profiles_left: [...groups.values()].slice(0, MAX_LISTED),
    events_left: events.ids,
    counts: {
      profiles: profiles.size,
      group_profiles: groups.size,
      events: events.count,
      arrived_later: events.arrived_later,
    },
    distinct_ids: [...new Set([...[...profiles.values()], ...events.ids].map(({ distinct_id }) => distinct_id))].slice(
      0,
      2 * MAX_LISTED,
    ),
    from_date: events.days?.from_date ?? null,
    to_date: events.days?.to_date ?? null,
    not_covered: [
      ...notCovered({ kind: "deletion", compliance_type: "GDPR" }, notSearched),
      ...(ids.size > 0
        ? []
        : [
            "Events: no distinct ID was given or found, so none could be looked for. Check again with the distinct IDs that were erased.",
          ]),
      `Events of other days: only the last ${days} days were checked.`,
      "Users without a profile whose IDs were not given: they are found neither by e-mail nor by another property.",
    ],
  };
}

/** What the evidence of the request keeps of a check. */
export const verificationOf = ({ checked_at, counts, complete }: ErasureCheck): VerificationRecord => ({
  at: checked_at,
  profiles_left: counts.profiles + counts.group_profiles,
  events_left: counts.events,
  complete,
});
