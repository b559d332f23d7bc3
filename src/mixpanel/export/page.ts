import type { MixpanelClient } from "../client";
import { downloadData } from "../endpoints/events";
import { repeat } from "../http/retries";
import type { BadLines } from "./badLines";
import { Collecting } from "./collecting";
import { SeenEvents } from "./dedupe";
import type { CollectedEvents } from "./events";
import { exportRetries } from "./open";
import { fingerprintOf, Position, readCursor, writeCursor } from "./position";
import { openWindow, type RangeOptions, type RangeParameters } from "./range";
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
  /** The lines between the events returned that were left out, where that is allowed. */
  bad_lines?: Pick<BadLines, "count" | "lines">;
}

export interface PageOptions extends Omit<RangeOptions, "badLines"> {
  maxEvents: number;
  /** Whether lines that no parser takes are left out and named; else the first of them is a failure. */
  skipBadLines?: boolean;
  /** The next_cursor of the page before. */
  cursor?: string;
}

/**
 * Collects a range's events up to a bound. Complete or not at all: an export that breaks off for good throws. A window that breaks off
 * is collected anew, since nothing of it was handed out: its events may have changed meanwhile, as those of a live day do. Going on from
 * a cursor passes over what was returned, proving that it is the same.
 *
 * @throws InputError for a cursor of another query; MixpanelError
 * @see https://developer.mixpanel.com/reference/raw-event-export
 */
export async function exportPage(
  client: MixpanelClient,
  parameters: RangeParameters,
  { maxEvents, cursor, windowDays, dedupe = false, skipBadLines = false, ...options }: PageOptions,
): Promise<EventPage> {
  // Of the whole range, whatever the cursor: the window that it stands in must be the same one again.
  const days = windowDays ?? defaultWindowDays(parameters.from_date, parameters.to_date);
  const { apiHost, projectId } = client.options;
  const project_id = parameters.project_id ?? projectId;
  const { residency } = client;
  const fingerprint = fingerprintOf({ ...parameters, project_id, residency, apiHost, days, dedupe });
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
      const reading = { ...options, badLines: skipBadLines ? badLines : undefined, position, seen };
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
