import { MixpanelTooLargeError } from "../errors";
import type { EventHash } from "./eventHash";

/** Most events of one window that are told apart: their hashes take 32 MiB. */
export const MAX_SEEN_EVENTS = 3_000_000;
const FIRST_SLOTS = 4_096;
/** A fuller table probes too long. */
const MAX_LOAD = 0.75;

/** The events of one window, by their hash, so that copies are left out. Grows to its bound and no further. */
export class SeenEvents {
  // Two numbers a slot, both 0 where it is empty.
  private slots = new Uint32Array(FIRST_SLOTS * 2);
  private count = 0;

  constructor(
    private readonly operation: string,
    private readonly maxEvents = MAX_SEEN_EVENTS,
  ) {}

  /**
   * Notes an event. The first of equal ones wins: it was handed out before the next came, and Mixpanel's rule, the last one, would need
   * the whole window held back.
   *
   * @returns whether it is new; an event without an insert ID always is
   * @throws MixpanelTooLargeError beyond the bound: copies are never let through in silence
   */
  add({ high, low, identified }: EventHash): boolean {
    if (!identified) return true;
    if (!this.insert(high, low)) return false;
    this.count++;
    if (this.count > this.maxEvents) {
      throw new MixpanelTooLargeError({
        operation: this.operation,
        message: `${this.operation}: Remove Duplicates can compare at most ${this.maxEvents} events per window of days, and this window has more. Shorten the windows, filter the events, or turn Remove Duplicates off.`,
      });
    }
    if (this.count > (this.slots.length / 2) * MAX_LOAD) this.grow();
    return true;
  }

  private insert(high: number, low: number): boolean {
    const mask = this.slots.length / 2 - 1;
    // Zero means empty: the one hash that is all zeros stands as 1.
    const kept = high === 0 && low === 0 ? 1 : low;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const [slotHigh, slotLow] = [this.slots[slot * 2], this.slots[slot * 2 + 1]];
      if (slotHigh === high && slotLow === kept) return false;
      if (slotHigh === 0 && slotLow === 0) {
        this.slots[slot * 2] = high;
        this.slots[slot * 2 + 1] = kept;
        return true;
      }
    }
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += 2) {
      const [high = 0, low = 0] = [old[at], old[at + 1]];
      if (high !== 0 || low !== 0) this.insert(high, low);
    }
  }
}
