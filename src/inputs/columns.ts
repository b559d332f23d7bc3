import { InputError } from "../mixpanel/errors";
import { describe, isUnset, required } from "./clean";
import { group } from "./group";
import { textInput, typedInput } from "./kinds";

/** Inputs that say how the rows of a CSV file or a flat list become the records of an action. */

export const timeZone = textInput("Time Zone", {
  example: "Europe/Berlin",
  placeholder: "UTC",
  comments:
    "The time zone of times that state none, as a name such as Europe/Berlin or an offset such as +02:00. A date without a time is the beginning of that day. Leave it empty for UTC.",
});

/** Text or a value of a previous step, which the action reads later. */
const textOrObject = (label: string, expected: string) => (value: unknown) => {
  if (isUnset(value)) return undefined;
  if (Array.isArray(value)) return Array.from(value);
  if (typeof value === "string" || (typeof value === "object" && value !== null)) return value;
  throw new InputError({ input: label, got: describe(value), expected });
};

interface Words {
  example: string;
  comments: string;
}

/** Rows in any form. @param expected what the error for an empty input asks for */
export const rowsInputOf = (label: string, words: Words, expected: string) => ({
  ...typedInput(label, words, () => required(label, textOrObject(label, "rows"), expected)),
  type: "data" as const,
  required: true as const,
});

/** A mapping in any form, which is read when the target is known. */
export const mappingInput = (label: string, words: Words) => ({
  ...typedInput(label, words, () => textOrObject(label, "a mapping as JSON")),
  type: "code" as const,
  language: "json" as const,
});

/** @param fields what the mapping can name, in a sentence */
const mappingOf = (example: object, fields: string) =>
  mappingInput("Mapping", {
    example: JSON.stringify(example),
    comments: `Which columns become what: a JSON object of names and their columns, or a mapping of a previous step. ${fields} Other names are properties. In place of a column, {"constant": "text"} is the same value for all rows, and {"column": "amount", "type": "number"} converts text (types: text, number, boolean, date, json, list). Columns that are not mentioned become properties of their own name. With a mapping, JSON lists and NDJSON are read as rows, too. Leave it empty if the columns of a CSV file have these names.`,
  });

const GROUP_COMMENTS = "How the rows of a CSV file, or of a list without Mixpanel's structure, are read.";

export const eventColumns = group("Rows And Columns", GROUP_COMMENTS, {
  mapping: mappingOf(
    { event: "action", time: "created_at", distinct_id: "user_id" },
    'Events have event (the name), time and distinct_id, and may have $insert_id, $user_id and $device_id. For events without a user, map distinct_id to {"constant": ""}.',
  ),
  timeZone,
});

export const userColumns = group("Rows And Columns", GROUP_COMMENTS, {
  mapping: mappingOf({ distinct_id: "user_id", $email: "email" }, "Profiles have distinct_id (the user)."),
  timeZone,
});

export const groupColumns = group("Rows And Columns", GROUP_COMMENTS, {
  mapping: mappingOf(
    { group_id: "company", $name: "company_name" },
    "Group profiles have group_id, and group_key unless Group Key is filled in.",
  ),
  timeZone,
});

/** For deletions, which have no other columns. */
export const userIdMapping = mappingOf({ distinct_id: "user_id" }, "Only distinct_id (the user) is read.");

export const groupIdMapping = mappingOf({ group_id: "company" }, "Only group_id and group_key are read.");
