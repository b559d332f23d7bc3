import { createInterface } from "node:readline";
import { PassThrough, Readable } from "node:stream";
import { ReadableStream } from "node:stream/web";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { InputError, SourceError } from "../../../src/mixpanel/errors";
import { ExactRecord } from "../../../src/mixpanel/records/exactRecord";
import { listItems } from "../../../src/mixpanel/records/listItems";
import { type RecordInput, recordSource } from "../../../src/mixpanel/records/source";
import { rowSource } from "../../../src/mixpanel/rows/source";
import { failureOf } from "../../support/failure";

const parsed = (record: unknown): unknown => (Buffer.isBuffer(record) ? JSON.parse(record.toString("utf8")) : record);

async function all(value: RecordInput): Promise<unknown[]> {
  const records: unknown[] = [];
  for await (const record of recordSource("Events", value)) records.push(parsed(record));
  return records;
}

async function allRows(value: RecordInput): Promise<unknown[]> {
  const source = await rowSource("Rows", value);
  const rows: unknown[] = [];
  for await (const row of source.rows) rows.push(source.shown(row));
  return rows;
}

/** Cuts bytes at the given places. */
function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end));
}

async function* generated<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

const RECORDS = [
  { n: 1, text: "ü😀\n" },
  { n: 2, list: [{ a: "}]," }] },
  { n: 3, id: "x" },
];
const LINES = RECORDS.map((record) => JSON.stringify(record));
const NDJSON = `${LINES.join("\n")}\n`;
const LIST = JSON.stringify(RECORDS);

/** Streams of bytes, which may be cut anywhere. */
const BYTE_STREAMS: [string, (pieces: Buffer[]) => RecordInput][] = [
  ["a stream of Node's", (pieces) => Readable.from(pieces, { objectMode: false })],
  [
    "a stream of Node's that decodes its text",
    (pieces) => Readable.from(pieces, { objectMode: false }).setEncoding("utf8"),
  ],
  ["a ReadableStream", (pieces) => ReadableStream.from(pieces)],
];
/** Iterables, of which only the content tells whether they give pieces or lines. */
const ITERABLES: [string, (pieces: (string | Buffer)[]) => RecordInput][] = [
  ["a list", (pieces) => pieces.values()],
  ["an async generator", generated],
  ["a stream of objects", (pieces) => Readable.from(pieces)],
];
const CONTENTS: [string, Buffer][] = [
  ["NDJSON", Buffer.from(NDJSON)],
  ["a JSON list", Buffer.from(LIST)],
  ["a JSON list over many lines", Buffer.from(`\n${JSON.stringify(RECORDS, null, 2)}\n`)],
  ["NDJSON with a byte order mark", Buffer.from(`\ufeff${NDJSON}`)],
];
const GZIPPED: [string, Buffer][] = [
  ...CONTENTS.map(([name, bytes]): [string, Buffer] => [`gzipped ${name}`, gzipSync(bytes)]),
  ["several gzip files one after the other", Buffer.concat(LINES.map((line) => gzipSync(`${line}\n`)))],
];

describe.each(BYTE_STREAMS)("F3: %s", (name, streamOf) => {
  const contents = name.includes("decodes") ? CONTENTS : [...CONTENTS, ...GZIPPED];
  it.each(contents)("gives the records of %s, wherever it is cut", async (_content, bytes) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (places) => {
        expect(await all(streamOf(cutAt(bytes, places)))).toEqual(RECORDS);
        expect(await allRows(streamOf(cutAt(bytes, places)))).toEqual(RECORDS);
      }),
      { numRuns: 40 },
    );
    expect(await all(streamOf(Array.from(bytes, (byte) => Buffer.of(byte))))).toEqual(RECORDS);
  });

  it("has no records where it is empty", async () => {
    expect(await all(streamOf([]))).toEqual([]);
    expect(await all(streamOf([Buffer.from(" \n")]))).toEqual([]);
    expect(await allRows(streamOf([]))).toEqual([]);
  });
});

describe.each(ITERABLES)("F3: %s", (_name, iterableOf) => {
  it.each([...CONTENTS, ...GZIPPED])("gives the records of pieces of %s", async (_content, bytes) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (places) => {
        expect(await all(iterableOf(cutAt(bytes, places)))).toEqual(RECORDS);
      }),
      { numRuns: 40 },
    );
  });

  it("gives the records of lines without their ends, some of them broken", async () => {
    const line = fc.constantFrom(...LINES, '{"n":', "x");
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 8 }), fc.boolean(), async (broken, asBytes) => {
        const lines = [...broken, ...LINES];
        const read: string[] = [];
        for await (const record of recordSource(
          "Events",
          iterableOf(lines.map((text) => (asBytes ? Buffer.from(text) : text))),
        ))
          read.push(String(record));
        expect(read).toEqual(lines);
      }),
      { numRuns: 60 },
    );
  });

  it("gives the rows of lines of CSV", async () => {
    expect(await allRows(iterableOf(["id,n", "a,1", "b,2"]))).toEqual([
      { id: "a", n: "1" },
      { id: "b", n: "2" },
    ]);
  });

  it("gives one line as one record", async () => {
    expect(await all(iterableOf(['{"n":1}']))).toEqual([{ n: 1 }]);
  });
});

