import type { MixpanelClient } from "../client";
import type { Parameter } from "../endpoint";
import { downloadData } from "../endpoints/events";
import { MixpanelResponseError } from "../errors";
import type { JsonObject } from "../json";
import { Attempts } from "./attempts";
import { hashEvent } from "./eventHash";
import { type LineBatch, readBatches } from "./lineBlocks";
import { type ExportOptions, openExport } from "./openExport";
import { ExportPacer } from "./pacer";
import { Position } from "./position";
import { SeenEvents } from "./seenEvents";
import { defaultWindowDays, splitRange } from "./windows";

/** The parameters of an export, by Mixpanel's names. */
export type RangeParameters = Readonly<Record<string, Parameter>> & { from_date: string; to_date: string };

export interface RangeOptions extends ExportOptions {
  /** Days of one export; defaultWindowDays of the range by default. */
  windowDays?: number;
  /** Whether copies are left out: events equal in event, time, distinct_id and $insert_id. The first wins. */
  dedupe?: boolean;
}

/** One window as it is being read. */
export interface WindowReading extends ExportOptions {
  pacer: ExportPacer;
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

/** Passes over what was handed out before, and proves that it is the same. */
async function* unread(
  batches: AsyncIterable<LineBatch>,
  { position, seen }: WindowReading,
): AsyncGenerator<JsonObject[]> {
  const until = position.copy();
  const passed = new Position();
  for await (const { events } of batches) {
    const first = Math.min(until.count - passed.count, events.length);
    for (const event of events.slice(0, first)) {
      const hash = hashEvent(event);
      passed.add(hash);
      seen?.add(hash);
    }
    if (passed.count === until.count && !passed.equals(until)) throw changed();
    if (first < events.length) yield first === 0 ? events : events.slice(first);
  }
  if (passed.count < until.count) throw changed();
}

/**
 * Reads the events of one window behind the reader's position, again from its start after each break, as the client's retry policy
 * allows. What was handed out is passed over and not handed out again. Memory does not grow with the window.
 *
 * @throws MixpanelError of the last attempt; MixpanelResponseError where what was handed out is not there any more
 */
export async function* readWindow(
  client: MixpanelClient,
  parameters: Readonly<Record<string, Parameter>>,
  reading: WindowReading,
): AsyncGenerator<JsonObject[]> {
  const attempts = new Attempts(client);
  for (;;) {
    await reading.pacer.turn(downloadData.operation);
    const opened = await openExport(client, parameters, reading);
    try {
      yield* unread(readBatches(...opened), reading);
      return;
    } catch (error) {
      await attempts.failed(error);
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
  const pacer = new ExportPacer(client);
  const { from_date: from, to_date: to } = parameters;
  for (const window of splitRange(from, to, windowDays ?? defaultWindowDays(from, to))) {
    const position = new Position();
    const seen = dedupe ? new SeenEvents(downloadData.operation) : undefined;
    const reading = { ...options, pacer, position, seen };
    for await (const events of readWindow(client, { ...parameters, ...window }, reading)) {
      for (const event of events) {
        const hash = hashEvent(event);
        position.add(hash);
        if (seen === undefined || seen.add(hash)) yield event;
      }
    }
  }
}
