import type { MixpanelClient } from "../client";
import { completeEvent } from "../ingest/completeEvent";
import { type Refused, RefusedRecord, withOthers } from "../ingest/engine/options";
import { GROUP_PROFILES, USER_PROFILES } from "../ingest/profileKinds";
import { isEvent, type Violation, validateEssentials, validateIds, validateShape } from "../ingest/validate";
import { csvFromLists } from "../lookupTables/csvFromRows";
import { TableCheck } from "../lookupTables/tableCheck";
import { isRecord, type JsonObject } from "../records/json";
import { rowJson } from "./rowFile";
import { Rows } from "./rows";
import { type RowInput, rowSource } from "./source";
import { eventViolations, readRows, recordMapper } from "./syncRows";
import { tableMapper } from "./toTable";
import type { SyncMode, SyncOptions, SyncWarning, TargetKind } from "./types";

/** What is wrong with a row. */
export interface RowViolation {
  /** The field in Mixpanel, such as `properties.time`; missing for the row as a whole. */
  field?: string;
  /** The column of the row that the field is read from. */
  column?: string;
  rule?: string;
  message: string;
}

/** A row, and what would be sent for it. */
export interface PreviewedRow {
  /** Position of the row in the input, from 0, without the header. */
  position: number;
  row: unknown;
  /** The event, profile update or row of the lookup table, without the project token; null if the row cannot be one. */
  record: JsonObject | null;
  /** Why the row would be rejected. */
  violations: RowViolation[];
}

/** The first rows as they would be sent. */
export interface RowsPreview {
  target: TargetKind;
  mode: SyncMode;
  /** The columns of the rows. */
  columns: string[];
  /** Number of rows below. */
  previewed: number;
  /** How many of them would be rejected. */
  rejected: number;
  rows: PreviewedRow[];
  /** What would be sent, but may not be what is meant. */
  warnings: SyncWarning[];
}

/** What would be sent for a row, and what is wrong with it. */
interface Judged {
  record: unknown;
  violations: readonly (Violation | Refused)[];
}

type Judge = (row: unknown, index: number) => Judged | Promise<Judged>;

const refusedBy = ({ reason }: RefusedRecord): Judged => ({ record: null, violations: [reason] });

function eventJudge(client: MixpanelClient, rows: Rows): Judge {
  const nowMs = client.transport.clock.now();
  const map = recordMapper(rows);
  const check = eventViolations(nowMs);
  const present = { nowMs, clampToMs: nowMs };
  return (row, index) => {
    const mapped = map(row, index);
    if (mapped instanceof RefusedRecord) return refusedBy(mapped);
    if (!isEvent(mapped)) return { record: mapped, violations: validateShape(mapped) };
    const record = completeEvent(mapped, index, { present, source: client.options.integrationId });
    return { record, violations: withOthers(validateIds(record), check(record)) };
  };
}

function profileJudge(rows: Rows): Judge {
  const kind = rows.options.target.kind === "groups" ? GROUP_PROFILES : USER_PROFILES;
  const map = recordMapper(rows);
  return (row, index) => {
    const record = map(row, index);
    if (record instanceof RefusedRecord) return refusedBy(record);
    return { record, violations: withOthers(validateEssentials(record, kind), kind.validate(record)) };
  };
}

/** Rows of a table are checked against those before: an ID may appear only once. */
function tableJudge(rows: Rows): Judge {
  const { columns, map } = tableMapper(rows);
  const found: Refused[] = [];
  const check = new TableCheck((record) => found.push(record));
  return async (row, index) => {
    found.length = 0;
    const list = map(row, index);
    for await (const _ of csvFromLists(columns, only(list), check)) {
      // Writing checks the row; what is written is not sent.
    }
    if (list instanceof RefusedRecord) return { record: null, violations: [...found] };
    return { record: Object.fromEntries(columns.map((name, at) => [name, list[at] ?? null])), violations: [...found] };
  };
}

async function* only<T>(item: T): AsyncGenerator<T> {
  yield item;
}

function judgeOf(client: MixpanelClient, rows: Rows): Judge {
  const { kind } = rows.options.target;
  if (kind === "table") return tableJudge(rows);
  return kind === "events" ? eventJudge(client, rows) : profileJudge(rows);
}

/** A record as JSON has it, which is what would be sent. */
const plain = (record: unknown): JsonObject | null => {
  const parsed: unknown = JSON.parse(rowJson(record));
  return isRecord(parsed) ? parsed : null;
};

/**
 * Shows the first rows as `syncRows` would send them, with what would be rejected, and why. Sends nothing.
 *
 * @param maxRows how many rows are read
 * @throws InputError as syncRows does, if rows, mapping and target do not go together
 */
export function previewRows(
  client: MixpanelClient,
  value: RowInput,
  options: SyncOptions,
  maxRows = 10,
): Promise<RowsPreview> {
  return readRows(value, () => preview(client, value, options, maxRows));
}

async function preview(
  client: MixpanelClient,
  value: RowInput,
  options: SyncOptions,
  maxRows: number,
): Promise<RowsPreview> {
  const source = await rowSource("Rows", value, { probedRows: options.probedRows });
  const rows = new Rows(source, options);
  const { kind } = options.target;
  const judge = judgeOf(client, rows);
  const previewed: PreviewedRow[] = [];
  if (maxRows > 0) {
    for await (const row of source.rows) {
      const position = previewed.length;
      const { record, violations } = await judge(row, position);
      const shown: unknown = JSON.parse(rowJson(source.shown(row)));
      previewed.push({ position, row: shown, record: plain(record), violations: violations.map(named(rows)) });
      if (previewed.length === maxRows) break;
    }
  }
  return {
    target: kind,
    mode: rows.mode,
    columns: source.columns(),
    previewed: previewed.length,
    rejected: previewed.filter(({ violations }) => violations.length > 0).length,
    rows: previewed,
    warnings: rows.properties.warnings,
  };
}

/** A violation with the column that it comes from. */
const named =
  (rows: Rows) =>
  ({ field, rule, message }: Violation | Refused): RowViolation => {
    const column = field ? rows.columnOf(field) : undefined;
    return {
      ...(field ? { field } : {}),
      ...(column !== undefined && { column }),
      ...(rule !== undefined && { rule }),
      message,
    };
  };
