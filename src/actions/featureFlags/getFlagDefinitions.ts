import { flagsWithToken } from "../../inputs/featureFlags";
import { project_id } from "../../inputs/project";
import { region } from "../../inputs/residency";
import { getFlagDefinitions as endpoint } from "../../mixpanel/endpoints/featureFlags";
import { flagDefinitions } from "../../mixpanel/featureFlags/evaluate";
import { defineAction } from "../../platform/defineAction";
import { DEFINITION_EXAMPLE, definitionOutput } from "../../platform/featureFlags";
import { integer, list, object, optional } from "../../platform/shape";

export const getFlagDefinitions = defineAction({
  endpoint,
  label: "Get Feature Flag Definitions",
  description:
    "Returns the definitions of all enabled feature flags, to evaluate them without a call for each user. Disabled and archived flags are not returned. Test users are listed by their distinct ID, which is personal data",
  inputs: { useProjectToken: flagsWithToken, project_id, region },
  output: object({ code: optional(integer()), flags: list(definitionOutput) }),
  example: { flags: [{ ...DEFINITION_EXAMPLE, status: "enabled" }] },
  run: ({ client, params: { project_id, useProjectToken } }) =>
    flagDefinitions(client, { project_id, useProjectToken }),
});
