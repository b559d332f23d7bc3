import { InputError } from "../errors";
import type { Parameter } from "../http/parameters";
import { QUERIES_PER_HOUR } from "../limits/documented";

/**
 * Maximum number of distinct IDs in one query. It is a limit of this client: Mixpanel documents none for queries, and 2,000 for lists of
 * IDs elsewhere in its API. Each such query counts once toward the hourly limit, whatever its number of pages.
 */
export const DISTINCT_IDS_PER_QUERY = 2_000;

/** What one query looks up. */
interface Lookup {
  distinct_ids: Parameter;
  /** Position of its first ID in the given list. */
  from: number;
}

/** Splits a list of IDs into queries, without duplicates. @throws InputError if there are more queries than Mixpanel allows per hour */
export function lookups(ids: Parameter): Lookup[] {
  if (!Array.isArray(ids)) return [{ distinct_ids: ids, from: 0 }];
  const positions = new Map<unknown, number>();
  for (const [position, id] of ids.entries()) if (!positions.has(id)) positions.set(id, position);
  const distinct = [...positions];
  const fit = QUERIES_PER_HOUR * DISTINCT_IDS_PER_QUERY;
  if (distinct.length > fit) {
    throw new InputError({
      input: "Distinct IDs",
      got: `${distinct.length} different IDs`,
      expected: `at most ${fit}, which is ${DISTINCT_IDS_PER_QUERY} for each of the ${QUERIES_PER_HOUR} queries that Mixpanel allows per hour`,
      fix: "Split them into several lists, and query one list per hour.",
    });
  }
  const lists: Lookup[] = [];
  for (let at = 0; at < distinct.length; at += DISTINCT_IDS_PER_QUERY) {
    const part = distinct.slice(at, at + DISTINCT_IDS_PER_QUERY);
    lists.push({ distinct_ids: part.map(([id]) => id), from: part[0]?.[1] ?? 0 });
  }
  return lists;
}
