import { deleteGroupProperties as endpoint } from "../../mixpanel/endpoints/groups";
import { defineProfileUpdate } from "../../platform/defineProfileUpdate";
import { UNSET } from "../../platform/profileChanges";

export const deleteGroupProperties = defineProfileUpdate({
  endpoint,
  of: "group",
  change: UNSET,
  label: "Delete Group Properties",
  description:
    "Permanently deletes (unsets) properties of one group's profile, with their values. This cannot be undone",
});
