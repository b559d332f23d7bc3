import type { MixpanelClient } from "../client";
import { dayAfter, dayIn } from "../days";
import { InputError } from "../errors";
import { QUERIES_PER_HOUR } from "../limits/documented";
import { DISTINCT_IDS_PER_QUERY } from "../profiles/lookups";
import { Criteria, type CriteriaOptions, DISTINCT_ID } from "./criteria";
import { EventMembers } from "./eventMembers";
import { IdsOfSubject, sharedIds } from "./found";
import { placesLeft } from "./notSearched";
import { ProfileSearch } from "./profileSearch";
import type { SearchResult, Subject } from "./types";

export const DEFAULT_EMAIL_PROPERTIES: readonly string[] = ["$email", "email"];

export interface FindOptions extends Partial<CriteriaOptions> {
  project_id?: string;
  workspace_id?: string;
  /** The `data_group_id` of group keys whose profiles to search, too. */
  groups?: readonly string[];
  /** How many of the last days of events to search, too, today included; `event` names those to read. */
  events?: { days: number; event?: readonly string[] };
  /** IDs to keep for one subject. */
  maxIds?: number;
  /** Profiles to read of one query. */
  maxProfiles?: number;
  maxEvents?: number;
  /** Label of the input with the subjects, for errors. */
  input?: string;
}

export const DEFAULT_MAX_IDS = 500;
const DEFAULT_MAX_PROFILES = 10_000;
const DEFAULT_MAX_EVENTS = 1_000_000;

function chunksOf<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
}

function assertAffordable(input: string, subjects: number, queries: number): void {
  if (queries <= QUERIES_PER_HOUR) return;
  throw new InputError({
    input,
    got: `${subjects} people, who need ${queries} queries`,
    expected: `at most the ${QUERIES_PER_HOUR} queries that Mixpanel allows per hour`,
    fix: "Split them into several steps, or search fewer properties and groups.",
  });
}

/**
 * Finds the distinct IDs of people: on user profiles, and on request on group profiles and in events. Many people are looked up in one
 * query; which profile is whose is told by its properties.
 *
 * @param subjects each with at least one identifier
 * @returns for each subject its IDs with their sources
 * @throws InputError for more subjects than the queries of an hour can look up; MixpanelError if anything could not be read, because a search
 * with holes looks like one that found nothing
 * @see https://developer.mixpanel.com/reference/engage-query
 */
export async function findDistinctIds(
  client: MixpanelClient,
  subjects: readonly Subject[],
  options: FindOptions = {},
): Promise<SearchResult> {
  const { emailProperties = DEFAULT_EMAIL_PROPERTIES, serviceIdProperty, ignoreCase = true } = options;
  const { groups = [], events, maxIds = DEFAULT_MAX_IDS, maxEvents = DEFAULT_MAX_EVENTS, input = "Subjects" } = options;
  const criteria = new Criteria(subjects, { emailProperties, serviceIdProperty, ignoreCase });
  const found = subjects.map(({ distinctId }) => {
    const ids = new IdsOfSubject(maxIds);
    if (distinctId !== undefined) ids.add(distinctId, { source: "given", field: DISTINCT_ID });
    return ids;
  });

  const lookups = chunksOf(criteria.distinctIds(), DISTINCT_IDS_PER_QUERY);
  const expressions = criteria.expressions();
  assertAffordable(input, subjects.length, lookups.length + expressions.length * (1 + groups.length));
  const { project_id, workspace_id, maxProfiles = DEFAULT_MAX_PROFILES } = options;
  const search = new ProfileSearch(client, { criteria, found, maxProfiles, project: { project_id, workspace_id } });
  for (const ids of lookups) await search.byIds(ids);
  for (const expression of expressions) await search.byProperties(expression);
  for (const group of groups) for (const expression of expressions) await search.byProperties(expression, group);

  let read = { exports: 0, events: 0, truncated: false };
  if (events !== undefined) {
    const members = new EventMembers(criteria, found);
    for (const [index, ids] of found.entries()) for (const id of ids.userIds()) members.own(id, index);
    for (const id of criteria.distinctIds())
      for (const index of criteria.matching(DISTINCT_ID, id)) members.own(id, index);
    const to_date = dayIn("UTC", client.transport.clock.now());
    const days = { from_date: dayAfter(to_date, 1 - events.days), to_date };
    const filter = { project_id, event: events.event };
    read = await members.search(client, { days, filter, emailProperties, maxEvents });
  }

  if (search.truncated || read.truncated) for (const ids of found) ids.truncated = true;
  const results = found.map((ids, index) => ids.result(index, subjects[index] ?? {}));
  const distinct_ids = [...new Set(results.flatMap((one) => one.distinct_ids))];
  const counted = (match: string) => results.filter((one) => one.match === match).length;
  return {
    subjects: results,
    distinct_ids,
    count: distinct_ids.length,
    truncated: results.some(({ truncated }) => truncated),
    shared: sharedIds(results),
    counts: { subjects: results.length, none: counted("none"), one: counted("one"), many: counted("many") },
    used: { ...search.used, exports: read.exports, events: read.events },
    not_searched: placesLeft({ events, groups, ignoreCase, isEventsCut: read.truncated }),
  };
}
