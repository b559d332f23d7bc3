import { createHash } from "node:crypto";
import { InputError } from "../errors";
import type { EventHash } from "./eventHash";

/**
 * How far a window was read: the number of its events, and the sum of their hashes. When the window is read again, the sum shows whether
 * the skipped events are the ones returned before, in any order. With the number alone, events would be lost or duplicated as soon as late
 * events arrive in between. Unlike a list of returned events, it has the same small size for any window.
 */
export class Position {
  constructor(
    public count = 0,
    private high = 0,
    private low = 0,
  ) {}

  add(hash: EventHash): void {
    this.count++;
    this.high = (this.high + hash.high) >>> 0;
    this.low = (this.low + hash.low) >>> 0;
  }

  copy(): Position {
    return new Position(this.count, this.high, this.low);
  }

  equals(other: Position): boolean {
    return this.count === other.count && this.high === other.high && this.low === other.low;
  }

  toString(): string {
    const hex = (number: number) => number.toString(16).padStart(8, "0");
    return `${this.count}.${hex(this.high)}${hex(this.low)}`;
  }
}

/** Where the next page begins. */
export interface Cursor {
  /** First day of the window that was not returned completely, as yyyy-mm-dd. */
  from_date: string;
  position: Position;
  /** Fingerprint of the query that the cursor belongs to. */
  fingerprint: string;
}

const FINGERPRINT_DIGITS = 8;

/** A hash of everything that determines which events are returned, and in which windows. The order of keys and undefined values do not matter. */
export function fingerprintOf(query: Readonly<Record<string, unknown>>): string {
  const set = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = JSON.stringify(set.sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash("sha256").update(text).digest("hex").slice(0, FINGERPRINT_DIGITS);
}

/** A cursor as text: `2024-01-05.250.0123456789abcdef.89abcdef`. */
export function writeCursor({ from_date, position, fingerprint }: Cursor): string {
  return `${from_date}.${position}.${fingerprint}`;
}

/** Reads a cursor written by writeCursor. @throws InputError for any other text, and for a cursor of a different query */
export function readCursor(text: string, fingerprint: string): Cursor {
  const [, from_date, count, high, low, query] =
    text.match(/^(\d{4}-\d{2}-\d{2})\.(\d{1,15})\.([0-9a-f]{8})([0-9a-f]{8})\.([0-9a-f]{8})$/) ?? [];
  if (from_date === undefined || Number.isNaN(Date.parse(`${from_date}T00:00:00Z`))) {
    throw new InputError({
      input: "Cursor",
      got: "text that is not a cursor",
      expected: "the next_cursor of a previous result",
    });
  }
  if (query !== fingerprint) {
    throw new InputError({
      input: "Cursor",
      got: "a cursor of a different query",
      expected: "the next_cursor of a previous result with the same inputs",
      fix: "Use the same dates, filters, project and other inputs as for that result (only Max Events may differ). In place of words such as yesterday, use the days of its resolved_dates. Or leave Cursor empty to start at From Date.",
    });
  }
  return {
    from_date,
    fingerprint,
    position: new Position(Number(count), Number.parseInt(high ?? "", 16), Number.parseInt(low ?? "", 16)),
  };
}
