/** Reads the output of a previous step as a file, in every form that steps use for files. */
import { isUint8Array } from "node:util/types";
import { isRecord } from "./json";

/** Some programs write this mark at the start of UTF-8 files. */
export const BYTE_ORDER_MARK = Buffer.from("\ufeff");

const beginsWith = (bytes: Buffer, head: Buffer) => bytes.subarray(0, head.length).equals(head);

/** Removes the byte order mark, which would otherwise become part of the first name or value. */
export const withoutMark = (bytes: Buffer): Buffer =>
  beginsWith(bytes, BYTE_ORDER_MARK) ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;

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
