/** Bodies of requests and responses as text. */
import { constants, gunzipSync, inflateSync } from "node:zlib";
import type { Body } from "./recorder";

/** A text for the page. */
export const MAX_SHOWN_BYTES = 64 * 1024;

/** Bytes that are not UTF-8 are no text. The last character may be cut. */
const UTF8 = new TextDecoder("utf-8", { fatal: true });
const CUT_CHARACTER_BYTES = 3;

/** Inflates as much as there is: what is kept of a body may end anywhere. */
function inflated(bytes: Buffer, encoding: string, maxOutputLength: number): Buffer | undefined {
  const inflate = encoding === "gzip" ? gunzipSync : encoding === "deflate" ? inflateSync : undefined;
  if (encoding === "" || encoding === "identity") return bytes;
  try {
    return inflate?.(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength });
  } catch {
    // It is not what its header says, or much larger than what Mixpanel takes.
    return undefined;
  }
}

const MAX_INFLATED_BYTES = 256 * 1024 ** 2;

/**
 * The beginning of a body as text.
 *
 * @param encoding the header Content-Encoding
 * @returns undefined if there is no body, nothing of it is kept, or it is not text
 */
export function textOf({ start, bytes }: Body, encoding: unknown, maxBytes: number): string | undefined {
  if (bytes === 0 || start.length === 0) return undefined;
  const whole = inflated(start, String(encoding ?? "").toLowerCase(), MAX_INFLATED_BYTES);
  if (whole === undefined) return undefined;
  const isCut = whole.length > maxBytes || start.length < bytes;
  const shown = whole.subarray(0, maxBytes);
  for (let cut = 0; cut <= (isCut ? CUT_CHARACTER_BYTES : 0); cut += 1) {
    try {
      return UTF8.decode(shown.subarray(0, shown.length - cut));
    } catch {
      // The last character may have more bytes.
    }
  }
  return undefined;
}
