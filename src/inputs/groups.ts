import { textInput } from "./kinds";

export const groupKey = textInput("Group Key", {
  example: "company_id",
  comments:
    "The kind of group, such as company_id: a group key from Mixpanel's Project Settings > Group Keys. It is added to groups that have no $group_key of their own. Leave it empty if all groups have one.",
});
