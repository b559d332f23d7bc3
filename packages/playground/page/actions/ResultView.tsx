/** A result as table, chart, tree and JSON text, or why there is none. */
import { useMemo, useState } from "preact/hooks";
import type { Failure } from "../../src/protocol";
import { Copy } from "../components/Copy";
import { DataTable } from "../components/DataTable";
import { JsonTree } from "../components/JsonTree";
import { SeriesChart } from "../components/SeriesChart";
import { TabPanel, Tabs } from "../components/Tabs";
import { seriesOf } from "../results/seriesOf";
import { tablesOf } from "../results/tableOf";
import type { Run } from "./run";

type View = "table" | "chart" | "tree" | "raw";

export function ResultView({ name, run }: { name: string; run: Run }) {
  if (run.failure !== undefined) return <FailureView failure={run.failure} />;
  if (run.result === undefined)
    return <p class="muted">{run.isRunning ? "The result is not there yet." : "The run ended without a result."}</p>;
  return <ResultData name={name} data={run.result.data} isShortened={run.result.isShortened} />;
}

interface DataProps {
  name: string;
  data: unknown;
  isShortened: boolean;
}

function ResultData({ name: key, data, isShortened }: DataProps) {
  const tables = useMemo(() => tablesOf(data), [data]);
  const series = useMemo(() => seriesOf(data), [data]);
  const [wanted, setWanted] = useState<View>("table");
  const views: { id: View; label: string }[] = [
    ...(tables.length > 0 ? [{ id: "table", label: "Table" } as const] : []),
    ...(series !== undefined ? [{ id: "chart", label: "Chart" } as const] : []),
    { id: "tree", label: "Tree" },
    { id: "raw", label: "Raw" },
  ];
  const view = views.some(({ id }) => id === wanted) ? wanted : "tree";
  const name = `${key}-result`;
  const text = JSON.stringify(data, null, 2) ?? "";
  const shown = {
    table: () => tables.map((table) => <DataTable key={table.title} table={table} />),
    chart: () => series && <SeriesChart series={series} />,
    tree: () => <JsonTree value={data} />,
    raw: () => (
      <>
        <Copy text={text}>Copy JSON</Copy>
        <pre class="body">{text}</pre>
      </>
    ),
  };
  return (
    <>
      {isShortened && <p class="notice warn">The result is larger than a page can hold. This is its beginning.</p>}
      <Tabs name={name} label="Views of the result" tabs={views} selected={view} onSelect={setWanted} />
      {views.map(({ id }) => (
        <TabPanel key={id} name={name} id={id} isSelected={id === view} class="view">
          {id === view && shown[id]()}
        </TabPanel>
      ))}
    </>
  );
}

function FailureView({ failure: { name, message, details } }: { failure: Failure }) {
  const known = Object.entries(details).filter(([, value]) => value !== undefined && value !== null);
  return (
    <div role="alert" class="notice bad failure">
      {name !== "" && <h3>{name}</h3>}
      <p>{message}</p>
      <dl>
        {known.map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{typeof value === "object" ? <JsonTree value={value} levels={1} /> : String(value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