test("F3: text of an iterable may be cut within a character", async () => {
  const places = fc.array(fc.nat(NDJSON.length), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(places, async (given) => {
      const ends = [...given, NDJSON.length].sort((a, b) => a - b);
      const pieces = ends.map((end, at) => NDJSON.slice(ends[at - 1] ?? 0, end));
      expect(await all(generated(pieces))).toEqual(RECORDS);
    }),
  );
});

test("F3: the lines of readline are read, by its interface and by its iterator", async () => {
  const opened = () => createInterface({ input: Readable.from([Buffer.from(NDJSON)], { objectMode: false }) });
  expect(await all(opened())).toEqual(RECORDS);
  const lines = opened();
  expect(await all({ [Symbol.asyncIterator]: () => lines[Symbol.asyncIterator]() })).toEqual(RECORDS);
});

test.each<[string, () => RecordInput]>([
  ["a stream", () => Readable.from(RECORDS)],
  ["a ReadableStream", () => ReadableStream.from(RECORDS)],
  ["a generator", () => RECORDS.values()],
  ["an async generator", () => generated(RECORDS)],
  ["a Set", () => new Set(RECORDS)],
])("F3: the objects of %s are records", async (_what, value) => {
  expect(await all(value())).toEqual(RECORDS);
  expect(await allRows(value())).toEqual(RECORDS);
});

test("F3: a JSON list is split into the items that JSON.parse finds, wherever it is cut", async () => {
  const lists = fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(lists, fc.array(fc.nat(2_000), { maxLength: 12 }), fc.nat(2), async (list, places, spaces) => {
      const text = JSON.stringify(list, null, spaces);
      const found: unknown[] = [];
      for await (const block of listItems("Events", generated(cutAt(Buffer.from(` ${text}\n`), places))))
        found.push(...Array.from(block, (item) => (item instanceof ExactRecord ? JSON.parse(item.json) : item)));
      expect(found).toEqual(JSON.parse(text));
    }),
  );
});

test.each(["[1,2", "[1,,2]", "[1,]", '[{"a":1]', "[1] x", "[1}]", '["a]', "[,1]", "[1 2]"])(
  "F3: %s is no JSON list, wherever it is cut",
  async (text) => {
    const bytes = Buffer.from(text);
    for (let at = 0; at <= bytes.length; at++) {
      const items = listItems("Events", generated([bytes.subarray(0, at), bytes.subarray(at)]));
      const error = await failureOf(
        (async () => {
          for await (const _block of items);
        })(),
      );
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toMatch(/^Events: got text that is not JSON \(fault .+\), expected a JSON list/);
    }
  },
);

test("F3: a JSON list of more than 8 MiB is read item by item, with all digits of its numbers", async () => {
  const item = `{"text":"${"x".repeat(1_000)}","n":12345678901234567890}`;
  let read = 0;
  function* pieces() {
    yield Buffer.from(`[${item}`);
    for (;;) {
      read++;
      yield Buffer.from(`,${item}`);
    }
  }
  const source = recordSource("Events", Readable.from(pieces(), { objectMode: false }));
  for await (const record of source) {
    expect(record).toMatchObject({ json: item });
    break;
  }
  expect(read).toBeLessThan(20_000);
});

test.each<[string, (fail: () => never) => RecordInput]>([
  [
    "a stream of bytes",
    (fail) =>
      Readable.from(
        (function* () {
          yield Buffer.from(NDJSON);
          fail();
        })(),
        { objectMode: false },
      ),
  ],
  [
    "a generator",
    (fail) =>
      (function* () {
        yield* RECORDS;
        fail();
      })(),
  ],
  [
    "an async generator",
    (fail) =>
      (async function* () {
        yield* RECORDS;
        fail();
      })(),
  ],
  [
    "an async generator of lines",
    (fail) =>
      (async function* () {
        yield* LINES;
        fail();
      })(),
  ],
])("F3: the error of %s is that of the source, after what it gave", async (_what, made) => {
  const cause = new Error("the disk is gone");
  const read: unknown[] = [];
  const value = made(() => {
    throw cause;
  });
  const error = await failureOf(
    (async () => {
      for await (const record of recordSource("Events", value)) read.push(parsed(record));
    })(),
  );
  expect(read).toEqual(RECORDS);
  expect(error).toBeInstanceOf(SourceError);
  expect(error).toMatchObject({ code: "source_failed", cause });
  expect(error.message).toBe("Events: reading them failed: the disk is gone.");
});

test.each<[string, () => Promise<RecordInput>]>([
  [
    "was read to its end",
    async () => {
      const stream = Readable.from(["x"]);
      for await (const _ of stream);
      return stream;
    },
  ],
  ["was destroyed", async () => new PassThrough().destroy()],
  [
    "is read by somebody else",
    async () => {
      const stream = ReadableStream.from([1]);
      stream.getReader();
      return stream;
    },
  ],
])("F3: a stream that %s is refused, as it would seem to be empty", async (_what, made) => {
  const value = await made();
  await expect(all(value)).rejects.toThrow(/a stream that is closed, or is read by somebody else/);
  await expect(allRows(value)).rejects.toThrow(InputError);
});

test("F3: text and objects in one iterable are refused", async () => {
  await expect(all(generated([...LINES, { n: 1 }]))).rejects.toThrow(/neither text nor bytes/);
});
