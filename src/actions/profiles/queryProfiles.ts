import {
  as_of_timestamp,
  behaviors,
  data_group_id,
  distinct_ids,
  filter_by_cohort,
  include_all_users,
  output_properties,
  page,
  session_id,
} from "../../inputs/profiles";
import { project_id, workspace_id } from "../../inputs/project";
import { where } from "../../inputs/queries";
import { regionAndDomain } from "../../inputs/residency";
import { queryProfiles as endpoint } from "../../mixpanel/endpoints/profiles";
import { InputError } from "../../mixpanel/errors";
import { defineAction, known } from "../../platform/defineAction";

export const queryProfiles = defineAction({
  endpoint,
  label: "Query Profile",
  description: "Returns one page of user or group profiles, by ID, expression, cohort or behavior",
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
  run: ({ client, params }) => {
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
    const { include_all_users, ...rest } = known(endpoint, params);
    return client.call(endpoint, { ...rest, ...(params.filter_by_cohort === undefined ? {} : { include_all_users }) });
  },
});
