import { OFFSET_STEP_MS, offsetsOf, projectTimeToUtc } from "../copy/projectTime";
import { periodOf } from "../expressions";

/** A wall-clock time as profiles have it: `2024-01-31T12:00:00`, in project time and without a time zone. Sorts by time. */
export type Stamp = string;

export const isStamp = (value: unknown): value is Stamp =>
  typeof value === "string" && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(value);

/** Nearly all zones go back by an hour, and none by more than this. */
const LONGEST_STEP_BACK_MS = 3 * 3_600_000;
const LAST_YEAR_MS = Date.UTC(9999, 0, 1);
const MAX_SECONDS = 4_294_967_295;

const stampOf = (localMs: number): Stamp => new Date(localMs).toISOString().slice(0, 19);
const localMsOf = (stamp: Stamp) => Date.parse(`${stamp}Z`);

/** The clock on the wall of a project's time zone. */
export class WallClock {
  private readonly offsetAt: (utcMs: number) => number;
  private readonly toUtc: (localMs: number) => number;

  /** @param timeZone IANA name @throws RangeError if there is no such time zone */
  constructor(timeZone: string) {
    this.offsetAt = offsetsOf(timeZone);
    this.toUtc = projectTimeToUtc(timeZone);
  }

  /** What the clock shows at a moment, in milliseconds since 1970. */
  stampAt(ms: number): Stamp {
    return stampOf(ms + this.offsetAt(ms));
  }

  /** Reads the value of a date property as Mixpanel's `datetime()` does. Undefined if it is not a date. */
  read(value: unknown): Stamp | undefined {
    if (typeof value === "number") return this.readMs(value > MAX_SECONDS ? value : value * 1000);
    const moment = typeof value === "string" ? periodOf(value)?.first : undefined;
    return typeof moment === "number" ? this.readMs(moment * 1000) : moment;
  }

  /**
   * The earliest time that the clock shows from `ms` milliseconds before a time on. When clocks are set back, an hour is shown twice: it
   * counts from its first beginning, so that no later update has an earlier stamp.
   */
  before(stamp: Stamp, ms: number): Stamp {
    const from = this.toUtc(localMsOf(stamp)) - ms;
    const until = from + LONGEST_STEP_BACK_MS;
    let earliest = this.stampAt(from);
    for (let at = Math.ceil(from / OFFSET_STEP_MS) * OFFSET_STEP_MS; at <= until; at += OFFSET_STEP_MS) {
      const shown = this.stampAt(at);
      if (shown < earliest) earliest = shown;
    }
    return earliest;
  }

  /** Whether the clock shows a time twice, because clocks are set back. Never if the stamp is empty. */
  isShownTwice(stamp: Stamp): boolean {
    if (stamp === "") return false;
    const ms = this.toUtc(localMsOf(stamp));
    for (let step = OFFSET_STEP_MS; step <= LONGEST_STEP_BACK_MS; step += OFFSET_STEP_MS)
      if (this.stampAt(ms - step) === stamp || this.stampAt(ms + step) === stamp) return true;
    return false;
  }

  private readMs(ms: number): Stamp | undefined {
    return ms > 0 && ms < LAST_YEAR_MS ? this.stampAt(ms) : undefined;
  }
}

export const earlier = (one: Stamp, other: Stamp): Stamp => (one < other ? one : other);
