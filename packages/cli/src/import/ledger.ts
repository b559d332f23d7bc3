/** What became of the records of an import that are not in Mixpanel: counts by reason, and the records in a file. */
import type { FailedRecord, IngestResult, RecordWatch, RejectedRow } from "mixpanel-connector/client";
import type { Refusal, RejectedFile } from "./rejectedFile";

/** How many records were rejected for one reason. */
export interface Reason {
  rule: string | null;
  field: string | null;
  /** The message of the first such record. */
  message: string;
  count: number;
  /** Position of the first such record. */
  first: number;
}

/** Messages of Mixpanel without a rule may differ for each record. */
const MAX_REASONS = 100;
const OTHERS = "other reasons";
/** Operations of profiles that change a profile again if they are repeated. */
const ADDING = /"\$(?:add|append)"/;

export class Ledger {
  private readonly reasons = new Map<string, Reason>();

  constructor(private readonly file: RejectedFile) {}

  /** A record that must be corrected. */
  reject({ position, field, column, rule, message }: Omit<RejectedRow, "status" | "row">, json: string): void {
    this.count({ position, field, rule, message });
    this.note({ status: "rejected", position, field, column, rule, reason: message, json });
  }

  note(refusal: Refusal): void {
    this.file.add(refusal);
  }

  /** Most frequent first. */
  get byReason(): Reason[] {
    return [...this.reasons.values()].sort((a, b) => b.count - a.count || a.first - b.first);
  }

  private count({
    position,
    field,
    rule,
    message,
  }: Pick<RejectedRow, "position" | "field" | "rule" | "message">): void {
    const own = JSON.stringify([field, rule ?? message]);
    const isMany = !this.reasons.has(own) && this.reasons.size >= MAX_REASONS;
    const key = isMany ? OTHERS : own;
    const known = this.reasons.get(key);
    if (known === undefined) {
      const reason = isMany
        ? { rule: null, field: null, message: OTHERS }
        : { rule: rule ?? null, field: field ?? null, message };
      this.reasons.set(key, { ...reason, count: 1, first: position });
      return;
    }
    known.count++;
    known.first = Math.min(known.first, position);
  }
}

/** A record as it came, as JSON; a line that is none becomes text. */
function jsonOf(record: unknown): string {
  // The client keeps a record with long numbers as its JSON.
  const isExact = record instanceof Object && record.constructor !== Object && "json" in record;
  const own: unknown = isExact ? record.json : undefined;
  const text = Buffer.isBuffer(record) ? record.toString("utf8").trim() : own;
  if (typeof text !== "string") return rowJson(record);
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify(text);
  }
}

/** A row as JSON; integers that JSON cannot hold, as text. */
export const rowJson = (row: unknown): string =>
  JSON.stringify(row ?? null, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));

/** Keeps each record in Mixpanel's own form until its outcome is known, for a ledger. */
export class RecordsWatch implements RecordWatch {
  /** Whether a record adds to what is stored: to send it twice would count it twice. */
  adds = false;
  /** The state of a run that ended with an error. */
  failed: { result: IngestResult; isRepeatable: boolean } | undefined;
  private readonly open = new Map<number, unknown>();
  private readonly heldRecords: Refusal[] = [];

  constructor(
    private readonly ledger: Ledger,
    private readonly options: { isDryRun: boolean; mayAdd: boolean },
  ) {}

  received(record: unknown, index: number): void {
    // A check has the outcome of a record before the next one is read.
    if (this.options.isDryRun) this.open.clear();
    this.open.set(index, record);
    if (this.options.mayAdd && !this.adds) this.adds = ADDING.test(jsonOf(record));
  }

  rejected(records: readonly FailedRecord[]): void {
    for (const { index: position, ...reason } of records)
      this.ledger.reject({ position, ...reason }, jsonOf(this.open.get(position)));
  }

  held(records: readonly FailedRecord[], status: "not_sent" | "unknown"): void {
    for (const { index: position, message: reason } of records)
      this.heldRecords.push({ status, position, reason, json: jsonOf(this.open.get(position)) });
  }

  settled(indexes: readonly number[]): void {
    for (const index of indexes) this.open.delete(index);
  }

  stopped(result: IngestResult, isRepeatable: boolean): void {
    this.failed = { result, isRepeatable };
  }

  /** Where the next run begins: with the first sound record that may be missing, if all after it can be sent again. */
  resumeFrom(position: number | null, isRepeatable: boolean): number | null {
    if (!isRepeatable || this.heldRecords.length === 0) return position;
    return this.heldRecords.reduce(
      (first, held) => Math.min(first, held.position),
      position ?? Number.POSITIVE_INFINITY,
    );
  }

  /** The sound records that the next run does not begin with: nobody would send them otherwise. */
  heldBefore(resumeFrom: number): Refusal[] {
    return this.heldRecords.filter(({ position }) => position < resumeFrom);
  }
}
