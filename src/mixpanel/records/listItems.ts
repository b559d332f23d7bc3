import { InputError } from "../errors";
import { parseJson } from "./boundedJson";
import { BACKSLASH, CLOSING_BRACE, CLOSING_BRACKET, COMMA, OPENING_BRACE, OPENING_BRACKET, QUOTE } from "./bytes";
import { hasLongNumber } from "./exactNumbers";
import { ExactRecord } from "./exactRecord";
import { filledFrom, longRecord, MAX_RECORD_BYTES } from "./lines";
import { textOf } from "./utf8";

/** Splits a JSON list into its items. */
class ListSplitter {
  /** The items that are complete, each as JSON. */
  found: Buffer[] = [];
  isEnded = false;
  private depth = 0;
  private inText = false;
  private isEscaped = false;
  /** Size of the item that is not complete yet. */
  begunBytes = 0;
  private begun: Buffer[] = [];
  /** Whether a comma was read, after which an item must follow. */
  private hasItems = false;

  /** @returns false for bytes that no list has */
  add(chunk: Buffer): boolean {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (this.isEnded) return filledFrom(chunk, at) === chunk.length;
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
        this.end(chunk.subarray(start, at));
        start = at + 1;
      }
    }
    if (!this.isEnded && start < chunk.length) {
      this.begun.push(chunk.subarray(start));
      this.begunBytes += chunk.length - start;
    }
    return true;
  }

  private end(last: Buffer): void {
    const item = this.begun.length === 0 ? last : Buffer.concat([...this.begun, last]);
    this.begun = [];
    this.begunBytes = 0;
    const isEmptyList = this.isEnded && !this.hasItems && filledFrom(item, 0) === item.length;
    if (!isEmptyList) this.found.push(item);
    this.hasItems = true;
  }
}

/**
 * Reads the items of a JSON list while it arrives, so that no more than a chunk of it is in memory. Items with numbers that JavaScript would
 * round stay JSON.
 *
 * @param chunks bytes that begin with the bracket of the list, after blanks
 * @throws InputError at the first byte that is not JSON: items before it have been read by then
 */
export async function* listItems(input: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<unknown[]> {
  const splitter = new ListSplitter();
  let items = 0;
  const fault = (where: string, cause?: unknown) =>
    new InputError({
      input,
      got: `text that is not JSON (fault ${where})`,
      expected: "a JSON list, or one JSON object per line (NDJSON)",
      cause,
    });
  const parsed = (json: Buffer): unknown => {
    try {
      const text = textOf(json);
      const item: unknown = parseJson(text);
      items++;
      return hasLongNumber(text) ? new ExactRecord(text) : item;
    } catch (error) {
      throw fault(
        `in item ${items} of the list, counted from 0${error instanceof TypeError ? `: ${error.message}` : ""}`,
        error,
      );
    }
  };
  for await (const chunk of chunks) {
    const isSound = splitter.add(chunk);
    const { found } = splitter;
    splitter.found = [];
    if (found.length > 0) {
      const block: unknown[] = [];
      let failure: unknown;
      for (const json of found) {
        try {
          block.push(parsed(json));
        } catch (error) {
          failure = error;
          break;
        }
      }
      yield block;
      if (failure !== undefined) throw failure;
    }
    if (!isSound) throw fault("after the end of the list");
    if (splitter.begunBytes > MAX_RECORD_BYTES) throw longRecord(input, `item ${items} of the list, counted from 0,`);
  }
  if (!splitter.isEnded) throw fault("at its end");
}
