/** A table of a result. It scrolls by itself if it is wide. */
import type { Table } from "../results/tableOf";

const MAX_ROWS = 200;

export function DataTable({ table: { title, columns, rows } }: { table: Table }) {
  const isCut = rows.length > MAX_ROWS;
  const name = title === "" ? "Values" : title;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it, the keyboard cannot scroll a wide table
    <section class="table" aria-label={name} tabIndex={0}>
      <table>
        <caption>
          {name}
          <span class="muted">
            {title !== "" && ` ${rows.length.toLocaleString("en")} ${rows.length === 1 ? "row" : "rows"}`}
            {isCut && `, of which the first ${MAX_ROWS} are shown`}
          </span>
        </caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MAX_ROWS).map((row, at) => (
            <tr key={at}>
              {row.map((cell, index) => (
                <td key={columns[index]} class={typeof cell}>
                  {cellText(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function cellText(cell: unknown): string {
  if (cell === undefined) return "";
  return typeof cell === "string" ? cell : JSON.stringify(cell);
}
