import { Readable } from "node:stream";
import fc from "fast-check";
import { eventEncoder } from "../../../src/mixpanel/ingest/encodeEvent";
import { USER_PROFILES } from "../../../src/mixpanel/ingest/profileKinds";
import { asItIs, readUpdate } from "../../../src/mixpanel/ingest/readUpdate";
import { recordSource } from "../../../src/mixpanel/records/source";
import { rowSource } from "../../../src/mixpanel/rows/source";

/** A letter of Latin-1, which is no UTF-8. */
const LATIN_1 = Buffer.of(0xe9);
const withLatin1 = (text: string) =>
  Buffer.concat(
    text.split("?").flatMap((part, index) => (index === 0 ? [Buffer.from(part)] : [LATIN_1, Buffer.from(part)])),
  );

async function all(source: AsyncIterable<unknown> | Iterable<unknown>): Promise<unknown[]> {
  const read: unknown[] = [];
  for await (const one of source) read.push(one);
  return read;
}

/** Bytes in pieces of a size. */
const cut = (bytes: Buffer, size: number) =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size)),
    { objectMode: false },
  );

describe("F1: bytes that are not UTF-8 are never sent as other data", () => {
  test.each([{}, { map: (row: unknown) => row }])("a line of events is rejected (%j)", (options) => {
    const line = withLatin1('{"event":"Caf?","properties":{"time":1700000000,"distinct_id":"u"}}');
    expect(eventEncoder(options)(line, 0)).toMatchObject({ rule: "invalid_json" });
  });

  test("a line of profile updates is rejected", () => {
    expect(readUpdate(withLatin1('{"$distinct_id":"u","$set":{"name":"Andr?"}}'), USER_PROFILES, asItIs, 0)).toBe(
      undefined,
    );
  });

  test("a JSON list is refused", () => {
    expect(() => recordSource("Events", withLatin1('[{"event":"Caf?"}]'))).toThrow(
      "Events: got bytes that are not UTF-8, expected text in UTF-8. Save the file as UTF-8.",
    );
  });

  test("an item of a long list in a stream names its position", async () => {
    const items = Array.from({ length: 200_000 }, () => '{"event":"E","properties":{"n":"some text"}}');
    const bytes = withLatin1(`[${items.join(",")},{"event":"Caf?"}]`);
    await expect(all(recordSource("Events", cut(bytes, 65_536)))).rejects.toThrow(
      "in item 200000 of the list, counted from 0: bytes that are not UTF-8",
    );
  });

  test("only the rows of CSV with such bytes are rejected, wherever the pieces end", async () => {
    const cell = fc.constantFrom("a", "é", "日本", "😀", "\ufffd", "x y");
    const rows = fc.array(fc.record({ id: cell, name: cell, isDamaged: fc.boolean() }), {
      minLength: 1,
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 40 }), async (given, size) => {
        const lines = given.map(({ id, name, isDamaged }) => `${id},${isDamaged ? "?" : ""}${name}`);
        const source = await rowSource("Rows", cut(withLatin1(`id,name\n${lines.join("\n")}\n`), size));
        const read = await all(source.rows);
        expect(read).toHaveLength(given.length);
        for (const [at, { id, name, isDamaged }] of given.entries()) {
          const row = read[at];
          // A row that itself has the replacement character may be taken for damaged where a neighbour is.
          if (isDamaged) expect(Array.isArray(row)).toBe(false);
          else if (!`${id}${name}`.includes("\ufffd")) expect(row).toEqual([id, name]);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("a row of CSV whose last character is cut off is rejected", async () => {
    const bytes = Buffer.from("id,name\n1,ok\n2,caf\u00e9");
    const [first, second] = await all((await rowSource("Rows", cut(bytes.subarray(0, -1), 7))).rows);
    expect(first).toEqual(["1", "ok"]);
    expect(Array.isArray(second)).toBe(false);
  });
});
