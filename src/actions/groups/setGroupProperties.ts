import { setGroupProperties as endpoint } from "../../mixpanel/endpoints/groups";
import { defineProfileUpdate } from "../../platform/defineProfileUpdate";
import { SET_GROUP } from "../../platform/profileChanges";

export const setGroupProperties = defineProfileUpdate({
  endpoint,
  of: "group",
  change: SET_GROUP,
  label: "Set Group Properties",
  description:
    "Sets properties of one group's profile and overwrites their values. Creates the profile if it does not exist",
});
