import { appendToProfileLists as endpoint } from "../../mixpanel/endpoints/profiles";
import { defineProfileUpdate } from "../../platform/defineProfileUpdate";
import { APPEND } from "../../platform/profileChanges";

export const appendToProfileLists = defineProfileUpdate({
  endpoint,
  of: "user",
  change: APPEND,
  label: "Append To Profile Lists",
  description: "Appends a value to list properties of one user profile, even if the list already has it",
});
