/** What a previous step hands on as a file, in all the forms that steps have for it. */
import { Readable } from "node:stream";
import { isUint8Array } from "node:util/types";
import { createGunzip } from "node:zlib";
import { InputError } from "../errors";
import { CHUNK_BYTES } from "./gzip";
import { isRecord } from "./json";

/** What some programs begin a UTF-8 file with. */
export const BYTE_ORDER_MARK = Buffer.from("\ufeff");

const beginsWith = (bytes: Buffer, head: Buffer) => bytes.subarray(0, head.length).equals(head);

/** Bytes without the byte order mark, which would become part of the first name or value. */
export const withoutMark = (bytes: Buffer): Buffer =>
  beginsWith(bytes, BYTE_ORDER_MARK) ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;

/** Decompresses a file as it is read. @throws InputError that names the input, where the file is cut or damaged */
export async function* gunzipped(input: string, file: Buffer): AsyncGenerator<Buffer> {
  try {
    // It flows as soon as it is there, and what is wrong with the file would be thrown at nobody before the first read.
    yield* Readable.from([file]).pipe(createGunzip({ chunkSize: CHUNK_BYTES }));
  } catch {
    throw new InputError({ input, got: "a gzip file that is cut or damaged", expected: "a whole one" });
  }
}

const isByte = (value: unknown) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 255;

/** Bytes as such, or what JSON makes of a Buffer. */
function bytesOf(value: unknown): Buffer | undefined {
  if (isUint8Array(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (!isRecord(value) || value.type !== "Buffer" || !Array.isArray(value.data)) return undefined;
  return value.data.every(isByte) ? Buffer.from(value.data) : undefined;
}

/** Text or bytes, alone or as the `data` of a step's payload; undefined for what is a record or yields them. */
export function fileOf(value: unknown): Buffer | undefined {
  if (typeof value === "string") return Buffer.from(value);
  const bytes = bytesOf(value);
  if (bytes !== undefined || !isRecord(value)) return bytes;
  const isText = typeof value.data === "string" && typeof value.contentType === "string";
  return isText ? Buffer.from(String(value.data)) : bytesOf(value.data);
}
