import type { MixpanelClient } from "../client";
import type { DateWindow } from "../export/windows";
import type { JsonObject } from "../records/json";
import { arrivalOf, dayOf, keyOf } from "./arrival";
import {
  afterDays,
  closeFeed,
  EXPORTS_PER_POLL,
  type Feed,
  type FeedOptions,
  firstDays,
  newDays,
  openFeed,
  readUntil,
  SETTLE_MS,
  zonesAfter,
} from "./eventFeed";
import type { EventWindow } from "./eventWindow";
import { readDays } from "./readDays";

/** Maximum number of keys in a window. */
const MAX_WINDOW_KEYS = 1_000;

interface PolledWindows {
  windows: EventWindow[];
  state: JsonObject;
}

/** The days and arrivals of the events that a window is for. Adding an event twice changes nothing. */
class Extent {
  private from = "9999-12-31";
  private to = "";
  private first = Number.POSITIVE_INFINITY;
  private last = Number.NEGATIVE_INFINITY;

  add(event: JsonObject, arrival: number): void {
    const day = dayOf(event);
    if (day < this.from) this.from = day;
    if (day > this.to) this.to = day;
    this.first = Math.min(this.first, arrival);
    this.last = Math.max(this.last, arrival);
  }

  /** @returns no window if there are no events */
  windows(
    filter: FilterOfWindow,
    { after = this.first - 1, keys }: { after?: number; keys?: string[] },
  ): EventWindow[] {
    if (this.to === "") return [];
    const range = { from_date: this.from, to_date: this.to };
    return [{ ...filter, ...range, received_after: after, received_through: this.last, ...(keys && { keys }) }];
  }
}

/** What each window says of the events, so that it can be fetched without the trigger's inputs. */
export type FilterOfWindow = Pick<EventWindow, "project_id" | "residency" | "event" | "where">;

function backfillWindows(feed: Feed, filter: FilterOfWindow): PolledWindows {
  const { now, received } = feed;
  const windows: EventWindow[] = [];
  let { backfill } = feed;
  while (backfill !== undefined && windows.length < EXPORTS_PER_POLL) {
    const range: DateWindow = firstDays(backfill);
    const received_after = backfill.received?.received_after ?? -1;
    windows.push({ ...filter, ...range, received_after, received_through: backfill.received_through });
    backfill = afterDays(backfill, range);
  }
  return { windows, state: closeFeed(feed, received.state({ now }), { backfill }) };
}

/**
 * Polls for new events as windows, to be fetched later, each on its own. One export finds out which events are new. All that arrived since the
 * last poll make one window. Events that became exportable only after later ones had been found make another one: it names their keys, or, if
 * there are very many, covers their arrivals, so that some events are fetched a second time.
 *
 * Only events that arrived some minutes ago count. Otherwise a window could contain more when it is fetched than when it was made, and the
 * next poll would find the same events again.
 *
 * @param options.windows what each window says of its events
 * @param state of the last poll; `{}` at first
 * @throws MixpanelError if the export cannot be read to its end: then there are no windows
 */
export async function pollWindows(
  client: MixpanelClient,
  options: FeedOptions & { windows: FilterOfWindow },
  state: JsonObject,
): Promise<PolledWindows> {
  const filter = options.windows;
  const feed = await openFeed(client, options, state);
  const { now, received } = feed;
  if (feed.backfill !== undefined) return backfillWindows(feed, filter);
  if (feed.isFirst) return { windows: [], state: closeFeed(feed, received.state({ now })) };
  const range = newDays(feed, options);
  const { newest } = received;
  const next = received.copy();
  const [fresh, late, lateKeys] = [new Extent(), new Extent(), new Set<string>()];
  const read = await readDays(client, options.filter, range, (event) => {
    const arrival = arrivalOf(event);
    if (arrival <= received.after || arrival > now - SETTLE_MS) return;
    const key = keyOf(event);
    next.add(key, arrival);
    if (received.has(key)) return;
    if (arrival > newest) fresh.add(event, arrival);
    else {
      late.add(event, arrival);
      if (lateKeys.size <= MAX_WINDOW_KEYS) lateKeys.add(key);
    }
  });
  const keys = lateKeys.size <= MAX_WINDOW_KEYS ? { keys: [...lateKeys] } : {};
  const windows = [...late.windows(filter, keys), ...fresh.windows(filter, { after: newest })];
  const kept = next.state(readUntil(feed, read));
  return { windows, state: closeFeed(feed, kept, { zones: zonesAfter(feed, range, read) }) };
}
