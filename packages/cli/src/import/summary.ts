/** The end of an import: what is in Mixpanel, what is not, and how to go on. */
import { counted, grouped, painter, type Stream } from "../terminal";
import { PROGRAM } from "../usage";
import type { Ledger } from "./ledger";
import type { Sent } from "./send";
import type { TargetName } from "./shape";

export interface Facts {
  sent: Sent;
  ledger: Ledger;
  source: string;
  to: TargetName;
  place: string;
  /** Whether everything ends with this run. */
  isOwnSandbox: boolean;
  isDryRun: boolean;
  /** Whether Ctrl-C or SIGTERM ended the run. */
  isInterrupted: boolean;
  /** The file with the records that are not in Mixpanel, if there are any. */
  rejectedFile: string | undefined;
  /** Why that file lacks some of them. */
  rejectedFileFailure: string | undefined;
  /** The arguments of the command, to be run again. */
  args: readonly string[];
}

export const NOUNS: Readonly<Record<TargetName, string>> = {
  events: "event",
  users: "user profile update",
  groups: "group profile update",
  table: "row",
};

const MAX_REASONS_SHOWN = 10;

/** The result as JSON. */
export function summaryValue(facts: Facts): object {
  const { sent, ledger, source, to, isDryRun, isInterrupted, rejectedFile, rejectedFileFailure } = facts;
  const { failure, durationMs, resumeFrom, stoppedBy, warnings, isRepeatable: _, ...counts } = sent;
  return {
    file: source,
    to,
    dry_run: isDryRun,
    ...counts,
    rejected_by_rule: ledger.byReason,
    rejected_file: rejectedFile ?? null,
    ...(rejectedFileFailure === undefined ? {} : { rejected_file_error: rejectedFileFailure }),
    warnings,
    duration_ms: durationMs,
    resume_from: resumeFrom,
    stopped_by: isInterrupted && resumeFrom !== null ? "signal" : stoppedBy,
    error: failure instanceof Error ? failure.message : null,
  };
}

const quoted = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** The same command, from a position on. */
function commandFrom(args: readonly string[], position: number): string {
  // What follows `--` is no option, whatever it looks like.
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const options = args
    .slice(0, end)
    .filter((arg, at) => !/^--resume-from(=|$)/.test(arg) && args[at - 1] !== "--resume-from");
  return `${PROGRAM} ${[...options, "--resume-from", String(position), ...args.slice(end)].map(quoted).join(" ")}`;
}

const SAFE: Readonly<Record<TargetName, string>> = {
  events: "Mixpanel drops the events that it has already",
  users: "the same values are set again",
  groups: "the same values are set again",
  table: "a table is replaced as a whole",
};

/** How to go on after a run that did not come to the end. */
function nextSteps({ sent, to, args, isInterrupted, source }: Facts): string[] {
  const { resumeFrom, isRepeatable } = sent;
  if (resumeFrom === null) return isInterrupted ? ["Interrupted after the last record: nothing is left to send."] : [];
  const again = isRepeatable
    ? `Running the same command again is safe: ${SAFE[to]}.`
    : "Do not run the same command again: it would add the same numbers a second time.";
  const data = source === "stdin" ? ", with the same data on stdin" : "";
  const stopped = isInterrupted ? "Interrupted" : "Ended before the last record";
  return [`${stopped}. ${again}`, `To go on from where it stopped${data}:`, `  ${commandFrom(args, resumeFrom)}`];
}

function reasons({ ledger }: Facts, noun: string): string[] {
  const { byReason } = ledger;
  const lines = byReason
    .slice(0, MAX_REASONS_SHOWN)
    .map(
      ({ count, rule, message, first }) =>
        `  ${grouped(count)}  ${rule ?? "rejected by Mixpanel"}: ${message} (first: ${noun} ${first})`,
    );
  const more = byReason.length - MAX_REASONS_SHOWN;
  return more > 0 ? [...lines, `  and ${counted(more, "more reason")}`] : lines;
}

const lackingFile = (name: string | undefined, failure: string) =>
  `${name === undefined ? "They are in no file" : `${name} lacks some of them, and its last line may be cut`}: ${failure}. To list those that are rejected, run the command with --dry-run and --rejected <file on another disk>.`;

/** The result as text. @param stream where it is shown */
export function summaryText(facts: Facts, stream: Stream): string {
  const { sent, to, place, isDryRun, isOwnSandbox, rejectedFile, rejectedFileFailure } = facts;
  const paint = painter(stream);
  const noun = NOUNS[to];
  const number = (count: number) => counted(count, noun);
  const seconds = (sent.durationMs / 1000).toFixed(1);
  const valid = sent.received - sent.rejected;
  const head = isDryRun
    ? `${number(sent.received)} checked in ${seconds} s, ${grouped(valid)} valid. Nothing was sent.`
    : `${number(sent.accepted)} accepted of ${grouped(sent.received)} read, in ${seconds} s, by ${place}.`;
  const lines = [
    `${(isDryRun ? valid : sent.accepted) === sent.received ? paint("green", "✓") : paint("yellow", "!")} ${head}`,
  ];
  if (sent.rejected > 0) {
    lines.push(`${number(sent.rejected)} ${isDryRun ? "would be rejected" : "rejected"}:`, ...reasons(facts, noun));
  }
  if (sent.unknown > 0)
    lines.push(`${number(sent.unknown)} may or may not be stored, because their requests broke off.`);
  if (sent.unconfirmed > 0)
    lines.push(`${number(sent.unconfirmed)} sent, but Mixpanel did not confirm that it stored them.`);
  if (sent.held > 0 && !isDryRun) lines.push(`${number(sent.held)} not sent.`);
  if (rejectedFileFailure !== undefined) lines.push(lackingFile(rejectedFile, rejectedFileFailure));
  else if (rejectedFile !== undefined) lines.push(`Each with its reason and position: ${rejectedFile}`);
  for (const { message } of sent.warnings) lines.push(`Warning: ${message}`);
  lines.push(...nextSteps(facts));
  if (to === "events" && !isDryRun && sent.accepted > 0)
    lines.push("Mixpanel stores events with the same insert ID once; it shows them within minutes.");
  if (isOwnSandbox && !isDryRun)
    lines.push(
      "This was a trial: the sandbox is gone now. Set MIXPANEL_USERNAME, MIXPANEL_SECRET and MIXPANEL_PROJECT_ID to import into a project.",
    );
  return `${lines.join("\n")}\n`;
}
