import type { MixpanelClient } from "../client";
import { requireProjectToken } from "../credentials";
import { importEvents, trackEvents } from "../endpoints/events";
import { InputError } from "../errors";
import { isRecord, type JsonObject } from "../json";
import { batchBody } from "./batches";
import { ingest } from "./ingest";
import { contentInsertId } from "./insertId";
import { EVENT_LIMITS } from "./limits";
import type { IngestResult } from "./result";

/** An event as Mixpanel takes it. */
export interface MixpanelEvent {
  event: string;
  properties: JsonObject;
}

const SHAPE = 'an object such as {"event": "Signed Up", "properties": {"distinct_id": "user-1", "time": 1700000000}}';

/**
 * Checks that every element is an event at all, before the first is sent. Mixpanel's own rules are left to Mixpanel, which names each
 * record that breaks one.
 *
 * @throws InputError naming the first element that is none
 */
export function assertEvents(input: string, records: readonly unknown[]): MixpanelEvent[] {
  return records.map((record, index) => {
    const got = (what: string) => new InputError({ input, got: `${what} at index ${index}`, expected: SHAPE });
    if (!isRecord(record))
      throw got(Array.isArray(record) ? "an array" : record === null ? "null" : `a ${typeof record}`);
    const { event, properties } = record;
    if (typeof event !== "string" || event === "") throw got('no "event" name');
    if (!isRecord(properties)) throw got('no "properties" object');
    return { ...record, event, properties };
  });
}

/** Fills in what the connection knows and an event lacks. */
function* completed(
  events: readonly MixpanelEvent[],
  complete: (properties: JsonObject, event: MixpanelEvent, index: number) => JsonObject,
): Generator<string> {
  for (const [index, event] of events.entries()) {
    yield JSON.stringify({ ...event, properties: complete(event.properties, event, index) });
  }
}

const isMissing = (value: unknown) => value === undefined || value === null || value === "";

/**
 * Imports events of any age. A missing `$insert_id` is computed from the event, so that neither a retry nor a rerun stores it twice.
 *
 * @param options.projectId in place of the client's own
 * @param options.useProjectToken authenticates with the project token in place of the service account
 * @param options.strict whether Mixpanel checks every record and names those it refuses
 * @throws MixpanelError
 * @see https://developer.mixpanel.com/reference/import-events
 */
export async function sendImport(
  client: MixpanelClient,
  events: readonly MixpanelEvent[],
  options: { projectId?: string; useProjectToken?: boolean; strict?: boolean } = {},
): Promise<IngestResult> {
  const source = client.options.integrationId;
  const records = completed(events, (properties, { event }) => ({
    ...(source === undefined ? {} : { $source: source }),
    ...properties,
    ...(isMissing(properties.$insert_id) ? { $insert_id: contentInsertId(event, properties) } : {}),
  }));
  const parameters = { project_id: options.projectId, strict: options.strict === false ? "0" : "1" };
  return ingest({
    operation: importEvents.operation,
    noun: "events",
    records,
    limits: EVENT_LIMITS,
    send: async (batch) => {
      await client.call(importEvents, parameters, {
        body: batchBody(batch),
        auth: options.useProjectToken ? "tokenAsUser" : importEvents.auth,
      });
    },
  });
}

/**
 * Tracks events of the last five days. A missing `time` becomes now, and a missing `$insert_id` is made up, both before the first
 * attempt: a retry repeats the same event, and Mixpanel drops the copy.
 *
 * @param options.fillToken whether events without a token get the connection's
 * @throws InputError for an event without a token where none is filled in; MixpanelError
 * @see https://developer.mixpanel.com/reference/track-event
 */
export async function sendTrack(
  client: MixpanelClient,
  events: readonly MixpanelEvent[],
  options: { fillToken: boolean; parameters: Record<string, string | undefined>; now: number },
): Promise<IngestResult> {
  const { fillToken, now, parameters } = options;
  const lacking = events.findIndex(({ properties }) => isMissing(properties.token));
  if (lacking >= 0 && !fillToken) {
    throw new InputError({
      input: "Events",
      got: `no properties.token at index ${lacking}`,
      expected: "a project token in every event while Use Project Token is off",
      fix: "Turn Use Project Token on to fill in the connection's.",
    });
  }
  const token = lacking >= 0 ? requireProjectToken(client.options.credentials, trackEvents.operation) : undefined;
  const source = client.options.integrationId;
  const records = completed(events, (properties, { event }, index) => {
    const timed = isMissing(properties.time) ? { ...properties, time: now } : properties;
    // Two equal events without a time are two happenings: their position tells them apart.
    const occurrence = timed === properties ? [] : [index];
    return {
      ...(source === undefined ? {} : { $source: source }),
      ...timed,
      ...(isMissing(properties.token) ? { token } : {}),
      ...(isMissing(properties.$insert_id) ? { $insert_id: contentInsertId(event, timed, ...occurrence) } : {}),
    };
  });
  return ingest({
    operation: trackEvents.operation,
    noun: "events",
    records,
    limits: EVENT_LIMITS,
    send: async (batch) => {
      await client.call(trackEvents, parameters, { body: batchBody(batch) });
    },
  });
}
