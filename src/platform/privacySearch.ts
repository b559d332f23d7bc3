import type { FormParams } from "../inputs/group";
import { type searchInputs, subjectInputs } from "../inputs/privacySubjects";
import { InputError } from "../mixpanel/errors";
import type { FindOptions } from "../mixpanel/privacy/findIds";
import { readSubjects, subjectsFrom } from "../mixpanel/privacy/subjects";
import type { FoundId, FoundSubject, NotSearched, SearchResult, SharedId, Subject } from "../mixpanel/privacy/types";
import {
  boolean,
  choice,
  integer,
  list,
  object,
  optional,
  type Properties,
  type PropertiesOf,
  type Shape,
  text,
} from "./shape";

/** What the actions that find people have in common. */

type Form = FormParams<typeof subjectInputs & typeof searchInputs>;

/** The people of a form, in the order of its inputs. @throws InputError if there are none */
export async function subjectsOf(params: Form): Promise<Subject[]> {
  const { emails, userIds, serviceIds, distinctIds, subjects } = params;
  const { label } = subjectInputs.subjects;
  const people = [
    ...subjectsFrom(subjectInputs.emails.label, "email", emails),
    ...subjectsFrom(subjectInputs.userIds.label, "userId", userIds),
    ...subjectsFrom(subjectInputs.serviceIds.label, "serviceId", serviceIds),
    ...subjectsFrom(subjectInputs.distinctIds.label, "distinctId", distinctIds),
    ...(subjects === undefined ? [] : await readSubjects(label, subjects)),
  ];
  if (people.length === 0)
    throw new InputError({
      input: subjectInputs.emails.label,
      got: "nothing",
      expected: `at least one person, here, in User IDs, Service IDs, Distinct IDs or ${label}`,
    });
  if (params.serviceIdProperty === undefined && people.some(({ serviceId }) => serviceId !== undefined))
    throw new InputError({
      input: "Service ID Property",
      got: "nothing",
      expected: "the name of the profile property that holds the Service IDs",
    });
  return people;
}

/** How a form wants people to be found. */
export const findOptionsOf = (params: Form & { project_id?: string; workspace_id?: string }): FindOptions => ({
  project_id: params.project_id,
  workspace_id: params.workspace_id,
  emailProperties: params.emailProperties,
  serviceIdProperty: params.serviceIdProperty,
  ignoreCase: params.ignoreCase,
  groups: params.groupIds,
  maxIds: params.maxIds,
  input: `${subjectInputs.emails.label} and other people`,
  ...(params.exportDays === undefined ? {} : { events: { days: params.exportDays, event: params.event } }),
});

const value: Shape<string | number | boolean> = { type: ["string", "number", "boolean"] };

const subjectOutput = object({
  email: optional(text()),
  userId: optional(text()),
  serviceId: optional(text()),
  property: optional(object({ name: text(), value })),
  distinctId: optional(text()),
} satisfies PropertiesOf<Subject>);

const foundId = object({
  distinct_id: text("For a group profile, the ID of the group."),
  sources: list(
    choice(["given", "profile", "event", "group_profile"]),
    "Where it was found. An ID that was only given was found nowhere.",
  ),
  fields: list(text(), "The properties in which it was found."),
  data_group_id: optional(text("Of a group profile only.")),
  uncertain: optional(
    choice(
      ["shared_device", "event_property"],
      "Why it may be somebody else's: another user has the same device, or only a property of an event holds the e-mail. A person must decide; to request it, pass it as one of the Distinct IDs.",
    ),
  ),
} satisfies PropertiesOf<FoundId>);

const foundSubject = object({
  index: integer("Position of the person, from 0: E-mails first, then User IDs, Service IDs, Distinct IDs and People."),
  subject: subjectOutput,
  match: choice(
    ["none", "one", "many"],
    "How many user profiles match. many may be one person with several profiles, or several people who share an address: look at them before you erase.",
  ),
  distinct_ids: list(
    text(),
    "What to request: the IDs of users that were found, without uncertain ones. Empty if there are none.",
  ),
  ids: list(foundId, "All IDs, with where they were found."),
  truncated: boolean("Whether there are, or may be, more IDs."),
} satisfies PropertiesOf<FoundSubject>);

/** The result of a search. */
export const searchOutput = {
  subjects: list(foundSubject),
  distinct_ids: list(text(), "The distinct_ids of all people, each once."),
  count: integer("Number of distinct_ids."),
  truncated: boolean("Whether a person has, or may have, more IDs."),
  shared: list(
    object({ distinct_id: text(), subjects: list(integer()) } satisfies PropertiesOf<SharedId>),
    "IDs that several people have, and their positions.",
  ),
  counts: object({
    subjects: integer("Number of people."),
    none: integer("Without a user profile."),
    one: integer("With one."),
    many: integer("With several."),
  }),
  used: object({
    queries: integer("Queries of the hourly limit."),
    exports: integer("Exports of the hourly limit."),
    profiles: integer("Profiles read."),
    events: integer("Events read."),
  }),
  not_searched: list(
    object({ place: text(), reason: text() } satisfies PropertiesOf<NotSearched>),
    "Where the people may be, too, that was not searched.",
  ),
} satisfies PropertiesOf<SearchResult> & Properties;

export const SEARCH_EXAMPLE: SearchResult = {
  subjects: [
    {
      index: 0,
      subject: { email: "ann@example.com" },
      match: "one",
      distinct_ids: ["user-12345"],
      ids: [{ distinct_id: "user-12345", sources: ["profile"], fields: ["$email"] }],
      truncated: false,
    },
  ],
  distinct_ids: ["user-12345"],
  count: 1,
  truncated: false,
  shared: [],
  counts: { subjects: 1, none: 0, one: 1, many: 0 },
  used: { queries: 2, exports: 0, profiles: 1, events: 0 },
  not_searched: [{ place: "lookup_tables", reason: "Mixpanel has no search in them." }],
};
