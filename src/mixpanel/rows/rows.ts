import { InputError } from "../errors";
import type { Refused } from "../ingest/engine/options";
import { isRecord } from "../records/json";
import { resolveFields } from "./columns";
import { BrokenRow } from "./csv";
import { Invalid } from "./invalid";
import { columnReader, Properties } from "./properties";
import type { RowSource } from "./source";
import { readZone, type ToUtc } from "./times";
import type { FieldName, FieldSource, SyncMode, SyncOptions, Target, TargetKind } from "./types";

/** The modes of each target; the first one is the default. */
const MODES: Readonly<Record<TargetKind, readonly SyncMode[]>> = {
  events: ["insert"],
  users: ["upsert", "onlyIfAbsent", "addUp"],
  groups: ["upsert", "onlyIfAbsent"],
  table: ["replace"],
};

/** What stands before the name of a property in the path of its field. */
const PREFIXES: Readonly<Record<SyncMode, string>> = {
  insert: "properties.",
  upsert: "$set.",
  onlyIfAbsent: "$set_once.",
  addUp: "$add.",
  replace: "",
};

/** The mode of a target. @throws InputError for one that it does not have */
export function modeOf({ kind, mode }: Target): SyncMode {
  const modes = MODES[kind];
  const found = mode === undefined ? modes[0] : modes.find((one) => one === mode);
  if (found !== undefined) return found;
  throw new InputError({ input: "Mode", got: `${mode} for ${kind}`, expected: modes.join(", ") });
}

const wrongShape = (got: string, expected: string) =>
  new Invalid("row_shape", got, expected, "Use the same form for all rows.").refuse("");

/** Why a list is no row; undefined if it has a value for every column. */
export function misshapenRow(header: readonly string[], row: readonly unknown[]): Refused | undefined {
  if (row.length === header.length) return undefined;
  const fix = "Write a value for every column; it may be empty.";
  return new Invalid("row_fields", `${row.length} values`, `${header.length}, as the header has`, fix).refuse("");
}

/** How the rows of a run become records, worked out once from the mapping and the columns. */
export class Rows {
  readonly mode: SyncMode;
  readonly properties: Properties;
  readonly toUtc: ToUtc;
  readonly emptyIsNull: boolean;
  private readonly fields: Partial<Record<FieldName, FieldSource>>;
  private readonly prefix: string;

  /**
   * @param optional fields that need no source, although their target has them as needed
   * @throws InputError if mapping, target and columns do not go together
   */
  constructor(
    readonly source: RowSource,
    readonly options: SyncOptions,
    optional: readonly FieldName[] = [],
  ) {
    const { target, mapping = { fields: {}, properties: [] }, whenNull = "skip", insertIdColumns } = options;
    const { kind } = target;
    this.mode = modeOf(target);
    this.toUtc = readZone(options.zone ?? "UTC");
    this.emptyIsNull = options.emptyIsNull ?? source.isCsv;
    this.fields = resolveFields(mapping, source, { kind, whenNull, insertIdColumns, optional });
    this.prefix = PREFIXES[this.mode];
    const isNumeric = this.mode === "addUp";
    this.properties = new Properties(source, {
      kind,
      mapping,
      fields: this.fields,
      rest: mapping.rest ?? (isNumeric ? "drop" : "pass"),
      whenNull,
      emptyIsNull: this.emptyIsNull,
      prefix: this.prefix,
      isNumeric,
      skipsNull: isNumeric || this.mode === "onlyIfAbsent",
      toUtc: this.toUtc,
    });
  }

  /** Reads a field of a row; undefined if it has no source. */
  reader(field: FieldName): ((row: unknown) => unknown) | undefined {
    const from = this.fields[field];
    if (from === undefined) return undefined;
    return "column" in from ? columnReader(this.source, from.column) : () => from.constant;
  }

  /** The column that a field is read from. */
  columnOfField(field: FieldName): string | undefined {
    const from = this.fields[field];
    return from !== undefined && "column" in from ? from.column : undefined;
  }

  /** Why a row cannot be read, if it cannot. */
  misshapen(row: unknown): Refused | undefined {
    const { header } = this.source;
    if (row instanceof BrokenRow) return row.reason.refuse("");
    if (header === undefined) return isRecord(row) ? undefined : wrongShape(shapeOf(row), "an object");
    if (!Array.isArray(row)) return wrongShape(shapeOf(row), "a list, like the header");
    return misshapenRow(header, row);
  }

  /** The column that a field of a record came from. @param path such as `properties.time` or `$set.plan` */
  columnOf(path: string): string | undefined {
    const { fields, prefix } = this;
    const name = path.startsWith(prefix) ? path.slice(prefix.length) : path;
    const [, from] = Object.entries(fields).find(([field]) => field === name) ?? [];
    if (from !== undefined) return "column" in from ? from.column : undefined;
    // A path into a value: `properties.cart.0.price`.
    for (let end = name.length; end > 0; end = name.lastIndexOf(".", end - 1)) {
      const column = this.properties.columnOf(name.slice(0, end));
      if (column !== undefined) return column;
    }
    return undefined;
  }
}

const shapeOf = (row: unknown) => (row === null ? "null" : Array.isArray(row) ? "a list" : `a ${typeof row}`);
