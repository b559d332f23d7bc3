/** Finds the tables in a result: lists of objects, maps of objects, lists of values, and the single values beside them. */

export interface Table {
  /** Where it stands in the result, such as `results.events`. */
  title: string;
  columns: string[];
  rows: unknown[][];
}

type Row = Record<string, unknown>;

/** How deep lists are looked for: the component's results have theirs at the top, or one or two levels below. */
const MAX_DEPTH = 2;

export const isObject = (value: unknown): value is Row =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function tablesOf(data: unknown): Table[] {
  const tables = tablesIn(data, "", 0);
  // Flat rows are the form of a report that is made to be read.
  const isRows = ({ title }: Table) => title === "rows";
  const found = [...tables.filter(isRows), ...tables.filter((table) => !isRows(table))];
  const single = isObject(data) ? Object.entries(flat(data)).filter(([, value]) => isSingle(value)) : [];
  if (single.length > 0) found.push({ title: "", columns: ["field", "value"], rows: single });
  return found;
}

const isSingle = (value: unknown): boolean => typeof value !== "object" || value === null;

function tablesIn(value: unknown, title: string, depth: number): Table[] {
  if (Array.isArray(value)) return value.length === 0 ? [] : [tableOfList(value, title)];
  if (!isObject(value)) return [];
  const entries = Object.entries(value);
  if (depth > 0 && entries.length > 0 && entries.every(([, one]) => isObject(one)))
    return [
      tableOfRows(
        entries.map(([key, one]) => ({ key, ...flat(Object(one)) })),
        title,
      ),
    ];
  if (depth === MAX_DEPTH) return [];
  return entries.flatMap(([key, one]) => tablesIn(one, title === "" ? key : `${title}.${key}`, depth + 1));
}

function tableOfList(list: readonly unknown[], title: string): Table {
  if (list.some((item) => !isObject(item))) return { title, columns: ["value"], rows: list.map((item) => [item]) };
  return tableOfRows(
    list.map((item) => flat(Object(item))),
    title,
  );
}

function tableOfRows(rows: readonly Row[], title: string): Table {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return { title, columns, rows: rows.map((row) => columns.map((column) => row[column])) };
}

/** An object whose own objects are dissolved into `properties.time` and the like. */
function flat(row: Row): Row {
  const entries = Object.entries(row).flatMap(([key, value]) =>
    isObject(value) ? Object.entries(value).map(([inner, one]) => [`${key}.${inner}`, one]) : [[key, value]],
  );
  return Object.fromEntries(entries);
}
