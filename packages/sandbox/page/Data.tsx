/** Cohorts, tasks and lookup tables of a project. */
import type { ComponentChildren } from "preact";
import type { Inventory } from "../src/protocol";
import { useLoaded } from "./client";
import type { SourceProps } from "./Events";
import { Notice } from "./parts";
import { count, counted } from "./words";

export function Data({ client, projectId, version }: SourceProps) {
  const { value, error } = useLoaded<Inventory>(client, `/inventory?project=${projectId}`, version);
  if (value === undefined) return <Notice error={error} />;
  const { cohorts, tasks, lookupTables, mergedIds } = value;
  return (
    <>
      <List
        title="Cohorts"
        columns={["Name", "ID", "Users"]}
        rows={cohorts.map(({ id, name, users }) => [name, <code key={id}>{id}</code>, count(users)])}
        empty="No cohorts. The sample data has some, and so may a seed."
      />
      <List
        title="Tasks"
        columns={["Kind", "What", "Status"]}
        rows={tasks.map(({ kind, name, status }) => [
          kind,
          name,
          <span key="status" class="badge">
            {status.toLowerCase()}
          </span>,
        ])}
        empty="No tasks. Privacy requests, pipelines, warehouse imports and cohort syncs appear here; move the clock to make them go on."
      />
      <List
        title="Lookup tables"
        columns={["Name", "ID", "Columns", "Rows"]}
        rows={lookupTables.map(({ id, name, columns, rows }) => [
          name,
          <code key={id}>{id}</code>,
          columns.length === 0 ? "none yet" : columns.join(", "),
          count(rows),
        ])}
        empty="No lookup tables."
      />
      {mergedIds > 0 && <p class="small muted">{counted(mergedIds, "distinct ID")} merged into others.</p>}
    </>
  );
}

interface ListProps {
  title: string;
  columns: readonly string[];
  rows: ComponentChildren[][];
  empty: string;
}

function List({ title, columns, rows, empty }: ListProps) {
  return (
    <div class="list">
      <h3>{title}</h3>
      {rows.length === 0 ? (
        <p class="muted">{empty}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section class="wide" tabIndex={0} aria-label={title}>
          <table>
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
              {rows.map((cells, row) => (
                <tr key={String(row)}>
                  {cells.map((cell, column) => (
                    <td key={columns[column]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  );
}
