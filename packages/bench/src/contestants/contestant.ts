import { type BenchEvent, eventAt } from "../data";

/** What a contestant is told. */
export interface Assignment {
  contestant: string;
  /** Events or profile updates. */
  records: number;
  /** Of the sink on 127.0.0.1. */
  port: number;
  /** An NDJSON file of the events. */
  file: string;
  /** Events in the file, where it is to be read again and again until there are as many as `records`; a whole number of times. */
  fileRecords?: number;
  /** Requests in flight at once; each contestant's best where it is not given. */
  concurrency?: number;
}

/** Makes ready what is not measured (data in memory, modules), and returns what is: it resolves to the records taken. */
export type Contestant = (assignment: Assignment) => Promise<() => Promise<number>>;

/** gzip level of all that compress. */
export const GZIP_LEVEL = 1;
/** Events that /import and /engage take in one request. */
export const BATCH_RECORDS = 2_000;

/**
 * A list of what a function makes from 0, 1, 2, …, as a step of a flow hands it on: parsed from JSON. A text put together in memory is
 * still in pieces, and whoever reads it first would pay for joining them.
 */
export function listOf<T>(count: number, make: (number: number) => T): T[] {
  return Array.from({ length: count }, (_, number): T => JSON.parse(JSON.stringify(make(number))));
}

/** Different events of a list that is longer than this: further ones are these again, so that a million fits into memory. */
const DIFFERENT_EVENTS = 100_000;

/** A list of events, as a step of a flow hands it on. */
export function eventsListOf(count: number, mostDifferent = DIFFERENT_EVENTS): BenchEvent[] {
  const different = listOf(Math.min(count, mostDifferent), (number) => eventAt(number));
  if (count <= different.length) return different;
  return Array.from({ length: count }, (_, at) => different[at % different.length] ?? eventAt(at));
}

const PIECE_EVENTS = 2_000;

/** Events as text in memory: NDJSON, or what other separators make of it. */
export function eventBytes(count: number, [begin, separator, end] = ["", "\n", "\n"]): Buffer {
  const pieces = [Buffer.from(begin)];
  for (let start = 0; start < count; start += PIECE_EVENTS) {
    const length = Math.min(PIECE_EVENTS, count - start);
    const text = Array.from({ length }, (_, at) => JSON.stringify(eventAt(start + at))).join(separator);
    pieces.push(Buffer.from(start + length < count ? text + separator : text + end));
  }
  return Buffer.concat(pieces);
}
