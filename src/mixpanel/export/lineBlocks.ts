import type { Readable } from "node:stream";
import { MixpanelTimeoutError } from "../errors";
import { decompressed } from "../http/compression";
import { errorFromNetwork } from "../http/networkError";
import { timeLimitMs } from "../http/timeLimits";
import type { HttpResponse } from "../http/transport";
import { isRecord, type JsonObject } from "../records/json";
import { wholeLines } from "../records/lines";
import type { BadLines } from "./badLines";
import { LineReader, type LineReaderOptions } from "./lineReader";
import { broken } from "./parseLine";
import type { Piece } from "./piece";

export interface LinesOptions extends LineReaderOptions {
  host: string;
  idleTimeoutMs?: number;
  /** What is left of the reader's time, in milliseconds: silence is not waited out any longer. */
  leftMs?(): number;
  /** Told each piece of a compressed answer as it came over the wire; proven only once the lines have ended without an error. */
  onCompressed?(chunk: Buffer): void;
}

/** An export that is still under way when the time for it is over. */
function outOfTime(operation: string, host: string): MixpanelTimeoutError {
  return new MixpanelTimeoutError({
    operation,
    mayHaveLanded: false,
    ofDeadline: true,
    message: `${operation}: ${host} had not sent all events when the time limit of the step was reached. Run it again for fewer days or events, or raise the Time Limit of the connection.`,
  });
}

/** An export of which nothing has come for as long as it may be silent. */
function wentSilent(operation: string, host: string, silentMs: number): MixpanelTimeoutError {
  return new MixpanelTimeoutError({
    operation,
    mayHaveLanded: false,
    message: `${operation}: ${host} sent nothing for ${silentMs / 1000} s. Run it again, with a shorter range of dates if it happens again.`,
  });
}

/** Passes chunks on, and ends a stream that has gone silent. A reader that takes its time is not silence. */
async function* watched(stream: Readable, options: LinesOptions): AsyncGenerator<Buffer> {
  const { operation, host, idleTimeoutMs = timeLimitMs("silence"), leftMs = () => idleTimeoutMs } = options;
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  for (;;) {
    if (leftMs() <= 0) throw outOfTime(operation, host);
    const silentMs = Math.min(idleTimeoutMs, Math.max(0, leftMs()));
    const ended = () =>
      silentMs < idleTimeoutMs ? outOfTime(operation, host) : wentSilent(operation, host, idleTimeoutMs);
    const timer = setTimeout(() => stream.destroy(ended()), silentMs);
    const next = await chunks.next().finally(() => clearTimeout(timer));
    if (next.done) return;
    yield next.value;
  }
}

/** The answer as it comes, decompressed. @throws MixpanelError where it breaks off */
async function* received(answer: HttpResponse<Readable>, options: LinesOptions): AsyncGenerator<Buffer> {
  const { operation, host } = options;
  try {
    const chunks = watched(answer.body, options);
    yield* decompressed(chunks, answer.header("content-encoding"), options.onCompressed);
  } catch (error) {
    if (error instanceof MixpanelTimeoutError) throw error;
    const code = isRecord(error) ? String(error.code) : "";
    if (code.startsWith("Z_")) throw broken(operation, "the compressed data is cut or damaged", new Error(code));
    throw errorFromNetwork({ operation, host, effect: "read", error });
  } finally {
    answer.body.destroy();
  }
}

/**
 * Reads an export in pieces of whole lines, at most a chunk of the wire in memory, and proves that each line is an event: by its bytes
 * where it is written as Mixpanel writes events and `scans` is true, else by parsing it.
 *
 * @returns pieces of about 64 to 256 KiB, blank lines and all, each but perhaps the last with a newline at its end
 * @throws MixpanelResponseError, MixpanelNetworkError, MixpanelTimeoutError where the stream is not complete: then what came is not
 * to be used
 */
export async function* readPieces(
  answer: HttpResponse<Readable>,
  options: LinesOptions,
  { scans }: { scans: boolean },
): AsyncGenerator<Piece> {
  const reader = new LineReader(options, scans);
  for await (const block of wholeLines(received(answer, options))) {
    const piece = reader.begin(block);
    yield* upTo(piece, () => reader.read(block));
  }
  yield* upTo(reader.begin(Buffer.alloc(0)), () => reader.end());
}

/** A piece up to where reading it failed: how much came must not depend on where the chunks were cut. */
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
 * Reads an export without parsing it, for writing it on. Lines that are left out are added to the options' `badLines`.
 *
 * @returns pieces of whole lines
 * @throws MixpanelError where the stream is not complete: then what came is not to be used
 */
export async function* readBlocks(answer: HttpResponse<Readable>, options: LinesOptions): AsyncGenerator<Buffer> {
  yield* blocksOf(readPieces(answer, options, { scans: true }), options.badLines);
}

/** The lines of pieces, as blocks of them. @param badLines told the lines that were left out */
export async function* blocksOf(pieces: AsyncIterable<Piece>, badLines: BadLines | undefined): AsyncGenerator<Buffer> {
  for await (const { lines, bad } of pieces) {
    for (const one of bad) badLines?.add(one.bad);
    if (lines.length > 0) yield lines;
  }
}

/** Events of one piece of an export, the lines that they were read from, and the lines between them that were left out. */
export type LineBatch = Pick<Piece, "events" | "lines" | "bad">;

/**
 * Reads an export's events, those of one chunk of the wire at a time.
 *
 * @returns events beside their lines, so that whoever writes them on unchanged need not turn them into text again
 * @throws MixpanelResponseError, MixpanelNetworkError, MixpanelTimeoutError where the stream is not complete
 */
export async function* readBatches(answer: HttpResponse<Readable>, options: LinesOptions): AsyncGenerator<LineBatch> {
  for await (const piece of readPieces(answer, options, { scans: false })) if (piece.events.length > 0) yield piece;
}

/**
 * Reads JSON lines as they come, holding one chunk at a time. A stream that ends in anything but a whole line is a failure: Mixpanel
 * reports a broken export as a last line of text (`terminated early`) behind a 200, or by half a line.
 *
 * @throws MixpanelResponseError, MixpanelNetworkError, MixpanelTimeoutError where the stream is not complete
 */
export async function* readLines(answer: HttpResponse<Readable>, options: LinesOptions): AsyncGenerator<JsonObject> {
  for await (const { events, bad } of readBatches(answer, options)) {
    for (const one of bad) options.badLines?.add(one.bad);
    yield* events;
  }
}
