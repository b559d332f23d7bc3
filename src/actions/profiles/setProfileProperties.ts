import { setProfileProperties as endpoint } from "../../mixpanel/endpoints/profiles";
import { defineProfileUpdate } from "../../platform/defineProfileUpdate";
import { SET } from "../../platform/profileChanges";

export const setProfileProperties = defineProfileUpdate({
  endpoint,
  of: "user",
  change: SET,
  label: "Set Profile Properties",
  description:
    "Sets properties of one user profile and overwrites their values. Creates the profile if it does not exist",
});
