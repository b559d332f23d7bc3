import { type KeyedEvent, timeOf } from "./arrival";

interface Arrived {
  event: KeyedEvent;
  arrival: number;
}

/** By arrival; events of one request arrive together, so then by the time at which they happened. */
const inOrder = (a: Arrived, b: Arrived) =>
  a.arrival - b.arrival || timeOf(a.event) - timeOf(b.event) || (a.event.key < b.event.key ? -1 : 1);

/**
 * Collects the events that arrived first, up to a maximum number, from events in any order. Holds at most twice as many. An event that is
 * added again, as when an export is read a second time, counts once.
 */
export class Oldest {
  private kept = new Map<string, Arrived>();
  /** The earliest arrival of an event for which there was no room. */
  left: number | undefined;

  constructor(private readonly maxEvents: number) {}

  add(event: KeyedEvent, arrival: number): void {
    if (this.left !== undefined && arrival > this.left) return;
    this.kept.set(event.key, { event, arrival });
    if (this.kept.size > 2 * this.maxEvents) this.cut();
  }

  private cut(): void {
    const sorted = [...this.kept.values()].sort(inOrder);
    const first = sorted[this.maxEvents];
    if (first !== undefined) this.left = Math.min(first.arrival, this.left ?? first.arrival);
    this.kept = new Map(sorted.slice(0, this.maxEvents).map((one) => [one.event.key, one]));
  }

  /** The events, the one that arrived first in front. */
  take(): Arrived[] {
    this.cut();
    return [...this.kept.values()];
  }
}
