import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { InputError } from "../../../src/mixpanel/errors";
import { checkedCsv } from "../../../src/mixpanel/lookupTables/checkedCsv";
import { csvFromRows } from "../../../src/mixpanel/lookupTables/csvFromRows";
import { MAX_TABLE_BYTES, TableCheck } from "../../../src/mixpanel/lookupTables/tableCheck";
import { failureOf, thrownBy } from "../failure";

const RUN = { seed: 20_240_115, numRuns: 100 };

function written(rows: readonly unknown[], idColumn?: string) {
  const check = new TableCheck();
  const csv = Buffer.concat([...csvFromRows(rows, idColumn, check)]).toString();
  return { csv, rows: check.rows, bytes: check.bytes, failed: check.failed };
}

async function passed(csv: string | Buffer, idColumn?: string) {
  const check = new TableCheck();
  const pieces: Buffer[] = [];
  for await (const piece of checkedCsv(Buffer.from(csv), idColumn, check)) pieces.push(piece);
  return { csv: Buffer.concat(pieces).toString(), rows: check.rows, bytes: check.bytes, failed: check.failed };
}

describe("rows become CSV", () => {
  test.each([
    ["text", "Lamp", "Lamp"],
    ["nothing", undefined, ""],
    ["null", null, ""],
    ["zero", 0, "0"],
    ["a number", -1.5, "-1.5"],
    ["a whole number beyond 2^53", 9_007_199_254_740_993n, "9007199254740993"],
    ["true", true, "true"],
    ["false", false, "false"],
    ["a date", new Date(0), "1970-01-01T00:00:00.000Z"],
    ["an object", { a: 1 }, '"{""a"":1}"'],
    ["a list", ["a", "b"], '"[""a"",""b""]"'],
    ["a comma", "a,b", '"a,b"'],
    ["a quote", 'a"b', '"a""b"'],
    ["a line feed", "a\nb", '"a\nb"'],
    ["a lone carriage return", "a\rb", '"a\rb"'],
    ["what a spreadsheet would compute", "=1+1", "=1+1"],
    ["letters beyond ASCII", "Büro €", "Büro €"],
  ])("%s", (_what, value, field) => {
    expect(written([{ id: "k", value }]).csv).toBe(`id,value\nk,${field}\n`);
  });

  test("columns are all keys of all rows, in the order they are met; what a row lacks is empty", () => {
    expect(
      written([
        { id: 1, a: "x" },
        { b: "y", id: 2 },
      ]),
    ).toMatchObject({ csv: "id,a,b\n1,x,\n2,,y\n", rows: 2, failed: [] });
  });

  test("the ID column comes first, the others keep their order", () => {
    expect(written([{ a: 1, b: 2, id: "k", c: 3 }], "id").csv).toBe("id,a,b,c\nk,1,2,3\n");
    expect(
      written(
        [
          ["a", "id", "b"],
          [1, "k", 2],
        ],
        "id",
      ).csv,
    ).toBe("id,a,b\nk,1,2\n");
  });

  test("bytes are those of UTF-8", () => {
    const { csv, bytes } = written([{ id: "ä", value: "€🙂" }]);
    expect(bytes).toBe(Buffer.byteLength(csv));
    expect(bytes).toBeGreaterThan(csv.length);
  });

  test("any number of rows, in pieces", () => {
    const rows = Array.from({ length: 2_500 }, (_, i) => ({ id: `key-${i}`, value: i }));
    const pieces = [...csvFromRows(rows, undefined, new TableCheck())];
    expect(pieces.length).toBeGreaterThan(1);
    expect(Buffer.concat(pieces).toString()).toBe(
      `id,value\n${rows.map(({ id, value }) => `${id},${value}\n`).join("")}`,
    );
  });

  test("whatever is in the fields, a reader of CSV gets it back", () => {
    const field = fc.string({ unit: "binary" }).map((text) => Buffer.from(text).toString());
    const table = fc.uniqueArray(fc.tuple(field, field, field), {
      minLength: 1,
      selector: ([id]) => id,
      comparator: "IsStrictlyEqual",
    });
    fc.assert(
      fc.property(table, (rows) => {
        // Blank IDs are refused, which is another test's matter.
        const named = rows.map(([id, ...rest]) => [`k${id}`, ...rest]);
        const { csv, failed } = written([["id", "a", "b"], ...named]);
        expect(failed).toEqual([]);
        expect(parse(csv, { record_delimiter: "\n" })).toEqual([["id", "a", "b"], ...named]);
      }),
      RUN,
    );
  });
});

describe("a row that is not usable is named by its position, and is not written", () => {
  test.each([
    ["without an ID", [{ id: "a" }, { id: null }], 1, "the row has no ID in its first column, id"],
    ["of a blank ID", [{ id: "a" }, { id: " " }], 1, "the row has no ID in its first column, id"],
    ["of an object for ID", [{ id: "a" }, { id: {} }], 1, "the row has no ID in its first column, id"],
    ["of another row's ID", [{ id: 1 }, { id: "2" }, { id: "1" }], 2, 'the row has the ID of row 0, "1"'],
    ["that is text", [{ id: "a" }, "b"], 1, "the row is no object as the first one is"],
    ["that is a list among objects", [{ id: "a" }, ["b"]], 1, "the row is no object as the first one is"],
    ["that is an object among lists", [["id"], ["a"], { id: "b" }], 1, "the row is no list as the first one is"],
    ["of too few fields", [["id", "x"], ["a"]], 0, "the row has 1 fields where the header has 2"],
    [
      "of too many fields",
      [
        ["id", "x"],
        ["a", 1, 2],
      ],
      0,
      "the row has 3 fields where the header has 2",
    ],
  ])("%s", (_what, rows, index, message) => {
    expect(written(rows).failed).toEqual([{ index, message }]);
  });

  test("the first thousand are listed, all are counted", () => {
    const check = new TableCheck();
    const rows = Array.from({ length: 1_500 }, () => ({ id: "", value: 1 }));
    expect([...csvFromRows(rows, undefined, check)].join("")).toBe("id,value\n");
    expect([check.rows, check.failedCount, check.failed.length]).toEqual([1_500, 1_500, 1_000]);
  });
});

