import { InputError } from "../errors";
import { parseJson } from "./boundedJson";
import {
  BACKSLASH,
  CARRIAGE_RETURN,
  CLOSING_BRACE,
  CLOSING_BRACKET,
  COMMA,
  NEWLINE,
  OPENING_BRACE,
  OPENING_BRACKET,
  QUOTE,
  SPACE,
  TAB,
} from "./bytes";
import { hasLongNumber } from "./exactNumbers";
import { ExactRecord } from "./exactRecord";
import { filledFrom, InBlocks, longRecord, MAX_RECORD_BYTES } from "./lines";
import { piecesOf } from "./pieces";
import type { RecordEnd, RecordRun, TextBlock } from "./recordRun";
import { textOf } from "./utf8";

/** The start of the next item, after one comma and blanks; 0 if that is not certain, as at the end of the bytes. */
function nextItem(bytes: Buffer, end: number): number {
  let hasEnded = false;
  for (let at = end; ; at++) {
    const byte = bytes[at];
    if (byte === COMMA && !hasEnded) hasEnded = true;
    else if (byte !== SPACE && byte !== NEWLINE && byte !== CARRIAGE_RETURN && byte !== TAB)
      return hasEnded && byte === OPENING_BRACE ? at : 0;
  }
}

/** Splits a JSON list into its items, while it arrives in chunks. */
class ListSplitter {
  isEnded = false;
  /** The chunk and a zero byte, where whoever looks for the end of an item stops: V8 reads far slower what may be beyond the end. */
  private chunk: Buffer = Buffer.alloc(1);
  private at = 0;
  private depth = 0;
  private inText = false;
  private isEscaped = false;
  /** Size of the item that is not complete yet. */
  begunBytes = 0;
  private begun: Buffer[] = [];
  /** Whether a comma was read, after which an item must follow. */
  private hasItems = false;

  /** To be called when `next` has found all items of the chunk before. */
  add(chunk: Buffer): void {
    const bytes = chunk.length + 1;
    const held = this.chunk.buffer.byteLength < bytes ? Buffer.allocUnsafeSlow(bytes).buffer : this.chunk.buffer;
    this.chunk = Buffer.from(held, 0, bytes);
    this.chunk.set(chunk);
    this.chunk[chunk.length] = 0;
    this.at = 0;
  }

  private get end(): number {
    return this.chunk.length - 1;
  }

  /** Whether only blanks follow the end of the list in this chunk. */
  get isSound(): boolean {
    return !this.isEnded || filledFrom(this.chunk, this.at) === this.end;
  }

  /** @returns the next item that is complete, as JSON */
  next(): Buffer | undefined {
    const { chunk } = this;
    let start = this.at;
    const { end } = this;
    while (this.at < end && !this.isEnded) {
      const at = this.at++;
      const byte = chunk[at];
      if (this.inText) {
        if (this.isEscaped) this.isEscaped = false;
        else if (byte === BACKSLASH) this.isEscaped = true;
        else if (byte === QUOTE) this.inText = false;
      } else if (byte === QUOTE) this.inText = true;
      else if (byte === OPENING_BRACKET || byte === OPENING_BRACE) {
        if (this.depth++ === 0) start = at + 1;
      } else if (this.depth > 1 && (byte === CLOSING_BRACKET || byte === CLOSING_BRACE)) this.depth--;
      else if (this.depth === 1 && (byte === COMMA || byte === CLOSING_BRACKET)) {
        this.isEnded = byte === CLOSING_BRACKET;
        const item = this.complete(chunk.subarray(start, at));
        if (item !== undefined) return item;
      }
    }
    if (!this.isEnded && start < end) {
      // Copied, as the next chunk takes the place of this one.
      this.begun.push(Buffer.from(chunk.subarray(start, end)));
      this.begunBytes += end - start;
    }
    return undefined;
  }

  private complete(last: Buffer): Buffer | undefined {
    const item = this.begun.length === 0 ? last : Buffer.concat([...this.begun, last]);
    this.begun = [];
    this.begunBytes = 0;
    const isEmptyList = this.isEnded && !this.hasItems && filledFrom(item, 0) === item.length;
    this.hasItems = true;
    return isEmptyList ? undefined : item;
  }

  /** Finds items in a row, if one begins here. */
  find(run: RecordRun, most: number, endOf: RecordEnd): void {
    const { chunk, at, depth, begun, end } = this;
    const isBetween = depth === 1 && begun.length === 0 && !this.isEnded;
    run.find(chunk, isBetween ? filledFrom(chunk, at) : end, most, endOf, nextItem);
  }

  pass(run: RecordRun, records: number): void {
    this.at = run.startOf(records);
    this.hasItems ||= records > 0;
  }
}

/** The items of a list that end in one chunk. Those before one that is not JSON are read; `failure` then says why. */
class ListBlock implements TextBlock {
  readonly isLines = false;
  failure: unknown;

  /** @param items number of items that were read before */
  constructor(
    private readonly splitter: ListSplitter,
    public items: number,
  ) {}

  *[Symbol.iterator](): Generator<unknown> {
    for (let json = this.splitter.next(); json !== undefined; json = this.splitter.next()) {
      let item: unknown;
      try {
        const text = textOf(json);
        item = parseJson(text);
        if (hasLongNumber(text)) item = new ExactRecord(text);
      } catch (error) {
        this.failure = error;
        return;
      }
      this.items++;
      yield item;
    }
  }

  find(run: RecordRun, most: number, endOf: RecordEnd): void {
    this.splitter.find(run, most, endOf);
  }

  pass(run: RecordRun, records: number): void {
    this.splitter.pass(run, records);
    this.items += records;
  }
}

/**
 * Reads the items of a JSON list while it arrives, so that no more than a chunk of it is in memory. Items with numbers that JavaScript would
 * round stay JSON.
 *
 * @param chunks bytes that begin with the bracket of the list, after blanks
 * @throws InputError at the first byte that is not JSON: items before it have been read by then
 */
export async function* listItems(
  input: string,
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
): AsyncGenerator<TextBlock> {
  const splitter = new ListSplitter();
  let items = 0;
  const fault = (where: string, cause?: unknown) =>
    new InputError({
      input,
      got: `text that is not JSON (fault ${where})`,
      expected: "a JSON list, or one JSON object per line (NDJSON)",
      cause,
    });
  for await (const chunk of chunks) {
    splitter.add(chunk);
    const block = new ListBlock(splitter, items);
    yield block;
    // What the caller left is read too, as the next items begin behind it.
    for (const _item of block);
    ({ items } = block);
    const { failure } = block;
    if (failure !== undefined)
      throw fault(
        `in item ${items} of the list, counted from 0${failure instanceof TypeError ? `: ${failure.message}` : ""}`,
        failure,
      );
    if (!splitter.isSound) throw fault("after the end of the list");
    if (splitter.begunBytes > MAX_RECORD_BYTES) throw longRecord(input, `item ${items} of the list, counted from 0,`);
  }
  if (!splitter.isEnded) throw fault("at its end");
}

/** A JSON list in memory that is too long to be parsed as a whole. It is read once. */
export class LongList extends InBlocks<unknown> {
  constructor(input: string, json: Buffer) {
    super(listItems(input, piecesOf(json)));
  }

  /** All items in memory, for whoever has to look at each of them before the first is sent. @throws InputError as listItems does */
  async whole(): Promise<unknown[]> {
    const items: unknown[] = [];
    for await (const block of this.blocks()) for (const item of block) items.push(item);
    return items;
  }
}
