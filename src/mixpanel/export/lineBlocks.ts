import type { Readable } from "node:stream";
import { MixpanelTimeoutError } from "../errors";
import { decompressed, EncodingError } from "../http/compression";
import { errorFromNetwork } from "../http/networkError";
import type { HttpResponse } from "../http/transport";
import { assertTimeLeft, watched } from "../http/watched";
import { isRecord, type JsonObject } from "../records/json";
import { wholeLines } from "../records/lines";
import type { BadLines } from "./badLines";
import { LineReader, type LineReaderOptions } from "./lineReader";
import { broken, MAX_PARSED_LINE_BYTES, noExport } from "./parseLine";
import type { Piece } from "./piece";

export interface LinesOptions extends LineReaderOptions {
  host: string;
  idleTimeoutMs?: number;
  /** Time left until the deadline, in milliseconds; the reader does not wait longer for data. */
  leftMs?(): number;
  /** How long a line may be; MAX_PARSED_LINE_BYTES by default. */
  maxLineBytes?: number;
  /** Called with each chunk of a compressed response, before it is decompressed. The chunks are valid only if reading ends without an error. */
  onCompressed?(chunk: Buffer): void;
}

/** What errors advise if an export takes too long. */
const LESS = {
  inTime: "Run it again for fewer days or events, or raise",
  inSilence: "If it fails again, choose a shorter date range.",
};

/** The decompressed response, while it is received. @throws MixpanelError if it is truncated */
async function* received(answer: HttpResponse<Readable>, options: LinesOptions): AsyncGenerator<Buffer> {
  const { operation, host } = options;
  const watch = { ...options, noun: "events", less: LESS };
  try {
    const chunks = watched(answer.body, watch);
    for await (const chunk of decompressed(chunks, answer.header("content-encoding"), options.onCompressed)) {
      // One compressed chunk may take minutes: 64 KB may be 64 MB of events.
      assertTimeLeft(watch);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof MixpanelTimeoutError) throw error;
    if (error instanceof EncodingError) throw noExport(operation, error.message);
    const code = isRecord(error) ? String(error.code) : "";
    if (code.startsWith("Z_")) throw broken(operation, "the compressed data is truncated or damaged", new Error(code));
    throw errorFromNetwork({ operation, host, effect: "read", error });
  } finally {
    answer.body.destroy();
  }
}

/**
 * Reads an export in pieces of whole lines, with one chunk in memory at a time, and checks that each line is an event. If `scans` is true,
 * a line in Mixpanel's usual form is checked by its bytes; other lines are parsed.
 *
 * @returns pieces of about 64 to 256 KiB, including blank lines; only the last one may lack the newline at its end
 * @throws MixpanelResponseError, MixpanelNetworkError, MixpanelTimeoutError if the stream is incomplete: then the pieces must not be used
 */
export async function* readPieces(
  answer: HttpResponse<Readable>,
  options: LinesOptions,
  { scans }: { scans: boolean },
): AsyncGenerator<Piece> {
  const reader = new LineReader(options, scans);
  const { maxLineBytes: maxBytes = MAX_PARSED_LINE_BYTES } = options;
  const limit = { maxBytes, tooLong: () => reader.tooLong(maxBytes) };
  for await (const block of wholeLines(received(answer, options), limit)) {
    const piece = reader.begin(block);
    yield* upTo(piece, () => reader.read(block));
  }
  yield* upTo(reader.begin(Buffer.alloc(0)), () => reader.end());
}

/** If reading a piece fails, still returns its part before the failure, so that the result does not depend on how the stream was chunked. */
function* upTo(piece: Piece, read: () => void): Generator<Piece> {
  try {
    read();
  } catch (error) {
    yield piece;
    throw error;
  }
  yield piece;
}

/**
 * Reads an export without parsing it, for writing it to a file. Skipped lines are added to the options' `badLines`.
 *
 * @returns chunks of whole lines
 * @throws MixpanelError if the stream is incomplete: then the lines must not be used
 */
export async function* readBlocks(answer: HttpResponse<Readable>, options: LinesOptions): AsyncGenerator<Buffer> {
  yield* blocksOf(readPieces(answer, options, { scans: true }), options.badLines);
}

/** The lines of pieces, one block per piece. @param badLines collects the skipped lines */
export async function* blocksOf(pieces: AsyncIterable<Piece>, badLines: BadLines | undefined): AsyncGenerator<Buffer> {
  for await (const { lines, bad } of pieces) {
    for (const one of bad) badLines?.add(one.bad);
    if (lines.length > 0) yield lines;
  }
}

/** The events of one piece of an export, their lines, and the skipped lines between them. */
export type LineBatch = Pick<Piece, "events" | "eventBytes" | "lines" | "bad">;

/**
 * Reads an export's events, one piece of the stream at a time.
 *
 * @returns events together with their lines, so that a caller who writes them unchanged need not serialize them again
 * @throws MixpanelResponseError, MixpanelNetworkError, MixpanelTimeoutError if the stream is incomplete
 */
export async function* readBatches(answer: HttpResponse<Readable>, options: LinesOptions): AsyncGenerator<LineBatch> {
  for await (const piece of readPieces(answer, options, { scans: false })) if (piece.events.length > 0) yield piece;
}

/**
 * Reads JSON lines while they are received, with one chunk in memory at a time. The stream must end with a whole line: if an export fails
 * after the status 200, Mixpanel ends it with a line of text (`terminated early`) or in the middle of a line.
 *
 * @throws MixpanelResponseError, MixpanelNetworkError, MixpanelTimeoutError if the stream is incomplete
 */
export async function* readLines(answer: HttpResponse<Readable>, options: LinesOptions): AsyncGenerator<JsonObject> {
  for await (const { events, bad } of readBatches(answer, options)) {
    for (const one of bad) options.badLines?.add(one.bad);
    yield* events;
  }
}
