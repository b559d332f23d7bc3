import { replaceTable } from "../../../../src/mixpanel";
import { client } from "./connector";
import type { Contestant } from "./contestant";

const ROWS_PER_PIECE = 10_000;
const CATEGORIES = ["Lamps", "Chairs", "Tables", "Shelves"];

const rowAt = (number: number) =>
  `sku-${number},"Product ${number}, in the colour of the season",${CATEGORIES[number % CATEGORIES.length]},${(number % 90_000) / 100}\n`;

/** A table of products, about 71 bytes a row. */
function csvOf(rows: number): Buffer {
  const pieces = [Buffer.from("sku,name,category,price\n")];
  for (let start = 0; start < rows; start += ROWS_PER_PIECE) {
    const length = Math.min(ROWS_PER_PIECE, rows - start);
    pieces.push(Buffer.from(Array.from({ length }, (_, at) => rowAt(start + at)).join("")));
  }
  return Buffer.concat(pieces);
}

/** Replaces a lookup table with a CSV file in memory. */
export const lookupTable = {
  csv: async (assignment) => {
    const to = client(assignment);
    const csv = csvOf(assignment.records);
    return async () => (await replaceTable(to, { csv }, { id: "bench" })).rows;
  },
} satisfies Record<string, Contestant>;
