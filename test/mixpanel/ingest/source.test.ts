import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { InputError } from "../../../src/mixpanel/errors";
import { type RecordInput, recordSource, splitLines } from "../../../src/mixpanel/ingest/source";
import { failureOf, thrownBy } from "../failure";

/** Everything that a source yields, lines as text. */
async function all(value: RecordInput): Promise<unknown[]> {
  const records: unknown[] = [];
  for await (const record of recordSource("Events", value)) {
    records.push(Buffer.isBuffer(record) ? record.toString("utf8") : record);
  }
  return records;
}

const LINES = '{"n":1}\r\n\n  \n{"n":"ü😀"}';
const WHOLE = [{ n: 1 }, { n: "ü😀" }];

describe("parsed records are read from", () => {
  test.each<[string, RecordInput, unknown[]]>([
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

describe("lines are read unparsed, without the blank ones, from", () => {
  test.each<[string, RecordInput]>([
    ["text", LINES],
    ["bytes", Buffer.from(LINES)],
    ["a compressed file", { data: gzipSync(LINES) }],
  ])("%s", async (_, value) => {
    expect((await all(value)).map((line) => String(line).trim())).toEqual(['{"n":1}', '{"n":"ü😀"}']);
  });
});

test("lines are whole wherever their bytes are cut", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: "binary" })), fc.integer({ min: 1, max: 9 }), async (texts, size) => {
      const lines = texts.map((text) => JSON.stringify(text));
      const bytes = Buffer.from(lines.join("\n"));
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
        bytes.subarray(n * size, (n + 1) * size),
      );
      const read: string[] = [];
      for await (const line of splitLines(chunks)) read.push(line.toString("utf8"));
      expect(read).toEqual(lines);
    }),
    { seed: 1, numRuns: 50 },
  );
});

test.each(["not json", '{"n":', "[1, 2", "{\n", '[{"n":1}] x'])("%j is refused with what is expected", (text) => {
  const error = thrownBy(() => recordSource("Events", text));
  expect(error).toBeInstanceOf(InputError);
  expect(error.message).toMatch(
    /^Events: got text that is not JSON \(fault at .+\), expected a JSON list, or one JSON object a line \(NDJSON\)\.$/,
  );
});

test("a compressed file that is cut is refused while it is read", async () => {
  const data = gzipSync(JSON.stringify(Array.from({ length: 1_000 }, (_, n) => ({ n })))).subarray(0, 100);
  expect((await failureOf(all({ data }))).message).toBe(
    "Events: got a gzip file that is cut or damaged, expected a whole one.",
  );
});

test.each([
  ["a list", '[{"n":1},{"n":2}]'],
  ["lines", '{"n":1}\n{"n":2}\n'],
])("%s behind a byte order mark is read as without it, compressed or not", async (_what, text) => {
  const marked = `\uFEFF${text}`;
  const parsed = (records: unknown[]) =>
    records.map((record) => (typeof record === "string" ? JSON.parse(record) : record));
  for (const value of [marked, { data: Buffer.from(marked) }, { data: gzipSync(marked) }]) {
    expect(parsed(await all(value))).toEqual([{ n: 1 }, { n: 2 }]);
  }
});
