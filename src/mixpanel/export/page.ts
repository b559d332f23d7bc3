import type { MixpanelClient } from "../client";
import { downloadData } from "../endpoints/events";
import { repeat } from "../http/retries";
import type { JsonObject } from "../records/json";
import type { BadLines } from "./badLines";
import { Collecting } from "./collecting";
import { SeenEvents } from "./dedupe";
import type { CollectedEvents } from "./events";
import { exportRetries } from "./open";
import { fingerprintOf, Position, readCursor, writeCursor } from "./position";
import { openWindow, type RangeOptions, type RangeParameters } from "./range";
import { defaultWindowDays, splitRange } from "./windows";

/**
 * Events of a range, up to a maximum number, and where to continue. If `truncated` is true without a cursor, the API's own `limit` was
 * reached: there may be more events, which only an export without `limit` returns.
 */
export interface EventPage extends CollectedEvents {
  /** First day that was not returned completely, if there are more events. */
  next_from_date?: string;
  /** Cursor to continue after the last event returned, if there are more. */
  next_cursor?: string;
  /** The skipped lines between the returned events, if `skipBadLines` is true. */
  bad_lines?: Pick<BadLines, "count" | "lines">;
}

export interface PageOptions extends Omit<RangeOptions, "badLines"> {
  maxEvents: number;
  /** Whether to skip and report lines that are not valid JSON. If false, such a line is an error. */
  skipBadLines?: boolean;
  /** The next_cursor of the previous page. */
  cursor?: string;
  /** Returns only some of the events. `of` says which, for the cursor, in place of the days. */
  only?: { of: JsonObject; accepts(event: JsonObject): boolean };
}

/**
 * Collects the events of a range up to a maximum number, or fails: an incomplete page is never returned. If reading a window fails midway,
 * the window is collected again from its start, because its events may have changed, as on the current day. With a cursor, the events of the
 * previous pages are skipped, after checking that they are still the same.
 *
 * @throws InputError for a cursor of a different query; MixpanelError
 * @see https://developer.mixpanel.com/reference/raw-event-export
 */
export async function exportPage(
  client: MixpanelClient,
  parameters: RangeParameters,
  { maxEvents, cursor, windowDays, dedupe = false, skipBadLines = false, only, ...options }: PageOptions,
): Promise<EventPage> {
  // Calculated from the whole range even with a cursor, so that the windows are the same for each page.
  const days = windowDays ?? defaultWindowDays(parameters.from_date, parameters.to_date);
  const { apiHost, projectId } = client.options;
  const project_id = parameters.project_id ?? projectId;
  const { residency } = client;
  const fingerprint = fingerprintOf({ ...parameters, project_id, residency, apiHost, days, dedupe, ...only?.of });
  const from = cursor === undefined ? undefined : readCursor(cursor, fingerprint);
  const first = from?.from_date ?? parameters.from_date;
  const page = new Collecting(maxEvents);
  const { events, badLines } = page;
  const bad = () => (skipBadLines ? { bad_lines: { count: badLines.count, lines: badLines.lines } } : {});
  page.position = from?.position ?? page.position;
  let isLimited = false;
  for (const window of splitRange(first, parameters.to_date, days)) {
    const restart = page.mark();
    const { position } = page;
    const isWhole = await repeat(exportRetries(client), async () => {
      restart();
      const seen = dedupe ? new SeenEvents(downloadData.operation) : undefined;
      const reading = {
        ...options,
        badLines: skipBadLines ? badLines : undefined,
        position,
        seen,
        accepts: only?.accepts,
      };
      const batches = await openWindow(client, { ...parameters, ...window }, reading);
      for await (const batch of batches) if (!page.take(batch, seen)) return false;
      return true;
    });
    if (!isWhole) {
      const next_cursor = writeCursor({ from_date: window.from_date, position: page.position, fingerprint });
      const next = { next_from_date: window.from_date, next_cursor };
      return { events, count: events.length, truncated: true, ...next, ...bad() };
    }
    isLimited ||= page.reaches(parameters.limit);
    page.position = new Position();
  }
  return { events, count: events.length, truncated: isLimited, ...bad() };
}
