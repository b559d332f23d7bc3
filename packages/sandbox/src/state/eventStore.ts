/** Events of one project in memory: deduplicated on the way in, in time order on the way out. */
import { SandboxError } from "../errors";
import type { EventStore, StoredEvent } from "../types";
import { firstIndexFrom, merged } from "./timeOrder";

/** How many events all stores of a sandbox may hold together. */
export interface Capacity {
  readonly max: number;
  used: number;
}

/** What a store tells of its changes, for whoever saves them. */
export interface EventObserver {
  added(event: StoredEvent): void;
  removed(identity: EventIdentity): void;
}

export const ORIGINAL_ID_PROPERTY = "$distinct_id_before_identity";

/** The four values on which Mixpanel deduplicates: event, time (ms), distinct ID as it was sent, insert ID. */
export type EventIdentity = [event: string, timeMs: number, distinctId: string, insertId: string];

/**
 * What makes an event the duplicate of another. A distinct ID that a merge has since replaced still counts as it was
 * sent, so that a repeated import is recognised.
 */
export function identityOf(event: StoredEvent): EventIdentity {
  return [event.event, event.time, sentDistinctId(event), event.insertId];
}

/** The event store behind every project. */
export class MemoryEventStore implements EventStore {
  /**
   * Events by insert ID, lists of those that share one. The insert ID is part of the event anyway: a key of all four
   * values would be one more string for each event, and as many bytes to hash.
   */
  readonly #byInsertId = new Map<string, StoredEvent | StoredEvent[]>();
  readonly #capacity: Capacity;
  readonly #identities: ReadonlyMap<string, string>;
  #sorted: StoredEvent[] = [];
  #pending: StoredEvent[] = [];
  #staleIdentities = false;
  /** Removed one by one, and taken out of the arrays together when these are read next. */
  #removed = new Set<StoredEvent>();
  observer: EventObserver | null = null;

  /**
   * @param capacity bound shared by all stores
   * @param identities distinct ID -> canonical distinct ID, read whenever events are stored or merged
   */
  constructor(capacity: Capacity, identities: ReadonlyMap<string, string>) {
    this.#capacity = capacity;
    this.#identities = identities;
  }

  get size(): number {
    return this.#sorted.length + this.#pending.length - this.#removed.size;
  }

  /** Stores one event, or replaces its duplicate. Throws a 507 when the sandbox's bound is reached. */
  add(event: StoredEvent): void {
    const sameId = this.#byInsertId.get(event.insertId);
    const duplicate = sameId && duplicateIn(sameId, event);
    if (duplicate) {
      duplicate.properties = event.properties;
      this.#canonicalize(duplicate, event.distinctId);
    } else {
      if (this.#capacity.used >= this.#capacity.max) throw storeFull(this.#capacity.max);
      this.#capacity.used += 1;
      this.#byInsertId.set(event.insertId, sameId ? [sameId, event].flat() : event);
      this.#pending.push(event);
      this.#canonicalize(event, event.distinctId);
    }
    this.observer?.added(duplicate ?? event);
  }

  has(event: StoredEvent): boolean {
    const sameId = this.#byInsertId.get(event.insertId);
    return sameId !== undefined && duplicateIn(sameId, event) !== undefined;
  }

  room(): number {
    return this.#capacity.max - this.#capacity.used;
  }

  *range(fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY): Iterable<StoredEvent> {
    this.#settle();
    // The array is replaced, never reordered, when events come in: a reader that is under way keeps its view.
    const events = this.#sorted;
    const end = firstIndexFrom(events, toMs);
    for (let index = firstIndexFrom(events, fromMs); index < end; index += 1) {
      const event = events[index];
      if (event) yield event;
    }
  }

  /**
   * Events before a time (ms), newest first. Without it, all of them.
   * @param skipped how many of the newest events that are before the time to leave out
   */
  *newestFirst(beforeMs = Number.POSITIVE_INFINITY, skipped = 0): Iterable<StoredEvent> {
    this.#settle();
    const events = this.#sorted;
    for (let index = firstIndexFrom(events, beforeMs) - 1 - skipped; index >= 0; index -= 1) {
      const event = events[index];
      if (event) yield event;
    }
  }

  removeWhere(test: (event: StoredEvent) => boolean): number {
    this.#sweep();
    const before = this.size;
    const remains = (event: StoredEvent) => {
      if (!test(event)) return true;
      this.#forget(event);
      return false;
    };
    this.#sorted = this.#sorted.filter(remains);
    this.#pending = this.#pending.filter(remains);
    return before - this.size;
  }

  clear(): void {
    this.removeWhere(() => true);
  }

  /** Takes out one event by what identifies it. */
  remove([event, timeMs, distinctId, insertId]: EventIdentity): void {
    const sameId = this.#byInsertId.get(insertId);
    const wanted = { event, time: timeMs, distinctId, insertId, properties: {} };
    const stored = sameId && duplicateIn(sameId, wanted);
    if (!stored) return;
    this.#forget(stored);
    this.#removed.add(stored);
  }

  identitiesChanged(): void {
    this.#staleIdentities = true;
  }

  #forget(event: StoredEvent): void {
    this.#capacity.used -= 1;
    const sameId = this.#byInsertId.get(event.insertId);
    const others = Array.isArray(sameId) ? sameId.filter((one) => one !== event) : [];
    if (others.length === 0) this.#byInsertId.delete(event.insertId);
    else this.#byInsertId.set(event.insertId, others);
    this.observer?.removed(identityOf(event));
  }

  #sweep(): void {
    if (this.#removed.size === 0) return;
    this.#sorted = this.#sorted.filter((event) => !this.#removed.has(event));
    this.#pending = this.#pending.filter((event) => !this.#removed.has(event));
    this.#removed.clear();
  }

  #settle(): void {
    this.#sweep();
    if (this.#staleIdentities) {
      for (const events of [this.#sorted, this.#pending]) {
        for (const event of events) this.#canonicalize(event, event.distinctId);
      }
      this.#staleIdentities = false;
    }
    if (this.#pending.length === 0) return;
    const pending = this.#pending.sort((a, b) => a.time - b.time);
    this.#sorted = this.#sorted.length === 0 ? pending : merged(this.#sorted, pending);
    this.#pending = [];
  }

  #canonicalize(event: StoredEvent, distinctId: string): void {
    if (this.#identities.size === 0) return;
    const canonical = this.#identities.get(distinctId);
    if (canonical === undefined || canonical === distinctId) return;
    const sent = event.properties[ORIGINAL_ID_PROPERTY] ?? distinctId;
    event.distinctId = canonical;
    event.properties = { ...event.properties, distinct_id: canonical, [ORIGINAL_ID_PROPERTY]: sent };
  }
}

/** The refusal of a store that is full, in place of memory running out. */
export function storeFull(max: number): SandboxError {
  return new SandboxError(507, `The sandbox holds its maximum of ${max} events; raise it with --max-events or reset.`);
}

function sentDistinctId(event: StoredEvent): string {
  const sent = event.properties[ORIGINAL_ID_PROPERTY];
  return typeof sent === "string" ? sent : event.distinctId;
}

function duplicateIn(sameId: StoredEvent | StoredEvent[], event: StoredEvent): StoredEvent | undefined {
  if (Array.isArray(sameId)) return sameId.find((one) => isDuplicate(one, event));
  return isDuplicate(sameId, event) ? sameId : undefined;
}

function isDuplicate(stored: StoredEvent, event: StoredEvent): boolean {
  return stored.time === event.time && stored.event === event.event && sentDistinctId(stored) === sentDistinctId(event);
}
