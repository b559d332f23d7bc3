import { dayIn } from "../mixpanel/days";
import { InputError } from "../mixpanel/errors";
import { date } from "./cleanDates";
import { typedInput } from "./kinds";

/** Where a day begins first. */
const FIRST_TIME_ZONE = "Pacific/Kiritimati";

/** A day that has begun, as yyyy-mm-dd; undefined if it is empty. */
const pastDay = (label: string) => (value: unknown) => {
  const day = date(label)(value);
  const today = dayIn(FIRST_TIME_ZONE, Date.now());
  if (day === undefined || day <= today) return day;
  throw new InputError({ input: label, got: `${day}, which is in the future`, expected: `${today} or an earlier day` });
};

/** Where a polling trigger begins. @param comments what the first poll does with it, and without it */
export const lookBackDate = (comments: string) =>
  typedInput("Look-back Date", { example: "2024-01-01", comments }, pastDay);
