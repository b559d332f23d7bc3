/** The sandbox's time: real until someone moves or stops it. */
import { SandboxError } from "../errors";
import type { ClockNow } from "../protocol";
import type { Clock } from "../types";

/** Dates after this one have no year of four digits, and soon after it no JavaScript date. */
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * The instant that a number (milliseconds since 1970) or a date as in ISO 8601 names.
 * Throws a 400 for what is no date from 1970 to 9999.
 */
export function instantOf(value: unknown, name: string): number {
  const isDate = typeof value === "string" && /^\d{4}-\d{2}-\d{2}/.test(value);
  const instant = isDate ? Date.parse(value) : value;
  if (typeof instant === "number" && instant >= 0 && instant <= LAST_MS) return instant;
  const came = typeof value === "number" ? String(value) : JSON.stringify(value);
  throw new SandboxError(
    400,
    `${name} must be milliseconds since 1970 or a date such as 2024-06-15T12:00:00Z, from 1970 to 9999, but is ${came}.`,
  );
}

/** A clock that follows real time plus an offset, or stays at a fixed time. */
export class MovableClock implements Clock {
  #offsetMs = 0;
  #frozenAtMs: number | null;
  readonly #startMs: number | null;

  /** @param startMs the fixed time in milliseconds since 1970; without it, the clock follows real time */
  constructor(startMs?: number) {
    this.#startMs = startMs ?? null;
    this.#frozenAtMs = this.#startMs;
  }

  /** True while time passes only through `advance` and `set`. */
  get frozen(): boolean {
    return this.#frozenAtMs !== null;
  }

  /** Milliseconds since epoch. */
  now(): number {
    return this.#frozenAtMs ?? Date.now() + this.#offsetMs;
  }

  /** The time as `/_sandbox/clock` returns it. */
  shown(): ClockNow {
    const nowMs = this.now();
    return { now: new Date(nowMs).toISOString(), nowMs, frozen: this.frozen };
  }

  /** Moves the clock by `ms`, forward or (negative) back. */
  advance(ms: number): void {
    this.set(this.now() + ms);
  }

  /** Sets the time, in milliseconds since 1970. The clock stays running or stopped as before. Throws for what is no time from 1970 to 9999. */
  set(nowMs: number): void {
    instantOf(nowMs, "the time");
    if (this.#frozenAtMs === null) this.#offsetMs = nowMs - Date.now();
    else this.#frozenAtMs = nowMs;
  }

  /** Back to real time, running. */
  followRealTime(): void {
    this.#offsetMs = 0;
    this.#frozenAtMs = null;
  }

  /** Back to the start: the fixed time that the clock began with, or real time. */
  reset(): void {
    this.#offsetMs = 0;
    this.#frozenAtMs = this.#startMs;
  }

  /** Stops the clock at its current time, or lets it continue from there. */
  freeze(frozen: boolean): void {
    const nowMs = this.now();
    this.#frozenAtMs = frozen ? nowMs : null;
    this.set(nowMs);
  }
}
