import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { MixpanelClient } from "../client";
import { replaceLookupTable } from "../endpoints/lookupTables";
import { type FailedRecord, type FailedRecords, MixpanelValidationError } from "../errors";
import { GZIP_LEVEL, isGzip } from "../records/gzip";
import { checkedCsv } from "./checkedCsv";
import { csvFromLists, csvFromRows } from "./csvFromRows";
import { TableCheck } from "./tableCheck";
import { gunzipTable, type LookupTable, tableOf } from "./tableOf";

/** Mixpanel names at most this many rows when it rejects a table; if it names this many, there may be more. */
const ROWS_NAMED_BY_MIXPANEL = 10;

const MIN_ROOM_BYTES = 64 * 1024;

/** The outcome: the table is replaced completely or not at all. Invalid rows are listed by position, from 0, without the header. */
export interface ReplacedTable extends FailedRecords {
  /** Mixpanel's own response; null if nothing was sent. */
  code: number | null;
  status: string | null;
  /** Whether the table was replaced. */
  replaced: boolean;
  /** Number of rows, without the header. */
  rows: number;
  /** UTF-8 bytes of the CSV before compression. */
  bytes: number;
}

/**
 * Compresses the table while it is written, so that the uncompressed table is never in memory as a whole.
 *
 * @param room bytes to reserve. Those that are never written to take no memory, but what outgrows them is in memory twice
 */
async function compressed(pieces: Iterable<Buffer> | AsyncIterable<Buffer>, room: number): Promise<Buffer> {
  let body = Buffer.allocUnsafeSlow(room);
  let length = 0;
  await pipeline(pieces, createGzip({ level: GZIP_LEVEL }), async (stream: AsyncIterable<Buffer>) => {
    for await (const chunk of stream) {
      const needed = length + chunk.length;
      if (needed > body.length) body = Buffer.concat([body], 2 * needed);
      length += chunk.copy(body, length);
    }
  });
  return body.subarray(0, length);
}

async function decompressed(table: LookupTable): Promise<LookupTable> {
  if (!("csv" in table) || !isGzip(table.csv)) return table;
  return tableOf(await gunzipTable(table.csv)) ?? { csv: Buffer.alloc(0) };
}

function piecesOf(table: LookupTable, idColumn: string | undefined, check: TableCheck) {
  if ("lists" in table) return csvFromLists(table.columns, table.lists, check);
  return "rows" in table ? csvFromRows(table.rows, idColumn, check) : checkedCsv(table.csv, idColumn, check);
}

/**
 * Replaces a whole lookup table. The table is checked against Mixpanel's rules first: if a row breaks one, nothing is sent, and the attempt
 * does not count toward the limit of 100 requests per day.
 *
 * @param options.id the table's ID, as listLookupTables returns it
 * @param options.onFailed called with every row that the check rejects, also beyond those that are listed
 * @param options.idColumn the column of the rows that is the ID; undefined for the first one
 * @returns the outcome, with the rows that Mixpanel or the check rejected
 * @throws InputError if the table as a whole cannot be used; MixpanelError
 * @see https://developer.mixpanel.com/reference/replace-lookup-table
 */
export async function replaceTable(
  client: MixpanelClient,
  table: LookupTable,
  options: {
    id: string;
    projectId?: string;
    idColumn?: string;
    /** Only checks the table. */
    validateOnly?: boolean;
    onFailed?(record: FailedRecord): void;
    /** Asked with the number of rows, before a table without invalid rows is sent. */
    mayReplace?(rows: number): boolean;
  },
): Promise<ReplacedTable> {
  const check = new TableCheck(options.onFailed);
  const { id, projectId, idColumn } = options;
  const plain = await decompressed(table);
  const room = "csv" in plain ? plain.csv.length : MIN_ROOM_BYTES;
  const body = await compressed(piecesOf(plain, idColumn, check), Math.max(room, MIN_ROOM_BYTES));
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
  if (check.failedCount > 0 || options.validateOnly)
    return refused(check.failed, check.failedCount > check.failed.length);
  if (options.mayReplace?.(check.rows) === false) return refused([], false);
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
 * Fails if the table was not replaced because of invalid rows.
 *
 * @throws MixpanelValidationError with these rows
 */
export function assertReplaced(table: ReplacedTable): void {
  const [first] = table.failed_records;
  if (first === undefined) return;
  const more = table.failed_records_truncated ? "at least " : "";
  throw new MixpanelValidationError({
    operation: replaceLookupTable.operation,
    message: `${replaceLookupTable.operation}: ${more}${table.failed_records.length} of ${table.rows} rows are invalid, so the table in Mixpanel was not changed. First: row ${first.index + 1} (counted from 1, without the header): ${first.message}. Correct the rows and send the whole table again, or turn Fail On Rejected off to get the list as data.`,
    failedRecords: table.failed_records,
  });
}
