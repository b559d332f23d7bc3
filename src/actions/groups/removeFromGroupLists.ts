import { removeFromGroupLists as endpoint } from "../../mixpanel/endpoints/groups";
import { defineProfileUpdate } from "../../platform/defineProfileUpdate";
import { REMOVE } from "../../platform/profileChanges";

export const removeFromGroupLists = defineProfileUpdate({
  endpoint,
  of: "group",
  change: REMOVE,
  label: "Remove From Group Lists",
  description: "Removes a value from list properties of one group's profile",
});
