/** Formats text for terminals: colours, columns and line breaks. */
import { stripVTControlCharacters, styleText } from "node:util";

/** Longer lines are hard to read, even on a wider terminal. */
const MAX_COLUMNS = 120;
const MIN_COLUMNS = 40;

export type Colour = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

export type Stream = { isTTY?: boolean; columns?: number };

/** Whether a line of a stream can be written over: a dumb terminal, such as the shell of an editor, shows the codes for it. */
export const isRewritable = (stream: Stream): boolean => stream.isTTY === true && process.env.TERM !== "dumb";

/** Whether a stream shows colours: a terminal does, unless NO_COLOR is set (https://no-color.org). */
export const takesColours = (stream: Stream): boolean => isRewritable(stream) && !process.env.NO_COLOR;

/** Colours text for a stream, or returns it unchanged if the stream shows no colours. */
export function painter(stream: Stream): (colour: Colour, text: string) => string {
  if (!takesColours(stream)) return (_colour, text) => text;
  return (colour, text) => styleText(colour, text, { validateStream: false });
}

/** The number of characters that fit on a line of a stream. */
export function columnsOf(stream: Stream): number {
  // A terminal of unknown width reports 0 columns.
  return Math.max(MIN_COLUMNS, Math.min(stream.columns || MAX_COLUMNS, MAX_COLUMNS));
}

/** The number of characters that a text takes on a terminal. */
export const widthOf = (text: string): number => stripVTControlCharacters(text).length;

/** Breaks a text into lines of at most `columns` characters, all with the same indent; a longer word gets its own line. */
export function wrap(text: string, columns: number, indent = 0): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && indent + widthOf(line) + 1 + widthOf(word) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((one) => " ".repeat(indent) + one).join("\n");
}

/** Parts beside each other; where they do not fit on a line, the others are wrapped below the first. */
export function beside(parts: readonly [string, ...string[]], columns: number, indent = 2): string {
  const line = `${" ".repeat(indent)}${parts.join("  ")}`;
  if (widthOf(line) <= columns) return line;
  const [first, ...others] = parts;
  return [wrap(first, columns, indent), wrap(others.join("  "), columns, indent + 2)].join("\n");
}

/** A number with thousands separators, such as 10,000. */
export function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

/** A count with its noun: 1 page, 2 pages. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}
