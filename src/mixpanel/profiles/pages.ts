import type { MixpanelClient } from "../client";
import type { Parameter } from "../endpoint";
import { queryProfiles } from "../endpoints/profiles";
import { InputError, MixpanelError, MixpanelResponseError, MixpanelValidationError } from "../errors";
import { isRecord, type JsonObject } from "../json";

/**
 * Distinct IDs that one query looks up, a limit of this client's: Mixpanel documents none, and lists of IDs elsewhere in its API end at
 * 2,000. Each such query spends one of the hour's; its second page spends none.
 */
export const DISTINCT_IDS_PER_QUERY = 2_000;

/** Queries that Mixpanel takes from a project in an hour: https://developer.mixpanel.com/reference/rate-limits */
const QUERIES_PER_HOUR = 60;

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
  /** Profiles on all pages of the session, where Mixpanel says so. */
  total: number | undefined;
  /** Whether there are more profiles. */
  more: boolean;
  /**
   * Undefined after the last page. A page that was cut comes again whole; where it was the first, going on would never get beyond it,
   * and there is no cursor.
   */
  next: ProfilesCursor | undefined;
}

type Parameters = Readonly<Record<string, Parameter>>;
type Position = Pick<ProfilesCursor, "session_id" | "page">;
type Answer = Omit<ProfilePage, "more" | "next">;

const number = (value: unknown) => (typeof value === "number" ? value : undefined);

function readPage(answer: unknown, page: number, asked: string | undefined): Answer {
  const { results, page_size, session_id, total } = isRecord(answer) ? answer : {};
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
    return readPage(await client.call(queryProfiles, { ...parameters, ...paging }), page, session_id);
  } catch (error) {
    throw error instanceof MixpanelValidationError && session_id !== undefined ? sessionGone(error, page) : error;
  }
}

/** What is left of a session after a page of which `kept` results were wanted and no further ones may be. */
async function restAfter(
  client: MixpanelClient,
  parameters: Parameters,
  { page, page_size, results, session_id, total }: Answer,
  kept: number,
): Promise<Position | undefined> {
  if (kept < results.length) return { session_id, page };
  const next = { session_id, page: page + 1 };
  if (results.length < page_size) return undefined;
  // Mixpanel's description leaves open whether total counts one page or all: only what is more than this page settles it.
  if (total !== undefined && total > page * page_size + results.length) return next;
  try {
    return (await fetchPage(client, parameters, next)).results.length > 0 ? next : undefined;
  } catch (error) {
    // The page is looked at for this answer alone: what was read must not be lost for it.
    if (error instanceof MixpanelError) return next;
    throw error;
  }
}

/** What one query looks up. */
interface Lookup {
  distinct_ids: Parameter;
  /** Position of its first ID in the list that was handed in. */
  from: number;
}

/** The queries that look up a list of IDs, each ID once. @throws InputError where they are more than an hour's */
function lookups(ids: Parameter): Lookup[] {
  if (!Array.isArray(ids)) return [{ distinct_ids: ids, from: 0 }];
  const positions = new Map<unknown, number>();
  for (const [position, id] of ids.entries()) if (!positions.has(id)) positions.set(id, position);
  const distinct = [...positions];
  const fit = QUERIES_PER_HOUR * DISTINCT_IDS_PER_QUERY;
  if (distinct.length > fit) {
    throw new InputError({
      input: "Distinct IDs",
      got: `${distinct.length} different IDs`,
      expected: `at most ${fit}, ${DISTINCT_IDS_PER_QUERY} for each of the ${QUERIES_PER_HOUR} queries that Mixpanel takes in an hour`,
      fix: "Split them into several lists, and query one an hour.",
    });
  }
  const lists: Lookup[] = [];
  for (let at = 0; at < distinct.length; at += DISTINCT_IDS_PER_QUERY) {
    const part = distinct.slice(at, at + DISTINCT_IDS_PER_QUERY);
    lists.push({ distinct_ids: part.map(([id]) => id), from: part[0]?.[1] ?? 0 });
  }
  return lists;
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
    while (at !== undefined && left > 0) {
      const answer: Answer = await fetchPage(client, query, at);
      const results = answer.results.slice(0, left);
      left -= results.length;
      if (results.length === answer.results.length) wholePages++;
      if (left === 0) at = await restAfter(client, query, answer, results.length);
      else if (answer.results.length < answer.page_size) at = undefined;
      else at = { session_id: answer.session_id, page: answer.page + 1 };
      const next = at === undefined ? nextQuery : { ...at, distinct_ids_from: list.from };
      yield { ...answer, results, more: next !== undefined, next: wholePages > 0 ? next : undefined };
    }
    if (left === 0) return;
  }
}
