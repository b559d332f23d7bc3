import { InputError } from "../mixpanel/errors";
import { booleanInput, integerInput, textInput } from "./kinds";

/** Which page of a query to return. */
export const paging = {
  session_id: textInput("Session ID", {
    example: "1234567890-EXAMPL",
    comments:
      "The session_id from the response with the first page. Required for every later page; with it, these pages do not count as queries of the hourly limit.",
  }),
  page: integerInput("Page", {
    min: 0,
    placeholder: "0",
    example: "1",
    comments: "Which page of the result to return, from 0. Pages after the first need a Session ID.",
  }),
};

/** @throws InputError for a later page without the session that it belongs to */
export function assertSession({ page, session_id }: { page: number | undefined; session_id: unknown }): void {
  if (page === undefined || page === 0 || session_id !== undefined) return;
  throw new InputError({
    input: "Session ID",
    got: "nothing",
    expected: `the session_id of page 0 for page ${page}`,
  });
}

export const allowPlaceholderIds = booleanInput("Allow Placeholder IDs", {
  default: false,
  comments:
    "When true, also deletes profiles whose ID is a placeholder that faulty clients send, such as undefined, null, anonymous or 0. Use it to clean up. When false, such an ID is rejected, because it usually means that the real ID is missing.",
});

export const ignoreAlias = booleanInput("Ignore Alias", {
  comments:
    "When true, deletes the profile with exactly the given ID, even if the ID is also an alias of another profile. When false, deletes the profile that the alias points to.",
});
