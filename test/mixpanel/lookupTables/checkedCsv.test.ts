import { InputError } from "../../../src/mixpanel/errors";
import { MAX_TABLE_BYTES, TableCheck } from "../../../src/mixpanel/lookupTables/tableCheck";
import { failureOf, thrownBy } from "../../support/failure";
import { passed, written } from "./tables";

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
      { index: 1, rule: "row_fields", message: "the row has 1 fields, but the header has 2" },
      { index: 2, rule: "row_id_missing", message: "the row has no ID in its first column, id" },
      {
        index: 3,
        rule: "row_quotes",
        message: 'the row has a quote (") that is not closed, or that is inside a field without quotes around it',
      },
      { index: 4, rule: "row_fields", message: "the row has 3 fields, but the header has 2" },
      { index: 5, rule: "row_id_repeated", message: 'the row has the same ID as row 1, "k1"' },
    ]);
  });

  test("with a quote that is never closed", async () => {
    expect((await passed('id,a\nk1,1\nk2,"2\nk3,3\n')).failed).toEqual([
      { index: 1, rule: "row_quotes", message: expect.stringContaining("not closed") },
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
    ["only a header", "id,a\n", "Table: got only a header, expected a header and at least one row of CSV."],
    [
      "a header with a broken quote",
      'i"d,a\nk1,1\n',
      'Table: got a header with a quote (") that is not closed or in the wrong place, expected a header and at least one row of CSV.',
    ],
    [
      "a nameless column",
      "id, \nk1,1\n",
      "Table: got a header without a name for column 2, expected a different name for every column, with the ID as the first column.",
    ],
    [
      "two columns of one name",
      "id,a,a\nk1,1,1\n",
      'Table: got a header that names "a" twice, expected a different name for every column, with the ID as the first column.',
    ],
    [
      "bytes that are not UTF-8",
      Buffer.from([0x69, 0x64, 0x0a, 0xff, 0x0a]),
      "Table: got bytes that are not UTF-8, expected CSV in UTF-8. Save the file as CSV UTF-8.",
    ],
    [
      "more than 100 MB",
      Buffer.alloc(MAX_TABLE_BYTES + 1),
      "Table: got more than 100 MB of CSV, expected at most 100 MB, uncompressed. Leave out columns and rows that no report uses. A table cannot be sent in parts.",
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
