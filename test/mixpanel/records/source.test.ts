import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { InputError } from "../../../src/mixpanel/errors";
import { ExactRecord } from "../../../src/mixpanel/records/exactRecord";
import { splitLines } from "../../../src/mixpanel/records/lines";
import { type RecordInput, recordSource } from "../../../src/mixpanel/records/source";
import { anyCharacter } from "../../support/anyText";
import { failureOf, thrownBy } from "../../support/failure";

/** Everything that a source yields, lines as text. */
async function all(value: RecordInput | object): Promise<unknown[]> {
  const records: unknown[] = [];
  for await (const record of recordSource("Events", value)) {
    records.push(Buffer.isBuffer(record) ? record.toString("utf8") : record);
  }
  return records;
}

const LINES = '{"n":1}\r\n\n  \n{"n":"ü😀"}';
const WHOLE = [{ n: 1 }, { n: "ü😀" }];

describe("parsed records are read from", () => {
  test.each<[string, RecordInput | object, unknown[]]>([
    ["a list", WHOLE, WHOLE],
    ["an empty list", [], []],
    ["one object", { n: 1 }, [{ n: 1 }]],
    ["a set", new Set([1, 2]), [1, 2]],
    ["a JSON list as text", JSON.stringify(WHOLE), WHOLE],
    ["a JSON list over many lines", `\n ${JSON.stringify(WHOLE, null, 2)}\n`, WHOLE],
    ["one JSON object", '{"n":1}', [{ n: 1 }]],
    ["one JSON object over many lines", JSON.stringify({ n: 1 }, null, 2), [{ n: 1 }]],
    ["bytes", Buffer.from(JSON.stringify(WHOLE)), WHOLE],
    ["a file", { data: Buffer.from(JSON.stringify(WHOLE)), contentType: "application/json" }, WHOLE],
    ["a compressed file", { data: gzipSync(JSON.stringify(WHOLE)) }, WHOLE],
  ])("%s", async (_, value, records) => {
    expect(await all(value)).toEqual(records);
  });

  test("a stream", async () => {
    async function* stream() {
      yield* WHOLE;
    }
    expect(await all(stream())).toEqual(WHOLE);
  });
});

describe("unparsed lines, without blank lines, are read from", () => {
  test.each<[string, RecordInput]>([
    ["text", LINES],
    ["bytes", Buffer.from(LINES)],
    ["a compressed file", { data: gzipSync(LINES) }],
  ])("%s", async (_, value) => {
    expect((await all(value)).map((line) => String(line).trim())).toEqual(['{"n":1}', '{"n":"ü😀"}']);
  });
});

/** The same bytes in every packaging that a builder or a previous step may hand in. */
const PACKAGINGS: [string, (text: string) => RecordInput][] = [
  ["text", (text) => text],
  ["a Buffer", (text) => Buffer.from(text)],
  ["a Uint8Array", (text) => new Uint8Array(Buffer.from(text))],
  ["a part of a Uint8Array", (text) => new Uint8Array(Buffer.from(`[${text}]`)).subarray(1, -1)],
  ["a payload", (text) => ({ data: Buffer.from(text), contentType: "application/json" })],
  ["a payload of a Uint8Array", (text) => ({ data: new Uint8Array(Buffer.from(text)) })],
  ["a payload of text", (text) => ({ data: text, contentType: "application/x-ndjson" })],
  ["a Buffer that went through JSON", (text) => Buffer.from(text).toJSON()],
  ["a payload that went through JSON", (text) => JSON.parse(JSON.stringify({ data: Buffer.from(text) }))],
  ["gzip", (text) => gzipSync(text)],
  ["a payload of gzip", (text) => ({ data: gzipSync(text), contentType: "application/gzip" })],
  ["gzip that went through JSON", (text) => ({ data: gzipSync(text).toJSON() })],
];
const LONG = "12345678901234567890";

