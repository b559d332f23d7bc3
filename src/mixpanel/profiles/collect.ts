import { MixpanelError, MixpanelValidationError } from "../errors";
import type { JsonObject } from "../json";
import type { ProfilePage } from "./pages";

/** Profiles of several pages, in the shape of one. */
export interface CollectedProfiles {
  /** The first page that was read. */
  page: number;
  page_size: number;
  /** The session to go on with; empty where a new query begins. */
  session_id: string;
  status: "ok";
  /** Profiles on all pages of the queries that were made, where Mixpanel says so. */
  total?: number;
  results: JsonObject[];
  count: number;
  /** Whether there are more. */
  truncated: boolean;
  /** The page to go on with; null where there are no more, or not even one whole page was wanted. */
  next_page: number | null;
  /** Position in the distinct IDs of the first one to hand in again, where none of them is there twice; null as `next_page`. */
  next_distinct_ids_from: number | null;
  /** Why the next page could not be read, where it failed. */
  error?: string;
}

/**
 * Collects the profiles of pages that are bounded in number already, and tells where to go on. A page that fails ends it: what was read
 * before, for queries of the hour, stays.
 *
 * @throws MixpanelError where not even one whole page was read; MixpanelValidationError, which going on would meet again
 */
export async function collectProfiles(pages: AsyncIterable<ProfilePage>): Promise<CollectedProfiles> {
  const results: JsonObject[] = [];
  const totals = new Map<string, number>();
  let first: ProfilePage | undefined;
  let last: ProfilePage | undefined;
  let failure: MixpanelError | undefined;
  try {
    for await (const page of pages) {
      first ??= page;
      last = page;
      results.push(...page.results);
      if (page.total !== undefined) totals.set(page.session_id, page.total);
    }
  } catch (error) {
    if (!(error instanceof MixpanelError) || error instanceof MixpanelValidationError) throw error;
    if (last?.next === undefined) throw error;
    failure = error;
  }
  const next = last?.next;
  return {
    page: first?.page ?? 0,
    page_size: first?.page_size ?? 0,
    session_id: (next === undefined ? last?.session_id : next.session_id) ?? "",
    status: "ok",
    ...(totals.size === 0 ? {} : { total: [...totals.values()].reduce((sum, total) => sum + total, 0) }),
    results,
    count: results.length,
    truncated: last?.more ?? false,
    next_page: next?.page ?? null,
    next_distinct_ids_from: next?.distinct_ids_from ?? null,
    ...(failure === undefined ? {} : { error: failure.message }),
  };
}
