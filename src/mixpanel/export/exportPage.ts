import type { MixpanelClient } from "../client";
import { downloadData } from "../endpoints/events";
import { hashEvent } from "./eventHash";
import type { CollectedEvents } from "./exportEvents";
import { type RangeOptions, type RangeParameters, readWindow } from "./exportRange";
import { ExportPacer } from "./pacer";
import { fingerprintOf, Position, readCursor, writeCursor } from "./position";
import { SeenEvents } from "./seenEvents";
import { defaultWindowDays, splitRange } from "./windows";

/**
 * Events of a range, as many as were asked for, and where the rest begins. Truncated with nowhere to go on is what came up to the API's
 * own limit: there may be more, which only a query without it tells.
 */
export interface EventPage extends CollectedEvents {
  /** First day that was not returned whole, where there are more. */
  next_from_date?: string;
  /** Goes on exactly behind the last event returned, where there are more. */
  next_cursor?: string;
}

export interface PageOptions extends RangeOptions {
  maxEvents: number;
  /** The next_cursor of the page before. */
  cursor?: string;
}

/**
 * Collects a range's events up to a bound. Complete or not at all: an export that breaks off for good throws. Going on from a cursor
 * reads the window that was cut again from its start and passes over what was returned, proving that it is the same.
 *
 * @throws InputError for a cursor of another query; MixpanelError
 * @see https://developer.mixpanel.com/reference/raw-event-export
 */
export async function exportPage(
  client: MixpanelClient,
  parameters: RangeParameters,
  { maxEvents, cursor, windowDays, dedupe = false, ...options }: PageOptions,
): Promise<EventPage> {
  // Of the whole range, whatever the cursor: the window that it stands in must be the same one again.
  const days = windowDays ?? defaultWindowDays(parameters.from_date, parameters.to_date);
  const { apiHost, projectId } = client.options;
  const project_id = parameters.project_id ?? projectId;
  const { residency } = client;
  const fingerprint = fingerprintOf({ ...parameters, project_id, residency, apiHost, days, dedupe });
  const from = cursor === undefined ? undefined : readCursor(cursor, fingerprint);
  const first = from?.from_date ?? parameters.from_date;
  const pacer = new ExportPacer(client);
  const events: CollectedEvents["events"] = [];
  let position = from?.position ?? new Position();
  let isLimited = false;
  for (const window of splitRange(first, parameters.to_date, days)) {
    const seen = dedupe ? new SeenEvents(downloadData.operation) : undefined;
    const reading = { ...options, pacer, position, seen };
    for await (const batch of readWindow(client, { ...parameters, ...window }, reading)) {
      for (const event of batch) {
        const hash = hashEvent(event);
        const isNew = seen === undefined || seen.add(hash);
        if (isNew && events.length === maxEvents) {
          const next_cursor = writeCursor({ from_date: window.from_date, position, fingerprint });
          return { events, count: events.length, truncated: true, next_from_date: window.from_date, next_cursor };
        }
        position.add(hash);
        if (isNew) events.push(event);
      }
    }
    isLimited ||= position.count === Number(parameters.limit);
    position = new Position();
  }
  return { events, count: events.length, truncated: isLimited };
}
