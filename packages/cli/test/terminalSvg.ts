/** Draws what a terminal shows as an SVG image. */
import { type IBufferCell, Terminal } from "@xterm/headless";

const FONT_SIZE = 13;
const COLUMN_WIDTH = 7.83;
const ROW_HEIGHT = 18;
const MARGIN = 16;

const BACKGROUND = "#0d1117";
const FOREGROUND = "#e6edf3";
const DIM = "#8b949e";
/** The first eight colours of a terminal. */
const COLOURS = ["#484f58", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#b1bac4"];

interface Run {
  column: number;
  text: string;
  style: string;
}

function styleOf(cell: IBufferCell): string {
  const colour = cell.isFgPalette() ? (COLOURS[cell.getFgColor() % COLOURS.length] ?? FOREGROUND) : undefined;
  const fill = colour ?? (cell.isDim() ? DIM : FOREGROUND);
  return `fill="${fill}"${cell.isBold() ? ' font-weight="bold"' : ""}`;
}

/** Neighbours of one style, without the blanks between words of different styles. */
function runsOf(terminal: Terminal, row: number): Run[] {
  const line = terminal.buffer.active.getLine(row);
  const runs: Run[] = [];
  for (let column = 0; column < terminal.cols; column += 1) {
    const cell = line?.getCell(column);
    if (cell === undefined) break;
    const text = cell.getChars() || " ";
    const style = styleOf(cell);
    const last = runs.at(-1);
    if (last?.style === style) last.text += text;
    else runs.push({ column, text, style });
  }
  return runs.map((run) => ({ ...run, text: run.text.trimEnd() })).filter(({ text }) => text !== "");
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** @param screen what a program wrote to a terminal, with its control characters */
export async function terminalSvg(
  screen: string,
  { title, columns }: { title: string; columns: number },
): Promise<string> {
  const terminal = new Terminal({ cols: columns, rows: 200, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(screen, resolve));
  const rows = Array.from({ length: terminal.buffer.active.length }, (_, row) => runsOf(terminal, row));
  while (rows.at(-1)?.length === 0) rows.pop();
  const width = Math.ceil(columns * COLUMN_WIDTH + 2 * MARGIN);
  const height = rows.length * ROW_HEIGHT + 2 * MARGIN;
  const lines = rows.map((runs, row) => {
    const y = MARGIN + (row + 0.75) * ROW_HEIGHT;
    return runs.map(
      ({ column, text, style }) =>
        `<text x="${(MARGIN + column * COLUMN_WIDTH).toFixed(1)}" y="${y}" ${style} textLength="${(text.length * COLUMN_WIDTH).toFixed(1)}">${escaped(text)}</text>`,
    );
  });
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="${FONT_SIZE}" xml:space="preserve">`,
    ...lines.flat(),
    "</g>",
    "</svg>",
  ].join("\n")}\n`;
}
