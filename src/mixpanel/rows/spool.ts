import { deflateRawSync, inflateRawSync } from "node:zlib";
import { InputError } from "../errors";
import type { Blockwise } from "../records/lines";

const PIECE_CHARACTERS = 1 << 20;
/** Speed counts more than size here: the rows are read again at once. */
const LEVEL = 1;
/** Of the 1 GB that an execution has. */
const MAX_SPOOL_BYTES = 256 * 1024 * 1024;

/** Keeps JSON values in memory in compressed form, to be read once more, in the same order. */
export class Spool implements Blockwise<unknown> {
  size = 0;
  private bytes = 0;
  private lines: string[] = [];
  private characters = 0;
  private readonly pieces: Buffer[] = [];

  /** @param input label of the input that the values come from, for errors */
  constructor(private readonly input: string) {}

  /** @throws InputError if the values take too much memory */
  add(json: string): void {
    this.size++;
    this.lines.push(json);
    this.characters += json.length;
    if (this.characters >= PIECE_CHARACTERS) this.compress();
  }

  async *blocks(): AsyncGenerator<unknown[]> {
    for (const piece of this.pieces) yield valuesOf(inflateRawSync(piece).toString());
    if (this.lines.length > 0) yield valuesOf(this.lines.join(","));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown> {
    for await (const block of this.blocks()) yield* block;
  }

  private compress(): void {
    const piece = deflateRawSync(this.lines.join(","), { level: LEVEL });
    this.pieces.push(piece);
    this.lines = [];
    this.characters = 0;
    this.bytes += piece.length;
    if (this.bytes <= MAX_SPOOL_BYTES) return;
    throw new InputError({
      input: this.input,
      got: `${this.size} changed rows, which take more than ${MAX_SPOOL_BYTES / 1024 / 1024} MiB in compressed form`,
      expected: "fewer or smaller rows, because a mirror reads all rows before it sends any",
      fix: "Leave out columns, or divide the table among several mirrors.",
    });
  }
}

function valuesOf(list: string): unknown[] {
  const values: unknown = JSON.parse(`[${list}]`);
  return Array.isArray(values) ? values : [];
}
