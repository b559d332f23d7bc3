import type { Refused } from "../ingest/engine/options";
import { isRounded } from "../records/exactNumbers";
import { isRecord, type JsonObject, setOwn } from "../records/json";
import { hidesField } from "./columns";
import { reservedName } from "./fields";
import { Invalid, invalid } from "./invalid";
import type { RowSource } from "./source";
import type { ToUtc } from "./times";
import type { FieldName, FieldSource, Mapping, NullRule, TargetKind, ValueType } from "./types";
import { type Convert, converter, kindOf } from "./values";
import { type Seen, Warnings } from "./warnings";

/** How one column becomes one property, worked out once for all rows. */
interface Plan extends Seen {
  column: string;
  isAuto: boolean;
  convert: Convert;
  whenNull: NullRule;
}

export interface PropertiesOptions {
  kind: TargetKind;
  mapping: Mapping;
  fields: Partial<Record<FieldName, FieldSource>>;
  rest: "pass" | "drop";
  whenNull: NullRule;
  emptyIsNull: boolean;
  /** What stands before a property's name in the path of its field: `properties.`. */
  prefix: string;
  /** Whether every value must be a number, as for $add. */
  isNumeric?: boolean;
  /** Whether null is never sent: it would block a later value of $set_once, and $add has none. */
  skipsNull?: boolean;
  toUtc: ToUtc;
}

/** An unmapped column, with its plan; null if it is not passed on. */
interface Other {
  column: string;
  plan: Plan | null;
}

/** Rows with more different keys than this have data in their keys; they are not remembered. */
const MAX_PLANS = 10_000;
const isInherited = (column: string) => column in Object.prototype;

/** Reads a column of a row, whatever the shape of the rows. */
export function columnReader({ header }: RowSource, column: string): (row: unknown) => unknown {
  if (header !== undefined) {
    const at = header.indexOf(column);
    return (row) => (Array.isArray(row) ? row[at] : undefined);
  }
  if (isInherited(column)) return (row) => (isRecord(row) && Object.hasOwn(row, column) ? row[column] : undefined);
  return (row) => (isRecord(row) ? row[column] : undefined);
}

/** Makes the properties of rows. */
export class Properties {
  private readonly notes = new Warnings();
  readonly warnings = this.notes.found;
  private readonly mapped: Plan[];
  private readonly readers: ((row: unknown) => unknown)[];
  private readonly constants: [string, unknown][];
  /** Unmapped columns. */
  private readonly others = new Map<string, Other>();
  /** The columns of the row before: most rows have the same ones in the same order, so that they need not be looked up. */
  private readonly order: Other[] = [];
  /** Names of properties that are taken, with their column. */
  private readonly taken = new Map<string, string | undefined>();
  private readonly consumed: ReadonlySet<string>;
  /** The plans of unmapped columns of a header, by position. */
  private readonly listed: readonly (Plan | null)[];

  constructor(
    private readonly source: RowSource,
    private readonly options: PropertiesOptions,
  ) {
    const { mapping, fields } = options;
    this.mapped = mapping.properties.map(({ column, property, type, whenNull }) =>
      this.plan(column, property, type, whenNull),
    );
    this.readers = this.mapped.map(({ column }) => columnReader(source, column));
    this.constants = Object.entries(mapping.constants ?? {});
    for (const { property, column } of this.mapped) this.taken.set(property, column);
    for (const [property] of this.constants) this.taken.set(property, undefined);
    for (const property of this.taken.keys()) this.notes.reserved(options.kind, property, 0);
    const used = Object.values(fields).flatMap((from) => ("column" in from ? [from.column] : []));
    this.consumed = new Set([...used, ...this.mapped.map(({ column }) => column)]);
    this.listed = (options.rest === "drop" ? [] : (source.header ?? [])).map((column) => this.other(column, 0).plan);
  }

  /** Whether a row may have a property at all. */
  hasAny(): boolean {
    return this.options.rest === "pass" || this.mapped.length > 0 || this.constants.length > 0;
  }

  /** The names of all properties that the rows have, for a header. */
  names(): string[] {
    const others =
      this.options.rest === "drop" ? [] : this.source.columns().map((column) => this.other(column, 0).plan);
    const plans = [...this.mapped, ...others];
    return [
      ...plans.flatMap((plan) => (plan === null ? [] : [plan.property])),
      ...this.constants.map(([name]) => name),
    ];
  }

  /** The properties of all rows so far. @param rule only those with this rule for null */
  known(rule?: NullRule): string[] {
    const plans = [...this.mapped, ...Array.from(this.others.values(), ({ plan }) => plan)];
    const fits = (plan: Plan | null): plan is Plan => plan !== null && (rule ?? plan.whenNull) === plan.whenNull;
    return [...new Set(plans.filter(fits).map(({ property }) => property))];
  }

