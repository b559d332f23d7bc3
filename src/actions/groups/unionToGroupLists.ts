import { unionToGroupLists as endpoint } from "../../mixpanel/endpoints/groups";
import { defineProfileUpdate } from "../../platform/defineProfileUpdate";
import { UNION } from "../../platform/profileChanges";

export const unionToGroupLists = defineProfileUpdate({
  endpoint,
  of: "group",
  change: UNION,
  label: "Union To Group Lists",
  description: "Adds values to list properties of one group's profile, each at most once",
});
