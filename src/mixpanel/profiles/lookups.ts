import { InputError } from "../errors";
import type { Parameter } from "../http/parameters";
import { QUERIES_PER_HOUR } from "../limits/documented";

/**
 * Distinct IDs that one query looks up, a limit of this client's: Mixpanel documents none, and lists of IDs elsewhere in its API end at
 * 2,000. Each such query spends one of the hour's; its second page spends none.
 */
export const DISTINCT_IDS_PER_QUERY = 2_000;

/** What one query looks up. */
interface Lookup {
  distinct_ids: Parameter;
  /** Position of its first ID in the list that was handed in. */
  from: number;
}

/** The queries that look up a list of IDs, each ID once. @throws InputError where they are more than an hour's */
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
