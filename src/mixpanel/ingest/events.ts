import type { MixpanelClient } from "../client";
import { requireProjectToken } from "../credentials";
import { importEvents, trackEvents } from "../endpoints/events";
import { MixpanelValidationError } from "../errors";
import type { ParametersOf } from "../http/parameters";
import { countedIn, statusTextOf } from "../http/responseRecords";
import { roundedOf } from "../records/exactRecord";
import { isRecord } from "../records/json";
import type { RecordSource } from "../records/source";
import type { Present } from "./completeEvent";
import { type EventEncoding, eventEncoder } from "./encodeEvent";
import { EVENT_LIMITS } from "./engine/limits";
import type { IngestTuning } from "./engine/options";
import { ingest } from "./engine/run";
import type { IngestResult } from "./result";
import { isAccepted, validateTrackedEvent } from "./validate";

/** What Mixpanel stores a copy of each time. */
const UNSOUND_ID = "an insert ID that Mixpanel does not accept";
const AHEAD = "with a time in the future";

/** Now, when a run begins: one moment for all of its events, and for each attempt to send them. */
function presentOf(client: MixpanelClient): Present {
  const nowMs = client.transport.clock.now();
  return { nowMs, clampToMs: nowMs };
}
/** Whether an event bears no project token. */
function lacksToken(event: unknown): boolean {
  if (!isRecord(event) || !isRecord(event.properties)) return false;
  const { token } = event.properties;
  return typeof token !== "string" || token === "";
}

export interface ImportOptions
  extends IngestTuning,
    Omit<EventEncoding, "token" | "now" | "source" | "effectWithoutId"> {
  /** Replaces the client's own project ID. */
  projectId?: string;
  /** Authenticates with the project token in place of the service account. */
  useProjectToken?: boolean;
  /** Whether Mixpanel checks every record and names those it refuses. Without it, it drops them without a word. */
  strict?: boolean;
  /** Whether Mixpanel locates events by the address that the request comes from, where they have no `ip` of their own. */
  geolocate?: boolean;
}

/** What became of an import, with Mixpanel's own response: the last one that refused events, or else the last one. Null without any. */
export interface ImportResult extends IngestResult {
  code: number | null;
  status: string | null;
}

/**
 * Imports events of any age. A missing `$insert_id` is computed from the event, so that neither a retry nor a rerun stores it twice.
 *
 * @param events parsed events, or lines of NDJSON
 * @throws MixpanelError
 * @see https://developer.mixpanel.com/reference/import-events
 */
export async function sendImport(
  client: MixpanelClient,
  events: RecordSource,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const {
    projectId,
    useProjectToken,
    strict = true,
    geolocate = false,
    concurrency,
    rateShare,
    onProgress,
    validateOnly,
    resumeFrom,
    present = presentOf(client),
    ...encoding
  } = options;
  // Mixpanel locates by the address of the request where neither the query nor the event says otherwise. With ip=1, the address could
  // win over the event's own.
  const ip = geolocate ? undefined : "0";
  const parameters = { project_id: projectId, strict: strict ? "1" : "0", ip };
  let accepted: Pick<ImportResult, "code" | "status"> = { code: null, status: null };
  let refused: typeof accepted | undefined;
  const result = await ingest({
    operation: importEvents.operation,
    noun: "events",
    doubles: `would store a second time those ${AHEAD}${strict ? "" : `, and those with ${UNSOUND_ID}`}`,
    records: events,
    encode: eventEncoder({
      ...encoding,
      mergeToken: client.options.credentials.projectToken,
      present,
      source: client.options.integrationId,
      // Strict mode refuses what has no sound insert ID; without it, a repetition would store it twice.
      effectWithoutId: strict ? undefined : "write",
    }),
    limits: EVENT_LIMITS,
    clock: client.transport.clock,
    leftMs: () => client.transport.leftMs(),
    gzip: importEvents.gzip,
    // In strict mode the refused are named; without it their number is all there is.
    dropsInvalid: !strict,
    concurrency,
    ...client.ingestion(projectId, rateShare),
    onProgress,
    validateOnly,
    resumeFrom,
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

export interface TrackOptions extends IngestTuning, Pick<EventEncoding, "replaceInsertIds"> {
  /** Holds events against every rule of /track; else against those alone whose breach loses an event without a word. */
  checkAll?: boolean;
  /** Whether events without a token get the connection's. */
  fillToken: boolean;
  /** Of the query: `ip`, `verbose`, `img`. */
  parameters: ParametersOf<typeof trackEvents>;
}

/**
 * Tracks events of the last five days. A missing `time` becomes now, and a missing `$insert_id` is computed, both before the first
 * attempt: a retry repeats the same event, and Mixpanel drops the copy. As /track names no record and may answer that all went well,
 * events that it would lose, such as those without a token, are not sent, and listed as failed.
 *
 * @throws MixpanelError
 * @see https://developer.mixpanel.com/reference/track-event
 */
export async function sendTrack(
  client: MixpanelClient,
  events: RecordSource,
  options: TrackOptions,
): Promise<IngestResult> {
  const { fillToken, parameters, replaceInsertIds, checkAll, ...tuning } = options;
  const only = checkAll ? undefined : "lost";
  const present = presentOf(client);
  const now = present.nowMs;
  // A stream is not read ahead: it may need one.
  const needsToken = fillToken && (!Array.isArray(events) || events.some((event) => lacksToken(roundedOf(event))));
  const token = needsToken ? requireProjectToken(client.options.credentials, trackEvents.operation) : undefined;
  return ingest({
    ...tuning,
    operation: trackEvents.operation,
    noun: "events",
    doubles: `would store a second time those without a time of their own or ${AHEAD}, and those with ${UNSOUND_ID}`,
    records: events,
    encode: eventEncoder({
      replaceInsertIds,
      token,
      source: client.options.integrationId,
      now,
      present,
      // What Mixpanel accepts all the same is worth a word, and not worth losing an event.
      check: (event) =>
        validateTrackedEvent(event, { now, only }).filter(({ rule }) => tuning.validateOnly || !isAccepted(rule)),
      // Mixpanel puts one of its own in the place of an insert ID that it does not like, and another one into the copy.
      effectWithoutId: "write",
    }),
    limits: EVENT_LIMITS,
    ...client.ingestion(undefined, tuning.rateShare),
    clock: client.transport.clock,
    leftMs: () => client.transport.leftMs(),
    gzip: trackEvents.gzip,
    send: async ({ body, compressed }, effect, { retried: onRetry, stored }) => {
      const answer = await client.call(trackEvents, parameters, { body, compressed, effect, onRetry });
      const count = countedIn(answer);
      if (count !== undefined) stored(count);
    },
  });
}
