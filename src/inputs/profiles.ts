import { booleanInput } from "./kinds";

export const allowPlaceholderIds = booleanInput("Allow Placeholder IDs", {
  default: false,
  comments:
    "When true, also deletes profiles whose ID is a placeholder that faulty clients send, such as undefined, null, anonymous or 0. Use it to clean up. When false, such an ID is rejected, because it usually means that the real ID is missing.",
});

export const ignoreAlias = booleanInput("Ignore Alias", {
  comments:
    "When true, deletes the profile with exactly the given ID, even if the ID is also an alias of another profile. When false, deletes the profile that the alias points to.",
});
