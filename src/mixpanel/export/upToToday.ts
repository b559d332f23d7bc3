import { dayAfter } from "../days";
import { MixpanelValidationError } from "../errors";
import type { DateWindow } from "./windows";

const isLaterThanToday = (error: unknown) =>
  error instanceof MixpanelValidationError && /to_date cannot be later than today/i.test(error.message);

/**
 * Reads days up to a last one that may not have begun in the time zone of the project. If Mixpanel refuses it for that, the day before is the
 * last one.
 *
 * @param read may be called twice
 * @returns the days that were read; undefined if there are none
 */
export async function readUpToToday(
  range: DateWindow,
  read: (range: DateWindow) => Promise<void>,
): Promise<DateWindow | undefined> {
  try {
    await read(range);
    return range;
  } catch (error) {
    if (!isLaterThanToday(error)) throw error;
    const shorter = { ...range, to_date: dayAfter(range.to_date, -1) };
    if (shorter.to_date < shorter.from_date) return undefined;
    await read(shorter);
    return shorter;
  }
}
