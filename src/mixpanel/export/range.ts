import type { MixpanelClient } from "../client";
import { downloadData } from "../endpoints/events";
import { MixpanelResponseError } from "../errors";
import type { JsonObject } from "../records/json";
import { SeenEvents } from "./dedupe";
import { hashEvent } from "./eventHash";
import { type LineBatch, readBatches } from "./lineBlocks";
import { type ExportOptions, type ExportParameters, exportRetries, openExport } from "./open";
import { Position } from "./position";
import { defaultWindowDays, splitRange } from "./windows";

/** The parameters of an export, with its days. */
export type RangeParameters = ExportParameters & { from_date: string; to_date: string };

export interface RangeOptions extends ExportOptions {
  /** Days of one export; defaultWindowDays of the range by default. */
  windowDays?: number;
  /** Whether copies are left out: events equal in event, time, distinct_id and $insert_id. The first wins. */
  dedupe?: boolean;
}

/** One window as it is being read. */
export interface WindowReading extends ExportOptions {
  /** How far the reader is; the reader moves it on with each event that it takes. */
  position: Position;
  /** Told the events that are passed over. */
  seen?: SeenEvents;
}

/** Not to be repeated: what has arrived stays, and each reading is one of the hour's exports. */
function changed(): MixpanelResponseError {
  const { operation } = downloadData;
  return new MixpanelResponseError({
    operation,
    message: `${operation}: the events that were already handed out are not the first ones any more: others arrived, or Mixpanel sent them in another order. Going on would lose or double some. Begin these days again, or make the windows of days shorter.`,
  });
}

/** Events, and the lines between them that were left out. */
export interface EventBatch extends Pick<LineBatch, "events" | "bad"> {
  /** How many lines were left out among the events that were passed over before these. */
  passed: number;
}

/** Passes over what was handed out before, and proves that it is the same. */
async function* unread(
  batches: AsyncIterable<LineBatch>,
  { position, seen }: WindowReading,
): AsyncGenerator<EventBatch> {
  const until = position.copy();
  const over = new Position();
  let passed = 0;
  for await (const { events, bad } of batches) {
    const first = Math.min(until.count - over.count, events.length);
    for (const event of events.slice(0, first)) {
      const hash = hashEvent(event);
      over.add(hash);
      seen?.add(hash);
    }
    if (over.count === until.count && !over.equals(until)) throw changed();
    const left = bad.filter(({ before }) => before >= first).map((one) => ({ ...one, before: one.before - first }));
    passed += bad.length - left.length;
    if (over.count < until.count) continue;
    yield { events: events.slice(first), bad: left, passed };
    passed = 0;
  }
  if (over.count < until.count) throw changed();
}

/**
 * Begins one reading of a window's events behind the reader's position.
 *
 * @throws MixpanelError where no answer begins; the events, MixpanelError where the export breaks off, and MixpanelResponseError where
 * what was handed out is not there any more
 */
export async function openWindow(
  client: MixpanelClient,
  parameters: ExportParameters,
  reading: WindowReading,
): Promise<AsyncGenerator<EventBatch>> {
  return unread(readBatches(...(await openExport(client, parameters, reading))), reading);
}

/**
 * Reads the events of one window behind the reader's position, again from its start after each break, as the client's retry policy
 * allows. What was handed out is passed over and not handed out again. Memory does not grow with the window.
 *
 * @throws MixpanelError of the last attempt; MixpanelResponseError where what was handed out is not there any more
 */
async function* readWindow(
  client: MixpanelClient,
  parameters: ExportParameters,
  reading: WindowReading,
): AsyncGenerator<EventBatch> {
  const retries = exportRetries(client);
  for (;;) {
    try {
      yield* await openWindow(client, parameters, reading);
      return;
    } catch (error) {
      await retries.again(error);
    }
  }
}

/**
 * Exports the events of a range of any length as they come, one at a time, with constant memory: one window of days after the other,
 * within the limits on exports. A window that breaks off is read again; its events are handed out once.
 *
 * @param options.dedupe leaves copies out; copies have the same time and so are of the same window. At most MAX_SEEN_EVENTS a window
 * @throws MixpanelError, also in the middle; MixpanelRateLimitError with the time at which the hour's allowance comes back
 * @see https://developer.mixpanel.com/reference/raw-event-export
 */
export async function* exportRange(
  client: MixpanelClient,
  parameters: RangeParameters,
  { windowDays, dedupe = false, ...options }: RangeOptions = {},
): AsyncGenerator<JsonObject> {
  const { from_date: from, to_date: to } = parameters;
  for (const window of splitRange(from, to, windowDays ?? defaultWindowDays(from, to))) {
    const position = new Position();
    const seen = dedupe ? new SeenEvents(downloadData.operation) : undefined;
    const reading = { ...options, position, seen };
    for await (const { events, bad } of readWindow(client, { ...parameters, ...window }, reading)) {
      // A reader that stops within a piece has then heard of some bad lines ahead of it.
      for (const one of bad) options.badLines?.add(one.bad);
      for (const event of events) {
        const hash = hashEvent(event);
        position.add(hash);
        if (seen === undefined || seen.add(hash)) yield event;
      }
    }
  }
}
