import {
  as_of_timestamp,
  behaviors,
  data_group_id,
  distinct_ids,
  fetchAll,
  filter_by_cohort,
  include_all_users,
  maxProfiles,
  output_properties,
  page,
  session_id,
} from "../../inputs/profiles";
import { project_id, workspace_id } from "../../inputs/project";
import { where } from "../../inputs/queries";
import { regionAndDomain } from "../../inputs/residency";
import { queryProfiles as endpoint } from "../../mixpanel/endpoints/profiles";
import { InputError } from "../../mixpanel/errors";
import { parametersOf } from "../../mixpanel/parameters";
import { collectProfiles } from "../../mixpanel/profiles/collect";
import { profilePages } from "../../mixpanel/profiles/pages";
import { defineAction } from "../../platform/defineAction";

export const queryProfiles = defineAction({
  endpoint,
  label: "Query Profile",
  description: "Returns user or group profiles, one page or all of them, by ID, expression, cohort or behavior",
  inputs: {
    project_id,
    workspace_id,
    regionAndDomain,
    distinct_ids,
    where,
    output_properties,
    session_id,
    page,
    behaviors,
    as_of_timestamp,
    filter_by_cohort,
    include_all_users,
    data_group_id,
    fetchAll,
    maxProfiles,
  },
  output: {
    type: "object",
    properties: {
      page: { type: "integer" },
      page_size: { type: "integer", description: "The most profiles on one page." },
      session_id: { type: "string", description: "Session ID for the next page." },
      status: { type: "string" },
      total: { type: "integer", description: "Profiles on all pages." },
      results: {
        type: "array",
        items: {
          type: "object",
          properties: { $distinct_id: { type: ["string", "integer"] }, $properties: { type: "object" } },
          required: ["$distinct_id", "$properties"],
        },
      },
      count: { type: "integer", description: "Profiles returned, where Fetch All is true." },
      truncated: {
        type: "boolean",
        description:
          "Whether there are or may be more profiles, where Fetch All is true: Max Profiles was reached, a page failed, or fewer came than total says.",
      },
      next_page: {
        type: ["integer", "null"],
        description:
          "The page to go on with, together with session_id, where Fetch All is true. Null where there are no more, the session has expired, or Max Profiles is less than a page.",
      },
      next_distinct_ids_from: {
        type: ["integer", "null"],
        description:
          "Position in Distinct IDs of the first one to hand in again to go on, where Fetch All is true. A list with the same ID twice would give some profiles again: take repeats out of it before the first step.",
      },
      error: {
        type: "string",
        description:
          "Why the next page could not be read, where Fetch All is true and one failed. What was read is returned.",
      },
      as_of_timestamp: {
        type: "integer",
        description: "The moment of Behaviors, to hand in again to go on, where Fetch All is true.",
      },
    },
    required: ["page", "page_size", "session_id", "results"],
  },
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
      throw new InputError({ input: "Behaviors", got: "it together with Filter By Cohort", expected: "one of them" });
    }
    if (params.page !== undefined && params.page > 0 && params.session_id === undefined) {
      throw new InputError({
        input: "Session ID",
        got: "nothing",
        expected: `the session_id of page 0 for page ${params.page}`,
      });
    }
    const { include_all_users, ...rest } = parametersOf(endpoint, params);
    const query = { ...rest, ...(params.filter_by_cohort === undefined ? {} : { include_all_users }) };
    if (!params.fetchAll) return client.call(endpoint, query);
    // Without a moment of their own, behaviors give a single page; a session has the moment of its first page.
    const needsMoment = params.behaviors !== undefined && params.session_id === undefined;
    const moment = params.as_of_timestamp ?? (needsMoment ? Math.floor(Date.now() / 1000) : undefined);
    const pages = profilePages(client, { ...query, as_of_timestamp: moment }, { maxProfiles: params.maxProfiles });
    const collected = await collectProfiles(pages);
    const { error, count } = collected;
    if (error !== undefined)
      logger.warn(`Query Profile: ended after ${count} profiles, and there may be more: ${error}`);
    return { ...collected, ...(moment === undefined ? {} : { as_of_timestamp: moment }) };
  },
});
