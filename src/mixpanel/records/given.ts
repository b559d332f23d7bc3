import { isAnyArrayBuffer, isMap, isPromise } from "node:util/types";
import { InputError } from "../errors";
import { fileOf } from "./file";
import { failureOf, isTextual } from "./opened";
import { closeStream } from "./pieces";
import { readSafely } from "./readSafely";
import { fromMemory, type RecordInput, type RecordSource, recordSource } from "./source";

const ERRORS_OF_THE_LANGUAGE: ReadonlySet<unknown> = new Set(["TypeError", "RangeError", "SyntaxError", "URIError"]);

const LIST_OF_ONE = "For a single one, pass a list with one object.";

/** What a value is that holds no records, and what to pass instead. */
function misunderstood(value: unknown): { got: string; fix?: string } | undefined {
  if (value === null || value === undefined) return { got: value === null ? "null" : "nothing" };
  if (typeof value === "string") return undefined;
  if (typeof value === "function") return { got: "a function", fix: "Call it, and pass what it returns." };
  if (typeof value !== "object") return { got: `a ${typeof value}` };
  if (isPromise(value)) return { got: "a promise", fix: "Await it, and pass its result." };
  if (isMap(value)) return { got: "a Map", fix: "Pass its values: map.values()." };
  if (isAnyArrayBuffer(value)) return { got: "an ArrayBuffer", fix: "Pass new Uint8Array(buffer)." };
  if (fileOf(value) !== undefined || Symbol.iterator in value || Symbol.asyncIterator in value) return undefined;
  if ("write" in value && typeof value.write === "function")
    return { got: "a stream that cannot be read", fix: "Pass the stream that is read from." };
  return { got: "one object", fix: LIST_OF_ONE };
}

/** @throws InputError for a value that holds no records: nothing, one object, or something that is still to be awaited or called */
export function assertRecords(input: string, value: unknown): void {
  const wrong = readSafely(input, () => misunderstood(value));
  if (wrong === undefined) return;
  const expected = "a list, text, a Buffer, a stream or another iterable";
  throw new InputError({ input, ...wrong, expected });
}

/**
 * Runs what reads a caller's records, and closes their stream in the end, however early that is.
 *
 * @throws InputError as `assertRecords` does; the client's errors that `run` throws, and a SourceError for a TypeError and the like
 */
export async function closing<T>(input: string, value: unknown, run: () => Promise<T>): Promise<T> {
  assertRecords(input, value);
  try {
    return await run();
  } catch (error) {
    // A record that a program made may fail whenever it is read, as its stream may. Not instanceof: it may be of another realm.
    throw ERRORS_OF_THE_LANGUAGE.has(Object(error).name) ? failureOf(input, error) : error;
  } finally {
    await closeStream(value);
  }
}

/**
 * Runs what sends a caller's records. Text in a list is a line each, except where `map` makes records of it. The stream is closed in the
 * end, however early that is.
 *
 * @throws InputError as `assertRecords` does; what `send` throws
 */
export function sending<T>(
  input: string,
  value: RecordInput,
  map: unknown,
  send: (records: RecordSource) => Promise<T>,
): Promise<T> {
  return closing(input, value, () => {
    const isLines = Array.isArray(value) && map === undefined && isTextual(value[0]);
    return send(isLines ? fromMemory(input, value) : recordSource(input, value));
  });
}
