import fc from "fast-check";
import { Rows } from "../../../src/mixpanel/rows/rows";
import { rowSource } from "../../../src/mixpanel/rows/source";
import { recordMapper } from "../../../src/mixpanel/rows/syncRows";

const NAMES = ["a", "b", "c", "email", "__proto__", "toString", ""];
const value = fc.constantFrom<unknown>("x", "", 1, Number.NaN, true, null, undefined, ["y"], 5n, new Date(0));
const row = fc
  .tuple(fc.shuffledSubarray(NAMES), fc.array(value, { minLength: NAMES.length, maxLength: NAMES.length }))
  .map(([names, values]) => Object.fromEntries([["id", "u"], ...names.map((name, at) => [name, values[at]] as const)]));

async function mapperOf(rows: object[], emptyIsNull: boolean) {
  const source = await rowSource("Rows", rows);
  const mapping = { fields: { $distinct_id: { column: "id" } }, properties: [], reserved: true };
  return recordMapper(new Rows(source, { target: { kind: "users" }, mapping, emptyIsNull, whenNull: "send" }));
}

it("W8: a row becomes the same record, whatever columns, types and order of columns the rows before it had", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), fc.boolean(), async (rows, emptyIsNull) => {
      const map = await mapperOf(rows, emptyIsNull);
      for (const [index, one] of rows.entries())
        expect(map(one, index)).toEqual((await mapperOf(rows, emptyIsNull))(one, index));
    }),
  );
});
