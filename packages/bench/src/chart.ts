import type { TopicResult } from "./report";
import type { Row } from "./topics/topic";

const WIDTH = 860;
const LEFT = 290;
const BAR_WIDTH = 430;
const ROW_HEIGHT = 24;
const BAR_HEIGHT = 15;
const TITLE_HEIGHT = 40;
const MARGIN = 20;

/** Colours that stand out on white and on dark alike; text follows the reader's scheme. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #24292f; }
  .title { font-weight: 600; }
  .value { font-variant-numeric: tabular-nums; }
  .ours { fill: #7856ff; }
  .theirs { fill: #8c959f; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .ours { fill: #9b83ff; }
    .theirs { fill: #6e7681; }
  }`;

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const isOurs = ({ label }: Row) => label.includes("connector");
const thousands = (perSecond: number) =>
  `${(perSecond / 1000).toLocaleString("en-US", { maximumFractionDigits: 0 })} k/s`;

function bar(row: Row, fastest: number, y: number): string {
  const width = Math.max(1, (row.perSecond / fastest) * BAR_WIDTH);
  const middle = y + BAR_HEIGHT - 3;
  return [
    `<text x="${LEFT - 10}" y="${middle}" text-anchor="end">${escaped(row.label)}</text>`,
    `<rect x="${LEFT}" y="${y}" width="${width.toFixed(1)}" height="${BAR_HEIGHT}" rx="2" class="${isOurs(row) ? "ours" : "theirs"}"/>`,
    `<text x="${(LEFT + width + 8).toFixed(1)}" y="${middle}" class="value">${thousands(row.perSecond)}</text>`,
  ].join("\n");
}

/**
 * Draws the records per second of each topic as bars, the fastest of a topic as wide as there is room.
 *
 * @returns an SVG that is readable on a light and on a dark background
 */
export function chart(topics: readonly TopicResult[]): string {
  let y = MARGIN;
  const shapes: string[] = [];
  for (const { title, rows } of topics) {
    shapes.push(`<text x="${MARGIN}" y="${y + 18}" class="title">${escaped(title)} (records per second)</text>`);
    y += TITLE_HEIGHT - 8;
    const fastest = Math.max(...rows.map(({ perSecond }) => perSecond));
    for (const row of rows) {
      shapes.push(bar(row, fastest, y));
      y += ROW_HEIGHT;
    }
    y += MARGIN;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y}" viewBox="0 0 ${WIDTH} ${y}" role="img" aria-label="Records per second of each contestant by topic">
<style>${STYLE}
</style>
${shapes.join("\n")}
</svg>
`;
}
