import { MixpanelTooLargeError } from "../errors";
import type { EventHash } from "./eventHash";

/** Maximum number of events in one window that can be compared: their hashes take 32 MiB. */
export const MAX_SEEN_EVENTS = 3_000_000;
const FIRST_SLOTS = 4_096;
/** If the hash table is fuller, lookups become slow. */
const MAX_LOAD = 0.75;

/** The hashes of the events of one window, to remove duplicates. It grows up to a maximum size. */
export class SeenEvents {
  // Two numbers per slot, both 0 if it is empty.
  private slots = new Uint32Array(FIRST_SLOTS * 2);
  private count = 0;

  constructor(
    private readonly operation: string,
    private readonly maxEvents = MAX_SEEN_EVENTS,
  ) {}

  /**
   * Notes an event. Of equal events, the first is kept. (Mixpanel itself keeps the last one, but that would mean holding the whole window
   * in memory.)
   *
   * @returns whether it is new; an event without an insert ID always is
   * @throws MixpanelTooLargeError if there are too many events, so that no duplicate is returned unnoticed
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
    // Zero means empty, so the hash 0 is stored as 1.
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
