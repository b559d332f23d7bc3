/** Shows a list of flat objects as a table that fits a terminal. */
import CliTable from "cli-table3";
import stringWidth from "string-width";
import { oneLine } from "./harmless";

const MIN_CELL = 8;
/** Spaces between two columns. */
const GAP = 2;

const NO_LINES = {
  "top-left": "",
  "top-mid": "",
  top: "",
  "top-right": "",
  "left-mid": "",
  "mid-mid": "",
  mid: "─",
  "right-mid": "",
  "bottom-left": "",
  "bottom-mid": "",
  bottom: "",
  "bottom-right": "",
  left: "",
  middle: "",
  right: "",
} as const;

export type FlatRow = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** A scalar as it stands in a cell or behind its key. */
export const scalarText = (value: unknown): string =>
  value === null || value === undefined ? "" : oneLine(String(value));

const isScalar = (value: unknown) => value === null || value === undefined || typeof value !== "object";

export function isFlatRow(value: unknown): value is FlatRow {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every(isScalar);
}

/** The widths of columns that together take at most `columns` characters: the widest gives way first. Undefined if they do not fit. */
export function fittingWidths(natural: readonly number[], columns: number): number[] | undefined {
  const widths = [...natural];
  const total = () => widths.reduce((sum, width) => sum + width + GAP, 0) - GAP;
  while (total() > columns) {
    const widest = Math.max(...widths);
    if (widest <= MIN_CELL) return undefined;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return widths;
}

/** A text of at most `width` columns of a terminal: some characters take two. */
export function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(kept + segment) >= width) break;
    kept += segment;
  }
  return `${kept}…`;
}

/**
 * Draws a table.
 *
 * @returns the table, and whether cells were cut; undefined if the rows have too many columns for the width
 */
export function tableOf(rows: readonly FlatRow[], columns: number): { text: string; isCut: boolean } | undefined {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => keys.map((key) => scalarText(row[key])));
  const heads = keys.map(oneLine);
  const natural = heads.map((head, at) => Math.max(...[head, ...cells.map((row) => row[at] ?? "")].map(stringWidth)));
  const widths = fittingWidths(natural, columns);
  if (widths === undefined || keys.length === 0) return undefined;
  const table = new CliTable({
    head: heads.map((head, at) => cut(head, widths[at] ?? 0)),
    chars: NO_LINES,
    colWidths: widths.map((width, at) => width + (at < widths.length - 1 ? GAP : 0)),
    colAligns: keys.map((key) => (rows.every((row) => typeof row[key] === "number") ? "right" : "left")),
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 0 },
  });
  // The table's own cutting takes each character for one column.
  table.push(...cells.map((row) => row.map((cell, at) => cut(cell, widths[at] ?? 0))));
  const isCut = natural.some((width, at) => width > (widths[at] ?? width));
  return { text: table.toString().replace(/ +$/gm, ""), isCut };
}
