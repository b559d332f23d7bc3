import { searchInputs, subjectInputs } from "../../inputs/privacySubjects";
import { project_id, workspace_id } from "../../inputs/project";
import { waitForRateLimit } from "../../inputs/queries";
import { regionAndDomain } from "../../inputs/residency";
import { findDistinctIds as endpoint } from "../../mixpanel/endpoints/privacy";
import { findDistinctIds as find } from "../../mixpanel/privacy/findIds";
import { defineAction } from "../../platform/defineAction";
import { rateLimitOutput } from "../../platform/defineQuery";
import { findOptionsOf, SEARCH_EXAMPLE, searchOutput, subjectsOf } from "../../platform/privacySearch";
import { object } from "../../platform/shape";

export const findDistinctIds = defineAction({
  endpoint,
  label: "Find Distinct IDs",
  description:
    "Finds all distinct IDs of people by e-mail, user ID, service ID or another profile property, for privacy requests. Says who matches which profiles, who matches none, and what was not searched",
  inputs: { ...subjectInputs, ...searchInputs, project_id, workspace_id, regionAndDomain, waitForRateLimit },
  output: object({ ...searchOutput, rate_limit: rateLimitOutput }),
  example: { ...SEARCH_EXAMPLE, rate_limit: null },
  run: async ({ client, params }) => {
    const caller = params.waitForRateLimit ? client.waitingForLimits() : client;
    const found = await find(caller, await subjectsOf(params), findOptionsOf(params));
    return { ...found, rate_limit: caller.rateLimit };
  },
});
