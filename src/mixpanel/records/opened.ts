import { isUint8Array } from "node:util/types";
import { MixpanelError, SourceError } from "../errors";

/** Records that are read once, one by one, and are what they seem: text among them is no text to be split. */
export class Opened implements AsyncIterable<unknown> {
  constructor(private readonly iterator: AsyncIterator<unknown>) {}

  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    return this.iterator;
  }
}

/** As above, without a promise for each. */
export class OpenedInMemory implements Iterable<unknown> {
  constructor(
    private readonly first: unknown,
    private readonly rest: Generator<unknown>,
  ) {}

  *[Symbol.iterator](): Generator<unknown> {
    try {
      yield this.first;
      yield* this.rest;
    } finally {
      this.rest.return(undefined);
    }
  }
}

/** Records that were read already, and those to come, one by one: without a generator, whose turn each record would have to wait for. */
export function joined(read: readonly unknown[], rest: AsyncIterator<unknown>): Opened {
  let at = 0;
  return new Opened({
    next: () => (at < read.length ? Promise.resolve({ value: read[at++], done: false }) : rest.next()),
    return: async () => {
      await rest.return?.();
      return { value: undefined, done: true };
    },
  });
}

/** As above, of an iterable in memory. */
export async function* inTurn(read: readonly unknown[], rest: Iterable<unknown>): AsyncGenerator<unknown> {
  yield* read;
  yield* rest;
}

export const isIterable = (value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> =>
  typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);

/** The error of a caller's stream or iterable. Those of this client, which another of its functions may throw, stay. */
export const failureOf = (input: string, error: unknown): MixpanelError =>
  error instanceof MixpanelError ? error : new SourceError(input, error);

/** Whether an item of a stream or list is text: a line, or a piece of a file. */
export const isTextual = (item: unknown): item is string | Uint8Array => typeof item === "string" || isUint8Array(item);

/** Reads a caller's iterable. Errors name the input. */
export function reading(input: string, records: AsyncIterable<unknown>): AsyncIterator<unknown> {
  const iterator = records[Symbol.asyncIterator]();
  const failed = (error: unknown): never => {
    throw failureOf(input, error);
  };
  return {
    next: () => iterator.next().catch(failed),
    return: async () => (await iterator.return?.()) ?? { value: undefined, done: true },
  };
}

/** Reads a caller's iterable in memory. Errors name the input. */
export function* readingInMemory(input: string, records: Iterable<unknown>): Generator<unknown> {
  const iterator = records[Symbol.iterator]();
  let isOpen = true;
  try {
    for (;;) {
      let next: IteratorResult<unknown>;
      try {
        next = iterator.next();
      } catch (error) {
        isOpen = false;
        throw failureOf(input, error);
      }
      isOpen = !next.done;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    if (isOpen) iterator.return?.();
  }
}
