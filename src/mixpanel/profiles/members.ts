import type { MixpanelClient } from "../client";
import { getCohortMembers } from "../endpoints/cohorts";
import type { ParametersOf } from "../http/parameters";
import type { JsonObject } from "../records/json";
import { type CollectedProfiles, collectProfiles } from "./collect";
import { type ProfilePage, profilePages } from "./pages";

/** Members of a cohort, and where to go on. */
export interface CohortMembers
  extends Pick<
    CollectedProfiles,
    "page" | "page_size" | "session_id" | "total" | "count" | "truncated" | "next_page" | "error"
  > {
  /** As text, also where Mixpanel has a number. */
  distinct_ids: string[];
  /** The members with the properties that were asked for; undefined where none were. */
  results?: JsonObject[];
}

/** Keeps Mixpanel from sending all properties where only the IDs are wanted; what an empty list does is not documented. */
export const ID_ALONE = ["$distinct_id"];

async function* firstOf(pages: AsyncIterable<ProfilePage>): AsyncGenerator<ProfilePage> {
  for await (const page of pages) {
    yield page;
    return;
  }
}

/** The ID of a profile as text, in a list; an empty list if it has none. Groups may have it under another name. */
export function idsOf({ $distinct_id, $group_id, group_id }: JsonObject): string[] {
  const id = $distinct_id ?? $group_id ?? group_id;
  return typeof id === "string" || typeof id === "number" ? [String(id)] : [];
}

/**
 * Reads the members of a cohort page by page, and holds those that it returns alone.
 *
 * @param parameters by Mixpanel's names: `filter_by_cohort`, `include_all_users`, `output_properties`, …
 * @param options.maxMembers at least 1; no more are returned
 * @param options.allPages whether to read on after the first page
 * @throws MixpanelError where not even one whole page was read
 * @see https://developer.mixpanel.com/reference/engage-query
 */
export async function cohortMembers(
  client: MixpanelClient,
  parameters: ParametersOf<typeof getCohortMembers>,
  { maxMembers, allPages }: { maxMembers: number; allPages: boolean },
): Promise<CohortMembers> {
  const { output_properties } = parameters;
  const wantsProperties = Array.isArray(output_properties) && output_properties.length > 0;
  const asked = { ...parameters, output_properties: wantsProperties ? output_properties : ID_ALONE };
  const pages = profilePages(client, asked, { maxProfiles: maxMembers, row: getCohortMembers });
  const collected = await collectProfiles(allPages ? pages : firstOf(pages));
  const { status: _status, next_distinct_ids_from: _from, results, ...rest } = collected;
  return { ...rest, distinct_ids: results.flatMap(idsOf), ...(wantsProperties ? { results } : {}) };
}
