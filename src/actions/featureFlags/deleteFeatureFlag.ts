import { flag_id, flagPlace } from "../../inputs/featureFlags";
import { deleteFeatureFlag as endpoint } from "../../mixpanel/endpoints/featureFlags";
import { deleteArchivedFlag } from "../../mixpanel/featureFlags/changeFlag";
import { defineAction } from "../../platform/defineAction";
import { CONFIRMED_EXAMPLE, confirmedOutput } from "../../platform/outputs";

export const deleteFeatureFlag = defineAction({
  endpoint,
  label: "Delete Feature Flag",
  description:
    "Permanently deletes an archived feature flag. This cannot be undone. A flag that is not archived is not deleted: archive it first with Update Feature Flag, which can be undone",
  inputs: { flag_id, ...flagPlace },
  output: confirmedOutput,
  example: CONFIRMED_EXAMPLE,
  run: ({ client, params: { flag_id, project_id, workspace_id } }) =>
    deleteArchivedFlag(client, { flag_id, project_id, workspace_id }),
});
