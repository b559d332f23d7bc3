import { setProfilePropertiesOnce as endpoint } from "../../mixpanel/endpoints/profiles";
import { defineProfileUpdate } from "../../platform/defineProfileUpdate";
import { SET_ONCE } from "../../platform/profileChanges";

export const setProfilePropertiesOnce = defineProfileUpdate({
  endpoint,
  of: "user",
  change: SET_ONCE,
  label: "Set Profile Properties Once",
  description:
    "Sets only those properties of one user profile that it does not have yet. Creates the profile if it does not exist",
});
