import { isRecord, type JsonObject } from "../records/json";

/**
 * Events can become exportable in another order than they arrived. One that turns up this long after events that arrived later is still
 * recognized as new.
 */
export const OVERLAP_MS = 3_600_000;

/** Maximum number of keys that are kept between polls: about 4 MB of state. If there are more, the overlap is shorter. */
const MAX_KEYS = 100_000;

/** What is kept between polls, as JSON. */
export interface ReceivedState extends JsonObject {
  /** Events that arrived until then, in milliseconds since 1970, are not read again. */
  received_after: number;
  /** Keys of the events that arrived later and were passed on, by arrival. */
  keys: Record<string, string[]>;
}

interface KeptUntil {
  now: number;
  left?: number | undefined;
  until?: number | undefined;
}

/**
 * Which events were passed on: all that arrived until a moment, and those whose keys are remembered. The moment follows the events that were
 * received, never the clock alone, so nothing is skipped while polls fail or Mixpanel is late.
 */
export class Received {
  private readonly arrivals = new Map<string, number>();
  /** The latest arrival whose key was dropped because there were too many. */
  private dropped = Number.NEGATIVE_INFINITY;
  /** Number of keys that fit until the next time that some are dropped. */
  private room: number;

  /** @param after arrival in milliseconds; events until then count as passed on */
  constructor(
    readonly after: number,
    private readonly maxKeys = MAX_KEYS,
  ) {
    this.room = 2 * maxKeys;
  }

  static read(state: unknown, maxKeys?: number): Received | undefined {
    if (!isRecord(state) || typeof state.received_after !== "number") return undefined;
    const received = new Received(state.received_after, maxKeys);
    for (const [arrival, keys] of Object.entries(isRecord(state.keys) ? state.keys : {}))
      if (Array.isArray(keys) && Number(arrival)) for (const key of keys) received.add(String(key), Number(arrival));
    return received;
  }

  copy(): Received {
    const copy = new Received(this.after, this.maxKeys);
    for (const [key, arrival] of this.arrivals) copy.arrivals.set(key, arrival);
    return copy;
  }

  /** The latest arrival of an event that was passed on. */
  get newest(): number {
    let newest = this.after;
    for (const arrival of this.arrivals.values()) newest = Math.max(newest, arrival);
    return newest;
  }

  has(key: string): boolean {
    return this.arrivals.has(key);
  }

  /** Notes an event that was passed on. One that was sent to Mixpanel again counts as arrived at the later time. */
  add(key: string, arrival: number): void {
    this.arrivals.set(key, Math.max(arrival, this.arrivals.get(key) ?? arrival));
    if (this.arrivals.size < this.room) return;
    this.drop();
    this.room = 2 * Math.max(this.maxKeys, this.arrivals.size);
  }

  /** Drops the keys that arrived first. Those of the latest millisecond stay, however many they are. */
  private drop(left = Number.POSITIVE_INFINITY): void {
    const sorted = [...this.arrivals.values()].sort((a, b) => b - a);
    const [newest = 0, excess] = [sorted[0], sorted[this.maxKeys]];
    if (excess === undefined) return;
    const floor = Math.min(excess, newest - 1, left - 1);
    for (const [key, arrival] of this.arrivals) if (arrival <= floor) this.arrivals.delete(key);
    this.dropped = Math.max(this.dropped, floor);
  }

  /**
   * What to keep for the next poll.
   *
   * @param options.now keeps a wrong arrival in the future from skipping events
   * @param options.until events that arrived until then were looked for, and are not expected any more
   * @param options.left the earliest arrival of an event that was not passed on
   */
  state({ now, left = Number.POSITIVE_INFINITY, until = 0 }: KeptUntil): ReceivedState {
    this.drop(left);
    const overlap = Math.max(Math.min(this.newest, now) - OVERLAP_MS, until, this.dropped);
    const after = Math.max(this.after, Math.min(overlap, left - 1));
    const keys: ReceivedState["keys"] = {};
    for (const [key, arrival] of this.arrivals) {
      if (arrival <= after) continue;
      const group = keys[arrival] ?? [];
      keys[arrival] = group;
      group.push(key);
    }
    return { received_after: after, keys };
  }
}
