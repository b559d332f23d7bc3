import type { MixpanelClient } from "../client";
import { requireProjectToken } from "../credentials";
import { importEvents, trackEvents } from "../endpoints/events";
import { MixpanelValidationError } from "../errors";
import type { ParametersOf } from "../http/parameters";
import { countedIn, statusTextOf } from "../http/responseRecords";
import { roundedOf } from "../records/exactRecord";
import { sending } from "../records/given";
import { isRecord } from "../records/json";
import { heldIf, type RecordInput, type RecordSource } from "../records/source";
import type { Present } from "./completeEvent";
import { type EventEncoding, eventEncoder } from "./encodeEvent";
import { EVENT_LIMITS } from "./engine/limits";
import type { IngestTuning } from "./engine/options";
import { ingest } from "./engine/run";
import type { IngestResult } from "./result";
import { isAccepted, validateTrackedEvent } from "./validate";
import { verbatimEvents } from "./verbatimEvents";

/** Name of what is read, for errors. */
const INPUT = "Events";
/** Events that Mixpanel stores again each time they are sent, for messages. */
const UNSOUND_ID = "an insert ID that Mixpanel does not accept";
const AHEAD = "with a time in the future";

/** The time at the start of a run, used for all its events and all attempts to send them. */
function presentOf(client: MixpanelClient): Present {
  const nowMs = client.transport.clock.now();
  return { nowMs, clampToMs: nowMs };
}
/** Whether an event has no project token. */
function lacksToken(event: unknown): boolean {
  if (!isRecord(event) || !isRecord(event.properties)) return false;
  const { token } = event.properties;
  return typeof token !== "string" || token === "";
}

export interface ImportOptions
  extends IngestTuning,
    Omit<EventEncoding, "token" | "now" | "source" | "effectWithoutId"> {
  /** Overrides the client's project ID. */
  projectId?: string;
  /** Authenticates with the project token instead of the service account. */
  useProjectToken?: boolean;
  /** When true, Mixpanel checks every record and names the rejected ones. When false, it drops them without an error. */
  strict?: boolean;
  /** Whether Mixpanel locates events without an `ip` by the IP address of the request. */
  geolocate?: boolean;
}

/** The result of an import, with `code` and `status` of Mixpanel's last response that rejected events, or else its last response, or null. */
export interface ImportResult extends IngestResult {
  code: number | null;
  status: string | null;
}

/**
 * Imports events of any age. A missing `$insert_id` is computed from the event, so that retries and reruns create no duplicates.
 *
 * @param events in any form of `RecordInput`, read as they are needed; a stream is closed in the end
 * @throws InputError before anything is sent, for a value that holds no events; MixpanelError
 * @see https://developer.mixpanel.com/reference/import-events
 */
export function sendImport(
  client: MixpanelClient,
  events: RecordInput,
  options: ImportOptions = {},
): Promise<ImportResult> {
  return sending(INPUT, events, options.map, (records) => importRecords(client, records, options));
}

async function importRecords(
  client: MixpanelClient,
  events: RecordSource,
  options: ImportOptions,
): Promise<ImportResult> {
  const {
    projectId,
    useProjectToken,
    strict = true,
    geolocate = false,
    concurrency,
    rateShare,
    onProgress,
    progressMs,
    validateOnly,
    resumeFrom,
    watch,
    present = presentOf(client),
    ...given
  } = options;
  const encoding: EventEncoding = {
    ...given,
    mergeToken: client.options.credentials.projectToken,
    present,
    source: client.options.integrationId,
    // Strict mode rejects events without a valid insert ID. Without strict mode, a retry would store them twice.
    effectWithoutId: strict ? undefined : "write",
  };
  // Without `ip` in the query or in the event, Mixpanel locates the event by the request's address. We do not send ip=1, because that
  // could override an event's own `ip`.
  const ip = geolocate ? undefined : "0";
  const parameters = { project_id: projectId, strict: strict ? "1" : "0", ip };
  let accepted: Pick<ImportResult, "code" | "status"> = { code: null, status: null };
  let refused: typeof accepted | undefined;
  const result = await ingest({
    operation: importEvents.operation,
    noun: "events",
    doubles: `would store a second time those ${AHEAD}${strict ? "" : `, and those with ${UNSOUND_ID}`}`,
    records: events,
    encode: eventEncoder(encoding),
    verbatim: verbatimEvents(encoding),
    isFresh: encoding.map !== undefined,
    limits: EVENT_LIMITS,
    clock: client.transport.clock,
    leftMs: () => client.transport.leftMs(),
    signal: client.transport.signal,
    gzip: importEvents.gzip,
    // In strict mode, Mixpanel names rejected events; without it, it only counts them.
    dropsInvalid: !strict,
    concurrency,
    ...client.ingestion(projectId, rateShare),
    onProgress,
    progressMs,
    validateOnly,
    resumeFrom,
    watch,
    send: async ({ body, compressed }, effect, { retried: onRetry, stored }) => {
      const auth = useProjectToken ? "tokenAsUser" : importEvents.auth;
      try {
        const answer = await client.call(importEvents, parameters, { body, compressed, auth, effect, onRetry });
        const code = typeof answer.code === "number" ? answer.code : null;
        accepted = { code, status: statusTextOf(answer) ?? null };
        const count = countedIn(answer);
        if (count !== undefined) stored(count);
      } catch (error) {
        if (error instanceof MixpanelValidationError)
          refused = { code: error.status ?? null, status: error.statusText ?? null };
        throw error;
      }
    },
  });
  return { ...result, ...(refused ?? accepted) };
}

