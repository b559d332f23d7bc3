import type { MixpanelClient } from "../client";
import { fetchNewEvents as endpoint } from "../endpoints/events";
import { MixpanelTooLargeError } from "../errors";
import { MAX_SEEN_EVENTS } from "../export/dedupe";
import { exportPage } from "../export/page";
import { readUpToToday } from "../export/upToToday";
import { MAX_WINDOW_DAYS } from "../export/windows";
import type { Collected } from "../results";
import { type KeyedEvent, keyed } from "./arrival";
import { type EventWindow, filterOf, isInWindow } from "./eventWindow";
import { readDays } from "./readDays";

/** Events of a window, up to a maximum number, and where to continue. */
export interface FetchedEvents extends Collected {
  events: KeyedEvent[];
  next_cursor?: string;
}

/**
 * Fetches the events of a window, up to a maximum number. Duplicates in the export are removed.
 *
 * @param options.cursor the next_cursor of the previous page
 * @throws InputError for a cursor of another window; MixpanelError if the export cannot be read to its end
 * @see https://developer.mixpanel.com/reference/raw-event-export
 */
export async function fetchPage(
  client: MixpanelClient,
  window: EventWindow,
  { maxEvents, cursor }: { maxEvents: number; cursor?: string | undefined },
): Promise<FetchedEvents> {
  let fetched: FetchedEvents = { events: [], count: 0, truncated: false };
  const only = { of: window, accepts: isInWindow(window) };
  await readUpToToday(window, async ({ from_date, to_date }) => {
    const parameters = { ...filterOf(window), from_date, to_date };
    const page = { maxEvents, dedupe: true, windowDays: MAX_WINDOW_DAYS, only, ...(cursor && { cursor }) };
    const { events, count, truncated, next_cursor } = await exportPage(client, parameters, page).catch(rethrow);
    fetched = { events: events.map(keyed), count, truncated, ...(next_cursor && { next_cursor }) };
  });
  return fetched;
}

/**
 * Fetches all events of a window as an NDJSON file, one JSON object with a key per line. It is complete, or the call fails.
 *
 * @param maxBytes maximum size of the file
 * @throws MixpanelTooLargeError if it is larger; MixpanelError if the export cannot be read to its end
 * @see https://developer.mixpanel.com/reference/raw-event-export
 */
export async function fetchFile(client: MixpanelClient, window: EventWindow, maxBytes: number): Promise<Buffer> {
  const lines = new Map<string, Buffer>();
  let bytes = 0;
  const accepts = isInWindow(window);
  await readDays(client, filterOf(window), window, (event) => {
    if (!accepts(event)) return;
    const line = keyed(event);
    // Duplicates in the export, and events that are read a second time after a failure, have the same key.
    if (lines.has(line.key)) return;
    const written = Buffer.from(`${JSON.stringify(line)}\n`);
    bytes += written.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    lines.set(line.key, written);
  });
  return Buffer.concat([...lines.values()], bytes);
}

/** Says of a window with too many events what a builder can do about it. */
function rethrow(error: unknown): never {
  if (!(error instanceof MixpanelTooLargeError) || error.status !== undefined) throw error;
  throw new MixpanelTooLargeError({
    operation: endpoint.operation,
    cause: error,
    message: `${endpoint.operation}: the window has more than ${MAX_SEEN_EVENTS} events, too many to find duplicates among them. Narrow Event Names or Where of the trigger, or choose File as the Output.`,
  });
}

const tooLarge = (maxBytes: number) =>
  new MixpanelTooLargeError({
    operation: endpoint.operation,
    message: `${endpoint.operation}: the file is larger than ${maxBytes} bytes. Raise Max File Size, or choose Events as the Output and fetch page after page with the Cursor.`,
  });
