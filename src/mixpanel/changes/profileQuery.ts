import type { MixpanelClient } from "../client";
import { queryProfiles } from "../endpoints/profiles";
import { MixpanelResponseError } from "../errors";
import { allOf, anyOf, compared, isNotSet, propertyRef } from "../expressions";
import type { ParametersOf } from "../http/parameters";
import { idsOf } from "../profiles/members";
import { type ProfilePage, profilePages } from "../profiles/pages";
import { contentHash } from "../records/hash";
import { isRecord, type JsonObject } from "../records/json";
import type { Stamp, WallClock } from "./wallClock";

export type ProfileParameters = ParametersOf<typeof queryProfiles>;

/** The properties that tell when a profile changed: "Updated at" and, if the app sets it, when the user signed up. */
const [LAST_SEEN, CREATED] = ["$last_seen", "$created"];
export const DATES = [LAST_SEEN, CREATED];

/** A profile as it was read. */
export interface Version {
  profile: JsonObject;
  id: string;
  /** When it was updated last; for a profile that does not say so, when it was created. */
  stamp: Stamp;
  hasLastSeen: boolean;
  /** The value of $created, if it is a date. */
  created: Stamp | undefined;
  /** Differs between versions of the same profile. */
  hash: string;
}

/** The profiles that were updated at a time or later. Mixpanel sets no $last_seen where an update asks for that: these count by $created. */
export function changedSince(floor: Stamp, where: unknown): string {
  const since = (name: string) => compared(propertyRef("profile", name), ">=", { first: floor, last: floor });
  const changed = anyOf([since(LAST_SEEN), allOf([isNotSet(propertyRef("profile", LAST_SEEN)), since(CREATED)])]);
  return typeof where === "string" ? allOf([where, changed]) : changed;
}

/** The versions on a page of profiles. @param floor stands for a date that cannot be read */
export function versionsOn(page: ProfilePage, clock: WallClock, floor: Stamp): Version[] {
  return page.results.flatMap((profile) => {
    const properties = isRecord(profile.$properties) ? profile.$properties : {};
    const lastSeen = clock.read(properties[LAST_SEEN]);
    const created = clock.read(properties[CREATED]);
    const stamp = lastSeen ?? created ?? floor;
    const hasLastSeen = lastSeen !== undefined;
    return idsOf(profile).map((id) => ({
      profile,
      id,
      stamp,
      hasLastSeen,
      created,
      hash: contentHash([id, stamp, properties]),
    }));
  });
}

/** How many profiles were read, of how many. */
export interface ReadCounts {
  rows: number;
  total: number;
}

/**
 * Reads the pages of one query, and counts.
 *
 * @throws MixpanelResponseError after the last page if profiles are missing; MixpanelError of a page that failed
 */
export async function* countedPages(
  client: MixpanelClient,
  parameters: ProfileParameters,
  counts: ReadCounts,
): AsyncGenerator<ProfilePage> {
  for await (const page of profilePages(client, parameters, { maxProfiles: Number.POSITIVE_INFINITY })) {
    counts.rows += page.results.length;
    counts.total = Math.max(counts.total, page.total ?? 0);
    yield page;
  }
  if (counts.rows >= counts.total) return;
  throw new MixpanelResponseError({
    operation: queryProfiles.operation,
    message: `${queryProfiles.operation}: Mixpanel returned ${counts.rows} of ${counts.total} profiles. This poll ends here, so that none is skipped. The next poll tries again.`,
  });
}
