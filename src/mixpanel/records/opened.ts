import { isUint8Array } from "node:util/types";
import { MixpanelError, SourceError } from "../errors";

const END: IteratorReturnResult<undefined> = { value: undefined, done: true };

/** Records that are read once, one by one, and are what they seem: text among them is no text to be split. */
export class Opened implements AsyncIterable<unknown> {
  constructor(private readonly iterator: AsyncIterator<unknown>) {}

  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    return this.iterator;
  }
}

/** Records of a source whose first item tells how they are to be read: one by one, or as `opened` gives them. */
export interface Openable<T> extends AsyncIterable<T> {
  /** Gives the records when the first item has come: in blocks, if it is text. Gives nothing for a source without items. */
  opened(): AsyncIterable<AsyncIterable<T>>;
}

/** Whether the first item is still to be read. */
export const isOpenable = <T>(records: AsyncIterable<T>): records is Openable<T> =>
  "opened" in records && typeof records.opened === "function";

/** Records of a caller's iterable, which are read once. */
export class Unopened implements Openable<unknown> {
  private records: AsyncIterable<unknown> | undefined;

  /** @param open what the source gives, by its first item, which is part of it */
  constructor(
    private readonly items: AsyncIterator<unknown>,
    private readonly open: (first: unknown) => AsyncIterable<unknown>,
  ) {}

  opened(): AsyncIterable<AsyncIterable<unknown>> {
    return { [Symbol.asyncIterator]: () => ({ next: () => this.next(), return: () => this.close() }) };
  }

  private async next(): Promise<IteratorResult<AsyncIterable<unknown>>> {
    if (this.records !== undefined) return END;
    const first = await this.items.next();
    if (first.done) return END;
    this.records = this.open(first.value);
    return { value: this.records, done: false };
  }

  /** Closes the source, unless its records do that. */
  private async close(): Promise<IteratorReturnResult<undefined>> {
    if (this.records === undefined) await this.items.return?.();
    return END;
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    let records: AsyncIterator<unknown> | undefined;
    const begin = async (): Promise<IteratorResult<unknown>> => {
      const { value, done } = await this.next();
      if (done) return END;
      records = value[Symbol.asyncIterator]();
      return records.next();
    };
    return {
      next: () => records?.next() ?? begin(),
      return: () => records?.return?.() ?? this.close(),
    };
  }
}

/** As Opened, without a promise for each. */
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
