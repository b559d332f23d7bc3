import { type FailedRecord, InputError } from "../errors";
import { MAX_LISTED_FAILURES } from "../ingest/engine/limits";
import type { RuleCode } from "../ingest/validate";

/** Mixpanel's limit on an uncompressed table, in the larger reading of 100 MB. */
export const MAX_TABLE_BYTES = 100 * 1024 * 1024;

/** An ID alone adds nothing to an event: https://docs.mixpanel.com/docs/data-structure/lookup-tables#create-a-lookup-table */
const MIN_COLUMNS = 2;

/** The input that tables come from, as its form shows it. */
export const TABLE_INPUT = "Table";

/**
 * Mixpanel's rules on lookup tables, checked row by row as the table goes by: a header that names every column once; in every row as many
 * fields; in the first column an ID that is not blank and that no other row has; 100 MB.
 *
 * @see https://developer.mixpanel.com/reference/replace-lookup-table
 */
export class TableCheck {
  /** Rows below the header. */
  rows = 0;
  /** UTF-8 bytes of the CSV, header included. */
  bytes = 0;
  /** The rows that break a rule, by their position below the header, from 0; the first of them where there are very many. */
  readonly failed: FailedRecord[] = [];
  failedCount = 0;
  private columns: readonly string[] | undefined;
  private readonly rowOfId = new Map<string, number>();

  /** Whether the header has been seen. */
  get begun(): boolean {
    return this.columns !== undefined;
  }

  /** @throws InputError where there are no two columns, or one has no name, or the name of another */
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
        expected: "a name for every column, each one once, the first column being the ID",
      });
    }
    if (columns.length < MIN_COLUMNS) {
      throw new InputError({
        input: TABLE_INPUT,
        got: `one column ("${columns[0]?.slice(0, 40)}")`,
        expected: `at least ${MIN_COLUMNS} columns: the ID, and what it stands for`,
      });
    }
    this.columns = columns;
  }

  /** Counts a row, and notes what is wrong with it. @returns whether nothing is */
  row(id: string, fields: number): boolean {
    const width = this.columns?.length ?? 0;
    if (fields !== width) return this.fail("row_fields", `has ${fields} fields where the header has ${width}`);
    if (id.trim() === "") return this.fail("row_id_missing", `has no ID in its first column, ${this.columns?.[0]}`);
    const other = this.rowOfId.get(id);
    if (other !== undefined) return this.fail("row_id_repeated", `has the ID of row ${other}, "${id.slice(0, 40)}"`);
    this.rowOfId.set(id, this.rows++);
    return true;
  }

  /** Counts a row that is none. @param message what is wrong, as it reads after "the row" */
  fail(rule: RuleCode, message: string): false {
    if (this.failed.length < MAX_LISTED_FAILURES)
      this.failed.push({ index: this.rows, rule, message: `the row ${message}` });
    this.failedCount++;
    this.rows++;
    return false;
  }

  /** Counts a piece of the table. @throws InputError where the table is over the limit */
  piece(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes > MAX_TABLE_BYTES) {
      throw new InputError({
        input: TABLE_INPUT,
        got: "more than 100 MB of CSV",
        expected: "at most 100 MB, uncompressed",
        fix: "Leave out columns and rows that no report uses; Mixpanel takes a table as a whole only.",
      });
    }
  }
}
