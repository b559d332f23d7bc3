/** The sandbox's time: real until someone moves or stops it. */
import type { Clock } from "../types";

/** A clock that follows real time plus an offset, or stands still at one instant. */
export class MovableClock implements Clock {
  #offsetMs = 0;
  #frozenAtMs: number | null = null;

  /** @param startMs milliseconds since epoch at which the clock stands still; without it the clock follows real time */
  constructor(startMs?: number) {
    if (startMs !== undefined) this.#frozenAtMs = startMs;
  }

  /** True while time passes only through `advance` and `set`. */
  get frozen(): boolean {
    return this.#frozenAtMs !== null;
  }

  /** Milliseconds since epoch. */
  now(): number {
    return this.#frozenAtMs ?? Date.now() + this.#offsetMs;
  }

  /** Moves the clock by `ms`, forward or (negative) back. */
  advance(ms: number): void {
    this.set(this.now() + ms);
  }

  /** Sets the clock to an instant, in milliseconds since epoch; it keeps running or standing still as before. */
  set(nowMs: number): void {
    if (this.#frozenAtMs === null) this.#offsetMs = nowMs - Date.now();
    else this.#frozenAtMs = nowMs;
  }

  /** Stops the clock where it is, or lets it run on from there. */
  freeze(frozen: boolean): void {
    const nowMs = this.now();
    this.#frozenAtMs = frozen ? nowMs : null;
    this.set(nowMs);
  }
}
