import { incrementProfileProperties as endpoint } from "../../mixpanel/endpoints/profiles";
import { defineProfileUpdate } from "../../platform/defineProfileUpdate";
import { ADD } from "../../platform/profileChanges";

export const incrementProfileProperties = defineProfileUpdate({
  endpoint,
  of: "user",
  change: ADD,
  label: "Increment Profile Properties",
  description: "Adds numbers to numeric properties of one user profile, or subtracts them",
});
