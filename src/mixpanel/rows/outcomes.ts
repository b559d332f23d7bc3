import type { FailedRecord } from "../errors";
import { MAX_LISTED_FAILURES } from "../ingest/engine/limits";
import type { RecordWatch } from "../ingest/engine/options";
import type { IngestResult } from "../results";
import { OpenRows } from "./openRows";
import { RowFileWriter, rowJson } from "./rowFile";
import type { Rows } from "./rows";
import type { HeldRow, ReasonCount, RejectedRow, SyncResult } from "./types";

/** The rows of a list have at most so many characters of JSON, because a step's result must stay small. */
const MAX_LISTED_CHARACTERS = 4_000_000;
/** Messages of Mixpanel without a rule may differ for each row. */
const MAX_REASONS = 100;
const OTHERS = "other reasons";

/** Rows up to a maximum number and size. */
class RowList<T extends { position: number; row: unknown }> {
  readonly listed: T[] = [];
  private characters = 0;
  isTruncated = false;

  constructor(private readonly maxRows: number) {}

  add(entry: T, json: string): void {
    this.characters += json.length;
    if (this.listed.length < this.maxRows && this.characters <= MAX_LISTED_CHARACTERS) this.listed.push(entry);
    else this.isTruncated = true;
  }

  sorted(): T[] {
    return this.listed.sort((a, b) => a.position - b.position);
  }
}

/** Follows each row from its reading until its outcome is known, and keeps those that are not stored: within bounds, or in a file. */
export class Outcomes implements RecordWatch {
  /** Rows that cannot be read again, until their outcome is known. */
  private readonly open = new OpenRows();
  /** The row that was read last. */
  private current: unknown;
  private readonly reasons = new Map<string, ReasonCount>();
  private readonly rejectedList: RowList<RejectedRow>;
  private readonly heldList: HeldRow[] = [];
  private readonly rejectedFile: RowFileWriter | undefined;
  private readonly heldFile: RowFileWriter | undefined;
  private rejectedCount = 0;
  private readonly isListed: boolean;
  /** The state of a run that ended with an error. */
  failed: { result: IngestResult; isRepeatable: boolean } | undefined;
  /** The position of a record's row, where not every row becomes a record. */
  positionOf = (index: number): number => index;

  constructor(private readonly rows: Rows) {
    const { maxListed = MAX_LISTED_FAILURES, files = false } = rows.options;
    this.isListed = Array.isArray(rows.source.rows);
    this.rejectedList = new RowList(maxListed);
    this.rejectedFile = files ? new RowFileWriter() : undefined;
    this.heldFile = files ? new RowFileWriter() : undefined;
  }

  /** Keeps a row until its outcome is known. */
  begin(row: unknown, index: number): void {
    this.current = row;
    // A list has all its rows. A check has the outcome of a row before the next one is read.
    if (!this.isListed && !this.rows.options.validateOnly) this.open.set(index, row);
  }

  rejected(records: readonly FailedRecord[]): void {
    for (const record of records)
      this.reject({ ...record, index: this.positionOf(record.index) }, this.shown(record.index));
  }

  /** A rejected row. @param row as it is shown to people */
  reject(record: FailedRecord, row: unknown): void {
    const { index: position, field, rule, message } = record;
    const column = field === undefined ? undefined : this.rows.columnOf(field);
    this.count(record, column);
    const named = { ...(field !== undefined && { field }), ...(column !== undefined && { column }) };
    const entry = { status: "not_loaded", position, ...named, ...(rule !== undefined && { rule }), message } as const;
    this.rejectedCount++;
    this.rows.options.onRejected?.({ ...entry, row });
    if (this.rejectedList.isTruncated && this.rejectedFile === undefined) return;
    const json = rowJson({ ...entry, row });
    this.rejectedFile?.add(json);
    this.rejectedList.add({ ...entry, row: JSON.parse(json).row }, json);
  }

  held(records: readonly FailedRecord[], status: HeldRow["status"]): void {
    for (const { index, message } of records) {
      const json = rowJson({ status, position: this.positionOf(index), row: this.shown(index), message });
      this.heldFile?.add(json);
      this.heldList.push(JSON.parse(json));
    }
  }

  settled(indexes: readonly number[]): void {
    if (!this.isListed) for (const index of indexes) this.open.settle(index);
  }

  stopped(result: IngestResult, isRepeatable: boolean): void {
    this.failed = { result, isRepeatable };
  }

  /**
   * What became of the rows that are not stored.
   *
   * @param resumeFrom where the run says that the next one begins
   */
  result(resumeFrom: number | null) {
    const held = this.heldList.sort((a, b) => a.position - b.position);
    const [first] = held;
    // Rows that can be sent twice need no list of their own: the next run begins with the first one that is missing.
    const isRepeatable = this.failed?.isRepeatable ?? this.rows.mode !== "addUp";
    const covers = first !== undefined && isRepeatable;
    const { maxListed = MAX_LISTED_FAILURES } = this.rows.options;
    const heldRows = covers ? held.slice(0, maxListed) : held;
    return {
      rejected: this.rejectedCount,
      held: held.length,
      rejected_rows: this.rejectedList.sorted(),
      rejected_rows_truncated: this.rejectedList.isTruncated,
      rejected_by_reason: [...this.reasons.values()].sort((a, b) => b.count - a.count || a.first - b.first),
      rejected_file: this.rejectedFile?.end() ?? null,
      held_rows: heldRows,
      held_rows_truncated: heldRows.length < held.length,
      held_file: this.heldFile?.end() ?? null,
      resume_from: covers ? Math.min(first.position, resumeFrom ?? first.position) : resumeFrom,
    } satisfies Partial<SyncResult>;
  }

  private shown(index: number): unknown {
    const { source, options } = this.rows;
    const row = Array.isArray(source.rows)
      ? source.rows[index]
      : options.validateOnly
        ? this.current
        : this.open.get(index);
    return row === undefined ? null : source.shown(row);
  }

  private count({ index, field, rule, message }: FailedRecord, column: string | undefined): void {
    const key = JSON.stringify([field, rule ?? message]);
    const isNew = !this.reasons.has(key);
    const isMany = isNew && this.reasons.size >= MAX_REASONS;
    const place = isMany ? OTHERS : key;
    const known = this.reasons.get(place);
    if (known !== undefined) {
      known.count++;
      known.first = Math.min(known.first, index);
      return;
    }
    const reason = isMany
      ? { field: null, column: null, rule: null, message: OTHERS }
      : { field: field ?? null, column: column ?? null, rule: rule ?? null, message };
    this.reasons.set(place, { ...reason, count: 1, first: index });
  }
}
