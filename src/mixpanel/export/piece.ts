import type { JsonObject } from "../records/json";
import type { BadLine } from "./badLines";

const NEWLINE = Buffer.from("\n");

/** A bad line, and before which of the piece's events it stood. */
export interface PlacedBadLine {
  before: number;
  bad: BadLine;
}

/** A part of an export that holds whole lines: what came, but for lines that were taken out of it or put back in another form. */
export class Piece {
  readonly events: JsonObject[] = [];
  readonly bad: PlacedBadLine[] = [];
  private readonly parts: Buffer[] = [];
  /** Where what is not yet in a part begins. */
  private from = 0;

  constructor(private readonly block: Buffer) {}

  /** Whether its lines are the bytes that came. */
  get isVerbatim(): boolean {
    return this.from === 0 && this.parts.length === 0;
  }

  get lines(): Buffer {
    return this.isVerbatim ? this.block : Buffer.concat([...this.parts, this.block.subarray(this.from)]);
  }

  /** Takes out a line, and the newline behind it. */
  takeOut(start: number, end: number): void {
    if (start > this.from) this.parts.push(this.block.subarray(this.from, start));
    this.from = Math.min(end + 1, this.block.length);
  }

  /** Puts a line in the place of what was taken out last. */
  putIn(line: Buffer): void {
    this.parts.push(line, NEWLINE);
  }
}
