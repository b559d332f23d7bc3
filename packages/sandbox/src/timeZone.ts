/** Wall clocks: between an instant and what a clock on the wall of a time zone shows at it. */

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Zones change their offset at a quarter of an hour of UTC, so one offset holds for a whole quarter. */
const QUARTER_MS = 15 * MINUTE_MS;
/** Two years of quarters; beyond that the offsets are computed anew. */
const MAX_CACHED_OFFSETS = 70_000;

/** A time zone. Wall times are milliseconds since epoch of a clock in UTC that shows the same date and time. */
export interface TimeZone {
  /** IANA name, such as `America/Los_Angeles`. */
  name: string;
  /** What the wall clock shows at an instant. */
  wallOf(ms: number): number;
  /**
   * The first instant at which the wall clock shows a time. A time that is skipped when clocks go forward is the instant of
   * that change.
   */
  instantOf(wallMs: number): number;
}

export const UTC: TimeZone = { name: "UTC", wallOf: (ms) => ms, instantOf: (wallMs) => wallMs };

class WallClock implements TimeZone {
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();

  constructor(readonly name: string) {
    this.#format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  }

  wallOf(ms: number): number {
    return ms + this.#offsetAt(ms);
  }

  instantOf(wallMs: number): number {
    // No offset is a day long, so these two lie before and after any change that matters here.
    const before = this.#offsetAt(wallMs - DAY_MS);
    const after = this.#offsetAt(wallMs + DAY_MS);
    const shown = [wallMs - Math.max(before, after), wallMs - Math.min(before, after)].find(
      (ms) => this.wallOf(ms) === wallMs,
    );
    if (shown !== undefined) return shown;
    let changeMs = Math.floor((wallMs - after) / QUARTER_MS) * QUARTER_MS;
    while (this.wallOf(changeMs) < wallMs) changeMs += QUARTER_MS;
    return changeMs;
  }

  #offsetAt(ms: number): number {
    const quarter = Math.floor(ms / QUARTER_MS);
    const known = this.#offsets.get(quarter);
    if (known !== undefined) return known;
    if (this.#offsets.size >= MAX_CACHED_OFFSETS) this.#offsets.clear();
    const offset = this.#computeOffset(quarter * QUARTER_MS);
    this.#offsets.set(quarter, offset);
    return offset;
  }

  #computeOffset(ms: number): number {
    const parts = new Map(this.#format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const day = Date.UTC(part("year"), part("month") - 1, part("day"));
    const wallMs = day + ((part("hour") * 60 + part("minute")) * 60 + part("second")) * 1000;
    return wallMs - ms;
  }
}

const zones = new Map<string, TimeZone>([[UTC.name, UTC]]);

/** The time zone of an IANA name. Throws a RangeError for a name that this Node does not know. */
export function timeZoneOf(name: string): TimeZone {
  const zone = zones.get(name) ?? new WallClock(name);
  zones.set(name, zone);
  return zone;
}

/** Whether a text names a time zone that `timeZoneOf` knows. */
export function isTimeZone(name: string): boolean {
  try {
    timeZoneOf(name);
    return true;
  } catch {
    return false;
  }
}
