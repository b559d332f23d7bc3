import type { Readable } from "node:stream";
import type { MixpanelClient } from "../client";
import { downloadData } from "../endpoints/events";
import { MixpanelTooLargeError } from "../errors";
import { repeat } from "../http/retries";
import type { HttpResponse } from "../http/transport";
import { AlteredLines, compressedFile, plainFile } from "./filePieces";
import type { LinesOptions } from "./lineBlocks";
import { exportRetries, openExport } from "./open";
import type { RangeOptions, RangeParameters } from "./range";
import { type DateWindow, defaultWindowDays, splitRange } from "./windows";

export interface FileOptions extends Omit<RangeOptions, "dedupe"> {
  /** Whether the file is compressed. */
  compress: boolean;
  /** Bytes that the file may have at most. */
  maxBytes: number;
}

function tooLarge(
  { maxBytes, compress }: Pick<FileOptions, "maxBytes" | "compress">,
  window: DateWindow,
  first: string,
): MixpanelTooLargeError {
  const { operation } = downloadData;
  const { from_date: from, to_date: to } = window;
  const smaller = compress ? "filter, or raise the limit" : "filter, compress the file, or raise the limit";
  let fix = `The days before ${from} fit: end this file there, and begin the next with From Date ${from}.`;
  if (from === first) {
    fix =
      from === to
        ? `The day ${from} alone does not fit: ${smaller}.`
        : `Shorten the windows of days to learn how many days fit, ${smaller}.`;
  }
  return new MixpanelTooLargeError({ operation, message: `${operation}: the file is over ${maxBytes} bytes. ${fix}` });
}

/**
 * Exports a range as one NDJSON file in memory, complete or not at all. Events pass unparsed, copies and all. A window that breaks off
 * is read again, and what it had brought is taken back; so is one with a line that cannot go into a compressed file as it came.
 *
 * @returns the file; a compressed one has one gzip member or more for each window, which every reader of gzip takes as one
 * @throws MixpanelTooLargeError saying which days fit; MixpanelError where a window cannot be read to its end
 * @see https://developer.mixpanel.com/reference/raw-event-export
 */
export async function exportFile(
  client: MixpanelClient,
  parameters: RangeParameters,
  { compress, maxBytes, windowDays, ...options }: FileOptions,
): Promise<Buffer> {
  const file: Buffer[] = [];
  let bytes = 0;
  // One line that is not as it came is enough for all windows: reading one again spends another of the hour's exports.
  let anew = false;
  const append = async (answer: HttpResponse<Readable>, lines: LinesOptions, window: DateWindow) => {
    for await (const piece of compress ? compressedFile(answer, lines, { anew }) : plainFile(answer, lines)) {
      bytes += piece.length;
      if (bytes > maxBytes) throw tooLarge({ maxBytes, compress }, window, parameters.from_date);
      file.push(piece);
    }
  };
  const { from_date: from, to_date: to } = parameters;
  for (const window of splitRange(from, to, windowDays ?? defaultWindowDays(from, to))) {
    const kept = { pieces: file.length, bytes, bad: options.badLines?.count ?? 0 };
    const read = async (): Promise<void> => {
      file.length = kept.pieces;
      bytes = kept.bytes;
      options.badLines?.takeBack(kept.bad);
      const [answer, lines] = await openExport(client, { ...parameters, ...window }, options);
      try {
        await append(answer, lines, window);
      } catch (error) {
        if (!(error instanceof AlteredLines)) throw error;
        anew = true;
        await read();
      }
    };
    await repeat(exportRetries(client), read);
  }
  return Buffer.concat(file, bytes);
}
