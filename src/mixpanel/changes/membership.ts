import type { MixpanelClient } from "../client";
import { getCohortMembers } from "../endpoints/cohorts";
import { InputError, MixpanelResponseError } from "../errors";
import type { ParametersOf } from "../http/parameters";
import { ID_ALONE, idsOf } from "../profiles/members";
import { profilePages } from "../profiles/pages";
import { hashOf } from "../records/hash";
import { decodeIds, encodeIds } from "../records/idList";
import type { JsonObject } from "../records/json";
import { isLost } from "../records/lostState";

/** Maximum size of the members in the state, of the 64 MiB that all states of an instance may have together. */
export const MAX_MEMBERS_BYTES = 8 * 1_024 * 1_024;

/** Maximum number of members of a cohort whose IDs are UUIDs, which is about as long as IDs get. */
export const MAX_MEMBERS_BOUND = 300_000;

/** Who entered and left a cohort since the members before. */
export interface MembershipChanges {
  entered: string[];
  left: string[];
  /** Number of members now. */
  member_count: number;
  /** Whether no members of this cohort were known before. */
  is_first_poll: boolean;
}

const USE_SYNC =
  "use the Cohort Sync trigger instead, to which Mixpanel itself sends the members that enter and leave.";

/**
 * Reads the IDs of all members of a cohort, with one query. Never returns a part of them: the rest would look as if it had left.
 *
 * @param parameters by Mixpanel's names: `filter_by_cohort`, `data_group_id`, …
 * @throws InputError for more than `maxMembers`; MixpanelResponseError if members are missing; MixpanelError of a page that failed
 * @see https://developer.mixpanel.com/reference/engage-query
 */
export async function allMembers(
  client: MixpanelClient,
  parameters: ParametersOf<typeof getCohortMembers>,
  { maxMembers }: { maxMembers: number },
): Promise<Set<string>> {
  const asked = { ...parameters, include_all_users: true, output_properties: ID_ALONE };
  const members = new Set<string>();
  let total = 0;
  let isWhole = false;
  const pages = profilePages(client, asked, { maxProfiles: Number.POSITIVE_INFINITY, row: getCohortMembers });
  for await (const page of pages) {
    const ids = page.results.flatMap(idsOf);
    for (const id of ids) members.add(id);
    total = Math.max(total, page.total ?? 0);
    assertAtMost(maxMembers, Math.max(total, members.size));
    // An empty cohort is one of which Mixpanel says so. A member that is returned twice makes up for no other one.
    isWhole = members.size >= total && (members.size > 0 || page.total === 0) && ids.length === page.results.length;
    if (ids.length < page.results.length) break;
  }
  if (isWhole) return members;
  throw new MixpanelResponseError({
    operation: getCohortMembers.operation,
    message: `${getCohortMembers.operation}: Mixpanel returned the IDs of ${members.size} members, out of ${total === 0 ? "an unknown number" : total}. This poll reports nothing, because the missing members would look as if they had left. The next poll tries again.`,
  });
}

function assertAtMost(maxMembers: number, count: number): void {
  if (count <= maxMembers) return;
  throw new InputError({
    input: "Max Members",
    got: `a cohort with ${count} members or more`,
    expected: `at most ${maxMembers}`,
    fix: `Increase Max Members, up to ${MAX_MEMBERS_BOUND}. For a larger cohort, ${USE_SYNC}`,
  });
}

/**
 * Compares the members of a cohort with those of the poll before.
 *
 * @param of what the members belong to, such as project and cohort; the state of another cohort is not compared
 * @param state what the poll before returned as `state`, or `{}`
 * @returns the changes, sorted; whether the state could not be read, so that there are none; and the state for the next poll, which is text of at most MAX_MEMBERS_BYTES
 * @throws InputError if the IDs do not fit in the state
 */
export function compareMembers(
  members: ReadonlySet<string>,
  { of, state }: { of: string; state: JsonObject },
): { changes: MembershipChanges; isRestart: boolean; state: JsonObject } {
  const { members: kept, checksum } = state;
  const isKnown = state.of === of && typeof kept === "string" && checksum === hashOf(kept);
  const before = isKnown ? decodeIds(kept) : new Set<string>();
  const encoded = encodeIds(members);
  if (encoded.length > MAX_MEMBERS_BYTES) {
    throw new InputError({
      input: "Cohort ID",
      got: `a cohort with ${members.size} members, whose IDs take ${encoded.length} bytes in compressed form`,
      expected: `at most ${MAX_MEMBERS_BYTES} bytes, because the flow has to keep the IDs to tell who left`,
      fix: `Choose a smaller cohort, or ${USE_SYNC}`,
    });
  }
  const entered = [...members].filter((id) => !before.has(id)).sort();
  const left = [...before].filter((id) => !members.has(id)).sort();
  return {
    changes: { entered, left, member_count: members.size, is_first_poll: !isKnown },
    isRestart: !isKnown && isLost(state, of),
    state: { of, members: encoded, checksum: hashOf(encoded) },
  };
}
