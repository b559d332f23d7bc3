import type { MixpanelClient } from "../client";
import { updateMultipleGroups } from "../endpoints/groups";
import { updateMultipleProfiles } from "../endpoints/profiles";
import { type IngestTuning, type MapRow, RefusedRecord } from "../ingest/engine/options";
import { sendImport } from "../ingest/events";
import { GROUP_PROFILES, USER_PROFILES } from "../ingest/profileKinds";
import { sendProfileUpdates } from "../ingest/profiles";
import { emptyResult } from "../ingest/result";
import { isAccepted, validateEvent } from "../ingest/validate";
import { replaceTable } from "../lookupTables/replaceTable";
import { closing } from "../records/given";
import { isRecord } from "../records/json";
import { readSafely } from "../records/readSafely";
import type { RecordSource } from "../records/source";
import type { IngestResult } from "../results";
import { endOf, syncResult } from "./ending";
import { Outcomes } from "./outcomes";
import { Rows } from "./rows";
import { type RowInput, type RowSource, rowSource } from "./source";
import { eventMapper } from "./toEvent";
import { profileMapper } from "./toProfile";
import { tableMapper } from "./toTable";
import type { SyncOptions, SyncResult } from "./types";

/** Label of the input, for errors. */
const INPUT = "Rows";

export const tuningOf = ({
  concurrency,
  rateShare,
  validateOnly,
  resumeFrom,
  onProgress,
  progressMs,
}: SyncOptions): IngestTuning => ({
  concurrency,
  rateShare,
  validateOnly,
  resumeFrom,
  onProgress,
  progressMs,
});

/** Makes the function that turns a row into a record of its target. The `map` of `tableMapper` is its sibling. */
export function recordMapper(rows: Rows): MapRow {
  return rows.options.target.kind === "events" ? eventMapper(rows) : profileMapper(rows);
}

/** What Mixpanel would reject, and $ignore, for which it drops the event without an error. */
export function eventViolations(nowMs: number) {
  return (event: unknown) => {
    const found = validateEvent(event, { now: nowMs });
    return found.length === 0 ? found : found.filter(({ rule }) => rule === "event_ignored" || !isAccepted(rule));
  };
}

async function sendEvents(
  client: MixpanelClient,
  rows: Rows,
  options: IngestTuning & { map: MapRow },
): Promise<IngestResult> {
  const { geolocate, projectId, useProjectToken } = rows.options;
  const check = eventViolations(client.transport.clock.now());
  return sendImport(client, rows.source.rows, { ...options, geolocate, projectId, useProjectToken, check });
}

/** Sends records as updates of user or group profiles, as `map` makes them. */
export async function sendProfiles(
  client: MixpanelClient,
  rows: Rows,
  { records = rows.source.rows, ...options }: IngestTuning & { map?: MapRow; records?: RecordSource },
): Promise<IngestResult> {
  const isGroup = rows.options.target.kind === "groups";
  const kind = isGroup ? GROUP_PROFILES : USER_PROFILES;
  // Without ip=0, Mixpanel would move every user to where the integration runs.
  const parameters = { ip: rows.options.geolocate ? "1" : "0", strict: "1", verbose: "1" };
  const endpoint = isGroup ? updateMultipleGroups : updateMultipleProfiles;
  const check = (update: unknown) => kind.validate(update);
  return sendProfileUpdates(client, endpoint, records, { ...options, parameters, kind, check });
}

/** Told of the rows of a table, and asked whether it is to be sent. */
export interface TableGuard {
  row(columns: readonly string[], values: readonly unknown[]): void;
  mayReplace(rows: number): boolean;
}

/** A table is replaced as a whole, so that a row that is wrong keeps all others from being sent. */
export async function sendTable(
  client: MixpanelClient,
  rows: Rows,
  outcomes: Outcomes,
  guard?: TableGuard,
): Promise<IngestResult> {
  const { projectId, validateOnly, target } = rows.options;
  const id = target.kind === "table" ? target.tableId : "";
  const { columns, map } = tableMapper(rows);
  async function* lists(): AsyncGenerator<readonly unknown[] | RefusedRecord> {
    let index = 0;
    for await (const row of rows.source.rows) {
      outcomes.begin(row, index);
      const values = map(row, index);
      if (!(values instanceof RefusedRecord)) guard?.row(columns, values);
      yield values;
      outcomes.settled([index++]);
    }
  }
  const begun = client.transport.clock.now();
  const onFailed = outcomes.rejected.bind(outcomes);
  const table = await replaceTable(
    client,
    { columns, lists: lists() },
    {
      id,
      projectId,
      validateOnly,
      onFailed: (record) => onFailed([record]),
      mayReplace: (count) => guard?.mayReplace(count) ?? true,
    },
  );
  return {
    ...emptyResult(),
    received: table.rows,
    imported: table.replaced ? table.rows : 0,
    batches: table.code === null ? 0 : 1,
    bytes: table.bytes,
    duration_ms: client.transport.clock.now() - begun,
    failed_records: table.failed_records,
  };
}

/** Opens rows for a run. */
export async function openRows(value: RowInput | RowSource, options: SyncOptions): Promise<Rows> {
  const { probedRows } = options;
  const source = isSource(value) ? value : await rowSource(INPUT, value, { probedRows });
  return new Rows(source, options);
}

/**
 * Sends rows of a warehouse, a database or a file to Mixpanel: as events, as user or group profiles, or as a lookup table. Rows are read as
 * they are needed, so that any number of them takes little memory.
 *
 * Rows that cannot be stored are returned in two piles: rejected ones, whose content is wrong, with the row itself, its position, the field
 * and the reason; and sound ones that an outage or the time limit held back, to be sent again. An outage is no error where a later run can
 * go on: `resume_from` says where, and `outage` why.
 *
 * @param value the rows, or a source of `rowSource`; a stream is closed in the end
 * @throws InputError before anything is sent, if rows, mapping and target do not go together; MixpanelError if nothing could be stored
 */
export function syncRows(
  client: MixpanelClient,
  value: RowInput | RowSource,
  options: SyncOptions,
): Promise<SyncResult> {
  return readRows(value, async () => sendRows(client, await openRows(value, options), options));
}

async function sendRows(client: MixpanelClient, rows: Rows, options: SyncOptions): Promise<SyncResult> {
  const outcomes = new Outcomes(rows);
  if (options.target.kind === "table")
    return syncResult(rows, outcomes, await endOf(sendTable(client, rows, outcomes), outcomes));
  const mapper = recordMapper(rows);
  const map = (row: unknown, index: number) => {
    outcomes.begin(row, index);
    return mapper(row, index);
  };
  const send = options.target.kind === "events" ? sendEvents : sendProfiles;
  const run = send(client, rows, { ...tuningOf(options), watch: outcomes, map });
  return syncResult(rows, outcomes, await endOf(run, outcomes));
}

/** Runs what reads rows, and closes their stream in the end. @throws InputError for a value that holds no rows */
export const readRows = async <T>(value: RowInput | RowSource, run: () => Promise<T>): Promise<T> =>
  closing(
    INPUT,
    readSafely(INPUT, () => (isSource(value) ? value.rows : value)),
    run,
  );

const isSource = (value: RowInput | RowSource): value is RowSource =>
  isRecord(value) && "hasColumn" in value && typeof value.hasColumn === "function";
