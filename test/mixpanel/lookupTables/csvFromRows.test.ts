import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { csvFromRows } from "../../../src/mixpanel/lookupTables/csvFromRows";
import { TableCheck } from "../../../src/mixpanel/lookupTables/tableCheck";
import { anyCharacter } from "../../support/anyText";
import { written } from "./tables";

const RUN = { seed: 20_240_115, numRuns: 100 };

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
    const field = fc.string({ unit: anyCharacter }).map((text) => Buffer.from(text).toString());
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

const ROUNDED =
  "the row has an ID that is a number with more than 15 digits, so its last digits are lost: pass the ID as text";

describe("a row that is not usable is named by its position, and is not written", () => {
  test.each([
    [
      "without an ID",
      [{ id: "a", v: 1 }, { id: null }],
      1,
      "row_id_missing",
      "the row has no ID in its first column, id",
    ],
    [
      "of a blank ID",
      [{ id: "a", v: 1 }, { id: " " }],
      1,
      "row_id_missing",
      "the row has no ID in its first column, id",
    ],
    [
      "of an object for ID",
      [{ id: "a", v: 1 }, { id: {} }],
      1,
      "row_id_missing",
      "the row has no ID in its first column, id",
    ],
    [
      "of another row's ID",
      [{ id: 1, v: 1 }, { id: "2" }, { id: "1" }],
      2,
      "row_id_repeated",
      'the row has the same ID as row 1, "1"',
    ],
    ["of an ID that was rounded", [{ id: 1, v: 1 }, { id: 2 ** 53 }], 1, "id_rounded", ROUNDED],
    [
      "of an ID that was rounded, in a list",
      [
        ["id", "v"],
        [1e21, 1],
      ],
      0,
      "id_rounded",
      ROUNDED,
    ],
    ["that is text", [{ id: "a", v: 1 }, "b"], 1, "row_shape", "the row is not an object, but the first row is"],
    [
      "that is a list among objects",
      [{ id: "a", v: 1 }, ["b"]],
      1,
      "row_shape",
      "the row is not an object, but the first row is",
    ],
    [
      "that is an object among lists",
      [["id", "v"], ["a", 1], { id: "b" }],
      1,
      "row_shape",
      "the row is not a list, but the first row is",
    ],
    ["of too few fields", [["id", "x"], ["a"]], 0, "row_fields", "the row has 1 fields, but the header has 2"],
    [
      "of too many fields",
      [
        ["id", "x"],
        ["a", 1, 2],
      ],
      0,
      "row_fields",
      "the row has 3 fields, but the header has 2",
    ],
  ])("%s", (_what, rows, index, rule, message) => {
    expect(written(rows).failed).toEqual([{ index, rule, message }]);
  });

  test("the first thousand are listed, all are counted", () => {
    const check = new TableCheck();
    const rows = Array.from({ length: 1_500 }, () => ({ id: "", value: 1 }));
    expect([...csvFromRows(rows, undefined, check)].join("")).toBe("id,value\n");
    expect([check.rows, check.failedCount, check.failed.length]).toEqual([1_500, 1_500, 1_000]);
  });
});
