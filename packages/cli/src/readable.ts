/** Shows a result on a terminal: lists of flat objects as tables, everything else by its keys. */
import { oneLine, visible } from "./harmless";
import { type FlatRow, isFlatRow, scalarText, tableOf } from "./table";
import { columnsOf, grouped, painter, type Stream, wrap } from "./terminal";

/** More rows of a table, or values of a list, are not shown. */
const MAX_ROWS = 50;
/** Nor more objects that take several lines each. */
const MAX_BLOCKS = 5;
/** A longer text is cut. */
const MAX_TEXT = 1_000;
const INDENT = 2;
const MAX_KEY = 24;

/** A text while it is put together. */
class Page {
  readonly lines: string[] = [];
  isCut = false;

  constructor(
    private readonly columns: number,
    private readonly paint: ReturnType<typeof painter>,
  ) {}

  /** @param key undefined for the result itself, and for an element of a list */
  add(key: string | undefined, value: unknown, indent: number): void {
    const name = key === undefined ? undefined : oneLine(key);
    if (typeof value !== "object" || value === null) this.scalar(name, value, indent);
    else if (Object.keys(value).length === 0) this.scalar(name, Array.isArray(value) ? "none" : "empty", indent);
    else {
      if (name !== undefined) this.line(this.paint("cyan", name), indent);
      const inner = name === undefined ? indent : indent + INDENT;
      if (Array.isArray(value)) this.list(value, inner);
      else for (const [one, held] of Object.entries(value)) this.add(one, held, inner);
    }
  }

  private line(text: string, indent: number): void {
    this.lines.push(" ".repeat(indent) + text);
  }

  private scalar(key: string | undefined, value: unknown, indent: number): void {
    const whole = value === null || value === undefined ? "-" : scalarText(value);
    const text = whole.slice(0, MAX_TEXT);
    this.isCut ||= text.length < whole.length;
    const label =
      key === undefined ? "" : `${this.paint("cyan", key)}${" ".repeat(Math.max(0, MAX_KEY - key.length))}  `;
    const start = indent + (key === undefined ? 0 : Math.max(MAX_KEY, key.length) + 2);
    if (start + text.length <= this.columns) {
      this.line(label + text, indent);
      return;
    }
    if (key !== undefined) this.line(this.paint("cyan", key), indent);
    this.lines.push(...chopped(wrap(text, this.columns, indent + INDENT), this.columns));
  }

  private list(values: readonly unknown[], indent: number): void {
    let shown = values.slice(0, MAX_ROWS);
    const rows = shown.filter(isFlatRow);
    if (rows.length < shown.length || !this.table(rows, indent)) {
      if (shown.some((value) => typeof value === "object" && value !== null)) shown = shown.slice(0, MAX_BLOCKS);
      for (const [at, value] of shown.entries()) {
        const isScalar = typeof value !== "object" || value === null;
        if (!isScalar) this.line(this.paint("dim", `${at + 1}.`), indent);
        this.add(undefined, value, isScalar ? indent : indent + INDENT);
      }
    }
    if (values.length === shown.length) return;
    this.isCut = true;
    this.line(this.paint("dim", `… and ${grouped(values.length - shown.length)} more`), indent);
  }

  private table(rows: readonly FlatRow[], indent: number): boolean {
    const table = tableOf(rows, this.columns - indent);
    if (table === undefined) return false;
    this.isCut ||= table.isCut;
    for (const line of table.text.split("\n")) this.line(line, indent);
    return true;
  }
}

/** Lines whose words are longer than a line are cut into several. */
const chopped = (text: string, columns: number): string[] =>
  text.split("\n").flatMap((line) => line.match(new RegExp(`.{1,${columns}}`, "gu")) ?? [line]);

/** A result for people. @param stream the terminal that shows it */
export function readable(result: unknown, stream: Stream): string {
  if (typeof result === "string") return `${visible(result)}\n`;
  const page = new Page(columnsOf(stream), painter(stream));
  page.add(undefined, result, 0);
  const note = page.isCut ? [painter(stream)("dim", "Some values are cut. To see all of it: --json")] : [];
  return `${[...page.lines, ...note].join("\n")}\n`;
}
