import { InputError } from "../errors";
import { FIELDS, fieldOf } from "./fields";
import type { RowSource } from "./source";
import type { FieldName, FieldSource, Mapping, NullRule, TargetKind } from "./types";

const INPUT = "Mapping";
const MAX_NAMED = 20;
/** Rows of a long list in which columns are looked for, where it is only about whether there are any. */
const PROBED_ROWS = 1_000;

const quoted = (name: string) => `"${name.slice(0, 40)}"`;
const plainOf = (name: string) => name.replace(/[\s_-]/g, "").toLowerCase();

/** The columns that the rows have, for an error. */
function namedColumns(source: RowSource): string {
  const columns = source.columns(PROBED_ROWS);
  return `${columns.slice(0, MAX_NAMED).map(quoted).join(", ")}${columns.length > MAX_NAMED ? " …" : ""}`;
}

function noColumn(column: string, source: RowSource, input: string): InputError {
  const alike = source.columns(PROBED_ROWS).find((name) => plainOf(name) === plainOf(column));
  return new InputError({
    input,
    got: `the column ${quoted(column)}, which the rows do not have`,
    expected: `one of their columns: ${namedColumns(source)}`,
    fix: alike === undefined ? undefined : `Did you mean ${quoted(alike)}? Names are case-sensitive.`,
  });
}

/** Where a field comes from if the mapping does not say it: the column of the same name. */
function defaultSource(field: FieldName, kind: TargetKind, source: RowSource): FieldSource | undefined {
  const { aliases } = FIELDS[kind];
  const names = [field, ...Object.keys(aliases).filter((name) => aliases[name] === field)];
  const column = names.find((name) => source.hasColumn(name));
  return column === undefined ? undefined : { column };
}

/** Whether no row says which columns there are: then nothing is sent either. */
const isEmpty = (source: RowSource) => source.header === undefined && source.columns(PROBED_ROWS).length === 0;

/**
 * Checks a mapping against the columns of the rows, before anything is sent, and fills in the fields that it leaves to the columns' names.
 *
 * @throws InputError for an unknown column, a needed field without a source, and a null rule that the target does not have
 */
export function resolveFields(
  mapping: Mapping,
  source: RowSource,
  {
    kind,
    whenNull,
    insertIdColumns = [],
    optional = [],
  }: {
    kind: TargetKind;
    whenNull?: NullRule;
    insertIdColumns?: readonly string[];
    /** Fields that need no source, although their target has them as needed. */
    optional?: readonly FieldName[];
  },
): Partial<Record<FieldName, FieldSource>> {
  const { names, needed } = FIELDS[kind];
  const fields = { ...mapping.fields };
  for (const field of names) {
    // Columns that were chosen for the insert ID count more than one that happens to have its name.
    if (field === "$insert_id" && insertIdColumns.length > 0) continue;
    const found = fields[field] ?? defaultSource(field, kind, source);
    if (found !== undefined) fields[field] = found;
  }
  const canUnset = kind === "users" || kind === "groups";
  for (const rule of [whenNull, ...mapping.properties.map((property) => property.whenNull)]) {
    if (rule !== "unset" || canUnset) continue;
    const expected = "skip or send, because only properties of profiles can be unset";
    throw new InputError({ input: INPUT, got: "unset for null", expected });
  }
  if (isEmpty(source)) return fields;
  const columns = [...Object.values(fields), ...mapping.properties].flatMap((from) =>
    "column" in from ? [from.column] : [],
  );
  const unknown = columns.find((column) => !source.hasColumn(column));
  if (unknown !== undefined) throw noColumn(unknown, source, INPUT);
  const unknownId = insertIdColumns.find((column) => !source.hasColumn(column));
  if (unknownId !== undefined) throw noColumn(unknownId, source, "Insert ID Columns");
  const isMissing = (field: FieldName) => fields[field] === undefined && !optional.includes(field);
  const missing = needed.find((alternatives) => alternatives.every(isMissing));
  if (missing === undefined) return fields;
  const one = missing.length === 1 ? "it" : "one of them";
  const withoutUser = missing.includes("distinct_id")
    ? ' For events without a user, map the constant "" to distinct_id.'
    : "";
  throw new InputError({
    input: INPUT,
    got: `no source for ${missing.map(quoted).join(", ")}`,
    expected: `a column, or a constant, for ${one}`,
    fix: `Choose the column in the form or in the mapping, or give it that name in the rows. Their columns are ${namedColumns(source)}.${withoutUser}`,
  });
}

/** The target's field that a column has the name of, where another column was mapped to that field. */
export const hidesField = (kind: TargetKind, column: string): boolean => fieldOf(kind, column) !== undefined;
