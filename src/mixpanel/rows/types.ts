/** What a sync of warehouse rows needs to know, and what it returns. */
import type { IngestTuning } from "../ingest/engine/options";
import type { IngestResult } from "../results";

/** What the rows become in Mixpanel. */
export type TargetKind = "events" | "users" | "groups" | "table";

/**
 * What happens to what Mixpanel already has:
 *
 * - `insert` (events): each row is an event. Mixpanel drops events that it already has, by their insert ID.
 * - `upsert` (profiles): creates the profile, or overwrites the mapped properties (`$set`).
 * - `onlyIfAbsent` (profiles): never overwrites, but adds properties that a profile lacks (`$set_once`).
 * - `addUp` (user profiles only): adds numbers to stored numbers (`$add`). To send a row twice would count it twice.
 * - `replace` (lookup tables): replaces the whole table, or nothing.
 */
export type SyncMode = "insert" | "upsert" | "onlyIfAbsent" | "addUp" | "replace";

/** Where rows go. */
export type Target =
  | { kind: "events"; mode?: "insert" }
  | { kind: "users"; mode?: "upsert" | "onlyIfAbsent" | "addUp" }
  | { kind: "groups"; mode?: "upsert" | "onlyIfAbsent" }
  /** `tableId` as List Lookup Tables returns it. */
  | { kind: "table"; mode?: "replace"; tableId: string };

/**
 * Fields of a record that are more than a property:
 *
 * - events: `event`, `time`, `distinct_id`, `$user_id`, `$device_id`, `$insert_id`
 * - users: `$distinct_id`
 * - groups: `$group_key`, `$group_id`
 * - table: `id`, the column that is matched with events
 */
export type FieldName =
  | "event"
  | "time"
  | "distinct_id"
  | "$user_id"
  | "$device_id"
  | "$insert_id"
  | "$distinct_id"
  | "$group_key"
  | "$group_id"
  | "id";

/** Where the value of a field comes from: a column of the row, or the same value for all rows. */
export type FieldSource = { column: string } | { constant: unknown };

/**
 * How a value is converted:
 *
 * - `auto`: keeps numbers, booleans, lists and objects, and text as text; dates become ISO text in UTC, bytes the text that they encode
 * - `text`, `number`, `boolean`: also from text, such as "12.50" or "true"
 * - `date`: any time that `readTime` knows, as ISO text in UTC, which Mixpanel treats as a date
 * - `json`: parses JSON text
 * - `list`: a list; a single value becomes a list of one
 * - `ids`: a list of IDs as text, as a group key of a user profile or event must be
 */
export type ValueType = "auto" | "text" | "number" | "boolean" | "date" | "json" | "list" | "ids";

/**
 * What becomes of null: `skip` leaves the property out, so that a stored value stays; `send` stores null, which Mixpanel shows as (not set);
 * `unset` removes the property (profiles only).
 */
export type NullRule = "skip" | "send" | "unset";

/** One column as one property. */
export interface PropertyMapping {
  column: string;
  /** The name in Mixpanel; by default the name of the column. */
  property: string;
  /** `auto` by default. */
  type?: ValueType;
  /** By default that of the run, which is `skip`. */
  whenNull?: NullRule;
}

/** How rows become records. `readMapping` makes one from every form that a builder or a wizard has. */
export interface Mapping {
  /** A field that is missing here is read from the column of the same name, if there is one. */
  fields: Partial<Record<FieldName, FieldSource>>;
  properties: readonly PropertyMapping[];
  /** Properties with the same value for all rows. */
  constants?: Readonly<Record<string, unknown>>;
  /** Whether columns that the mapping does not name become properties of the same name. `pass` by default; with `addUp`, `drop`. */
  rest?: "pass" | "drop";
  /** Whether unmapped columns with a well-known name get the name that Mixpanel reserves for it: `email` becomes `$email`. */
  reserved?: boolean;
}

