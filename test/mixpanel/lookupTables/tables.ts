import { checkedCsv } from "../../../src/mixpanel/lookupTables/checkedCsv";
import { csvFromRows } from "../../../src/mixpanel/lookupTables/csvFromRows";
import { TableCheck } from "../../../src/mixpanel/lookupTables/tableCheck";

/** What rows become. */
export function written(rows: readonly unknown[], idColumn?: string) {
  const check = new TableCheck();
  const csv = Buffer.concat([...csvFromRows(rows, idColumn, check)]).toString();
  return { csv, rows: check.rows, bytes: check.bytes, failed: check.failed };
}

/** What is left of CSV that was checked. */
export async function passed(csv: string | Buffer, idColumn?: string) {
  const check = new TableCheck();
  const pieces: Buffer[] = [];
  for await (const piece of checkedCsv(Buffer.from(csv), idColumn, check)) pieces.push(piece);
  return { csv: Buffer.concat(pieces).toString(), rows: check.rows, bytes: check.bytes, failed: check.failed };
}
