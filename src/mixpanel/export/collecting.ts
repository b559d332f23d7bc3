import type { JsonObject } from "../records/json";
import { BadLines } from "./badLines";
import type { SeenEvents } from "./dedupe";
import { hashEvent } from "./eventHash";
import { Position } from "./position";
import type { EventBatch } from "./range";

/** A page of events that are this large as JSON is full, also with fewer than its maximum number of events. */
export const MAX_PAGE_BYTES = 128_000_000;

/** A page of events while it is being collected. */
export class Collecting {
  readonly events: JsonObject[] = [];
  readonly badLines = new BadLines();
  /** How far the window has been read. */
  position = new Position();
  /** Lines of the window that were skipped, including those before the cursor. */
  private left = 0;
  /** About how large the events are, as JSON. */
  private bytes = 0;

  constructor(private readonly maxEvents: number) {}

  /** Whether the window returned as many lines as its limit allows. */
  reaches(limit: unknown): boolean {
    return this.position.count + this.left === Number(limit);
  }

  /** Remembers the current state. @returns a function that restores it, for reading a window again */
  mark(): () => void {
    const [{ length }, { count }, position, bytes] = [this.events, this.badLines, this.position, this.bytes];
    return () => {
      this.events.length = length;
      this.badLines.takeBack(count);
      this.position = position.copy();
      this.left = 0;
      this.bytes = bytes;
    };
  }

  /** Adds the events of a batch. @returns whether there was room for all of them */
  take({ events, eventBytes, bad, passed }: EventBatch, seen: SeenEvents | undefined): boolean {
    const named = bad.values();
    let next = named.next();
    this.left += passed;
    for (const [index, event] of events.entries()) {
      const hash = hashEvent(event);
      const isNew = seen === undefined || seen.add(hash);
      if (isNew && (this.events.length === this.maxEvents || this.bytes + eventBytes > MAX_PAGE_BYTES)) return false;
      for (; !next.done && next.value.before <= index; next = named.next()) {
        this.badLines.add(next.value.bad);
        this.left++;
      }
      this.position.add(hash);
      if (!isNew) continue;
      this.events.push(event);
      this.bytes += eventBytes;
    }
    return true;
  }
}
