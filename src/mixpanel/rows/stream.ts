/** Rows that come one by one or in blocks, of which the first were read already to see their columns. */
import { parseKeepingDigits } from "../records/exactNumbers";
import { ExactRecord } from "../records/exactRecord";
import { type Blockwise, isBlockwise } from "../records/lines";
import { textOf } from "../records/utf8";
import { BrokenRow } from "./csv";
import { Invalid } from "./invalid";

const BLOCK_ROWS = 512;

const unreadable = (text: string) =>
  new BrokenRow(
    text.slice(0, 1_000),
    new Invalid(
      "invalid_json",
      "a line that is not JSON in UTF-8",
      "one JSON object per line",
      "Write one row per line.",
    ),
  );

/** A record of `recordSource` as a row. Integers beyond 2^53 become text with all their digits. */
export function rowOf(record: unknown): unknown {
  if (!Buffer.isBuffer(record) && !(record instanceof ExactRecord)) return record;
  try {
    return parseKeepingDigits(record instanceof ExactRecord ? record.json : textOf(record));
  } catch {
    return unreadable(record instanceof ExactRecord ? record.json : record.toString("utf8"));
  }
}

/** Rows in blocks: an iterable's own, or a few hundred each. */
export async function* blocksOf(rows: Iterable<unknown> | Blockwise<unknown>): AsyncGenerator<unknown[]> {
  if (isBlockwise(rows)) {
    for await (const records of rows.blocks()) {
      const block = Array.from(records, rowOf);
      if (block.length > 0) yield block;
    }
    return;
  }
  let block: unknown[] = [];
  for (const row of rows) {
    block.push(rowOf(row));
    if (block.length < BLOCK_ROWS) continue;
    yield block;
    block = [];
  }
  if (block.length > 0) yield block;
}

/** Blocks that were read already, and those to come. */
export class Blocks implements Blockwise<unknown> {
  constructor(
    private readonly read: readonly unknown[][],
    private readonly rest: AsyncGenerator<unknown[]>,
  ) {}

  async *blocks(): AsyncGenerator<unknown[]> {
    try {
      yield* this.read;
      yield* this.rest;
    } finally {
      await this.rest.return(undefined);
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown> {
    for await (const block of this.blocks()) yield* block;
  }
}

/** Whether a record is text that is to be parsed. */
export const isText = (record: unknown): boolean => Buffer.isBuffer(record) || record instanceof ExactRecord;

/** Parses records of text. */
export async function* parsed(records: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  for await (const record of records) yield rowOf(record);
}
