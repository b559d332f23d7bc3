/** Arrays of events in the order of time. */
import type { StoredEvent } from "../types";

/** Index of the first event at or after a time (ms), in an array in time order; its length when there is none. */
export function firstIndexFrom(events: StoredEvent[], timeMs: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const event = events[middle];
    if (event && event.time < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Two arrays in time order as one; at equal times those of the first come first. */
export function merged(first: StoredEvent[], second: StoredEvent[]): StoredEvent[] {
  const result: StoredEvent[] = [];
  let index = 0;
  for (const event of second) {
    for (let next = first[index]; next && next.time <= event.time; next = first[index]) {
      result.push(next);
      index += 1;
    }
    result.push(event);
  }
  for (let next = first[index]; next; next = first[index]) {
    result.push(next);
    index += 1;
  }
  return result;
}
