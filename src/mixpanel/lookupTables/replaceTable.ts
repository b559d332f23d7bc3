import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { MixpanelClient } from "../client";
import { replaceLookupTable } from "../endpoints/lookupTables";
import { type FailedRecord, type FailedRecords, MixpanelValidationError } from "../errors";
import { GZIP_LEVEL } from "../http/compression";
import { isGzip } from "../records/gzip";
import { checkedCsv } from "./checkedCsv";
import { csvFromRows } from "./csvFromRows";
import { TableCheck } from "./tableCheck";
import { gunzipTable, type LookupTable, tableOf } from "./tableOf";

/** Rows that Mixpanel names when it refuses a table; where it names as many there may be more. */
const ROWS_NAMED_BY_MIXPANEL = 10;

/** What became of a table. All of it was taken, or nothing. The rows in the way are listed by their position below the header. */
export interface ReplacedTable extends FailedRecords {
  /** Mixpanel's own response, where it gave one. */
  code: number | null;
  status: string | null;
  /** Whether the table is now the one that was handed in. */
  replaced: boolean;
  /** Rows below the header. */
  rows: number;
  /** UTF-8 bytes of the CSV before compression. */
  bytes: number;
}

/** The compressed table. It is compressed as it is written, and never there as a whole. */
async function compressed(pieces: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await pipeline(pieces, createGzip({ level: GZIP_LEVEL }), async (stream: AsyncIterable<Buffer>) => {
    for await (const chunk of stream) chunks.push(chunk);
  });
  return Buffer.concat(chunks);
}

async function decompressed(table: LookupTable): Promise<LookupTable> {
  if ("rows" in table || !isGzip(table.csv)) return table;
  return tableOf(await gunzipTable(table.csv)) ?? { csv: Buffer.alloc(0) };
}

/**
 * Replaces a lookup table as a whole. The table is checked against Mixpanel's rules first: where a row breaks one, nothing is sent, and
 * none of the day's 100 calls is spent.
 *
 * @param options.id the table's ID, as listLookupTables returns it
 * @param options.idColumn the column of the rows that is the ID; undefined for the first one
 * @returns what became of it, with the rows that Mixpanel or the check refused
 * @throws InputError where the table as a whole is not usable; MixpanelError
 * @see https://developer.mixpanel.com/reference/replace-lookup-table
 */
export async function replaceTable(
  client: MixpanelClient,
  table: LookupTable,
  options: { id: string; projectId?: string; idColumn?: string },
): Promise<ReplacedTable> {
  const check = new TableCheck();
  const { id, projectId, idColumn } = options;
  const plain = await decompressed(table);
  const body = await compressed(
    "rows" in plain ? csvFromRows(plain.rows, idColumn, check) : checkedCsv(plain.csv, idColumn, check),
  );
  const refused = (
    failed: FailedRecord[],
    truncated: boolean,
    { status, statusText }: Partial<MixpanelValidationError> = {},
  ): ReplacedTable => ({
    code: status ?? null,
    status: statusText ?? null,
    replaced: false,
    rows: check.rows,
    bytes: check.bytes,
    failed_records: failed,
    failed_records_truncated: truncated,
  });
  if (check.failedCount > 0) return refused(check.failed, check.failedCount > check.failed.length);
  try {
    // The body is compressed already.
    const row = { ...replaceLookupTable, gzip: false };
    const headers = { "Content-Encoding": "gzip" };
    const { code, status } = await client.call(row, { id, project_id: projectId }, { body, headers });
    return {
      code: typeof code === "number" ? code : null,
      status: typeof status === "string" ? status : null,
      replaced: true,
      rows: check.rows,
      bytes: check.bytes,
      failed_records: [],
      failed_records_truncated: false,
    };
  } catch (error) {
    if (!(error instanceof MixpanelValidationError) || error.failedRecords.length === 0) throw error;
    return refused(error.failedRecords, error.failedRecords.length >= ROWS_NAMED_BY_MIXPANEL, error);
  }
}

/**
 * Fails where rows were in the way of a table.
 *
 * @throws MixpanelValidationError with the rows
 */
export function assertReplaced(table: ReplacedTable): void {
  const [first] = table.failed_records;
  if (first === undefined) return;
  const more = table.failed_records_truncated ? "at least " : "";
  throw new MixpanelValidationError({
    operation: replaceLookupTable.operation,
    message: `${replaceLookupTable.operation}: ${more}${table.failed_records.length} of ${table.rows} rows are not usable, and the table in Mixpanel stays as it was. First: row ${first.index}: ${first.message}. Correct them and send the whole table again, or turn Fail On Rejected off to receive the list as data.`,
    failedRecords: table.failed_records,
  });
}
