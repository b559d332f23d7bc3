import type { MixpanelClient } from "../client";
import { queryProfiles } from "../endpoints/profiles";
import { MixpanelError, MixpanelResponseError, MixpanelValidationError } from "../errors";
import type { ParametersOf } from "../http/parameters";
import type { ResponseOf } from "../http/response";
import { isRecord, type JsonObject } from "../records/json";
import { lookups } from "./lookups";
import { Progress } from "./progress";

/** Profiles on a full page, if the response does not say. */
const PAGE_SIZE = 1_000;

/** Where to continue after a page. */
export interface ProfilesCursor {
  /** Undefined if the next page begins a new query, which counts toward the hourly limit. */
  session_id: string | undefined;
  page: number;
  /**
   * Position in `distinct_ids` from which to continue; 0 if one query is enough for all of them. Remove duplicate IDs from the list first:
   * an ID before this position that occurs again after it would be returned twice.
   */
  distinct_ids_from: number;
}

export interface ProfilePage {
  results: JsonObject[];
  page: number;
  page_size: number;
  session_id: string;
  /** The `total` of this page as Mixpanel sent it. */
  total: number | undefined;
  /** Which of the queries the page belongs to, from 0: many distinct IDs take more than one. */
  query: number;
  /** Profiles of this query so far, including this page. */
  rows: number;
  /** Profiles that Mixpanel counts in this query, but that were on none of its pages. Always 0 before its last page. */
  missing: number;
  /** Whether there are more profiles to read. */
  more: boolean;
  /**
   * Undefined after the last page. If only a part of a page was returned, the cursor points to the same page again. It is undefined if
   * that is the first page, because continuing would return the same part forever.
   */
  next: ProfilesCursor | undefined;
}

/** A row that queries profiles; its errors name the operation. */
export type ProfilesRow = Omit<typeof queryProfiles, "operation"> & { readonly operation: string };

type Parameters = ParametersOf<typeof queryProfiles>;

/** The query that pages belong to. */
interface Query {
  client: MixpanelClient;
  row: ProfilesRow;
  parameters: Parameters;
}

type Position = Pick<ProfilesCursor, "session_id" | "page">;
type Answer = Pick<ProfilePage, "results" | "page" | "page_size" | "session_id" | "total">;

const number = (value: unknown) => (typeof value === "number" ? value : undefined);

function readPage(
  response: ResponseOf<typeof queryProfiles>,
  { operation }: ProfilesRow,
  { session_id: asked, page }: Position,
): Answer {
  const { results, page_size, session_id, total } = response;
  const size = number(page_size) ?? PAGE_SIZE;
  const session = typeof session_id === "string" ? session_id : asked;
  const listed = Array.isArray(results) && results.every(isRecord) ? results : undefined;
  if (listed === undefined || (session === undefined && listed.length >= size)) {
    const lacking = listed === undefined ? "a list of results" : "the session_id that the next one needs";
    throw new MixpanelResponseError({
      operation,
      message: `${operation}: Mixpanel returned page ${page} without ${lacking}. Run it again.`,
    });
  }
  return { results: listed, page, page_size: size, session_id: session ?? "", total: number(total) };
}

/** Adds what to do if Mixpanel no longer has the session of a page. */
function sessionGone(error: MixpanelValidationError, page: number, { behaviors }: Parameters): MixpanelValidationError {
  const fix =
    behaviors !== undefined && /uncached/i.test(error.message)
      ? "Behaviors return more than one page only if As Of Timestamp is filled in: fill it in."
      : "The session may have expired.";
  return new MixpanelValidationError({
    operation: error.operation,
    status: error.status,
    message: `${error.message} Page ${page} belongs to the session of an earlier query. ${fix} Then query again from the first page, without Session ID and Page.`,
    cause: error,
  });
}

async function fetchPage({ client, row, parameters }: Query, at: Position): Promise<Answer> {
  const { session_id, page } = at;
  const paging = session_id === undefined ? {} : { session_id, page };
  const isCounted = session_id === undefined;
  try {
    return readPage(await client.call(row, { ...parameters, ...paging }, { isCounted }), row, at);
  } catch (error) {
    throw error instanceof MixpanelValidationError && session_id !== undefined
      ? sessionGone(error, page, parameters)
      : error;
  }
}

/** Where to continue after a page of which `kept` results are returned, when no further page may be read; undefined after the last page. */
async function restAfter(
  query: Query,
  answer: Answer,
  { kept, progress }: { kept: number; progress: Progress },
): Promise<Position | undefined> {
  const { page, results, session_id } = answer;
  if (kept < results.length) return { session_id, page };
  if (!progress.mayGoOn(answer)) return undefined;
  const next = { session_id, page: page + 1 };
  if (progress.missing > 0) return next;
  try {
    return (await fetchPage(query, next)).results.length > 0 ? next : undefined;
  } catch (error) {
    // The page is read only to find out whether it has profiles. If that fails, the profiles read so far must not be lost.
    if (error instanceof MixpanelError) return next;
    throw error;
  }
}

/**
 * Queries profiles page by page, with one page in memory at a time. Only the first page counts toward the hourly limit, so there is no
 * delay between pages. More than DISTINCT_IDS_PER_QUERY distinct IDs are split into several queries, one after the other, without
 * duplicates.
 *
 * @param parameters by Mixpanel's names: `where`, `distinct_ids`, `data_group_id`, …; `session_id` and `page` continue a session, which
 * belongs to the first DISTINCT_IDS_PER_QUERY of the `distinct_ids`
 * @param options.maxProfiles at least 1; the last page is shortened so that no more are returned
 * @param options.row for another operation than Query Profile
 * @throws InputError for more distinct IDs than the queries of an hour can look up; MixpanelValidationError if the session of a page has
 * expired; MixpanelError of a page that failed after all retries
 * @see https://developer.mixpanel.com/reference/engage-query
 */
export async function* profilePages(
  client: MixpanelClient,
  parameters: Parameters,
  { maxProfiles, row = queryProfiles }: { maxProfiles: number; row?: ProfilesRow },
): AsyncGenerator<ProfilePage> {
  const { distinct_ids, session_id, page, ...rest } = parameters;
  const lists = lookups(distinct_ids);
  let left = maxProfiles;
  let wholePages = 0;
  for (const [position, list] of lists.entries()) {
    const query = { client, row, parameters: { ...rest, distinct_ids: list.distinct_ids } };
    const following = lists[position + 1];
    const nextQuery = following && { session_id: undefined, page: 0, distinct_ids_from: following.from };
    let at: Position | undefined = { session_id: undefined, page: 0 };
    if (position === 0 && typeof session_id === "string") at = { session_id, page: number(page) ?? 0 };
    let progress: Progress | undefined;
    while (at !== undefined && left > 0) {
      const answer: Answer = await fetchPage(query, at);
      progress ??= new Progress(at.page * answer.page_size);
      progress.add(answer);
      const results = answer.results.slice(0, left);
      const kept = results.length;
      left -= kept;
      if (kept === answer.results.length) wholePages++;
      if (left === 0) at = await restAfter(query, answer, { kept, progress });
      else at = progress.mayGoOn(answer) ? { session_id: answer.session_id, page: answer.page + 1 } : undefined;
      const next = at === undefined ? nextQuery : { ...at, distinct_ids_from: list.from };
      const missing = at === undefined ? progress.missing : 0;
      const { rows } = progress;
      const more = next !== undefined;
      yield { ...answer, results, query: position, rows, missing, more, next: wholePages > 0 ? next : undefined };
    }
    if (left === 0) return;
  }
}
