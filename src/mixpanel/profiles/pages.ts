import type { MixpanelClient } from "../client";
import { queryProfiles } from "../endpoints/profiles";
import { MixpanelError, MixpanelResponseError, MixpanelValidationError } from "../errors";
import type { ParametersOf } from "../http/parameters";
import type { ResponseOf } from "../http/response";
import { isRecord, type JsonObject } from "../records/json";
import { lookups } from "./lookups";
import { Progress } from "./progress";

/** Profiles on a full page, where the answer does not say. */
const PAGE_SIZE = 1_000;

/** Where to go on after a page. */
export interface ProfilesCursor {
  /** Undefined where the next page begins a new query, which spends one of the hour's. */
  session_id: string | undefined;
  page: number;
  /**
   * Position in `distinct_ids` of the first ID to hand in again; 0 unless there are more than one query looks up. Where an ID is in the
   * list twice, some before this position come again behind it: take them out of the list first.
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
  /** Profiles of this query so far, those of this page and of the pages before included. */
  rows: number;
  /** Profiles that Mixpanel counts in this query and that none of its pages brought. Only set to more than 0 on its last page. */
  missing: number;
  /** Whether there are more profiles to read. */
  more: boolean;
  /**
   * Undefined after the last page. A page that was cut comes again whole; where it was the first, going on would never get beyond it,
   * and there is no cursor.
   */
  next: ProfilesCursor | undefined;
}

type Parameters = ParametersOf<typeof queryProfiles>;
type Position = Pick<ProfilesCursor, "session_id" | "page">;
type Answer = Pick<ProfilePage, "results" | "page" | "page_size" | "session_id" | "total">;

const number = (value: unknown) => (typeof value === "number" ? value : undefined);

function readPage(response: ResponseOf<typeof queryProfiles>, page: number, asked: string | undefined): Answer {
  const { results, page_size, session_id, total } = response;
  const size = number(page_size) ?? PAGE_SIZE;
  const session = typeof session_id === "string" ? session_id : asked;
  const listed = Array.isArray(results) && results.every(isRecord) ? results : undefined;
  if (listed === undefined || (session === undefined && listed.length >= size)) {
    const lacking = listed === undefined ? "a list of results" : "the session_id that the next one needs";
    throw new MixpanelResponseError({
      operation: queryProfiles.operation,
      message: `${queryProfiles.operation}: Mixpanel answered page ${page} without ${lacking}. Run it again.`,
    });
  }
  return { results: listed, page, page_size: size, session_id: session ?? "", total: number(total) };
}

/** Says what to do where Mixpanel no longer has the session of a page. */
function sessionGone(error: MixpanelValidationError, page: number): MixpanelValidationError {
  const fix = /uncached/i.test(error.message)
    ? "Behaviors give more than one page only with As Of Timestamp: fill it in."
    : "The session may be gone, since Mixpanel keeps it for a while only.";
  return new MixpanelValidationError({
    operation: error.operation,
    status: error.status,
    message: `${error.message} Page ${page} belongs to the session of an earlier query. ${fix} Then query again from the first page, without Session ID and Page.`,
    cause: error,
  });
}

async function fetchPage(
  client: MixpanelClient,
  parameters: Parameters,
  { session_id, page }: Position,
): Promise<Answer> {
  const paging = session_id === undefined ? {} : { session_id, page };
  try {
    const isFirst = session_id === undefined;
    return readPage(
      await client.call(queryProfiles, { ...parameters, ...paging }, { isCounted: isFirst }),
      page,
      session_id,
    );
  } catch (error) {
    throw error instanceof MixpanelValidationError && session_id !== undefined ? sessionGone(error, page) : error;
  }
}

/** Where to go on after a page of which `kept` results were wanted and no further ones may be read; undefined after the last page. */
async function restAfter(
  client: MixpanelClient,
  parameters: Parameters,
  answer: Answer,
  { kept, progress }: { kept: number; progress: Progress },
): Promise<Position | undefined> {
  const { page, results, session_id } = answer;
  if (kept < results.length) return { session_id, page };
  if (!progress.mayGoOn(answer)) return undefined;
  const next = { session_id, page: page + 1 };
  if (progress.missing > 0) return next;
  try {
    return (await fetchPage(client, parameters, next)).results.length > 0 ? next : undefined;
  } catch (error) {
    // The page is looked at for this answer alone: what was read must not be lost for it.
    if (error instanceof MixpanelError) return next;
    throw error;
  }
}

/**
 * Queries profiles page by page, one page held at a time. The first page spends one of the hour's queries, the others none, so that
 * nothing waits between them. More than DISTINCT_IDS_PER_QUERY distinct IDs are looked up by several queries, one after the other; an ID
 * that is there twice is looked up once.
 *
 * @param parameters by Mixpanel's names: `where`, `distinct_ids`, `data_group_id`, …; `session_id` and `page` go on with a session,
 * which with many `distinct_ids` is that of the first DISTINCT_IDS_PER_QUERY of them
 * @param options.maxProfiles at least 1; no more are handed out, and the last page is cut to it
 * @throws InputError for more distinct IDs than an hour's queries look up; MixpanelValidationError where the session of a page is gone;
 * MixpanelError of a page that failed for good
 * @see https://developer.mixpanel.com/reference/engage-query
 */
export async function* profilePages(
  client: MixpanelClient,
  parameters: Parameters,
  { maxProfiles }: { maxProfiles: number },
): AsyncGenerator<ProfilePage> {
  const { distinct_ids, session_id, page, ...rest } = parameters;
  const lists = lookups(distinct_ids);
  let left = maxProfiles;
  let wholePages = 0;
  for (const [position, list] of lists.entries()) {
    const query = { ...rest, distinct_ids: list.distinct_ids };
    const following = lists[position + 1];
    const nextQuery = following && { session_id: undefined, page: 0, distinct_ids_from: following.from };
    let at: Position | undefined = { session_id: undefined, page: 0 };
    if (position === 0 && typeof session_id === "string") at = { session_id, page: number(page) ?? 0 };
    let progress: Progress | undefined;
    while (at !== undefined && left > 0) {
      const answer: Answer = await fetchPage(client, query, at);
      progress ??= new Progress(at.page * answer.page_size);
      progress.add(answer);
      const results = answer.results.slice(0, left);
      const kept = results.length;
      left -= kept;
      if (kept === answer.results.length) wholePages++;
      if (left === 0) at = await restAfter(client, query, answer, { kept, progress });
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
