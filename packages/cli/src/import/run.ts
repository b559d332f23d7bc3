/** Imports a file: opens it, tells what it is, sends it, shows how far it is, and says what became of it. */
import { loadComponent } from "../bundle";
import { clientOf } from "../client";
import { openTarget } from "../connection";
import { catchInterrupts } from "../interrupt";
import { Outages } from "../outages";
import { printResult } from "../result";
import { UsageError } from "../usage";
import { Ledger } from "./ledger";
import { givenFlags, type MappingFlags, mappingOf } from "./mapping";
import { ImportProgress } from "./progress";
import { RejectedFile } from "./rejectedFile";
import { type Sending, type Sent, sendRecords, sendRows } from "./send";
import { ownFormOf, type TargetName } from "./shape";
import { openSource, readOf, type Source } from "./source";
import { type Facts, NOUNS, summaryText, summaryValue } from "./summary";

export interface ImportRequest {
  file: string;
  to: TargetName;
  tableId: string | undefined;
  mode: "upsert" | "onlyIfAbsent" | "addUp" | undefined;
  flags: MappingFlags;
  insertIdColumns: readonly string[] | undefined;
  zone: string | undefined;
  projectId: string | undefined;
  isDryRun: boolean;
  rejected: string | undefined;
  resumeFrom: number | undefined;
  rateShare: number | undefined;
  concurrency: number | undefined;
  timeLimit: string | undefined;
  sandboxUrl: string | undefined;
  json: boolean;
  debug: boolean;
  /** The arguments of the command, to be shown for the next run. */
  args: readonly string[];
}

/** The client reports after every request: the bar shows the latest report as often as it likes. */
const PROGRESS_MS = 0;

/** Whether a file has records in Mixpanel's own form. @throws UsageError for flags or a target that do not go with it */
function hasOwnForm(request: ImportRequest, { name, head }: Source): boolean {
  const form = ownFormOf(head);
  if (form === undefined || request.to === "table") return false;
  if (form !== request.to) {
    throw new UsageError(
      `${name} has ${form} in Mixpanel's own form. Import it with --to ${form}, not --to ${request.to}.`,
    );
  }
  const flags = [
    ...givenFlags(request.flags),
    ...(request.insertIdColumns === undefined ? [] : ["--insert-id-columns"]),
    ...(request.mode === undefined ? [] : ["--mode"]),
  ];
  if (flags.length > 0)
    throw new UsageError(
      `${name} has ${form} in Mixpanel's own form, which need no mapping. Leave out ${flags.join(", ")}.`,
    );
  return true;
}

function targetOf({ to, mode, tableId }: ImportRequest): Parameters<typeof sendRows>[3]["target"] {
  if (to === "events") return { kind: to };
  if (to === "users") return { kind: to, mode };
  if (to === "table") return { kind: to, tableId: tableId ?? "" };
  if (mode === "addUp")
    throw new UsageError("--mode addUp goes with --to users only: Mixpanel does not add up properties of groups.");
  return { kind: to, mode };
}

/** @returns the exit code */
export async function runImport(request: ImportRequest): Promise<number> {
  const { file, to, json, debug, flags } = request;
  const mapping = mappingOf(flags, to);
  const target = targetOf(request);
  const source = await openSource(file);
  try {
    const isOwn = hasOwnForm(request, source);
    const rejected = new RejectedFile(source.name, request.rejected);
    const ledger = new Ledger(rejected);
    const place = await openTarget(loadComponent(), {
      environment: process.env,
      sandboxUrl: request.sandboxUrl,
      ownSandbox: {},
      timeLimit: request.timeLimit,
    });
    const noun = `${NOUNS[to]}s`;
    const counts = { records: 0, received: 0 };
    const progress = new ImportProgress(noun, () => ({
      ...counts,
      readBytes: source.readBytes(),
      totalBytes: source.totalBytes,
    }));
    const outages = new Outages((_level, message) => progress.say(message));
    const interrupts = catchInterrupts(() => {
      progress.say("Ending: what was read is being sent. Press Ctrl-C again to end at once.");
      if (to === "table") source.close();
    });
    try {
      if (!json)
        progress.say(
          `${request.isDryRun ? "Checking" : "Importing"} ${source.name}: ${isOwn ? "" : "rows as "}${noun}, to ${place.place}`,
        );
      const { fields } = place.connection;
      const client = clientOf(place, {
        rateShare: request.rateShare,
        log: (entry) => {
          outages.note(entry);
          if (debug)
            progress.say(`${entry.operation}: attempt ${entry.attempt}, ${entry.outcome} in ${entry.durationMs} ms`);
        },
      }).endedBy(interrupts.signal);
      const sending: Sending = {
        zone: request.zone,
        projectId: request.projectId,
        useProjectToken: !fields.username && Boolean(fields.projectToken),
        concurrency: request.concurrency,
        resumeFrom: request.resumeFrom,
        validateOnly: request.isDryRun,
        progressMs: PROGRESS_MS,
        onProgress: ({ received, imported, failed, unknown, unconfirmed }) => {
          counts.received = received;
          counts.records = request.isDryRun ? received : imported + failed + unknown + unconfirmed;
        },
      };
      const sent =
        isOwn && to !== "table"
          ? await sendRecords(client, source, ledger, { ...sending, to })
          : await sendRows(client, source, ledger, {
              ...sending,
              target,
              mapping,
              insertIdColumns: request.insertIdColumns,
            });
      outages.end(sent.failure === undefined && sent.resumeFrom === null);
      return finish(request, { sent, ledger, rejected, source, place, progress, interruptedBy: interrupts.exitCode() });
    } finally {
      outages.end(false);
      progress.stop();
      rejected.close();
      interrupts.release();
      await place.close();
    }
  } finally {
    source.close();
  }
}

interface Ended {
  sent: Sent;
  ledger: Ledger;
  rejected: RejectedFile;
  source: Source;
  place: Awaited<ReturnType<typeof openTarget>>;
  progress: ImportProgress;
  interruptedBy: number | undefined;
}

/** Shows the result. @returns the exit code */
function finish(
  request: ImportRequest,
  { sent, ledger, rejected, source, place, progress, interruptedBy }: Ended,
): number {
  const { to, json, isDryRun, args } = request;
  progress.stop();
  rejected.close();
  const facts: Facts = {
    sent,
    ledger,
    source: source.name,
    to,
    place: place.place,
    isOwnSandbox: place.kind === "ownSandbox",
    isDryRun,
    isInterrupted: interruptedBy !== undefined,
    rejectedFile: rejected.name,
    rejectedFileFailure: rejected.failure,
    args,
  };
  const out = process.stdout.isTTY ? process.stdout : process.stderr;
  if (!json) out.write(summaryText(facts, out));
  if (sent.received === 0 && (request.resumeFrom ?? 0) > 0)
    process.stderr.write(`${source.name} has no record at position ${request.resumeFrom} or after it.\n`);
  if (json || !process.stdout.isTTY) printResult(summaryValue(facts), { compact: json });
  if (interruptedBy !== undefined) return interruptedBy;
  if (sent.failure !== undefined) {
    process.stderr.write(`Read ${readOf(source)} of ${source.name}.\n`);
    throw sent.failure;
  }
  const { rejected: wrong, unknown, unconfirmed, held } = sent;
  return wrong + unknown + unconfirmed + (isDryRun ? 0 : held) > 0 || sent.resumeFrom !== null ? 1 : 0;
}
