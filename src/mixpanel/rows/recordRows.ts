import type { MixpanelEvent } from "../ingest/completeEvent";
import { type MapRow, notJson, RefusedRecord } from "../ingest/engine/options";
import { asItIs } from "../ingest/readUpdate";
import { CsvFile } from "../records/csvFile";
import { filled } from "../records/filled";
import type { JsonObject } from "../records/json";
import type { RecordSource } from "../records/source";
import { FIELDS } from "./fields";
import { readId } from "./ids";
import { Invalid } from "./invalid";
import { readMapping } from "./mapping";
import { Rows } from "./rows";
import { rowSource } from "./source";
import { textTimes } from "./textTimes";
import { eventMapper } from "./toEvent";
import { profileMapper } from "./toProfile";
import type { FieldName, SyncWarning, Target } from "./types";

/** How rows become records, for callers that take records as well. */
export interface RowReading {
  /** Label of the input, for errors. */
  input: string;
  /** In any form that `readMapping` knows. With a mapping, lists and JSON are rows, too; without one, only CSV is. */
  mapping?: unknown;
  /** Zone of times that state none. UTC by default. */
  zone?: string;
}

/** Records to send, and how they are made. */
export interface ReadRecords {
  records: RecordSource;
  /** Makes a record of each row; undefined where the records are such already. */
  map?: MapRow;
  /** What may be wrong with the rows; filled while they are sent. */
  warnings: readonly SyncWarning[];
}

/** Rows, or records that are such already. */
type Opened = { rows: Rows } | { rows: undefined; records: RecordSource };

async function opened(
  value: RecordSource | CsvFile,
  { input, mapping, zone }: RowReading,
  target: Target,
  { optional, onlyIds = false }: { optional?: readonly FieldName[]; onlyIds?: boolean } = {},
): Promise<Opened> {
  const isCsv = value instanceof CsvFile;
  if (!isCsv && mapping === undefined) return { rows: undefined, records: value };
  const read = readMapping(mapping, { target: target.kind });
  const source = await rowSource(input, isCsv ? value.file : value);
  // To store a profile that was read elsewhere is nothing that its user did.
  const options = { target, zone, mapping: onlyIds ? { ...read, rest: "drop" as const } : read, ignoreTime: true };
  return { rows: new Rows(source, options, optional) };
}

/**
 * Reads events, or rows that become events. The time of an event may be text.
 *
 * @param options.needsTime whether the rows need a column for the time
 * @throws InputError if mapping and columns do not go together
 */
export async function eventsFrom(
  value: RecordSource | CsvFile,
  { needsTime = true, ...reading }: RowReading & { needsTime?: boolean },
): Promise<ReadRecords & { prepare?(event: MixpanelEvent): MixpanelEvent | RefusedRecord }> {
  const optional: FieldName[] = needsTime ? [] : ["time"];
  const from = await opened(value, reading, { kind: "events" }, { optional });
  if (from.rows === undefined) return { records: from.records, prepare: textTimes(reading.zone), warnings: [] };
  return { records: from.rows.source.rows, map: eventMapper(from.rows), warnings: from.rows.properties.warnings };
}

/**
 * Reads updates of profiles, or rows whose columns are set as properties.
 *
 * @param optional IDs that the caller adds to updates without them
 * @throws InputError if mapping and columns do not go together
 */
export async function updatesFrom(
  value: RecordSource | CsvFile,
  kind: "users" | "groups",
  reading: RowReading,
  optional: readonly FieldName[] = [],
): Promise<ReadRecords> {
  const from = await opened(value, reading, { kind }, { optional });
  if (from.rows === undefined) return { records: from.records, warnings: [] };
  return { records: from.rows.source.rows, map: profileMapper(from.rows), warnings: from.rows.properties.warnings };
}

/** Changes what rows become, but for rows that are refused. */
export const thenChanged =
  ({ map = asItIs }: Pick<ReadRecords, "map">, change: (record: unknown) => unknown): MapRow =>
  (row, index) => {
    const record = map(row, index);
    if (record instanceof RefusedRecord) return record;
    try {
      return change(record);
    } catch (error) {
      // A record that a program made may fail when it is read.
      return new RefusedRecord(notJson(error));
    }
  };

/**
 * Reads IDs of profiles, or rows with such IDs. Other columns are left out.
 *
 * @param optional IDs that the caller adds to records without them
 * @throws InputError if mapping and columns do not go together
 */
export async function idsFrom(
  value: RecordSource | CsvFile,
  kind: "users" | "groups",
  reading: RowReading,
  optional: readonly FieldName[] = [],
): Promise<ReadRecords> {
  const from = await opened(value, reading, { kind }, { optional, onlyIds: true });
  if (from.rows === undefined) return { records: from.records, warnings: [] };
  const { rows } = from;
  const readers = FIELDS[kind].names.map((field) => ({ field, read: rows.reader(field) }));
  const map: MapRow = (row) => {
    const misshapen = rows.misshapen(row);
    if (misshapen) return new RefusedRecord(misshapen);
    const ids: JsonObject = {};
    for (const { field, read } of readers) {
      const id = readId(read?.(row));
      if (id instanceof Invalid) return new RefusedRecord(id.refuse(field));
      ids[field] = id;
    }
    return ids;
  };
  return { records: filled(rows.source.rows, reading.input, "at least one row"), map, warnings: [] };
}
