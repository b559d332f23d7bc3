import type { MixpanelClient } from "../client";
import { downloadData } from "../endpoints/events";
import { MixpanelResponseError } from "../errors";
import { NEWLINE } from "../records/bytes";
import type { JsonObject } from "../records/json";
import { linesOf } from "../records/lines";
import { SeenEvents } from "./dedupe";
import { hashEvent } from "./eventHash";
import { type LineBatch, readBatches } from "./lineBlocks";
import { type ExportOptions, type ExportParameters, exportRetries, openExport } from "./open";
import { Position } from "./position";
import { defaultWindowDays, splitRange } from "./windows";

/** The parameters of an export, with its first and last day. */
export type RangeParameters = ExportParameters & { from_date: string; to_date: string };

export interface RangeOptions extends ExportOptions {
  /** Number of days per export; by default, see defaultWindowDays. */
  windowDays?: number;
  /** Whether to remove duplicates: events with the same event, time, distinct_id and $insert_id. The first one is kept. */
  dedupe?: boolean;
}

/** The state of reading one window. */
export interface WindowReading extends ExportOptions {
  /** How far the window has been read; the reader updates it with each event. */
  position: Position;
  /** Also collects the hashes of skipped events. */
  seen?: SeenEvents;
  /** Which events are read; all by default. Others do not count, so the position remains valid if their number changes. */
  accepts?(event: JsonObject): boolean;
}

/** Not retried: the new events would still be there, and each attempt counts as one of the exports per hour. */
function changed(): MixpanelResponseError {
  const { operation } = downloadData;
  return new MixpanelResponseError({
    operation,
    message: `${operation}: cannot continue, because Mixpanel no longer returns the events of the previous pages first: new events arrived, or their order changed. Continuing would lose or duplicate events. Start again without a Cursor, or, if the step has Window Days, choose fewer.`,
  });
}

/** Events, and the skipped lines between them. Where only some events are accepted, their own lines are left out. */
type Events = Pick<LineBatch, "events" | "eventBytes" | "bad"> & Partial<Pick<LineBatch, "lines">>;

export interface EventBatch extends Events {
  /** Number of bad lines among the events that were skipped before these. */
  passed: number;
}

/** The accepted events of each batch. */
async function* acceptedOf(
  batches: AsyncIterable<LineBatch>,
  accepts: NonNullable<WindowReading["accepts"]>,
): AsyncGenerator<Events> {
  for await (const { events, eventBytes, bad } of batches) {
    const before = (end: number) => events.slice(0, end).filter(accepts).length;
    yield {
      events: events.filter(accepts),
      eventBytes,
      bad: bad.map((one) => ({ ...one, before: before(one.before) })),
    };
  }
}

/** Skips the events that were returned before, and checks that they are the same. */
async function* unread(batches: AsyncIterable<Events>, { position, seen }: WindowReading): AsyncGenerator<EventBatch> {
  const until = position.copy();
  const over = new Position();
  let passed = 0;
  for await (const { events, eventBytes, bad, lines } of batches) {
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
    const rest = first === 0 ? lines : lines && keptLines(lines, (index) => index >= first);
    yield { events: events.slice(first), eventBytes, bad: left, passed, lines: rest };
    passed = 0;
  }
  if (over.count < until.count) throw changed();
}

/**
 * Starts reading a window's events after the given position.
 *
 * @throws MixpanelError if no response begins. The returned events throw MixpanelError if the export is truncated, and MixpanelResponseError
 * if the events before the position have changed
 */
export async function openWindow(
  client: MixpanelClient,
  parameters: ExportParameters,
  reading: WindowReading,
): Promise<AsyncGenerator<EventBatch>> {
  const batches = readBatches(...(await openExport(client, parameters, reading)));
  return unread(reading.accepts === undefined ? batches : acceptedOf(batches, reading.accepts), reading);
}

/**
 * Reads the events of one window after the given position. After a failure, the window is read again from its start, as the client's retry
 * policy allows, and events that were already returned are skipped. Memory does not grow with the window.
 *
 * @throws MixpanelError of the last attempt; MixpanelResponseError if the events already returned have changed
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

/** Those lines of a piece that are wanted, each with a newline at its end. @param keeps gets the position of an event in the piece */
function keptLines(lines: Buffer, keeps: (index: number) => boolean): Buffer {
  const kept: Buffer[] = [];
  let index = 0;
  for (const line of linesOf(lines)) if (keeps(index++)) kept.push(line, LINE_END);
  return Buffer.concat(kept);
}

const LINE_END = Buffer.of(NEWLINE);

/** Events of a range, and their lines as Mixpanel sends them. */
export interface RangeBatch {
  events: JsonObject[];
  /** The lines of these events, for a file: numbers of any length are unchanged. Each ends with a newline. */
  lines: Buffer;
}

/**
 * Exports the events of a range as exportRange does, in batches together with their lines, so that a caller who writes them to a file need
 * not serialize them again.
 *
 * @throws MixpanelError, possibly after some batches
 * @see https://developer.mixpanel.com/reference/raw-event-export
 */
export async function* exportRangeBatches(
  client: MixpanelClient,
  parameters: RangeParameters,
  { windowDays, dedupe = false, ...options }: RangeOptions = {},
): AsyncGenerator<RangeBatch> {
  const { from_date: from, to_date: to } = parameters;
  for (const window of splitRange(from, to, windowDays ?? defaultWindowDays(from, to))) {
    const position = new Position();
    const seen = dedupe ? new SeenEvents(downloadData.operation) : undefined;
    const reading = { ...options, position, seen };
    for await (const { events, bad, lines } of readWindow(client, { ...parameters, ...window }, reading)) {
      for (const one of bad) options.badLines?.add(one.bad);
      const isNew = events.map((event) => {
        const hash = hashEvent(event);
        position.add(hash);
        return seen === undefined || seen.add(hash);
      });
      const kept = keptLines(lines ?? Buffer.alloc(0), (index) => isNew[index] === true);
      yield { events: events.filter((_event, index) => isNew[index]), lines: kept };
    }
  }
}

/**
 * Exports the events of a range of any length, one at a time, while they are received, with constant memory: one window of days after the
 * other, within the limits on exports. If reading a window fails midway, it is read again; each event is still returned only once.
 *
 * @param options.dedupe removes duplicates, which have the same time and are therefore in the same window; at most MAX_SEEN_EVENTS events
 * per window
 * @throws MixpanelError, possibly after some events; MixpanelRateLimitError with the time when the hourly limit resets
 * @see https://developer.mixpanel.com/reference/raw-event-export
 */
export async function* exportRange(
  client: MixpanelClient,
  parameters: RangeParameters,
  options: RangeOptions = {},
): AsyncGenerator<JsonObject> {
  for await (const { events } of exportRangeBatches(client, parameters, options)) yield* events;
}
