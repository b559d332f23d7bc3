import type { Readable } from "node:stream";
import type { MixpanelClient } from "../client";
import { downloadData } from "../endpoints/events";
import { MixpanelTooLargeError } from "../errors";
import { repeat } from "../http/retries";
import type { HttpResponse } from "../http/transport";
import { AlteredLines, compressedFile, plainFile } from "./filePieces";
import type { LinesOptions } from "./lineBlocks";
import { exportRetries, openExport } from "./open";
import { MAX_WRITTEN_LINE_BYTES } from "./parseLine";
import type { RangeOptions, RangeParameters } from "./range";
import { type DateWindow, defaultWindowDays, splitRange } from "./windows";

export interface FileOptions extends Omit<RangeOptions, "dedupe"> {
  /** Whether to compress the file. */
  compress: boolean;
  /** Maximum size of the file in bytes. */
  maxBytes: number;
}

function tooLarge(
  { maxBytes, compress }: Pick<FileOptions, "maxBytes" | "compress">,
  window: DateWindow,
  first: string,
): MixpanelTooLargeError {
  const { operation } = downloadData;
  const { from_date: from, to_date: to } = window;
  const smaller = compress
    ? "add a filter, or raise Max File Size"
    : "add a filter, choose a compressed file, or raise Max File Size";
  let fix = `The days before ${from} fit into one file: set To Date to the day before, and download the rest as another file with From Date ${from}.`;
  if (from === first) {
    fix =
      from === to
        ? `The day ${from} alone is too large: ${smaller}.`
        : `Choose fewer Window Days to find out how many days fit, ${smaller}.`;
  }
  return new MixpanelTooLargeError({
    operation,
    message: `${operation}: the file is larger than ${maxBytes} bytes. ${fix}`,
  });
}

/**
 * Exports a range as one NDJSON file in memory, complete or not at all. Events are neither parsed nor deduplicated. If reading a window
 * fails midway, its part of the file is removed and the window is read again. The same happens if a line must be changed, because the
 * compressed bytes of Mixpanel cannot be used then.
 *
 * @returns the file; a compressed one has at least one gzip member per window, which every gzip reader decompresses as one file
 * @throws MixpanelTooLargeError saying which days fit; MixpanelError if a window cannot be read to its end
 * @see https://developer.mixpanel.com/reference/raw-event-export
 */
export async function exportFile(
  client: MixpanelClient,
  parameters: RangeParameters,
  { compress, maxBytes, windowDays, ...options }: FileOptions,
): Promise<Buffer> {
  const file: Buffer[] = [];
  let bytes = 0;
  // After one changed line, all later windows are compressed here too: each window that is read twice counts as two exports per hour.
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
      const [answer, opened] = await openExport(client, { ...parameters, ...window }, options);
      const lines = { ...opened, maxLineBytes: MAX_WRITTEN_LINE_BYTES };
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
