/** The sandbox's time: real until someone moves or stops it. */
import type { Clock } from "../types";

/** A clock that follows real time plus an offset, or stays at a fixed time. */
export class MovableClock implements Clock {
  #offsetMs = 0;
  #frozenAtMs: number | null = null;

  /** @param startMs the fixed time in milliseconds since 1970; without it, the clock follows real time */
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

  /** Sets the time, in milliseconds since 1970. The clock stays running or stopped as before. */
  set(nowMs: number): void {
    if (this.#frozenAtMs === null) this.#offsetMs = nowMs - Date.now();
    else this.#frozenAtMs = nowMs;
  }

  /** Stops the clock at its current time, or lets it continue from there. */
  freeze(frozen: boolean): void {
    const nowMs = this.now();
    this.#frozenAtMs = frozen ? nowMs : null;
    this.set(nowMs);
  }
}