describe.each(PACKAGINGS)("of %s", (_packaging, packed) => {
  test.each<[string, string, unknown[]]>([
    ["a list", '[{"n":1},{"n":2}]', [{ n: 1 }, { n: 2 }]],
    ["an empty list", " []", []],
    ["nothing, as blank lines are", "\n \n", []],
    ["nothing", "", []],
    ["a list behind blank lines and over many", '\n \r\n[\n{"n":1},\n\n{"n":2}\n]\n', [{ n: 1 }, { n: 2 }]],
    ["a list with long numbers", `[{"n":${LONG}},\n{"m":"${LONG}"}]`, [new ExactRecord(`{"n":${LONG}}`), { m: LONG }]],
    ["one record", '{"n":1}\n\n', [{ n: 1 }]],
    ["one record behind blank lines", '\n\n{"n":1}', [{ n: 1 }]],
    ["one record over many lines", '\n{\n  "n": 1\n}\n', [{ n: 1 }]],
    ["one record over many lines with a long number", `{\n  "n": ${LONG}\n}`, [new ExactRecord(`{"n":${LONG}}`)]],
    ["lines", '{"n":1}\n{"n":2}\n', ['{"n":1}', '{"n":2}']],
    ["lines behind blank ones", '\n \n\n{"n":1}\n\n{"n":2}', ['{"n":1}', '{"n":2}']],
    ["lines behind a byte order mark", '\uFEFF\n{"n":1}\n{"n":2}', ['{"n":1}', '{"n":2}']],
    ["lines of which the first is broken", '{"n":\n{"n":2}\n', ['{"n":', '{"n":2}']],
    ["lines behind one of another kind", 'events:\n {"n":2}\n', ["events:", ' {"n":2}']],
    ["lines of which the last is broken", '{"n":1}\n{"n":', ['{"n":1}', '{"n":']],
    ["one record that is cut", '{\n "n": 1,\n', ["{", ' "n": 1,']],
  ])("%s", async (_text, text, records) => {
    expect(await all(packed(text))).toEqual(records);
  });

  test.each([
    ["one word", "hello"],
    ["one broken line", '\n{"n":\n'],
    ["a list that is cut", '[{"n":1},\n'],
    ["CSV", "id,name\n1,Ann\n"],
    ["prose", "hello\n\nworld {\n"],
    ["null", "null"],
    ["a truth value", "true"],
  ])("%s is rejected", async (_text, text) => {
    const error = await failureOf(all(packed(text)));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(
      /^Events: got (null|true|text that is not JSON( \(fault at .+\))?), expected a JSON list, or one JSON object per line \(NDJSON\)\.$/,
    );
  });
});

test.each<[string, object]>([
  ["a text beside no content type", { data: '[{"n":1}]' }],
  ["a text beside a content type that is none", { data: '[{"n":1}]', contentType: null }],
  ["numbers that are no bytes", { type: "Buffer", data: [1, 256] }],
  ["bytes of another type", { type: "Paid", data: [1, 2] }],
  ["an event", { event: "Paid", properties: { data: "{}", contentType: "text/plain" } }],
])("an object with %s counts as one record", async (_, record) => {
  expect(await all(record)).toEqual([record]);
});

test("a text is read in the same way, however it is split into chunks", async () => {
  const CHUNK_BYTES = 256 * 1024;
  const pieces = fc.array(fc.constantFrom("\n", " ", "{", "}", '{"n":1}', "[", "]", "x", "1"), { maxLength: 8 });
  const parsed = (record: unknown) => (typeof record === "string" ? record.trim() : record);
  const outcome = (value: RecordInput) =>
    all(value).then(
      (records) => records.map(parsed),
      (error: unknown) => String(error).replace(/position \d+/, "its end"),
    );
  await fc.assert(
    fc.asyncProperty(pieces, fc.nat(20), async (given, before) => {
      const text = given.join("");
      // The first chunk of the decompressed stream ends within what is not blank.
      const padded = `${" ".repeat(CHUNK_BYTES - Math.min(before, text.length))}${text}`;
      expect(await outcome(gzipSync(padded, { level: 1 }))).toEqual(await outcome(text));
    }),
    { seed: 1, numRuns: 300 },
  );
});

