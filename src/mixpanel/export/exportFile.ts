import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import type { MixpanelClient } from "../client";
import { downloadData } from "../endpoints/events";
import { MixpanelTooLargeError } from "../errors";
import { Attempts } from "./attempts";
import { DEFAULT_WINDOW_DAYS, type RangeOptions, type RangeParameters } from "./exportRange";
import { readBlocks } from "./lineBlocks";
import { openExport } from "./openExport";
import { ExportPacer } from "./pacer";
import { type DateWindow, splitRange } from "./windows";

/** Level 1 halves the CPU time of level 6 for a fifth more bytes. */
const GZIP_LEVEL = 1;
const NEWLINE = Buffer.from("\n");

export interface FileOptions extends Omit<RangeOptions, "dedupe"> {
  /** Whether the file is compressed. */
  compress: boolean;
  /** Bytes that the file may have at most. */
  maxBytes: number;
}

/** A file in the making: pieces, cut back to where a window began when that window has to be read again. */
class GrowingFile {
  private pieces: Buffer[] = [];
  private bytes = 0;
  private kept = { pieces: 0, bytes: 0 };

  constructor(private readonly maxBytes: number) {}

  add(piece: Buffer, window: DateWindow, first: string): void {
    this.bytes += piece.length;
    if (this.bytes > this.maxBytes) throw tooLarge(this.maxBytes, window, first);
    this.pieces.push(piece);
  }

  keep(): void {
    this.kept = { pieces: this.pieces.length, bytes: this.bytes };
  }

  cutBack(): void {
    this.pieces.length = this.kept.pieces;
    this.bytes = this.kept.bytes;
  }

  whole(): Buffer {
    return Buffer.concat(this.pieces, this.bytes);
  }
}

function tooLarge(maxBytes: number, { from_date }: DateWindow, first: string): MixpanelTooLargeError {
  const { operation } = downloadData;
  const fits =
    from_date === first
      ? `Shorten Window Days to learn how many days fit, filter, or raise the limit.`
      : `The days before ${from_date} fit: end this file there, and begin the next with From Date ${from_date}.`;
  return new MixpanelTooLargeError({ operation, message: `${operation}: the file is over ${maxBytes} bytes. ${fits}` });
}

/**
 * Exports a range as one NDJSON file in memory, complete or not at all. Events pass unparsed. A compressed file is made of the compressed
 * answers as they came, one gzip member a window; only an answer that came plain is compressed here.
 *
 * @returns the file; empty where there are no events
 * @throws MixpanelTooLargeError saying which days fit; MixpanelError where a window cannot be read to its end
 * @see https://developer.mixpanel.com/reference/raw-event-export
 */
export async function exportFile(
  client: MixpanelClient,
  parameters: RangeParameters,
  { compress, maxBytes, windowDays = DEFAULT_WINDOW_DAYS, ...options }: FileOptions,
): Promise<Buffer> {
  const pacer = new ExportPacer(client);
  const file = new GrowingFile(maxBytes);
  for (const window of splitRange(parameters.from_date, parameters.to_date, windowDays)) {
    const attempts = new Attempts(client);
    const add = (piece: Buffer) => file.add(piece, window, parameters.from_date);
    for (;;) {
      await pacer.turn(downloadData.operation);
      const [answer, lines] = await openExport(client, { ...parameters, ...window }, options);
      try {
        if (!compress) for await (const block of closed(readBlocks(answer, lines))) add(block);
        else if (answer.header("content-encoding") === "gzip") {
          for await (const _ of readBlocks(answer, { ...lines, onCompressed: add }));
        } else for await (const piece of compressed(closed(readBlocks(answer, lines)))) add(piece);
        break;
      } catch (error) {
        file.cutBack();
        await attempts.failed(error);
      }
    }
    file.keep();
  }
  return file.whole();
}

/** Ends the last line of a window, so that the next window's first does not run into it. */
async function* closed(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let last: number | undefined;
  for await (const block of blocks) {
    last = block.at(-1);
    yield block;
  }
  if (last !== undefined && last !== NEWLINE[0]) yield NEWLINE;
}

async function* compressed(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const source = Readable.from(blocks, { objectMode: false });
  const gzip = createGzip({ level: GZIP_LEVEL });
  source.on("error", (error) => gzip.destroy(error));
  yield* source.pipe(gzip);
}