export interface TrackOptions extends IngestTuning, Pick<EventEncoding, "replaceInsertIds" | "map" | "prepare"> {
  /** When true, events are checked against every rule of /track. When false, only against rules whose violation loses the event silently. */
  checkAll?: boolean;
  /** Whether events without a token get the connection's. */
  fillToken: boolean;
  /** Query parameters: `ip`, `verbose`, `img`. */
  parameters: ParametersOf<typeof trackEvents>;
}

/**
 * Tracks events of the last five days. A missing `time` becomes the current time and a missing `$insert_id` is computed, both before the
 * first attempt: a retry sends the same event, and Mixpanel drops the duplicate. /track does not name rejected records and may report
 * success, so events that it would lose, such as those without a token, are not sent, and listed as failed.
 *
 * @param events in any form of `RecordInput`, read as they are needed; a stream is closed in the end
 * @throws InputError before anything is sent, for a value that holds no events; MixpanelError
 * @see https://developer.mixpanel.com/reference/track-event
 */
export function sendTrack(client: MixpanelClient, events: RecordInput, options: TrackOptions): Promise<IngestResult> {
  return sending(INPUT, events, options.map, (records) => trackRecords(client, records, options));
}

async function trackRecords(client: MixpanelClient, given: RecordSource, options: TrackOptions): Promise<IngestResult> {
  const { fillToken, parameters, replaceInsertIds, map, prepare, checkAll, ...tuning } = options;
  const only = checkAll ? undefined : "lost";
  const present = presentOf(client);
  const now = present.nowMs;
  const events = await heldIf(fillToken && !client.options.credentials.projectToken, given);
  // Rows and streams cannot be checked in advance: their events may need the token.
  const needsToken =
    fillToken && (map !== undefined || !Array.isArray(events) || events.some((event) => lacksToken(roundedOf(event))));
  const token = needsToken ? requireProjectToken(client.options.credentials, trackEvents.operation) : undefined;
  return ingest({
    ...tuning,
    operation: trackEvents.operation,
    noun: "events",
    doubles: `would store a second time those without a time of their own or ${AHEAD}, and those with ${UNSOUND_ID}`,
    records: events,
    encode: eventEncoder({
      replaceInsertIds,
      map,
      prepare,
      token,
      source: client.options.integrationId,
      now,
      present,
      // Violations that Mixpanel accepts are only reported when validating; otherwise the event is sent.
      check: (event) =>
        validateTrackedEvent(event, { now, only }).filter(({ rule }) => tuning.validateOnly || !isAccepted(rule)),
      // Mixpanel replaces an invalid insert ID by a new one, a different one for each retry.
      effectWithoutId: "write",
    }),
    limits: EVENT_LIMITS,
    ...client.ingestion(undefined, tuning.rateShare),
    clock: client.transport.clock,
    leftMs: () => client.transport.leftMs(),
    signal: client.transport.signal,
    gzip: trackEvents.gzip,
    send: async ({ body, compressed }, effect, { retried: onRetry, stored }) => {
      const answer = await client.call(trackEvents, parameters, { body, compressed, effect, onRetry });
      const count = countedIn(answer);
      if (count !== undefined) stored(count);
    },
  });
}
