import type { MixpanelClient } from "../client";
import type { queryProfiles } from "../endpoints/profiles";
import { MixpanelError, MixpanelValidationError } from "../errors";
import type { Parameter, ParametersOf } from "../http/parameters";
import type { JsonObject } from "../records/json";
import type { Collected } from "../results";
import { type ProfilePage, profilePages } from "./pages";

/** Profiles of several pages, in the form of one. `truncated` is also true if a page failed, or Mixpanel returned fewer than its total. */
export interface CollectedProfiles extends Collected {
  /** The first page that was read. */
  page: number;
  page_size: number;
  /** The session to continue with; empty if the next page begins a new query. */
  session_id: string;
  status: "ok";
  /** Number of profiles on all pages of the queries sent so far, if Mixpanel says so; never less than were read. */
  total?: number;
  results: JsonObject[];
  /** The page to continue with; null if there are no more, the session has expired, or less than one whole page was requested. */
  next_page: number | null;
  /** Position in `distinct_ids` from which to continue, if the list contains no duplicates; null when `next_page` is null. */
  next_distinct_ids_from: number | null;
  /** Why the next page could not be read, if it failed. */
  error?: string;
}

/**
 * Collects the profiles of all given pages, and says where to continue. If a page fails, returns the profiles of the pages before it,
 * which already count toward the hourly limit. If Mixpanel rejects a page, its session has expired, so the result says nowhere to continue.
 *
 * @throws MixpanelError if the first page fails
 */
export async function collectProfiles(pages: AsyncIterable<ProfilePage>): Promise<CollectedProfiles> {
  const results: JsonObject[] = [];
  const totals = new Map<number, number>();
  let missing = 0;
  let first: ProfilePage | undefined;
  let last: ProfilePage | undefined;
  let failure: MixpanelError | undefined;
  try {
    for await (const page of pages) {
      first ??= page;
      last = page;
      for (const profile of page.results) results.push(profile);
      missing += page.missing;
      const largest = totals.get(page.query) ?? page.total;
      if (largest !== undefined) totals.set(page.query, Math.max(largest, page.total ?? 0, page.rows));
    }
  } catch (error) {
    if (!(error instanceof MixpanelError) || last?.next === undefined) throw error;
    failure = error;
  }
  const isExpired = failure instanceof MixpanelValidationError && last?.next?.session_id !== undefined;
  const next = isExpired ? undefined : last?.next;
  return {
    page: first?.page ?? 0,
    page_size: first?.page_size ?? 0,
    session_id: isExpired ? "" : ((next === undefined ? last?.session_id : next.session_id) ?? ""),
    status: "ok",
    ...(totals.size === 0 ? {} : { total: [...totals.values()].reduce((sum, total) => sum + total, 0) }),
    results,
    count: results.length,
    truncated: (last?.more ?? false) || missing > 0,
    next_page: next?.page ?? null,
    next_distinct_ids_from: next?.distinct_ids_from ?? null,
    ...(failure === undefined ? {} : { error: failure.message }),
  };
}

/**
 * Queries profiles page by page. Behaviors return more than one page only if they are evaluated at a given time: a query without one gets
 * the current time, and a session has the time of its first page.
 *
 * @param query parameters by Mixpanel's names
 * @returns the profiles, with the time at which behaviors were evaluated, if there is one
 * @throws MixpanelError if the first page fails
 * @see https://developer.mixpanel.com/reference/engage-query
 */
export async function queryAllProfiles(
  client: MixpanelClient,
  query: ParametersOf<typeof queryProfiles>,
  limits: { maxProfiles: number },
): Promise<CollectedProfiles & { as_of_timestamp?: Parameter }> {
  const needsTime = query.behaviors !== undefined && query.session_id === undefined;
  const now = () => Math.floor(client.transport.clock.now() / 1000);
  const as_of_timestamp = query.as_of_timestamp ?? (needsTime ? now() : undefined);
  const collected = await collectProfiles(profilePages(client, { ...query, as_of_timestamp }, limits));
  return as_of_timestamp === undefined ? collected : { ...collected, as_of_timestamp };
}
