/** Shows what a trigger does: results on stdout, everything else on stderr. */
import type { TriggerPayload, TriggerResult } from "../bundle";
import { counted, grouped, painter } from "../terminal";
import type { PushReport } from "./callers";
import type { Change } from "./changes";
import type { AnsweredCall } from "./listen";
import type { PollReport } from "./poll";

/** Receives what happens while a trigger runs. */
export interface Reporter {
  /** Text for people. */
  note(text: string): void;
  /** The trigger answered a call of its webhook. */
  answered(call: AnsweredCall): void;
  /** An execution of the flow begins; the next step gets `body.data` of its payload. */
  execution(payload: TriggerPayload): void;
  /** Mixpanel finished a push of a cohort sync. */
  pushed(push: PushReport): void;
  /** Something changed in the sandbox before a poll. */
  changed(change: Change): void;
  polled(poll: PollReport): void;
  /** The trigger or the flow failed, which a caller of the webhook does not see. */
  failed(error: unknown): void;
}

export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** One execution: what the next step of the flow would read, as one line of JSON. */
function printExecution({ body }: TriggerPayload): void {
  process.stdout.write(`${JSON.stringify(body.data ?? null)}\n`);
}

/** What a result holds, in short: the lengths of its lists, its numbers and its switches. */
function summaryOf(data: unknown): string {
  if (Array.isArray(data)) return counted(data.length, "item");
  if (typeof data !== "object" || data === null) return "";
  const parts = Object.entries(data).flatMap(([name, value]) => {
    if (Array.isArray(value)) return [`${name}: ${grouped(value.length)}`];
    return typeof value === "number" || typeof value === "boolean" ? [`${name}: ${String(value)}`] : [];
  });
  return parts.join(", ");
}

const branchOf = (result: TriggerResult | undefined) => (result?.branch === undefined ? [] : [result.branch]);

/** One call of a webhook: when it came, what the caller got, which branch the flow takes, and what it gets. */
function noteCall({ status, result }: AnsweredCall): void {
  const paint = painter(process.stderr);
  const parts = [
    paint("dim", new Date().toISOString().slice(11, 19)),
    paint(status < 300 ? "green" : "red", String(status)),
    ...branchOf(result).map((branch) => paint("cyan", branch)),
    ...(result === undefined ? [] : [summaryOf(result.payload.body.data)]),
  ];
  note(parts.filter((part) => part !== "").join("  "));
}

const HOUR_MS = 60 * 60_000;

/** What a poll found, in short. */
export const outcomeOf = ({ pages, executions }: Pick<PollReport, "pages" | "executions">): string =>
  executions === 0 ? "nothing new" : `${counted(executions, "execution")} from ${counted(pages, "page")}`;

function notePoll(poll: PollReport): void {
  const { changes, afterMs } = poll;
  const hours = afterMs === HOUR_MS ? "an hour" : counted(afterMs / HOUR_MS, "hour");
  const when = poll.round === 0 ? "First poll" : `After ${counted(changes, "change")} and ${hours}`;
  note(`${when}: ${outcomeOf(poll)}`);
}

/** Writes to the terminal. @param failed reports an error */
export const terminalReporter = (failed: Reporter["failed"]): Reporter => ({
  note,
  answered: noteCall,
  execution: printExecution,
  // Calls that were not accepted are reported at the end, and changes are counted in the line of their poll.
  pushed: () => {},
  changed: () => {},
  polled: notePoll,
  failed,
});
