import { tableOf } from "../../../src/mixpanel/lookupTables/tableOf";
import { written } from "./tables";

/** What JSON text becomes. */
function writtenFrom(json: string) {
  const table = tableOf(json);
  if (table === undefined || !("rows" in table)) throw new Error("the text holds no rows");
  return written(table.rows);
}

const LONG = "123456789012345678901";

describe("long numbers of JSON text keep their digits", () => {
  test.each([
    ["an ID", `[{"id":${LONG},"a":1}]`, `id,a\n${LONG},1\n`],
    ["a value", `[{"id":1,"a":-${LONG},"b":0.12345678901234567890}]`, `id,a,b\n1,-${LONG},0.12345678901234567890\n`],
    ["a field of a list", `[["id","v"],[${LONG},1]]`, `id,v\n${LONG},1\n`],
    ["a name of a list", `[["id",${LONG}],["k",1]]`, `id,${LONG}\nk,1\n`],
    ["within a field", `[{"id":"k","a":{"b":[${LONG}]}}]`, `id,a\nk,"{""b"":[${LONG}]}"\n`],
  ])("%s", (_what, json, csv) => {
    expect(writtenFrom(json)).toMatchObject({ csv, failed: [] });
  });

  test("two long IDs stay two", () => {
    expect(writtenFrom(`[{"id":${LONG},"v":1},{"id":123456789012345678902}]`)).toMatchObject({ rows: 2, failed: [] });
  });

  test("what stands beside one is as it is without", () => {
    const beside = [
      { id: "k1", a: "x", b: null, c: true, d: 1.5, e: { f: "g" } },
      { id: "k2", a: "\ufdd0text", b: "", c: false, d: 0, e: ["h"] },
    ];
    const [alone, mixed] = [beside, [...beside, { id: "k3", a: 1 }]].map((rows) => JSON.stringify(rows));
    const with16 = mixed?.replace('"a":1}', `"a":${LONG}}`);
    expect(writtenFrom(with16 ?? "").csv).toBe(`${writtenFrom(alone ?? "").csv}k3,${LONG},,,,\n`);
  });

  test("a row that is none, and an object for ID, are refused as ever", () => {
    expect(writtenFrom(`[{"id":${LONG},"v":1},"b",{"id":{}}]`).failed).toEqual([
      { index: 1, rule: "row_shape", message: "the row is not an object, but the first row is" },
      { index: 2, rule: "row_id_missing", message: "the row has no ID in its first column, id" },
    ]);
  });
});