describe("more than 64 MiB", () => {
  const padding = `${" ".repeat(1_000_000)}\n`.repeat(70);
  test.each<[string, string, number]>([
    ["of one record over many lines is lines", `{\n${padding}}`, 2],
    ["of lines, the first of them broken, is lines", `{\n${`{"n":"${"x".repeat(1_000_000)}"}\n`.repeat(70)}`, 71],
    ["of a list is a list", `[1,\n${`"${"x".repeat(1_000_000)}",\n`.repeat(70)}2]`, 72],
  ])(
    "%s, compressed or not",
    async (_, text, records) => {
      for (const value of [Buffer.from(text), gzipSync(text, { level: 1 })]) {
        let read = 0;
        for await (const _record of recordSource("Events", value)) read++;
        expect(read).toBe(records);
      }
    },
    60_000,
  );
});

test.each([
  ["a line", '{"event":"', "a line of more than 32 MB"],
  ["an item of a list", '[{"event":"', "item 0 of the list, counted from 0, of more than 32 MB"],
])("B1: %s without end, in a file that inflates, is refused", async (_, begin, got) => {
  const member = gzipSync(Buffer.alloc(16_000_000, "x"));
  const file = Buffer.concat([gzipSync(begin), member, member, member]);
  await expect(all(file)).rejects.toMatchObject({
    code: "invalid_input",
    message: `Events: got ${got}, expected records of at most 1 MB each. Check that it is the right file: Mixpanel accepts no such record.`,
  });
});

test("a list with long numbers is read as a list, and only records with such numbers are kept as JSON", () => {
  expect(recordSource("Events", `[{"a":1},{"b":${LONG}},"\\uFDD0n1","${LONG}",${LONG}]`)).toEqual([
    { a: 1 },
    new ExactRecord(`{"b":${LONG}}`),
    "\uFDD0n1",
    LONG,
    new ExactRecord(LONG),
  ]);
});

test("lines are complete, wherever chunks of bytes end", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: anyCharacter })),
      fc.integer({ min: 1, max: 9 }),
      async (texts, size) => {
        const lines = texts.map((text) => JSON.stringify(text));
        const bytes = Buffer.from(lines.join("\n"));
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
          bytes.subarray(n * size, (n + 1) * size),
        );
        const read: string[] = [];
        for await (const line of splitLines("Events", chunks)) read.push(line.toString("utf8"));
        expect(read).toEqual(lines);
      },
    ),
    { seed: 1, numRuns: 50 },
  );
});

test.each(["not json", '{"n":', "[1, 2", "{\n", '[{"n":1}] x'])("the error for %j says what is expected", (text) => {
  const error = thrownBy(() => recordSource("Events", text));
  expect(error).toBeInstanceOf(InputError);
  expect(error.message).toMatch(
    /^Events: got text that is not JSON( \(fault at .+\))?, expected a JSON list, or one JSON object per line \(NDJSON\)\.$/,
  );
});

test("a truncated gzip file causes an error while it is read", async () => {
  const data = gzipSync(JSON.stringify(Array.from({ length: 1_000 }, (_, n) => ({ n })))).subarray(0, 100);
  expect((await failureOf(all({ data }))).message).toBe(
    "Events: got a truncated or damaged gzip file, expected a complete gzip file.",
  );
});

test("a truncated gzip file that is never read causes no unhandled error", async () => {
  const data = gzipSync(JSON.stringify(Array.from({ length: 1_000 }, (_, n) => ({ n })))).subarray(0, 100);
  recordSource("Events", { data });
  // By the time that another one has been read to its cut, this one would have been, too.
  for (let more = 0; more < 3; more++) await failureOf(all({ data }));
});

test.each([
  ["a list", '[{"n":1},{"n":2}]'],
  ["lines", '{"n":1}\n{"n":2}\n'],
])("a byte order mark before %s is ignored, compressed or not", async (_what, text) => {
  const marked = `\uFEFF${text}`;
  const parsed = (records: unknown[]) =>
    records.map((record) => (typeof record === "string" ? JSON.parse(record) : record));
  for (const value of [marked, { data: Buffer.from(marked) }, { data: gzipSync(marked) }]) {
    expect(parsed(await all(value))).toEqual([{ n: 1 }, { n: 2 }]);
  }
});
