import { MixpanelError, MixpanelValidationError } from "../errors";
import type { JsonObject } from "../records/json";
import type { Collected } from "../results";
import type { ProfilePage } from "./pages";

/** Profiles of several pages, in the shape of one. They are truncated also where a page failed, or fewer came than Mixpanel's total. */
export interface CollectedProfiles extends Collected {
  /** The first page that was read. */
  page: number;
  page_size: number;
  /** The session to go on with; empty where a new query begins. */
  session_id: string;
  status: "ok";
  /** Profiles on all pages of the queries that were made, where Mixpanel says so: never fewer than were read. */
  total?: number;
  results: JsonObject[];
  /** The page to go on with; null where there are no more, the session has expired, or not even one whole page was wanted. */
  next_page: number | null;
  /** Position in the distinct IDs of the first one to hand in again, where none of them is there twice; null as `next_page`. */
  next_distinct_ids_from: number | null;
  /** Why the next page could not be read, where it failed. */
  error?: string;
}

/**
 * Collects the profiles of pages that are bounded in number already, and tells where to go on. A page that fails ends it: what was read
 * before, for queries of the hour, stays. Where Mixpanel refuses the page, its session has expired, and there is nowhere to go on.
 *
 * @throws MixpanelError where not even one whole page was read
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
