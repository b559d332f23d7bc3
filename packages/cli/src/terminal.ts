/** Text for terminals: colours where they are wanted, columns, and lines that fit. */
import { styleText } from "node:util";

/** Widest text that is pleasant to read, whatever the terminal's width. */
const MAX_COLUMNS = 120;
const MIN_COLUMNS = 40;

export type Colour = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

type Stream = { isTTY?: boolean; columns?: number };

/** Whether a stream takes colours: a terminal does, unless NO_COLOR is set (https://no-color.org). */
export function takesColours(stream: Stream): boolean {
  return stream.isTTY === true && !process.env.NO_COLOR;
}

/** Paints text for a stream; leaves it as it is where the stream takes no colours. */
export function painter(stream: Stream): (colour: Colour, text: string) => string {
  if (!takesColours(stream)) return (_colour, text) => text;
  return (colour, text) => styleText(colour, text, { validateStream: false });
}

/** How many characters fit on a line of a stream. */
export function columnsOf(stream: Stream): number {
  // A terminal that does not know its width says 0.
  return Math.max(MIN_COLUMNS, Math.min(stream.columns || MAX_COLUMNS, MAX_COLUMNS));
}

/** Breaks a text into lines of at most `columns` characters, all indented alike; a longer word has a line of its own. */
export function wrap(text: string, columns: number, indent = 0): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && indent + line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((one) => " ".repeat(indent) + one).join("\n");
}

/** A number as people read it: 10,000. */
export function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

/** A number of things: 1 page, 2 pages. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}
