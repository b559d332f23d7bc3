/** Reads the output of a previous step as a file, in every form that steps use for files. */
import { Readable } from "node:stream";
import { isUint8Array } from "node:util/types";
import { createGunzip } from "node:zlib";
import { InputError } from "../errors";
import { CHUNK_BYTES } from "./gzip";
import { isRecord } from "./json";

/** Some programs write this mark at the start of UTF-8 files. */
export const BYTE_ORDER_MARK = Buffer.from("\ufeff");

const beginsWith = (bytes: Buffer, head: Buffer) => bytes.subarray(0, head.length).equals(head);

/** Removes the byte order mark, which would otherwise become part of the first name or value. */
export const withoutMark = (bytes: Buffer): Buffer =>
  beginsWith(bytes, BYTE_ORDER_MARK) ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;

/** Decompresses a file while it is read. @throws InputError that names the input, if the file is truncated or damaged */
export async function* gunzipped(input: string, file: Buffer): AsyncGenerator<Buffer> {
  try {
    // Created here and not earlier: decompression starts at once, and an error before the first read would have no handler.
    yield* Readable.from([file]).pipe(createGunzip({ chunkSize: CHUNK_BYTES }));
  } catch {
    throw new InputError({ input, got: "a truncated or damaged gzip file", expected: "a complete gzip file" });
  }
}

const isByte = (value: unknown) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 255;

/** Bytes, or a Buffer that went through JSON: `{"type":"Buffer","data":[104,105]}`. */
function bytesOf(value: unknown): Buffer | undefined {
  if (isUint8Array(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (!isRecord(value) || value.type !== "Buffer" || !Array.isArray(value.data)) return undefined;
  return value.data.every(isByte) ? Buffer.from(value.data) : undefined;
}

/** The content of text or bytes, given alone or as `data` of a step's result; undefined for a record or for something that yields records. */
export function fileOf(value: unknown): Buffer | undefined {
  if (typeof value === "string") return Buffer.from(value);
  const bytes = bytesOf(value);
  if (bytes !== undefined || !isRecord(value)) return bytes;
  const isText = typeof value.data === "string" && typeof value.contentType === "string";
  return isText ? Buffer.from(String(value.data)) : bytesOf(value.data);
}
