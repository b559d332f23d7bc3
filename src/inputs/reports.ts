import { DAY_EXAMPLES } from "../mixpanel/days";
import { InputError } from "../mixpanel/errors";
import { choiceInput, integerInput } from "./kinds";

/** Inputs of the reports that count events. */

const COUNT = {
  choices: ["general", "unique", "average"],
  names: { general: "Total events", unique: "Unique users", average: "Average events per user" },
} as const;

const COUNT_COMMENTS =
  "What to count: all events (general), the users who did them (unique), or events per user (average). Only general may be added up: unique counts a user who is active on two days on both.";

/** What to count, where Mixpanel has to be told. */
export const count = choiceInput("Count", { ...COUNT, default: "general", comments: COUNT_COMMENTS });

/** What to count, where Mixpanel counts all events unless it is told. */
export const optionalCount = choiceInput("Count", {
  ...COUNT,
  empty: "Default (total events)",
  comments: `${COUNT_COMMENTS} Leave it empty for general.`,
});

export const countUnit = choiceInput("Unit", {
  choices: ["minute", "hour", "day", "week", "month"],
  default: "day",
  comments: "The time buckets of the result. Mixpanel counts unique users by day, week or month only.",
});

export const countInterval = integerInput("Interval", {
  min: 1,
  example: "7",
  comments:
    "Number of time buckets up to now, in place of From Date and To Date: with Unit hour, 3 is the current hour and the two before it.",
});

interface Counting {
  from_date: string | undefined;
  to_date: string | undefined;
  interval: number | undefined;
  type: string;
  unit: string;
}

/** @throws InputError unless there is either a range of days or an interval, and on unique users by hour or minute, which do not exist */
export function assertCounting({ from_date, to_date, interval, type, unit }: Counting): void {
  const dates = { "From Date": from_date, "To Date": to_date };
  for (const [input, date] of Object.entries(dates)) {
    if (interval === undefined && date === undefined)
      throw new InputError({ input, got: "nothing", expected: `${DAY_EXAMPLES}, or Interval in place of both dates` });
    if (interval !== undefined && date !== undefined)
      throw new InputError({
        input: "Interval",
        got: `a value together with ${input}`,
        expected: "either From Date and To Date, or Interval",
      });
  }
  if (type === "unique" && (unit === "hour" || unit === "minute"))
    throw new InputError({
      input: "Unit",
      got: `${unit} while Count is Unique users`,
      expected: "day, week or month, or another Count",
    });
}

export const valuesLimit = integerInput("Limit", {
  min: 1,
  example: "255",
  comments: "Maximum number of values to return. Leave it empty for 255.",
});
