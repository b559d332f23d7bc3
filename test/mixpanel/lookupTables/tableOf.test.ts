import { gzipSync } from "node:zlib";
import { MAX_TABLE_BYTES } from "../../../src/mixpanel/lookupTables/tableCheck";
import { gunzipTable, tableOf } from "../../../src/mixpanel/lookupTables/tableOf";
import { failureOf, thrownBy } from "../../support/failure";
import { passed, written } from "./tables";

describe("a table is read", () => {
  test.each([
    ["as rows from a list", [{ id: 1 }], { rows: [{ id: 1 }] }],
    ["as rows from an empty list", [], { rows: [] }],
    ["as rows from JSON behind a mark", '\ufeff[{"id":1}]', { rows: [{ id: 1 }] }],
    ["as CSV where a name in brackets begins it", "[[id]],a\n", { csv: Buffer.from("[[id]],a\n") }],
    ["not from a number", 7, undefined],
    ["not from blanks", " \n", undefined],
  ])("%s", (_what, value, table) => {
    expect(tableOf(value)).toEqual(table);
  });

  test.each(['[{"id":1},', "[\n  {id: 1}\n]", '{"id":', '["a'])("not from JSON that is none: %j", (text) => {
    expect(thrownBy(() => tableOf(text))).toMatchObject({
      code: "invalid_input",
      message: expect.stringMatching(/^Table: got text that is not JSON \(fault at .+\), expected JSON, CSV, or/),
    });
  });
});

describe("an object is no table", () => {
  const answer = { code: 200, status: "OK", results: [{ id: 1 }] };
  const many = Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`list${i}`, []]));

  test.each([
    ["an answer, whose list it names", answer, 'inside the object ("results")'],
    ["an answer as text", JSON.stringify(answer), 'inside the object ("results")'],
    ["one of several lists", { a: [], b: 1, c: [] }, 'inside the object ("a" or "c")'],
    ["one of many lists", many, 'inside the object ("list0" or "list1" or "list2" or "list3" or "list4")'],
    ["a row", { id: 1 }, "or the text inside the object"],
    ["a row as text behind a mark", '\ufeff{"id":1}', "or the text inside the object"],
    ["CSV of an unknown kind", { data: "id,name\n1,x" }, "or the text inside the object"],
  ])("%s", (_what, value, inside) => {
    expect(thrownBy(() => tableOf(value))).toMatchObject({
      code: "invalid_input",
      message: `Table: got an object, expected a list of rows, CSV text or a CSV file. Select the list ${inside}. For a single row, pass a list with one object.`,
    });
  });
});

describe("a compressed table", () => {
  test("is decompressed no further than a table may be large", async () => {
    const failure = await failureOf(gunzipTable(gzipSync(Buffer.alloc(MAX_TABLE_BYTES + 1))));
    expect(failure.message).toContain("Table: got more than 100 MB of CSV");
  });

  test("that is cut says so", async () => {
    const failure = await failureOf(gunzipTable(gzipSync("id,a\n1,2\n").subarray(0, 20)));
    expect(failure.message).toBe("Table: got a truncated or damaged gzip file, expected a complete gzip file.");
  });
});

test.each([
  ["sku;name\nA;Lamp\n", 'semicolons ("sku;name")'],
  ["sku\tname\nA\tLamp\n", 'tabs ("sku\tname")'],
])("columns without commas between them name the separator: %j", async (csv, got) => {
  expect((await failureOf(passed(csv))).message).toBe(
    `Table: got columns separated by ${got}, expected commas between the columns. Save the file as CSV with commas, or pass the rows as a list.`,
  );
});

test("a semicolon in one name of several separates nothing", async () => {
  expect(await passed("sku,a;b\nA,1\n")).toMatchObject({ rows: 1, failed: [] });
});

test.each([
  ["an empty list", [], undefined],
  ["an empty list", [], "sku"],
  ["only a header", [["sku", "name"]], undefined],
])("%s has no rows", (what, rows, idColumn) => {
  expect(thrownBy(() => written(rows, idColumn)).message).toBe(
    `Table: got no rows (${what}), expected at least one row.`,
  );
});

test.each([Buffer.alloc(0), { data: Buffer.alloc(0), contentType: "text/csv" }])(
  "T8: an empty file is named as one",
  (file) => {
    expect(thrownBy(() => tableOf(file)).message).toBe(
      "Table: got an empty file, expected a header and at least one row of CSV.",
    );
  },
);