  /** The column of a property. */
  columnOf(property: string): string | undefined {
    return this.taken.get(property);
  }

  /**
   * Adds the properties of a row.
   *
   * @param unset receives the names of properties that are to be removed
   * @returns why the row is rejected, if it is
   */
  add(row: unknown, index: number, into: JsonObject, unset: string[]): Refused | undefined {
    for (const [name, value] of this.constants) setOwn(into, name, value);
    const { mapped, readers } = this;
    for (let at = 0; at < mapped.length; at++) {
      const plan = mapped[at];
      const refused = plan && this.put(plan, readers[at]?.(row), index, into, unset);
      if (refused) return refused;
    }
    if (this.options.rest === "drop") return undefined;
    return Array.isArray(row) ? this.addListed(row, index, into, unset) : this.addOthers(row, index, into, unset);
  }

  private addListed(row: readonly unknown[], index: number, into: JsonObject, unset: string[]): Refused | undefined {
    const { listed } = this;
    for (let at = 0; at < listed.length; at++) {
      const plan = listed[at];
      const refused = plan && this.put(plan, row[at], index, into, unset);
      if (refused) return refused;
    }
    return undefined;
  }

  private addOthers(row: unknown, index: number, into: JsonObject, unset: string[]): Refused | undefined {
    if (!isRecord(row)) return undefined;
    const { order } = this;
    let at = 0;
    for (const column in row) {
      let other = order[at];
      if (other?.column !== column) {
        other = this.other(column, index);
        if (at < MAX_PLANS) order[at] = other;
      }
      at++;
      const { plan } = other;
      if (plan === null) continue;
      const refused = this.put(plan, row[column], index, into, unset);
      if (refused) return refused;
    }
    return undefined;
  }

  private plan(column: string, property: string, type: ValueType = "auto", whenNull = this.options.whenNull): Plan {
    const { skipsNull = false, toUtc } = this.options;
    const rule = skipsNull && whenNull === "send" ? "skip" : whenNull;
    return { column, property, isAuto: type === "auto", convert: converter(type, toUtc), whenNull: rule };
  }

  /** The plan of a column that the mapping does not name. */
  private other(column: string, index: number): Other {
    const known = this.others.get(column);
    if (known !== undefined) return known;
    const plan = this.consumed.has(column) || column === "" ? null : this.passed(column, index);
    const other = { column, plan };
    if (this.others.size === MAX_PLANS) return other;
    this.others.set(column, other);
    if (plan !== null) this.taken.set(plan.property, column);
    return other;
  }

  private passed(column: string, index: number): Plan | null {
    const { kind, mapping } = this.options;
    if (this.taken.has(column) || hidesField(kind, column)) {
      const message = `The column "${column}" is not sent, because the mapping gives "${column}" another source.`;
      this.notes.add("column_hidden", column, index, message);
      return null;
    }
    const reserved = mapping.reserved ? reservedName(kind, column) : column;
    const isFree = reserved === column || !(this.taken.has(reserved) || this.source.hasColumn(reserved));
    this.notes.reserved(kind, column, index);
    return this.plan(column, isFree ? reserved : column);
  }

  private put(plan: Plan, given: unknown, index: number, into: JsonObject, unset: string[]): Refused | undefined {
    const { property } = plan;
    if (this.isSent(plan, given)) {
      into[property] = given;
      return undefined;
    }
    const { prefix, emptyIsNull, isNumeric } = this.options;
    const value = given === "" && emptyIsNull ? null : plan.convert(given);
    if (value === null) {
      if (plan.whenNull === "send") setOwn(into, property, null);
      else if (plan.whenNull === "unset") unset.push(property);
      return undefined;
    }
    if (value instanceof Invalid) return value.refuse(`${prefix}${property}`);
    if (isNumeric && typeof value !== "number") {
      const fix = "Convert the column to a number, by its type in the mapping; use a negative one to subtract.";
      return invalid("add_number", value, "a number", fix).refuse(`${prefix}${property}`);
    }
    const kind = typeof value === "object" ? kindOf(value) : typeof value;
    if (kind !== plan.kind) this.notes.differs(plan, kind, index);
    if (isRounded(value)) this.notes.rounded(plan, index);
    setOwn(into, property, value);
    return undefined;
  }

  /** Whether a value is sent as it came, like most: a scalar of the same type as in the rows before. */
  private isSent({ isAuto, kind, property }: Plan, value: unknown): boolean {
    if (!isAuto || typeof value !== kind || property === "__proto__") return false;
    if (kind === "string") return value !== "" || !this.options.emptyIsNull;
    return kind === "boolean" || (Number.isFinite(value) && !isRounded(value));
  }
}
