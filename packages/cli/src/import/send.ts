/** Sends a file to Mixpanel: records in Mixpanel's own form as they are, rows by a mapping. */
import {
  eventViolations,
  GROUP_PROFILES,
  groups,
  type IngestResult,
  type IngestTuning,
  InputError,
  type MixpanelClient,
  profiles,
  recordSource,
  type SyncOptions,
  type SyncResult,
  sendImport,
  sendProfileUpdates,
  syncRows,
  textTimes,
  USER_PROFILES,
} from "mixpanel-connector/client";
import { type Ledger, RecordsWatch, rowJson } from "./ledger";
import { fieldFlags } from "./mapping";
import type { TargetName } from "./shape";
import type { Source } from "./source";

/** How records are sent, and which project gets them. */
export interface Sending extends IngestTuning {
  zone?: string;
  projectId?: string;
  /** Whether events are authenticated by the project token, as there is no service account. */
  useProjectToken: boolean;
}

/** What became of the records. Their sum is `received`. */
export interface Sent {
  received: number;
  accepted: number;
  rejected: number;
  /** Sound records that were not sent. */
  held: number;
  /** Records that Mixpanel may have. */
  unknown: number;
  unconfirmed: number;
  requests: number;
  retries: number;
  bytes: number;
  durationMs: number;
  resumeFrom: number | null;
  stoppedBy: "time" | "outage" | "source" | null;
  warnings: readonly { message: string }[];
  /** Whether the same records can be sent again without counting twice. */
  isRepeatable: boolean;
  /** What ended the run, if it was an error. */
  failure?: unknown;
}

/** Sends records in Mixpanel's own form. @throws MixpanelError if none was accepted, because of what no later run can be without */
export async function sendRecords(
  client: MixpanelClient,
  source: Source,
  ledger: Ledger,
  { to, ...options }: Sending & { to: Exclude<TargetName, "table"> },
): Promise<Sent> {
  const { zone, projectId, useProjectToken, ...tuning } = options;
  const watch = new RecordsWatch(ledger, { isDryRun: tuning.validateOnly === true, mayAdd: to === "users" });
  const records = recordSource(source.name, source.text);
  const run = (): Promise<IngestResult> => {
    if (to === "events") {
      const check = eventViolations(client.transport.clock.now());
      return sendImport(client, records, {
        ...tuning,
        watch,
        check,
        prepare: textTimes(zone),
        projectId,
        useProjectToken,
      });
    }
    const kind = to === "groups" ? GROUP_PROFILES : USER_PROFILES;
    const endpoint = to === "groups" ? groups.updateMultipleGroups : profiles.updateMultipleProfiles;
    // Without ip=0, Mixpanel would move every user to where this program runs.
    const parameters = { ip: to === "users" ? "0" : undefined, strict: "1", verbose: "1" };
    return sendProfileUpdates(client, endpoint, records, {
      ...tuning,
      watch,
      kind,
      parameters,
      check: (update) => kind.validate(update),
    });
  };
  let result: IngestResult;
  let failure: unknown;
  try {
    result = await run();
  } catch (error) {
    if (watch.failed === undefined || watch.failed.result.received === 0) throw error;
    result = watch.failed.result;
    failure = error;
  }
  const isRepeatable = watch.failed?.isRepeatable ?? !watch.adds;
  const resumeFrom = watch.resumeFrom(result.resume_from, isRepeatable);
  for (const refusal of watch.heldBefore(resumeFrom ?? Number.POSITIVE_INFINITY)) ledger.note(refusal);
  const rejected = ledger.byReason.reduce((sum, { count }) => sum + count, 0);
  return {
    received: result.received,
    accepted: result.imported,
    rejected,
    held: result.failed - rejected,
    unknown: result.unknown,
    unconfirmed: result.unconfirmed,
    requests: result.batches,
    retries: result.retries,
    bytes: result.bytes,
    durationMs: result.duration_ms,
    resumeFrom,
    stoppedBy: failure === undefined ? result.stopped_by : "outage",
    warnings: [],
    isRepeatable,
    failure,
  };
}

/** Sends rows. @throws InputError before anything is sent, if rows and mapping do not go together; MixpanelError if nothing could be stored */
export async function sendRows(
  client: MixpanelClient,
  source: Source,
  ledger: Ledger,
  options: Omit<SyncOptions, "onRejected">,
): Promise<Sent> {
  const onRejected: SyncOptions["onRejected"] = ({ row, ...reason }) => ledger.reject(reason, rowJson(row));
  const result = await syncRows(client, source.text, { ...options, onRejected }).catch((error) => {
    // The client knows a mapping; a person at the command line knows flags.
    if (error instanceof InputError && error.input === "Mapping")
      error.message += ` The flags for this: ${fieldFlags(options.target.kind)}, --map.`;
    throw error;
  });
  return sentRows(result, ledger);
}

function sentRows(result: SyncResult, ledger: Ledger): Sent {
  const { resume_from, held_rows, outage } = result;
  const isLeft = ({ position }: { position: number }) => resume_from === null || position < resume_from;
  for (const { row, message, ...held } of held_rows.filter(isLeft))
    ledger.note({ ...held, reason: message, json: rowJson(row) });
  return {
    received: result.received,
    accepted: result.imported,
    rejected: result.rejected,
    held: result.held,
    unknown: 0,
    unconfirmed: result.unconfirmed,
    requests: result.batches,
    retries: result.retries,
    bytes: result.bytes,
    durationMs: result.duration_ms,
    resumeFrom: resume_from,
    stoppedBy: result.stopped_by,
    warnings: result.warnings,
    isRepeatable: result.mode !== "addUp",
    failure: outage === null ? undefined : Object.assign(new Error(outage.message), { code: outage.code }),
  };
}
