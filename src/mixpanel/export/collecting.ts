import type { JsonObject } from "../records/json";
import { BadLines } from "./badLines";
import type { SeenEvents } from "./dedupe";
import { hashEvent } from "./eventHash";
import { Position } from "./position";
import type { EventBatch } from "./range";

/** A page of events as it grows. */
export class Collecting {
  readonly events: JsonObject[] = [];
  readonly badLines = new BadLines();
  /** How far the window is read. */
  position = new Position();
  /** Lines of the window that were left out, those before its cursor included. */
  private left = 0;

  constructor(private readonly maxEvents: number) {}

  /** Whether the window brought as many lines as its limit lets through. */
  reaches(limit: unknown): boolean {
    return this.position.count + this.left === Number(limit);
  }

  /** Makes the function that goes back to here, for a window that is read anew. */
  mark(): () => void {
    const [{ length }, { count }, position] = [this.events, this.badLines, this.position];
    return () => {
      this.events.length = length;
      this.badLines.takeBack(count);
      this.position = position.copy();
      this.left = 0;
    };
  }

  /** @returns whether there was room for all */
  take({ events, bad, passed }: EventBatch, seen: SeenEvents | undefined): boolean {
    const named = bad.values();
    let next = named.next();
    this.left += passed;
    for (const [index, event] of events.entries()) {
      const hash = hashEvent(event);
      const isNew = seen === undefined || seen.add(hash);
      if (isNew && this.events.length === this.maxEvents) return false;
      for (; !next.done && next.value.before <= index; next = named.next()) {
        this.badLines.add(next.value.bad);
        this.left++;
      }
      this.position.add(hash);
      if (isNew) this.events.push(event);
    }
    return true;
  }
}
