import { unionToProfileLists as endpoint } from "../../mixpanel/endpoints/profiles";
import { defineProfileUpdate } from "../../platform/defineProfileUpdate";
import { UNION } from "../../platform/profileChanges";

export const unionToProfileLists = defineProfileUpdate({
  endpoint,
  of: "user",
  change: UNION,
  label: "Union To Profile Lists",
  description: "Adds values to list properties of one user profile, each at most once",
});
