import { type FailedRecord, InputError } from "../errors";
import { MAX_LISTED_FAILURES } from "../ingest/engine/limits";
import type { RuleCode } from "../ingest/validate";

/** Mixpanel's limit of 100 MB on an uncompressed table, read as 100 MiB so that nothing is rejected that Mixpanel might accept. */
export const MAX_TABLE_BYTES = 100 * 1024 * 1024;

/** A table with only an ID adds nothing to events: https://docs.mixpanel.com/docs/data-structure/lookup-tables#create-a-lookup-table */
const MIN_COLUMNS = 2;

/** Label of the input that contains the table. */
export const TABLE_INPUT = "Table";

/**
 * Checks a lookup table against Mixpanel's rules, row by row: the header names every column once; every row has as many fields as the
 * header; the first column contains an ID that is not blank and occurs only once; the table has at most 100 MB.
 *
 * @see https://developer.mixpanel.com/reference/replace-lookup-table
 */
export class TableCheck {
  /** Number of rows so far, without the header. */
  rows = 0;
  /** UTF-8 bytes of the CSV, header included. */
  bytes = 0;
  /** The rows that break a rule; their index counts from 0 without the header. If there are very many, only the first ones. */
  readonly failed: FailedRecord[] = [];
  failedCount = 0;
  private columns: readonly string[] | undefined;
  private readonly rowOfId = new Map<string, number>();

  /** @param onFailed called with every invalid row, also beyond those that are listed */
  constructor(private readonly onFailed?: (record: FailedRecord) => void) {}

  /** Whether the header has been read. */
  get begun(): boolean {
    return this.columns !== undefined;
  }

  /** @throws InputError if there are fewer than two columns, or a column has no name or the name of another one */
  header(columns: readonly string[]): void {
    const nameless = columns.findIndex((name) => name.trim() === "");
    const repeated = columns.find((name, position) => columns.indexOf(name) !== position);
    const fault =
      nameless >= 0
        ? `a header without a name for column ${nameless + 1}`
        : repeated === undefined
          ? undefined
          : `a header that names "${repeated.slice(0, 40)}" twice`;
    if (fault !== undefined || columns.length === 0) {
      throw new InputError({
        input: TABLE_INPUT,
        got: fault ?? "no columns",
        expected: "a different name for every column, with the ID as the first column",
      });
    }
    if (columns.length < MIN_COLUMNS) {
      throw new InputError({
        input: TABLE_INPUT,
        got: `one column ("${columns[0]?.slice(0, 40)}")`,
        expected: `at least ${MIN_COLUMNS} columns: the ID, and a value to look up for it`,
      });
    }
    this.columns = columns;
  }

  /** Counts a row, and notes what is wrong with it. @returns whether the row is valid */
  row(id: string, fields: number): boolean {
    const width = this.columns?.length ?? 0;
    if (fields !== width) return this.fail("row_fields", `has ${fields} fields, but the header has ${width}`);
    if (id.trim() === "") return this.fail("row_id_missing", `has no ID in its first column, ${this.columns?.[0]}`);
    const other = this.rowOfId.get(id);
    if (other !== undefined)
      return this.fail("row_id_repeated", `has the same ID as row ${other + 1}, "${id.slice(0, 40)}"`);
    this.rowOfId.set(id, this.rows++);
    return true;
  }

  /** Counts an invalid row. @param message what is wrong; it follows "the row" */
  fail(rule: RuleCode, message: string): false {
    return this.refuse({ rule, message: `the row ${message}` });
  }

  /** Counts an invalid row. */
  refuse(reason: Omit<FailedRecord, "index">): false {
    const record = { ...reason, index: this.rows };
    if (this.failed.length < MAX_LISTED_FAILURES) this.failed.push(record);
    this.onFailed?.(record);
    this.failedCount++;
    this.rows++;
    return false;
  }

  /** Counts the bytes of a piece of the table. @throws InputError if the table is above the limit */
  piece(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes > MAX_TABLE_BYTES) {
      throw new InputError({
        input: TABLE_INPUT,
        got: "more than 100 MB of CSV",
        expected: "at most 100 MB, uncompressed",
        fix: "Leave out columns and rows that no report uses. A table cannot be sent in parts.",
      });
    }
  }
}
