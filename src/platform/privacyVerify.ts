import type { EventsOfId } from "../mixpanel/privacy/eventsLeft";
import type { ErasureCheck, ProfileLeft } from "../mixpanel/privacy/verify";
import { evidenceOutput } from "./privacyDownload";
import {
  boolean,
  integer,
  list,
  nullable,
  number,
  object,
  optional,
  type Properties,
  type PropertiesOf,
  text,
} from "./shape";

/** What Verify Erasure returns. */

const profileLeft = object({
  distinct_id: text("For a group profile, the ID of the group."),
  data_group_id: optional(text("Of a group profile only.")),
  subjects: list(integer(), "Positions of the people whose it is, from 0."),
} satisfies PropertiesOf<ProfileLeft>);

const eventsOfId = object({
  distinct_id: text(),
  count: integer("Events that name the ID."),
  arrived_later: integer("Of them, those that Mixpanel received after Erased At."),
  first: nullable(number("Time of the first, in seconds since 1970.")),
  last: nullable(number("Time of the last, in seconds since 1970.")),
} satisfies PropertiesOf<EventsOfId>);

const check = {
  clean: boolean("Whether nothing is left where the step looked, and it looked through all of it."),
  complete: boolean(
    "Whether everything was read. If false, there may be more than is listed, or there was no distinct ID by which to look for events.",
  ),
  checked_at: text(),
  profiles_left: list(profileLeft, "User profiles, at most 1000."),
  group_profiles_left: list(profileLeft, "Group profiles, which no deletion of users erases, at most 1000."),
  events_left: list(eventsOfId, "By ID, those with the most events first, at most 1000."),
  counts: object({
    profiles: integer(),
    group_profiles: integer(),
    events: integer(),
    arrived_later: integer("Of the events, those that Mixpanel received after Erased At."),
  }),
  distinct_ids: list(
    text(),
    "The IDs of users that are left: pass them to Erase Users or Create Data Deletion for a second round.",
  ),
  from_date: nullable(text("First day whose events were checked.")),
  to_date: nullable(
    text("Last day whose events were checked. Null if no day has begun in the time zone of the project."),
  ),
  not_covered: list(text(), "What the erasure and this check do not reach."),
} satisfies PropertiesOf<ErasureCheck> & Properties;

export const checkOutput = object({ ...check, evidence: evidenceOutput });

export const CHECK_EXAMPLE: ErasureCheck = {
  clean: false,
  complete: true,
  checked_at: "2024-02-05T12:00:00.000Z",
  profiles_left: [],
  group_profiles_left: [],
  events_left: [{ distinct_id: "user-12345", count: 2, arrived_later: 2, first: 1706700000, last: 1706700300 }],
  counts: { profiles: 0, group_profiles: 0, events: 2, arrived_later: 2 },
  distinct_ids: ["user-12345"],
  from_date: "2024-01-07",
  to_date: "2024-02-05",
  not_covered: ["Group profiles and lookup tables: a task is about users."],
};