describe("CSV passes as it is", () => {
  test.each([
    ["line feeds", "id,a\nk1,1\nk2,2\n"],
    ["carriage returns and line feeds", "id,a\r\nk1,1\r\nk2,2\r\n"],
    ["no end of the last line", "id,a\nk1,1\nk2,2"],
    ["quotes and lines within fields", 'id,a\n"k1","x\ny, ""z"""\nk2,\n'],
    ["empty lines, which are no rows", "id,a\n\nk1,1\n\n\nk2,2\n\n"],
    ["letters beyond ASCII", "id,a\nä,€\nö,🙂\n"],
  ])("with %s", async (_what, csv) => {
    expect(await passed(csv)).toEqual({ csv, rows: 2, bytes: Buffer.byteLength(csv), failed: [] });
  });

  test("without the mark that spreadsheets put in front", async () => {
    expect(await passed("\ufeffid,a\nk1,1\n", "id")).toMatchObject({ csv: "id,a\nk1,1\n", rows: 1, bytes: 10 });
  });

  test("in pieces, wherever these end", async () => {
    const csv = `id,a\n${Array.from({ length: 20_000 }, (_, i) => `k${i},"ä, ""${i}"""\n`).join("")}`;
    const result = await passed(csv);
    expect(result).toMatchObject({ rows: 20_000, bytes: Buffer.byteLength(csv), failed: [] });
    expect(result.csv === csv).toBe(true);
  });

  test("with every row that is not usable named by its position", async () => {
    const csv = 'id,a\nk1,1\nk2\n,3\nk"4,4\nk5,5,5\nk1,6\nk7,7\n';
    expect((await passed(csv)).failed).toEqual([
      { index: 1, message: "the row has 1 fields where the header has 2" },
      { index: 2, message: "the row has no ID in its first column, id" },
      {
        index: 3,
        message: 'the row has a quote (") that is not closed, or that stands in a field without quotes around it',
      },
      { index: 4, message: "the row has 3 fields where the header has 2" },
      { index: 5, message: 'the row has the ID of row 0, "k1"' },
    ]);
  });

  test("with a quote that is never closed", async () => {
    expect((await passed('id,a\nk1,1\nk2,"2\nk3,3\n')).failed).toEqual([
      { index: 1, message: expect.stringContaining("not closed") },
    ]);
  });

  test("what rows become is CSV that passes", async () => {
    const { csv } = written([
      ["id", "a"],
      ["k1", 'x"\n'],
      ["k2", ","],
      ["k3", "\r"],
    ]);
    expect(await passed(csv)).toMatchObject({ csv, rows: 3, failed: [] });
  });
});

describe("a table that is not usable as a whole", () => {
  test.each([
    ["nothing", "", "Table: got nothing, expected a header and at least one row of CSV."],
    ["empty lines", "\n\n", "Table: got nothing, expected a header and at least one row of CSV."],
    ["a header alone", "id,a\n", "Table: got a header alone, expected a header and at least one row of CSV."],
    [
      "a header with a broken quote",
      'i"d,a\nk1,1\n',
      "Table: got a header with a quote that is not closed or out of place, expected a header and at least one row of CSV.",
    ],
    [
      "a nameless column",
      "id, \nk1,1\n",
      "Table: got a header without a name for column 2, expected a name for every column, each one once, the first column being the ID.",
    ],
    [
      "two columns of one name",
      "id,a,a\nk1,1,1\n",
      'Table: got a header that names "a" twice, expected a name for every column, each one once, the first column being the ID.',
    ],
    [
      "bytes that are not UTF-8",
      Buffer.from([0x69, 0x64, 0x0a, 0xff, 0x0a]),
      "Table: got bytes that are not UTF-8, expected CSV in UTF-8. Save the file as CSV UTF-8.",
    ],
    [
      "more than 100 MB",
      Buffer.alloc(MAX_TABLE_BYTES + 1),
      "Table: got more than 100 MB of CSV, expected at most 100 MB, uncompressed. Leave out columns and rows that no report uses; Mixpanel takes a table as a whole only.",
    ],
  ])("%s", async (_what, csv, message) => {
    const failure = await failureOf(passed(csv));
    expect(failure).toBeInstanceOf(InputError);
    expect(failure.message).toBe(message);
  });

  test("exactly 100 MB are not too much, in however many pieces", () => {
    const check = new TableCheck();
    check.piece(MAX_TABLE_BYTES - 1);
    check.piece(1);
    expect(thrownBy(() => check.piece(1))).toMatchObject({ input: "Table" });
  });

  test("an ID column that is not there names those that are", () => {
    expect(thrownBy(() => written([{ sku: 1, name: 2 }], "id")).message).toBe(
      'ID Column: got "id", expected a column of the table, such as "sku", "name".',
    );
  });
});
