import { allowPlaceholderIds } from "../../inputs/profiles";
import { deleteSingleGroup as endpoint } from "../../mixpanel/endpoints/groups";
import { defineProfileUpdate } from "../../platform/defineProfileUpdate";
import { DELETE } from "../../platform/profileChanges";

export const deleteSingleGroup = defineProfileUpdate({
  endpoint,
  of: "group",
  change: DELETE,
  label: "Delete Group",
  description:
    "Permanently deletes the profile of one group, such as a company, with all its properties. This cannot be undone. The group's events stay",
  extra: { inputs: { allowPlaceholderIds }, fields: () => ({}) },
});