/** Options of a sync. */
export interface SyncOptions extends IngestTuning {
  target: Target;
  /** By default, each column is a property, and the fields are the columns of the same name. */
  mapping?: Mapping;
  /** Time zone of times that state none: an IANA name such as Europe/Berlin, or an offset such as +02:00. UTC by default. */
  zone?: string;
  /** What becomes of null in properties whose mapping does not say it. */
  whenNull?: NullRule;
  /** Whether empty text counts as null. By default, only in CSV, which cannot tell them apart. */
  emptyIsNull?: boolean;
  /** Columns that identify a row: the insert ID of its event is computed from them. By default, from the whole event. */
  insertIdColumns?: readonly string[];
  /** Whether Mixpanel sets the location of events and profiles by the IP address of the request. */
  geolocate?: boolean;
  /** Profiles: whether "Updated at" ($last_seen) stays as it is. */
  ignoreTime?: boolean;
  /** Overrides the client's project ID. */
  projectId?: string;
  /** Authenticates events with the project token instead of the service account. */
  useProjectToken?: boolean;
  /** Called with every rejected row as soon as it is known, beyond what the result lists. */
  onRejected?(row: RejectedRow): void;
  /** Maximum number of rejected rows that the result lists; all are counted. 1,000 by default. */
  maxListed?: number;
  /** Whether all rejected and held rows are also returned as files, which have no such maximum. */
  files?: boolean;
  /** Number of rows that are read in search of the columns, where no header names them. 1,000 by default. */
  probedRows?: number;
}

/** A row that is not in Mixpanel because of its content: sending it again without a correction cannot help. */
export interface RejectedRow {
  status: "not_loaded";
  /** Position of the row in the input, from 0, without the header. */
  position: number;
  /** The row as it was read; a line that cannot be read as text. */
  row: unknown;
  /** The field in Mixpanel, such as `properties.time`. */
  field?: string;
  /** The column of the row that the field was read from. */
  column?: string;
  /** The rule that it breaks, such as `time_missing`; missing if only Mixpanel found it. */
  rule?: string;
  /** What came, what was expected, and how to fix it. */
  message: string;
}

/**
 * A sound row that an outage or the time limit kept out of Mixpanel: send it again as it is. `unknown`: Mixpanel may have stored it, because
 * its request broke off; with `addUp`, look into Mixpanel first.
 */
export interface HeldRow {
  status: "not_sent" | "unknown";
  position: number;
  row: unknown;
  message: string;
}

/** How many rows were rejected for one reason. */
export interface ReasonCount {
  field: string | null;
  column: string | null;
  rule: string | null;
  /** The message of the first such row. */
  message: string;
  count: number;
  /** Position of the first such row. */
  first: number;
}

/** Something that was sent, but may not be what was meant. */
export interface SyncWarning {
  rule: string;
  property: string;
  /** Position of the first row. */
  position: number;
  message: string;
}

/** Gzipped NDJSON with one rejected or held row a line. */
export interface RowFile {
  data: Buffer;
  contentType: "application/gzip";
  rows: number;
}

/** The counts of a sync. `received` is the sum of `imported`, `rejected`, `held` and `unconfirmed`. */
export interface SyncResult
  extends Pick<
    IngestResult,
    "received" | "imported" | "unconfirmed" | "batches" | "retries" | "bytes" | "duration_ms"
  > {
  target: TargetKind;
  mode: SyncMode;
  rejected: number;
  held: number;
  /** Sorted by position; if there are very many, the first ones that were found. */
  rejected_rows: RejectedRow[];
  rejected_rows_truncated: boolean;
  /** Most frequent first. */
  rejected_by_reason: ReasonCount[];
  rejected_file: RowFile | null;
  /**
   * Sorted by position. If sending rows twice does no harm, `resume_from` covers all of them, and only the first are listed; with `addUp`
   * all are.
   */
  held_rows: HeldRow[];
  held_rows_truncated: boolean;
  held_file: RowFile | null;
  warnings: SyncWarning[];
  /** Position of the row at which the next run begins; null if no row is left. It neither skips a row nor stores one twice. */
  resume_from: number | null;
  /** Why the run ended before the last row. */
  stopped_by: "time" | "outage" | "source" | null;
  /** The error that ended it: of a request (`outage`), or of reading the rows (`source`). */
  outage: { code: string; message: string } | null;
}
