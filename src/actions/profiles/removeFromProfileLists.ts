import { removeFromProfileLists as endpoint } from "../../mixpanel/endpoints/profiles";
import { defineProfileUpdate } from "../../platform/defineProfileUpdate";
import { REMOVE } from "../../platform/profileChanges";

export const removeFromProfileLists = defineProfileUpdate({
  endpoint,
  of: "user",
  change: REMOVE,
  label: "Remove From Profile Lists",
  description: "Removes a value from list properties of one user profile",
});
