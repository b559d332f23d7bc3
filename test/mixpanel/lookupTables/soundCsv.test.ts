import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { checkedCsv, parsedCsv } from "../../../src/mixpanel/lookupTables/checkedCsv";
import { hashOf } from "../../../src/mixpanel/lookupTables/idSet";
import { SoundCsv } from "../../../src/mixpanel/lookupTables/soundCsv";
import { TableCheck } from "../../../src/mixpanel/lookupTables/tableCheck";
import { passed } from "./tables";

const numRuns = Number(process.env.FUZZ_RUNS ?? 1_000);

/** Everything that a check says of CSV. */
async function verdictOf(check: TableCheck, pieces: AsyncIterable<Buffer>) {
  let error: unknown;
  const sent: Buffer[] = [];
  try {
    for await (const piece of pieces) sent.push(piece);
  } catch (thrown) {
    error = thrown;
  }
  const { rows, failed, failedCount } = check;
  // After an error, nothing is sent, whatever was read until then.
  return error === undefined ? { rows, failed, failedCount, csv: Buffer.concat(sent).toString() } : { error };
}

async function verdicts(text: string, idColumn?: string) {
  const [onBytes, byParser] = [new TableCheck(), new TableCheck()];
  const csv = Buffer.from(text);
  return [
    await verdictOf(onBytes, checkedCsv(csv, idColumn, onBytes)),
    await verdictOf(byParser, parsedCsv(csv, 0, idColumn, byParser)),
  ];
}

const PARTS = [
  "a",
  "b",
  "c",
  "id",
  ",",
  ",",
  "\n",
  "\n",
  "\r\n",
  "\r",
  '"',
  '"',
  '""',
  " ",
  ";",
  "\0",
  "ä",
  "\u00a0",
  "🙂",
];
const part = fc.constantFrom(...PARTS);
const texts = (maxLength: number) => fc.array(part, { maxLength }).map((parts) => parts.join(""));
const idColumns = fc.option(fc.constantFrom("id", "a"), { nil: undefined });

const field = fc.oneof(texts(4), fc.string({ unit: "binary", maxLength: 6 }));
const ids = fc.uniqueArray(
  field.filter((id) => id.trim() !== ""),
  { minLength: 1, maxLength: 12 },
);
/** Tables without a fault, in each way to write CSV. */
const soundTables = fc
  .tuple(
    ids,
    fc.array(field, { minLength: 12, maxLength: 12 }),
    fc.constantFrom("\n", "\r\n", "\r"),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([keys, values, end, quoted, eof]) => {
    const rows = [["id", "a"], ...keys.map((key, row) => [key, values[row] ?? ""])];
    return { text: stringify(rows, { record_delimiter: end, quoted, quoted_match: /[\r\n]/, eof }), rows: keys.length };
  });

/** The number of rows of CSV that is proven to be sound, and undefined for CSV in doubt. */
function provenRows(text: string, step: number): number | undefined {
  const csv = Buffer.from(text);
  const sound = new SoundCsv(csv);
  for (let end = step; end < csv.length + step; end += step) if (!sound.isSoundUntil(end)) return undefined;
  return sound.rows;
}

describe("S8: CSV that is checked on its bytes", () => {
  test("S8: gets the verdict of the parser, whatever it contains", async () => {
    await fc.assert(
      fc.asyncProperty(texts(40), idColumns, async (text, idColumn) => {
        const [onBytes, byParser] = await verdicts(text, idColumn);
        expect(onBytes).toEqual(byParser);
      }),
      { numRuns },
    );
  });

  test("S8: gets the verdict of the parser when a sound table is changed in one place", async () => {
    const changed = fc.tuple(soundTables, fc.nat(), fc.nat(3), texts(2)).map(([{ text }, at, cut, inserted]) => {
      const characters = [...text];
      characters.splice(at % (characters.length + 1), cut, inserted);
      return characters.join("");
    });
    await fc.assert(
      fc.asyncProperty(changed, idColumns, async (text, idColumn) => {
        const [onBytes, byParser] = await verdicts(text, idColumn);
        expect(onBytes).toEqual(byParser);
      }),
      { numRuns },
    );
  });

  test("S8: is proven to be sound without the parser if it is, in steps of any length", () => {
    fc.assert(
      fc.property(soundTables, fc.integer({ min: 1, max: 100 }), ({ text, rows }, step) => {
        expect(provenRows(text, step)).toBe(rows);
      }),
      { numRuns },
    );
  });

  test.each([
    ["an ID that is repeated in quotes", 'id,a\nk1,1\n"k1",2\n'],
    ["an ID of blanks beyond ASCII", "id,a\n\u00a0\u2003,1\n"],
    ["an ID that is empty in quotes", 'id,a\n"",1\n'],
    ["a row that is too short", "id,a\nk1\n"],
    ["a row that is too long", "id,a\nk1,1,2\n"],
    ["a quote in a field without quotes", 'id,a\nk1,1"\n'],
    ["a quote that is not closed", 'id,a\nk1,"1\n'],
    ["a byte after a closing quote", 'id,a\nk1,"1"\0\n'],
    ["another end of a row after a closing quote", 'id,a\r\nk1,"1"\nk2,2\r\n'],
  ])("S8: leaves %s to the parser", (_what, text) => {
    expect(provenRows(text, 7)).toBeUndefined();
  });

  test("S8: is proven for many rows; a fault in the last one is found, and every byte is returned once", async () => {
    const ids = Array.from({ length: 60_000 }, (_, i) => (i % 2 === 0 ? `k${i}` : `"k""${i}"`));
    const rows = `id,a\n${ids.map((id, i) => `${id},"ä, ""${i}"""\n`).join("")}`;
    expect(provenRows(rows, 100_000)).toBe(60_000);
    const csv = `${rows}"k""7",1\n`;
    const result = await passed(csv);
    expect(result.failed).toEqual([
      { index: 60_000, rule: "row_id_repeated", message: 'the row has the same ID as row 8, "k"7"' },
    ]);
    expect(result.csv === csv).toBe(true);
  });

  test("S8: does not accept a header behind many empty lines unchecked", async () => {
    const [onBytes, byParser] = await verdicts(`${"\n".repeat(300_000)}id,id\nk1,1\n`);
    expect(onBytes).toEqual(byParser);
    expect(onBytes).toMatchObject({ error: { input: "Table" } });
  });

  test("S8: leaves IDs that were chosen to collide to the parser, before they take long", async () => {
    const colliding: string[] = [];
    for (let i = 0; colliding.length < 1_100; i++) {
      const id = Buffer.from(`k${i}`);
      if ((hashOf(id, 0, id.length) & 4095) < 8) colliding.push(`${id},1\n`);
    }
    const csv = `id,a\n${colliding.join("")}`;
    expect(provenRows(csv, csv.length)).toBeUndefined();
    expect(await passed(csv)).toMatchObject({ rows: 1_100, failed: [] });
  });
});
