/** The latest runs of all actions. Each can be run again with its inputs. */
import { useEffect, useState } from "preact/hooks";
import type { Cost, PastRun } from "../../src/protocol";
import { call } from "../api";
import { JsonTree } from "../components/JsonTree";

export interface HistoryProps {
  isShown: boolean;
  /** Of the last run here: when it changes, there is one more to list. */
  cost: Cost | undefined;
  onReplay: (run: PastRun) => void;
}

export function History({ isShown, cost, onReplay }: HistoryProps) {
  const [runs, setRuns] = useState<PastRun[]>([]);
  const [error, setError] = useState("");
  useEffect(() => {
    if (isShown) call<PastRun[]>("/api/runs").then(setRuns, (cause: Error) => setError(cause.message));
  }, [isShown, cost]);
  if (error !== "") return <p role="alert">{error}</p>;
  if (runs.length === 0) return <p class="muted">No action has run yet. Runs are kept until the playground ends.</p>;
  return (
    <ol class="history">
      {runs.map((run) => (
        <li key={run.id}>
          <p>
            <span class={`badge ${run.ok ? "ok" : "bad"}`}>{run.ok ? "Succeeded" : "Failed"}</span>
            <strong>{run.label}</strong>
            <time class="small muted" dateTime={run.at}>
              {new Date(run.at).toLocaleTimeString()}
            </time>
            <button type="button" class="small" aria-label={`Run again: ${run.label}`} onClick={() => onReplay(run)}>
              Run again
            </button>
          </p>
          <details>
            <summary class="small muted">Inputs</summary>
            <JsonTree value={run.inputs} levels={1} />
          </details>
        </li>
      ))}
    </ol>
  );
}
