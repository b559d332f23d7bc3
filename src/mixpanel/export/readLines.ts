import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { type MixpanelError, MixpanelResponseError, MixpanelTimeoutError } from "../errors";
import { isRecord, type JsonObject } from "../json";
import { errorFromNetwork } from "../networkError";
import type { HttpAnswer } from "../transport";

/** A stream that brings nothing for this long is dead: Mixpanel's own exports pause for seconds. */
export const IDLE_TIMEOUT_MS = 120_000;
/** Node's default of 16 KiB halves the speed of a compressed export. */
const GUNZIP_CHUNK_BYTES = 256 * 1024;

const NEWLINE = 0x0a;

export interface LinesOptions {
  operation: string;
  host: string;
  idleTimeoutMs?: number;
}

const broken = (operation: string, what: string, cause?: unknown): MixpanelError =>
  new MixpanelResponseError({
    operation,
    retryable: true,
    cause,
    message: `${operation}: the answer broke off: ${what}. What came until then is not complete and was thrown away; run it again, with a shorter range of dates if it happens again.`,
  });

/** Passes chunks on, and ends a stream that has gone silent. A reader that takes its time is not silence. */
async function* watched(stream: Readable, options: LinesOptions): AsyncGenerator<Buffer> {
  const { operation, host, idleTimeoutMs = IDLE_TIMEOUT_MS } = options;
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  for (;;) {
    const timer = setTimeout(() => {
      stream.destroy(
        new MixpanelTimeoutError({
          operation,
          mayHaveLanded: false,
          message: `${operation}: ${host} sent nothing for ${idleTimeoutMs / 1000} s. Run it again, with a shorter range of dates if it happens again.`,
        }),
      );
    }, idleTimeoutMs);
    const next = await chunks.next().finally(() => clearTimeout(timer));
    if (next.done) return;
    yield next.value;
  }
}

function decoded(answer: HttpAnswer<Readable>): Readable {
  if (answer.header("content-encoding") !== "gzip") return answer.body;
  // A failure of either side surfaces as an error of the decompressed stream.
  return pipeline(answer.body, createGunzip({ chunkSize: GUNZIP_CHUNK_BYTES }), () => {});
}

async function* splitLines(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let pending: Buffer[] = [];
  for await (const chunk of stream) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const piece = chunk.subarray(start, end);
      yield pending.length === 0 ? piece.toString("utf8") : Buffer.concat([...pending, piece]).toString("utf8");
      pending = [];
      start = end + 1;
    }
    if (start < chunk.length) pending.push(chunk.subarray(start));
  }
  if (pending.length > 0) yield Buffer.concat(pending).toString("utf8");
}

/**
 * Reads JSON lines as they come, holding one chunk at a time. A stream that ends in anything but a whole line is a failure: Mixpanel
 * reports a broken export as a last line of text (`terminated early`) behind a 200, or by half a line.
 *
 * @throws MixpanelResponseError, MixpanelNetworkError, MixpanelTimeoutError where the stream is not complete
 */
export async function* readLines(answer: HttpAnswer<Readable>, options: LinesOptions): AsyncGenerator<JsonObject> {
  const { operation, host } = options;
  const stream = decoded(answer);
  try {
    for await (const line of splitLines(watched(stream, options))) {
      if (line.trim() === "") continue;
      let value: unknown;
      try {
        value = JSON.parse(line);
      } catch {
        throw broken(
          operation,
          /terminated early/i.test(line) ? "Mixpanel terminated the export early" : "a line is not whole",
        );
      }
      if (!isRecord(value)) throw broken(operation, "a line is no event");
      yield value;
    }
  } catch (error) {
    if (error instanceof MixpanelResponseError || error instanceof MixpanelTimeoutError) throw error;
    if (error instanceof Error && "code" in error && String(error.code).startsWith("Z_")) {
      throw broken(operation, "the compressed data is cut or damaged", new Error(String(error.code)));
    }
    throw errorFromNetwork({ operation, host, method: "GET", error });
  } finally {
    answer.body.destroy();
    stream.destroy();
  }
}
