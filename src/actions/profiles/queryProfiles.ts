import { epochSeconds } from "../../inputs/cleanDates";
import { json } from "../../inputs/cleanJson";
import { cohort } from "../../inputs/cohorts";
import { conditionInputs } from "../../inputs/conditions";
import { group } from "../../inputs/group";
import { booleanInput, idInput, integerInput, listInput, typedInput } from "../../inputs/kinds";
import { assertSession, paging } from "../../inputs/profiles";
import { project_id, workspace_id } from "../../inputs/project";
import { where } from "../../inputs/queries";
import { regionAndDomain } from "../../inputs/residency";
import { queryProfiles as endpoint } from "../../mixpanel/endpoints/profiles";
import { InputError } from "../../mixpanel/errors";
import { parametersOf } from "../../mixpanel/http/parameters";
import { queryAllProfiles } from "../../mixpanel/profiles/collect";
import { defineAction } from "../../platform/defineAction";
import {
  anything,
  boolean,
  integer,
  integerOrText,
  keyed,
  list,
  nullable,
  object,
  optional,
  text,
} from "../../platform/shape";

/** A step's result is held in memory and written out again by each later step. */
const DEFAULT_MAX_PROFILES = 10_000;
const MAX_PROFILES_BOUND = 100_000;

export const queryProfiles = defineAction({
  endpoint,
  label: "Query Profile",
  description: "Returns user or group profiles, one page or all of them, by ID, expression, cohort or behavior",
  inputs: {
    project_id,
    workspace_id,
    regionAndDomain,
    distinct_ids: listInput("Distinct IDs", {
      numbers: true,
      example: "user-12345",
      comments:
        "The users whose profiles to return. IDs are used exactly as given, including spaces. Leave it empty for all profiles that match the other inputs.",
    }),
    where,
    ...conditionInputs("profile"),
    output_properties: listInput("Output Properties", {
      example: "$email",
      comments:
        "The properties to return, which is faster than returning all of them. Names are used exactly as given, including spaces. Leave it empty for all.",
    }),
    data_group_id: idInput("Data Group ID", {
      example: "-1234567890123456789",
      comments:
        "The ID of a group key, to query group profiles instead of user profiles. Find it in Mixpanel under Project Settings > Group Keys.",
    }),
    fetchAll: booleanInput("Fetch All", {
      default: false,
      comments:
        "When true, returns the profiles of all pages, up to Max Profiles, starting with the first page or with Session ID and Page. Pages after the first do not count as queries of the hourly limit. More than 2000 Distinct IDs are queried 2000 at a time, and each of these counts as one query. If a later page fails, the earlier ones are returned, and error says why. When false, returns one page.",
    }),
    pagination: group("Pagination", "Which page to return, and how many profiles.", {
      ...paging,
      maxProfiles: integerInput("Max Profiles", {
        min: 1,
        max: MAX_PROFILES_BOUND,
        whenEmpty: DEFAULT_MAX_PROFILES,
        placeholder: String(DEFAULT_MAX_PROFILES),
        example: "5000",
        comments: `Maximum number of profiles that Fetch All returns, up to ${MAX_PROFILES_BOUND}; truncated says whether there are more, and session_id and next_page say where to continue. A page has 1000 profiles and is always read whole, so use a multiple of 1000 to continue without repeats. Leave it empty for ${DEFAULT_MAX_PROFILES}.`,
      }),
    }),
    cohortFilters: group("Cohort & Behavior Filters", "Which users to return, by cohort or by what they did.", {
      behaviors: typedInput(
        "Behaviors",
        {
          example: '[{"window": "30d", "name": "behavior_1", "event_selectors": [{"event": "Purchased"}]}]',
          comments:
            "Selects users by what they did: a JSON list of behaviors, which Where refers to by their names. Cannot be combined with Filter By Cohort. For more than 1000 profiles, As Of Timestamp is also required.",
        },
        json,
      ),
      as_of_timestamp: typedInput(
        "As Of Timestamp",
        {
          example: "1700000000",
          comments:
            "The time at which Behaviors are evaluated, in seconds since 1970. Required for more than 1000 profiles by Behaviors; Fetch All uses the current time if it is empty.",
        },
        epochSeconds,
      ),
      filter_by_cohort: typedInput(
        "Filter By Cohort",
        {
          placeholder: "12345",
          example: '{"id": 12345}',
          comments:
            'The cohort whose users to return: its ID, or {"id": 12345}. Cannot be combined with Behaviors. To choose a cohort from a list, use Get Cohort Members.',
        },
        cohort,
      ),
      include_all_users: booleanInput("Include All Users", {
        default: true,
        comments:
          "When true, all users of the cohort are returned, even those without a profile. When false, only those with a profile. Only used together with Filter By Cohort.",
      }),
    }),
  },
  output: object({
    page: integer(),
    page_size: integer("Maximum number of profiles on one page."),
    session_id: text("Session ID for the next page."),
    status: optional(text()),
    total: optional(integer("Number of profiles on all pages.")),
    results: list(object({ $distinct_id: integerOrText(), $properties: keyed(anything()) })),
    count: optional(integer("Number of profiles returned, if Fetch All is true.")),
    truncated: optional(
      boolean(
        "Whether there are or may be more profiles, if Fetch All is true: Max Profiles was reached, a page failed, or Mixpanel returned fewer profiles than total.",
      ),
    ),
    next_page: optional(
      nullable(
        integer(
          "The Page to continue with, together with session_id, if Fetch All is true. Null if there are no more, if the session has expired, or if Max Profiles is less than a page.",
        ),
      ),
    ),
    next_distinct_ids_from: optional(
      nullable(
        integer(
          "To continue, pass Distinct IDs again from this position, counted from 0, if Fetch All is true. Remove duplicate IDs before the first step, or some profiles are returned twice.",
        ),
      ),
    ),
    error: optional(text("Why a page could not be read, if Fetch All is true. The pages before it are returned.")),
    as_of_timestamp: optional(
      integer(
        "The time at which Behaviors were evaluated, if Fetch All is true. Pass it as As Of Timestamp to continue.",
      ),
    ),
  }),
  example: {
    page: 0,
    page_size: 1000,
    results: [
      {
        $distinct_id: "user-12345",
        $properties: {
          $created: "2008-12-12T11:20:47",
          $email: "example@example.com",
          $last_seen: "2008-06-09T23:08:40",
        },
      },
    ],
    session_id: "1234567890-EXAMPL",
    status: "ok",
    total: 1,
  },
  run: async ({ client, params, logger }) => {
    if (params.behaviors !== undefined && params.filter_by_cohort !== undefined) {
      throw new InputError({
        input: "Behaviors",
        got: "a value together with Filter By Cohort",
        expected: "only one of them",
      });
    }
    assertSession(params);
    const { include_all_users, ...rest } = parametersOf(endpoint, params);
    const query = { ...rest, ...(params.filter_by_cohort === undefined ? {} : { include_all_users }) };
    if (!params.fetchAll) return client.call(endpoint, query);
    const collected = await queryAllProfiles(client, query, { maxProfiles: params.maxProfiles });
    const { error, count } = collected;
    if (error !== undefined) logger.warn(`Query Profile: stopped after ${count} profiles; there may be more: ${error}`);
    return collected;
  },
});
