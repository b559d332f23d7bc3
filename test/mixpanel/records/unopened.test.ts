import { isBlockwise } from "../../../src/mixpanel/records/lines";
import { isOpenable } from "../../../src/mixpanel/records/opened";
import { recordSource } from "../../../src/mixpanel/records/source";

/** A source in pieces, and how often it was closed. */
function sourceOf(pieces: unknown[]) {
  const source = {
    closed: 0,
    read: 0,
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ value: pieces[source.read++], done: source.read > pieces.length }),
      return: async () => {
        source.closed++;
        return { value: undefined, done: true as const };
      },
    }),
  };
  return source;
}

function openableOf(source: AsyncIterable<unknown>) {
  const records = recordSource("Events", source);
  if (!(Symbol.asyncIterator in records && isOpenable(records)))
    throw new Error("expected records that are opened later");
  return records;
}

async function all(records: AsyncIterable<unknown>): Promise<unknown[]> {
  const read: unknown[] = [];
  for await (const record of records) read.push(record);
  return read;
}

describe("records of an async iterable", () => {
  it("S2: reads nothing before they are opened", () => {
    const source = sourceOf(['[{"a":1}]']);

    openableOf(source);

    expect(source.read).toBe(0);
  });

  it.each([
    ["a JSON list", [`[${'{"a":1},'.repeat(3)}`, '{"a":2}]'], [{ a: 1 }, { a: 1 }, { a: 1 }, { a: 2 }]],
    ["lines", ['{"a":1}\n{"a"', ":2}\n"], [Buffer.from('{"a":1}'), Buffer.from('{"a":2}')]],
  ])("S2: gives %s in blocks, so that their bytes can be sent as they stand", async (_, pieces, expected) => {
    const [opened, ...others] = await all(openableOf(sourceOf(pieces)).opened());

    expect(others).toEqual([]);
    if (!isAsync(opened) || !isBlockwise(opened)) throw new Error("expected blocks");
    const records: unknown[] = [];
    for await (const block of opened.blocks()) records.push(...block);
    expect(records).toEqual(expected);
  });

  it.each([
    ["objects", [{ a: 1 }, { a: 2 }]],
    ["a JSON list", ['[{"a":1},', '{"a":2}]']],
  ])("S2: gives %s one by one to whoever does not open them", async (_, pieces) => {
    expect(await all(openableOf(sourceOf(pieces)))).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it("S2: gives nothing for a source without items", async () => {
    expect(await all(openableOf(sourceOf([])).opened())).toEqual([]);
    expect(await all(openableOf(sourceOf([])))).toEqual([]);
  });

  it("S2: closes a source that was not opened", async () => {
    const source = sourceOf([{ a: 1 }]);

    await openableOf(source).opened()[Symbol.asyncIterator]().return?.();

    expect(source.closed).toBe(1);
  });

  it("S2: closes a source once that was opened and not read to its end", async () => {
    const source = sourceOf([{ a: 1 }, { a: 2 }]);

    for await (const opened of openableOf(source).opened()) for await (const _record of opened) break;

    expect(source.closed).toBe(1);
  });

  it("S2: closes a source that is read one by one and not to its end", async () => {
    const source = sourceOf([{ a: 1 }, { a: 2 }]);

    for await (const _record of openableOf(source)) break;

    expect(source.closed).toBe(1);
  });
});

const isAsync = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === "object" && value !== null && Symbol.asyncIterator in value;
