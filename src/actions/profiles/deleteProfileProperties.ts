import { deleteProfileProperties as endpoint } from "../../mixpanel/endpoints/profiles";
import { defineProfileUpdate } from "../../platform/defineProfileUpdate";
import { UNSET } from "../../platform/profileChanges";

export const deleteProfileProperties = defineProfileUpdate({
  endpoint,
  of: "user",
  change: UNSET,
  label: "Delete Profile Properties",
  description: "Permanently deletes (unsets) properties of one user profile, with their values. This cannot be undone",
});
