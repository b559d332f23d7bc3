import type { MixpanelClient } from "../client";
import { uploadLexiconSchemas as endpoint } from "../endpoints/lexicon";
import { InputError, isOutOfTime, MixpanelError, MixpanelRateLimitError } from "../errors";
import { TimeLeft } from "../ingest/engine/timeLeft";
import { numberOf } from "../records/exactNumbers";
import { sending } from "../records/given";
import type { RecordInput, RecordSource } from "../records/source";
import { batchesOf, type SchemaBatch } from "./batches";
import { readEntry, SCHEMAS_INPUT } from "./entry";

export interface UploadedSchemas {
  status: string;
  /** Mixpanel's counts, over all requests. */
  results: { added: number; deleted: number };
  /** Entries in requests that Mixpanel confirmed. */
  uploaded: number;
  /** Requests that Mixpanel confirmed. */
  requests: number;
  /** Position of the first entry that was not uploaded, from 0. Null if all were uploaded. */
  resume_from: number | null;
  /** `time` if the time limit was reached before the last entry. */
  stopped_by: "time" | null;
}

export interface UploadOptions {
  projectId?: string;
  /** Whether to delete the whole data dictionary first. */
  truncate: boolean;
  /** Position of the first schema to upload, from 0. */
  resumeFrom?: number;
}

/** Where an upload stands, and how to continue it. */
function progressOf({ uploaded, results, requests }: UploadedSchemas, next: number, truncate: boolean): string {
  if (requests === 0) return `No entry was confirmed as uploaded: correct the cause and run the step again.`;
  const off = truncate ? " and with Truncate turned off, because the old schemas are deleted already" : "";
  return `Before that, ${uploaded} entries were uploaded (added: ${results.added}, deleted: ${results.deleted}). The entries from position ${next} (counted from 0) on were not confirmed as uploaded: run the step again with Resume From ${next}${off}.`;
}

function failedRequest({ first, entries }: SchemaBatch): string {
  return `The failed request had the entries from position ${first} to ${first + entries.length - 1} (counted from 0).`;
}

/** Whether a request was not sent, or not repeated, only because the time limit of the step is too close. */
const isLate = (error: unknown) =>
  isOutOfTime(error) || (error instanceof MixpanelRateLimitError && error.status === undefined);

/**
 * Uploads schemas to Lexicon, in as many requests as its limits require, one after the other. Each waits for its turn: Lexicon takes 5
 * requests and 4,000 events and properties a minute. A list is checked as a whole before anything is sent; a file is checked as it is read.
 *
 * @throws InputError for an entry that cannot be sent, and for nothing to upload with `truncate`; MixpanelError. Once a request was
 * confirmed, the message says which entries were not uploaded and where to resume
 * @see https://developer.mixpanel.com/reference/upload-schemas-for-project
 */
export function uploadSchemas(
  client: MixpanelClient,
  schemas: RecordInput,
  options: UploadOptions,
): Promise<UploadedSchemas> {
  return sending(SCHEMAS_INPUT, schemas, undefined, (records) => upload(client, records, options));
}

async function upload(
  client: MixpanelClient,
  schemas: RecordSource,
  { projectId, truncate, resumeFrom = 0 }: UploadOptions,
): Promise<UploadedSchemas> {
  if (Array.isArray(schemas)) for (const [index, schema] of schemas.entries()) readEntry(schema, index);
  const waiting = client.waitingForLimits();
  const time = new TimeLeft(() => client.transport.leftMs());
  const counts = { added: 0, deleted: 0 };
  const result: UploadedSchemas = {
    status: "ok",
    results: counts,
    uploaded: 0,
    requests: 0,
    resume_from: null,
    stopped_by: null,
  };
  const stoppedAt = (first: number): UploadedSchemas => ({ ...result, resume_from: first, stopped_by: "time" });
  let sending: SchemaBatch | undefined;
  try {
    for await (const batch of batchesOf(schemas, { first: resumeFrom, share: client.options.rateShare })) {
      if (result.requests > 0 && time.untilLastRequestMs < 0) return stoppedAt(batch.first);
      sending = batch;
      const { entries, weight } = batch;
      // Only before the first entries: a second time would delete these too.
      const first = truncate && result.requests === 0 ? { truncate } : {};
      const parameters = { project_id: projectId, entries, ...first };
      const { results } = await waiting.call(endpoint, parameters, { entries: weight });
      counts.added += numberOf(results.added) ?? 0;
      counts.deleted += numberOf(results.deleted) ?? 0;
      result.uploaded += entries.length;
      result.requests++;
      sending = undefined;
    }
  } catch (error) {
    const next = resumeFrom + result.uploaded;
    if (result.requests > 0 && isLate(error)) return stoppedAt(next);
    if (!(error instanceof MixpanelError) || (result.requests === 0 && sending === undefined)) throw error;
    error.happened ??= error.message;
    const failed = sending === undefined ? "" : ` ${failedRequest(sending)}`;
    error.message += `${failed} ${progressOf(result, next, truncate)}`;
    throw error;
  }
  if (truncate && result.requests === 0) {
    throw new InputError({
      input: SCHEMAS_INPUT,
      got: "no schemas",
      expected: "at least one, because Truncate is on",
      fix: "To delete the whole data dictionary, use Delete All Lexicon Schemas.",
    });
  }
  return result;
}
