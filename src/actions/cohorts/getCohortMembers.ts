import { cohortId } from "../../inputs/cohorts";
import { group } from "../../inputs/group";
import { booleanInput, idInput, integerInput, listInput } from "../../inputs/kinds";
import { assertSession, paging } from "../../inputs/profiles";
import { project_id, workspace_id } from "../../inputs/project";
import { waitForRateLimit } from "../../inputs/queries";
import { regionAndDomain } from "../../inputs/residency";
import { getCohortMembers as endpoint } from "../../mixpanel/endpoints/cohorts";
import { parametersOf } from "../../mixpanel/http/parameters";
import { type CohortMembers, cohortMembers } from "../../mixpanel/profiles/members";
import { defineAction } from "../../platform/defineAction";
import { rateLimitOutput } from "../../platform/defineQuery";
import {
  anything,
  boolean,
  integer,
  keyed,
  list,
  nullable,
  object,
  optional,
  type PropertiesOf,
  text,
} from "../../platform/shape";

/** A step's result is held in memory and written out again by each later step. */
const DEFAULT_MAX_MEMBERS = 10_000;
const MAX_MEMBERS_BOUND = 100_000;

const membersOutput = {
  distinct_ids: list(text(), "The members' distinct IDs, as text."),
  results: optional(
    list(
      keyed(anything()),
      "The members with their Output Properties, as Query Profile returns profiles. Only if there are some.",
    ),
  ),
  count: integer("Number of members returned."),
  total: optional(integer("Number of members on all pages.")),
  truncated: boolean(
    "Whether there are or may be more members: Max Members was reached, only one page was read, a page failed, or Mixpanel returned fewer members than total.",
  ),
  page: integer("The first page that was read."),
  page_size: integer("Maximum number of members on one page."),
  session_id: text("The Session ID to continue with."),
  next_page: nullable(
    integer(
      "The Page to continue with, together with session_id. Null if there are no more, if the session has expired, or if Max Members is less than a page.",
    ),
  ),
  error: optional(text("Why a page could not be read. The members before it are returned.")),
} satisfies PropertiesOf<CohortMembers>;

export const getCohortMembers = defineAction({
  endpoint,
  label: "Get Cohort Members",
  description: "Returns who is in a saved cohort: the distinct IDs alone, or with chosen profile properties",
  inputs: {
    filter_by_cohort: cohortId,
    include_all_users: booleanInput("Include All Users", {
      default: true,
      comments:
        "When true, returns every user of the cohort, also those who only have events and no profile. When false, only those with a profile: choose it where a later step needs profile properties.",
    }),
    output_properties: listInput("Output Properties", {
      example: "$email",
      comments:
        "Profile properties to return with each member, in results. Names are used exactly as given, including spaces. Leave it empty for the distinct IDs alone.",
    }),
    data_group_id: idInput("Data Group ID", {
      example: "-1234567890123456789",
      comments:
        "Only for a cohort of groups, such as companies: the data_group_id that List Cohorts returns with it. Leave it empty for a cohort of users, and if Cohort ID is an item of List Cohorts.",
    }),
    fetchAll: booleanInput("Fetch All", {
      default: true,
      comments:
        "When true, returns the members of all pages, up to Max Members. Pages after the first do not count as queries of the hourly limit. If a later page fails, the members before it are returned, and error says why. When false, returns one page.",
    }),
    project_id,
    workspace_id,
    regionAndDomain,
    waitForRateLimit,
    pagination: group("Pagination", "Where to continue, and how many members to return.", {
      ...paging,
      maxMembers: integerInput("Max Members", {
        min: 1,
        max: MAX_MEMBERS_BOUND,
        whenEmpty: DEFAULT_MAX_MEMBERS,
        placeholder: String(DEFAULT_MAX_MEMBERS),
        example: "5000",
        comments: `Maximum number of members to return, up to ${MAX_MEMBERS_BOUND}. If there are more, truncated is true: continue with session_id and next_page of the result. A page has 1000 members and is always read whole, so use a multiple of 1000 to continue without repeats. Leave it empty for ${DEFAULT_MAX_MEMBERS}.`,
      }),
    }),
  },
  output: object({ ...membersOutput, rate_limit: rateLimitOutput }),
  example: {
    distinct_ids: ["user-12345", "user-67890"],
    count: 2,
    total: 2,
    truncated: false,
    page: 0,
    page_size: 1000,
    session_id: "1234567890-EXAMPL",
    next_page: null,
    rate_limit: null,
  },
  run: async ({ client, params, logger }) => {
    assertSession(params);
    const caller = params.waitForRateLimit ? client.waitingForLimits() : client;
    const { maxMembers, fetchAll: allPages } = params;
    const { cohort: filter_by_cohort, data_group_id: own } = params.filter_by_cohort;
    const asked = { ...params, filter_by_cohort, data_group_id: params.data_group_id ?? own };
    const members = await cohortMembers(caller, parametersOf(endpoint, asked), { maxMembers, allPages });
    const { error, count } = members;
    if (error !== undefined)
      logger.warn(`Get Cohort Members: stopped after ${count} members; there may be more: ${error}`);
    return { ...members, rate_limit: caller.rateLimit };
  },
});
