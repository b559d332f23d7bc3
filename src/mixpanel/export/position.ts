import { createHash } from "node:crypto";
import { InputError } from "../errors";
import type { EventHash } from "./eventHash";

/**
 * How far a window was read: the number of its events, and the sum of their hashes. On reading it again the sum proves that the events
 * passed over are the ones that were handed out before, in whatever order; their number alone would lose and double events as soon as
 * late ones arrive in between. It takes the same few bytes however long the window is, which a list of what was handed out does not.
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

/** Where the next page of a range begins. */
export interface Cursor {
  /** First day of the window that was cut, as yyyy-mm-dd. */
  from_date: string;
  position: Position;
  /** Of the query that it belongs to. */
  fingerprint: string;
}

const FINGERPRINT_DIGITS = 8;

/** A fingerprint of what decides which events come, and in which windows. The order of its keys does not count, unset ones neither. */
export function fingerprintOf(query: Readonly<Record<string, unknown>>): string {
  const set = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = JSON.stringify(set.sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash("sha256").update(text).digest("hex").slice(0, FINGERPRINT_DIGITS);
}

/** A cursor as text: `2024-01-05.250.0123456789abcdef.89abcdef`. */
export function writeCursor({ from_date, position, fingerprint }: Cursor): string {
  return `${from_date}.${position}.${fingerprint}`;
}

/** Reads what writeCursor wrote. @throws InputError for anything else, and for the cursor of another query */
export function readCursor(text: string, fingerprint: string): Cursor {
  const [, from_date, count, high, low, query] =
    text.match(/^(\d{4}-\d{2}-\d{2})\.(\d{1,15})\.([0-9a-f]{8})([0-9a-f]{8})\.([0-9a-f]{8})$/) ?? [];
  if (from_date === undefined || Number.isNaN(Date.parse(`${from_date}T00:00:00Z`))) {
    throw new InputError({ input: "Cursor", got: "another text", expected: "the next_cursor of a previous result" });
  }
  if (query !== fingerprint) {
    throw new InputError({
      input: "Cursor",
      got: "one that belongs to another query",
      expected: "the next_cursor of a previous result of the same query",
      fix: "Set the dates, the filters, the project and all other inputs but Max Events as they were for that result, or leave Cursor empty to begin at From Date.",
    });
  }
  return {
    from_date,
    fingerprint,
    position: new Position(Number(count), Number.parseInt(high ?? "", 16), Number.parseInt(low ?? "", 16)),
  };
}
