import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { InputError } from "../../../src/mixpanel/errors";
import { BrokenRow } from "../../../src/mixpanel/rows/csv";
import { type RowInput, rowSource } from "../../../src/mixpanel/rows/source";

const objects = [
  { id: "a", n: 1 },
  { id: "b", n: 2 },
];
const lists = [
  ["id", "n"],
  ["a", 1],
  ["b", 2],
];
const csv = "id,n\na,1\n\nb,2\n";
const ndjson = '{"id":"a","n":1}\n\n{"id":"b","n":2}';

async function* generated() {
  yield* objects;
}

const asFile = (text: string | Buffer) => ({ data: Buffer.from(text), contentType: "text/plain" });

/** The rows as people see them. */
async function rowsOf(value: RowInput, options?: { probedRows: number }) {
  const source = await rowSource("Rows", value, options);
  const rows: unknown[] = [];
  for await (const row of source.rows) rows.push(source.shown(row));
  return { ...source, rows, columns: source.columns() };
}

describe("rowSource", () => {
  it.each<[string, () => RowInput, unknown[]]>([
    ["a list of objects", () => objects, objects],
    ["a list of lists with a header", () => lists, lists.slice(1)],
    ["a list of lists as JSON text", () => JSON.stringify(lists), lists.slice(1)],
    ["lists of an iterator", () => lists.values(), lists.slice(1)],
    ["JSON text", () => JSON.stringify(objects), objects],
    ["JSON over several lines", () => JSON.stringify(objects, null, 2), objects],
    ["NDJSON", () => ndjson, objects],
    ["a file of NDJSON", () => asFile(ndjson), objects],
    ["a compressed file of NDJSON", () => asFile(gzipSync(ndjson)), objects],
    ["a compressed JSON list", () => asFile(gzipSync(JSON.stringify(objects))), objects],
    ["a Buffer that went through JSON", () => JSON.parse(JSON.stringify(asFile(ndjson))), objects],
    ["an iterable", () => new Set(objects), objects],
    ["an async iterable", generated, objects],
    ["a stream of objects", () => Readable.from(objects), objects],
    ["a stream of bytes", () => Readable.from([Buffer.from(ndjson)], { objectMode: false }), objects],
  ])("W1: reads %s", async (_what, value, expected) => {
    const { rows, columns, isCsv } = await rowsOf(value());
    expect(rows).toEqual(expected);
    expect(columns).toEqual(["id", "n"]);
    expect(isCsv).toBe(false);
  });

  it.each<[string, () => RowInput]>([
    ["CSV", () => csv],
    ["CSV with a byte order mark", () => `\ufeff${csv}`],
    ["CSV with Windows line ends", () => csv.replaceAll("\n", "\r\n")],
    ["TSV", () => csv.replaceAll(",", "\t")],
    ["CSV with semicolons", () => csv.replaceAll(",", ";")],
    ["a file of CSV", () => asFile(csv)],
    ["a compressed file of CSV", () => asFile(gzipSync(csv))],
    [
      "a stream of TSV, byte by byte",
      () =>
        Readable.from(
          Array.from(Buffer.from(csv.replaceAll(",", "\t")), (byte) => Buffer.of(byte)),
          { objectMode: false },
        ),
    ],
  ])("W1: reads %s, and shows its rows with the names of their columns", async (_what, value) => {
    const { rows, columns, isCsv } = await rowsOf(value());
    expect(rows).toEqual([
      { id: "a", n: "1" },
      { id: "b", n: "2" },
    ]);
    expect(columns).toEqual(["id", "n"]);
    expect(isCsv).toBe(true);
  });

  it("W1: reads any table that csv-stringify writes, in any pieces", async () => {
    const cell = fc.string({ unit: "binary", maxLength: 5 });
    const table = fc.array(fc.tuple(cell, cell), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 9 }), async (rows, size) => {
        const bytes = Buffer.from(stringify([["id", "n"], ...rows], { quoted: true }));
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size),
        );
        const source = await rowSource("Rows", Readable.from(pieces, { objectMode: false }));
        const read: unknown[] = [];
        for await (const row of source.rows) read.push(row);
        expect(read).toEqual(rows.map((row) => row.map((text) => Buffer.from(text).toString())));
      }),
    );
  });

  it("W2, expectation 6: keeps every digit of long numbers in JSON and NDJSON", async () => {
    const line = '{"id":9007199254740993,"big":1234567890123456789}';
    const exact = [{ id: "9007199254740993", big: "1234567890123456789" }];
    expect((await rowsOf(`[${line}]`)).rows).toEqual(exact);
    expect((await rowsOf(`${line}\n`)).rows).toEqual(exact);
  });

  it("W4: gives what cannot be read as broken rows in their place, and goes on", async () => {
    expect((await rowsOf('{"id":1}\n{"id":\n{"id":3}')).rows).toEqual([{ id: 1 }, expect.any(BrokenRow), { id: 3 }]);
    const { rows } = await rowsOf('id,n\na,1\nb"x,2\nc,3\n');
    expect(rows).toEqual([{ id: "a", n: "1" }, expect.any(BrokenRow), { id: "c", n: "3" }]);
  });

  it("W4, expectation 1: a row with a wrong quote takes no other row with it", async () => {
    const [good, more] = [
      { id: "a", n: "1" },
      { id: "b", n: "2" },
    ];
    for (const wrong of ['"x"y,1', 'x"y,1', '"x" ,1', ' "x",1', '"x""y"z,1', 'x"y"z,1', '1,"x"y', '1,x\'"y"']) {
      const { rows } = await rowsOf(`id,n\na,1\n${wrong}\n"b","2"\n`);
      expect(rows).toEqual([good, expect.objectContaining({ text: wrong.trim() }), more]);
    }
  });

  it("W4: keeps every row in its place, whichever rows have a wrong quote", async () => {
    const line = fc.constantFrom("a,1", '"a","1"', '"a,""b""",1', '"a\nb",""', 'a"b,1', '"a"b,1', '"a" ,1', ',"1"x');
    const isWrong = (text: string) => /\w"\w|" |"x/.test(text.replace(/""/g, ""));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 20 }), fc.constantFrom("\n", "\r\n"), async (lines, end) => {
        const { rows } = await rowsOf(["id,n", ...lines, ""].join(end));
        expect(rows.map((row) => row instanceof BrokenRow)).toEqual(lines.map(isWrong));
      }),
    );
  });

  it.each([
    ["Windows", "id,n\r\na,1\r\nb,2\r\n"],
    ["Unix", "id,n\na,1\nb,2\n"],
    ["old Mac OS", "id,n\ra,1\rb,2\r"],
    ["several systems, Windows first", "id,n\r\na,1\nb,2\r\n"],
    ["several systems, Unix first", "id,n\na,1\r\nb,2"],
  ])("W1: reads CSV with the line ends of %s", async (_what, text) => {
    for (const value of [text, asFile(gzipSync(text)), Readable.from([Buffer.from(text)], { objectMode: false })])
      expect((await rowsOf(value)).rows).toEqual([
        { id: "a", n: "1" },
        { id: "b", n: "2" },
      ]);
  });

  it("W1: tells the separator by a header with line ends and other separators in quotes", async () => {
    const { columns } = await rowsOf('"id\n,,,"\t"n"\n1\t2\n');
    expect(columns).toEqual(["id\n,,,", "n"]);
  });

  it("W1, expectation 19: what a broken line is made of is no column", async () => {
    const { columns, hasColumn } = await rowsOf('{"id":1}\nbroken\n');
    expect(columns).toEqual(["id"]);
    expect([hasColumn("id"), hasColumn("text"), hasColumn("reason")]).toEqual([true, false, false]);
  });

  it.each(["", " \n", [], asFile(""), asFile(gzipSync(""))])("W1: %j has no rows", async (value) => {
    expect(await rowsOf(value)).toMatchObject({ rows: [], columns: [] });
  });

  it("W1: looks at only so many rows for the columns, and reads on only as needed", async () => {
    let read = 0;
    async function* endless() {
      for (;;) yield { id: read++ };
    }
    const source = await rowSource("Rows", endless(), { probedRows: 10 });
    expect(read).toBe(10);
    expect(source.hasColumn("id")).toBe(true);
    for await (const row of source.rows) if (JSON.stringify(row) === '{"id":11}') break;
    expect(read).toBe(12);
  });

  it("W8: closes an iterable that is not read to its end, also within the rows that were looked at", async () => {
    for (const rows of [1, 5]) {
      let closed = 0;
      async function* endless() {
        try {
          for (let id = 0; ; id++) yield { id };
        } finally {
          closed++;
        }
      }
      const source = await rowSource("Rows", endless(), { probedRows: 3 });
      let read = 0;
      for await (const _row of source.rows) if (++read === rows) break;
      expect(closed).toBe(1);
    }
  });

  it.each<[string, () => RowInput, string]>([
    ["a header that names a column twice", () => "a,b,a\n1,2,3\n", '"a" twice'],
    ["a header without names", () => ",\n1,2\n", "rows without a header"],
    ["bytes that are not UTF-8", () => asFile(Buffer.of(0x61, 0xff)), "not UTF-8"],
    ["a stream of damaged gzip", () => Readable.from([gzipSync(csv).subarray(0, 20)], { objectMode: false }), "gzip"],
    ["a damaged gzip file", () => asFile(gzipSync(csv).subarray(0, 20)), "gzip"],
    ["broken JSON", () => '[{"id":', "not JSON"],
  ])("W1: refuses %s", async (_what, value, part) => {
    await expect(rowsOf(value())).rejects.toThrow(InputError);
    await expect(rowsOf(value())).rejects.toThrow(part);
  });
});
