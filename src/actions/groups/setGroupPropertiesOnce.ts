import { setGroupPropertiesOnce as endpoint } from "../../mixpanel/endpoints/groups";
import { defineProfileUpdate } from "../../platform/defineProfileUpdate";
import { SET_GROUP_ONCE } from "../../platform/profileChanges";

export const setGroupPropertiesOnce = defineProfileUpdate({
  endpoint,
  of: "group",
  change: SET_GROUP_ONCE,
  label: "Set Group Properties Once",
  description:
    "Sets only those properties of one group's profile that it does not have yet. Creates the profile if it does not exist",
});
