/** Time zones change their offset only at full quarter hours. */
export const OFFSET_STEP_MS = 900_000;
const DAY_MS = 86_400_000;
/** Maximum number of cached offsets: ten days of quarter hours. */
const MAX_REMEMBERED = 1_000;

/**
 * Makes a function that tells how far the clocks of a time zone are ahead of UTC.
 *
 * @param timeZone IANA name, such as US/Pacific
 * @returns a function from UTC milliseconds since epoch to milliseconds
 * @throws RangeError if there is no such time zone
 */
export function offsetsOf(timeZone: string): (utcMs: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (utcMs) => {
    const part = Object.fromEntries(format.formatToParts(utcMs).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(utcMs / 1000) * 1000;
  };
}

/**
 * Makes a function that converts the `time` of an export to UTC. Projects created before 2023 export the local time of their time zone as if
 * it were UTC, while an import expects UTC. When clocks are set back, an hour occurs twice; its times are treated as the first of both. When
 * they are set forward, an hour is left out; its times are treated as later by as much, so that a day never begins on the day before.
 *
 * @param timeZone IANA name, such as US/Pacific
 * @returns a function from local to UTC milliseconds since epoch
 * @throws RangeError if there is no such time zone
 * @see https://developer.mixpanel.com/reference/raw-event-export
 */
export function projectTimeToUtc(timeZone: string): (localMs: number) => number {
  const offsetAt = offsetsOf(timeZone);
  const offsets = new Map<number, number>();
  return (localMs) => {
    const step = Math.floor(localMs / OFFSET_STEP_MS);
    let offset = offsets.get(step);
    if (offset === undefined) {
      const start = step * OFFSET_STEP_MS;
      // Starting from the offset of the previous day gives the first of two possible times.
      const before = offsetAt(start - DAY_MS);
      const after = offsetAt(start - before);
      offset = offsetAt(start - after) === after ? after : before;
      if (offsets.size === MAX_REMEMBERED) offsets.clear();
      offsets.set(step, offset);
    }
    return localMs - offset;
  };
}
