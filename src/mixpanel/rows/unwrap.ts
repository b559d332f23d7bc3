/** Brings what database drivers hand over, directly or as JSON between two steps, into plain values. */
import { isDate, isMap, isSet, isUint8Array } from "node:util/types";
import { isRecord, type JsonObject } from "../records/json";

const isByte = (value: unknown) => typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 255;

/** Whether an object was written as such, and is not an instance of a class of its own. */
export function isPlain(value: object): value is JsonObject {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The bytes of a JSON-encoded Uint8Array, `{"0":104,"1":105}`; undefined for any other object. */
function countedBytes(value: JsonObject): Buffer | undefined {
  const keys = Object.keys(value);
  // Integer keys come first and in order.
  if (keys[0] !== "0" || keys.at(-1) !== String(keys.length - 1)) return undefined;
  const bytes = Object.values(value);
  return bytes.every(isByte) ? Buffer.from(bytes.map(Number)) : undefined;
}

/** Bytes in every form that a driver or JSON gives them: Buffer, Uint8Array, `{"type":"Buffer","data":[…]}`, `{"0":104}`. */
function bytesOf(value: object): Buffer | undefined {
  if (isUint8Array(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (!isRecord(value) || !isPlain(value)) return undefined;
  if (value.type === "Buffer" && Array.isArray(value.data) && value.data.every(isByte)) return Buffer.from(value.data);
  return countedBytes(value);
}

const overridesToString = (value: object) =>
  "toString" in value && typeof value.toString === "function" && value.toString !== Object.prototype.toString;

/**
 * A driver's object as a plain value: the content of `{value}` (BigQuery's dates), bytes as a Buffer, a decimal or another class as the text
 * that it writes of itself. Dates, lists, Maps and plain objects stay as they are; undefined for an object that has no text.
 */
export function unwrap(value: object): unknown {
  if (Array.isArray(value) || isDate(value) || isMap(value) || isSet(value)) return value;
  const bytes = bytesOf(value);
  if (bytes !== undefined) return bytes;
  if ("value" in value && Object.keys(value).length === 1) return value.value;
  if ("toJSON" in value && typeof value.toJSON === "function") return value.toJSON();
  if (isPlain(value)) return value;
  if (ArrayBuffer.isView(value)) return value instanceof DataView ? undefined : Object.values(value);
  return overridesToString(value) ? String(value) : undefined;
}
