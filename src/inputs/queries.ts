import { onExpression } from "../mixpanel/expressions";
import { name } from "./clean";
import { timeZone } from "./cleanDates";
import { group } from "./group";
import { booleanInput, dayInput, nameInput, textInput, typedInput } from "./kinds";

const WORDS = "today, yesterday, 7 days ago, start of month or end of last month";

/** Days of a report, in the project's time zone. */
const fromDate = {
  example: "2024-01-01",
  comments: `First day of the range, inclusive: yyyy-mm-dd, or words such as ${WORDS}. Days are in the project's time zone; words are resolved in it too.`,
};
const toDate = {
  example: "2024-01-31",
  comments: `Last day of the range, inclusive: yyyy-mm-dd, or words such as ${WORDS}.`,
};
export const from_date = dayInput.required("From Date", fromDate);
export const to_date = dayInput.required("To Date", toDate);

/** The days of a report that may have a number of time units up to now instead. */
export const optionalDates = {
  from_date: dayInput("From Date", {
    ...fromDate,
    comments: `${fromDate.comments} Required unless Interval is filled in.`,
  }),
  to_date: dayInput("To Date", { ...toDate, comments: `${toDate.comments} Required unless Interval is filled in.` }),
};

/** Days of an export. */
export const exportFromDate = dayInput.required("From Date", {
  example: "2024-01-01",
  comments: `First day of the range, inclusive: yyyy-mm-dd, or words such as ${WORDS}. Days are in the project's time zone for projects created before 2023, and in UTC for later ones. Words are resolved in Source Time Zone, or in UTC if it is empty.`,
});

export const exportToDate = dayInput.required("To Date", {
  example: "2024-01-31",
  comments: `Last day of the range, inclusive: yyyy-mm-dd, or words such as ${WORDS}.`,
});

/** @param what the step does with it */
export const sourceTimeZone = (what: string) =>
  typedInput(
    "Source Time Zone",
    {
      example: "US/Pacific",
      comments: `The time zone of a source project created before 2023, as shown in its Project Settings: such projects export local times. ${what} Leave it empty for later projects, which export UTC.`,
    },
    timeZone,
  );

export const waitForRateLimit = booleanInput("Wait For Rate Limit", {
  default: false,
  comments:
    "When true, a step that meets the limit of 60 queries an hour waits for the next free slot, for as long as the connection's Time Limit allows. If Mixpanel does not say when that is, the step fails. When false, it fails at once, and the error says when to run it again.",
});

const flatRows = booleanInput("Flat Rows", {
  default: false,
  comments:
    "When true, the result also has rows: the same numbers as a table, one row a value, ready for a table step or a spreadsheet. When false, only Mixpanel's own response.",
});

/** The event of a query that is about one. Drop-downs of its properties read it by the key `event`. */
export const event = nameInput.required("Event", {
  expected: "the name of an event: choose it first",
  example: "Signed Up",
  dataSource: "eventNames",
  comments:
    "The event to query. Its name is used exactly as given. Opening the list of events uses one query of the hourly limit.",
});

/** A property of that event. Drop-downs of its values read it by the key `name`. */
export const property = nameInput.required("Property", {
  expected: "the name of a property: choose it first",
  example: "plan",
  dataSource: "eventProperties",
  comments:
    "The event property to query. Its name is used exactly as given. Opening the list of properties uses one query of the hourly limit.",
});

/** What a query has beside Mixpanel's parameters whose response can be told as rows; another one has `waitForRateLimit` alone. */
export const queryOptions = group("Query Options", "How the step runs and what it returns.", {
  flatRows,
  waitForRateLimit,
});

export const on = typedInput(
  "On",
  {
    example: "plan",
    comments:
      'Splits the result into segments by a property: the name of an event property, or an expression such as user["plan"] or string(properties["amount"]).',
  },
  (label) => (value) => {
    const given = name(label)(value);
    return given === undefined ? undefined : onExpression(given);
  },
);

export const where = textInput("Where", {
  example: 'properties["plan"] == "pro"',
  comments:
    'A filter expression, such as properties["plan"] == "pro" and properties["amount"] > 10. See https://developer.mixpanel.com/reference/segmentation-expressions.',
});
