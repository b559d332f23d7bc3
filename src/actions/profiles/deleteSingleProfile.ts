import { allowPlaceholderIds, ignoreAlias } from "../../inputs/profiles";
import { deleteSingleProfile as endpoint } from "../../mixpanel/endpoints/profiles";
import { defineProfileUpdate } from "../../platform/defineProfileUpdate";
import { DELETE } from "../../platform/profileChanges";

export const deleteSingleProfile = defineProfileUpdate({
  endpoint,
  of: "user",
  change: DELETE,
  label: "Delete Profile",
  description:
    "Permanently deletes one user profile with all its properties. This cannot be undone. The user's events stay",
  extra: {
    inputs: { ignoreAlias, allowPlaceholderIds },
    fields: ({ ignoreAlias }) => (ignoreAlias === undefined ? {} : { $ignore_alias: ignoreAlias }),
  },
});
