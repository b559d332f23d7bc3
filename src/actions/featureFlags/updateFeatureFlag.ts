import {
  data_group_id,
  flag_id,
  flagDetails,
  flagPlace,
  hash_salt,
  reset_hash_salt,
  ruleset,
  servingMethod,
} from "../../inputs/featureFlags";
import { group } from "../../inputs/group";
import { choiceInput, textInput } from "../../inputs/kinds";
import { updateFeatureFlag as endpoint } from "../../mixpanel/endpoints/featureFlags";
import { changeFlag, FLAG_STATUSES } from "../../mixpanel/featureFlags/changeFlag";
import { defineAction } from "../../platform/defineAction";
import { ONE_FLAG_EXAMPLE, oneFlagOutput } from "../../platform/featureFlags";

export const updateFeatureFlag = defineAction({
  endpoint,
  label: "Update Feature Flag",
  description:
    "Enables, disables, archives or changes a feature flag. Mixpanel replaces the whole flag, so the step reads it first and sends it back with the change. Inputs that are left empty change nothing. If the flag belongs to an experiment, the experiment's next step overwrites such a change",
  inputs: {
    flag_id,
    status: choiceInput("Status", {
      choices: FLAG_STATUSES,
      names: { enabled: "Enable", disabled: "Disable, or restore from the archive", archived: "Archive" },
      empty: "Keep the current status",
      comments:
        "What the flag becomes. A disabled flag keeps its rollout and can be enabled again. An enabled flag must be disabled before it is archived; an archived flag becomes disabled before it is enabled.",
    }),
    name: textInput("Name", { example: "New checkout", comments: "The new name of the flag, up to 255 characters." }),
    ruleset: ruleset.optional,
    ...flagPlace,
    details: flagDetails.ofChange,
    assignment: group("Assignment Options", "Who is assigned, and how. A change can assign users to other variants.", {
      context: textInput("Context", {
        example: "distinct_id",
        comments:
          "What variants are assigned by: distinct_id, device_id or the name of a group key. It cannot change while the flag is enabled.",
      }),
      serving_method: servingMethod.optional,
      data_group_id,
      hash_salt,
      reset_hash_salt,
    }),
  },
  output: oneFlagOutput,
  example: ONE_FLAG_EXAMPLE,
  run: ({ client, params: { flag_id, project_id, workspace_id, regionAndDomain: _, ...change } }) =>
    changeFlag(client, { flag_id, project_id, workspace_id }, change),
});
