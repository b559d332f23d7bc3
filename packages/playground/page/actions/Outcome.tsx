/** What came of a run: the result, what was sent, what it cost, and the runs before. */
import { useEffect, useState } from "preact/hooks";
import { counted } from "../../../sandbox/page/words";
import type { Cost, ListedAction, PastRun } from "../../src/protocol";
import { Copy } from "../components/Copy";
import { ExchangeList } from "../components/ExchangeList";
import { TabPanel, Tabs } from "../components/Tabs";
import { History } from "./History";
import { ResultView } from "./ResultView";
import type { Run } from "./run";

export interface OutcomeProps {
  action: ListedAction;
  run: Run | undefined;
  isShown: boolean;
  onReplay: (run: PastRun) => void;
}

type Part = "result" | "sent" | "log" | "history";

export function Outcome({ action, run, isShown, onReplay }: OutcomeProps) {
  const [part, setPart] = useState<Part>("result");
  const name = `${action.key}-outcome`;
  const tabs = [
    { id: "result", label: "Result" },
    { id: "sent", label: run === undefined ? "Sent" : `Sent (${run.exchanges.length})` },
    { id: "log", label: run === undefined ? "Log" : `Log (${run.log.length})` },
    { id: "history", label: "History" },
  ] as const;
  const panel = (id: Part, children: preact.ComponentChildren) => (
    <TabPanel name={name} id={id} isSelected={id === part}>
      {children}
    </TabPanel>
  );
  return (
    <section aria-label="Outcome" class="outcome-pane" id={name}>
      {run && <Summary run={run} />}
      <Tabs name={name} label="Outcome" tabs={tabs} selected={part} onSelect={setPart} />
      {panel("result", run === undefined ? <NoRun /> : <ResultView name={action.key} run={run} />)}
      {panel(
        "sent",
        run === undefined || run.exchanges.length === 0 ? (
          <p class="muted">{run === undefined ? "Run the action to see each request." : "Nothing was sent."}</p>
        ) : (
          <ExchangeList exchanges={run.exchanges} />
        ),
      )}
      {panel("log", <Log run={run} />)}
      {panel("history", <History isShown={isShown && part === "history"} cost={run?.cost} onReplay={onReplay} />)}
    </section>
  );
}

const NoRun = () => (
  <p class="muted">
    Fill in the form, or press <b>Use example</b>, then <b>Run</b> (Ctrl+Enter). The result, each request and its cost
    appear here.
  </p>
);

function Summary({ run }: { run: Run }) {
  const { isRunning, failure, cost, snippets, stored, exchanges } = run;
  const verdict = isRunning ? "Running…" : failure === undefined ? "Succeeded" : "Failed";
  const tone = isRunning ? "" : failure === undefined ? "ok" : "bad";
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (!isRunning) return;
    setSeconds(0);
    const timer = setInterval(() => setSeconds((before) => before + 1), 1000);
    return () => clearInterval(timer);
  }, [isRunning]);
  const progress = `${seconds} s, ${counted(exchanges.length, "request")} so far`;
  return (
    <div class="summary">
      <p role="status">
        <strong class={`badge ${tone}`}>{verdict}</strong> {isRunning ? progress : cost && costText(cost)}
      </p>
      {isRunning && <progress aria-label="The action runs" />}
      {cost?.quota.map(({ limit, used, of }) => (
        <p key={limit} class="small muted">
          Rate limit {limit}: {used} of {of}
        </p>
      ))}
      {stored !== undefined && (
        <p class="small">
          <strong>Sandbox:</strong> {stored}
        </p>
      )}
      {snippets && (
        <p class="buttons">
          <Copy text={snippets.command}>Copy as command</Copy>
          <Copy text={snippets.codeNative}>Copy as code</Copy>
        </p>
      )}
    </div>
  );
}

const costText = ({ ms, requests, retries }: Cost): string =>
  `in ${ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`} · ${counted(requests, "request")} · ${counted(retries, "retry", "retries")}`;

function Log({ run }: { run: Run | undefined }) {
  if (run === undefined || run.log.length === 0) return <p class="muted">The action has written nothing to its log.</p>;
  return (
    <ol class="log mono">
      {run.log.map(({ level, message }, at) => (
        <li key={at} class={level}>
          <span>{level}</span> {message}
        </li>
      ))}
    </ol>
  );
}
