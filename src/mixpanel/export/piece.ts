import type { JsonObject } from "../records/json";
import type { BadLine } from "./badLines";

const NEWLINE = Buffer.from("\n");

/** A bad line, and the position of the event after it in the piece. */
export interface PlacedBadLine {
  before: number;
  bad: BadLine;
}

/** A part of an export with whole lines: the received bytes, except for lines that were removed or replaced. */
export class Piece {
  readonly events: JsonObject[] = [];
  readonly bad: PlacedBadLine[] = [];
  private readonly parts: Buffer[] = [];
  /** Start of the bytes that are not yet in `parts`. */
  private from = 0;

  constructor(private readonly block: Buffer) {}

  /** Whether its lines are exactly the received bytes. */
  get isVerbatim(): boolean {
    return this.from === 0 && this.parts.length === 0;
  }

  get lines(): Buffer {
    return this.isVerbatim ? this.block : Buffer.concat([...this.parts, this.block.subarray(this.from)]);
  }

  /** About how large an event is, as JSON. */
  get eventBytes(): number {
    return this.block.length / Math.max(1, this.events.length);
  }

  /** Removes a line and its newline. */
  takeOut(start: number, end: number): void {
    if (start > this.from) this.parts.push(this.block.subarray(this.from, start));
    this.from = Math.min(end + 1, this.block.length);
  }

  /** Inserts a line where the last one was removed. */
  putIn(line: Buffer): void {
    this.parts.push(line, NEWLINE);
  }
}
