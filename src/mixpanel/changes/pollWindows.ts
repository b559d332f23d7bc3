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

/** Maximum number of keys in a window: about 25 kB. */
const MAX_WINDOW_KEYS = 1_000;

interface PolledWindows {
  windows: EventWindow[];
  state: JsonObject;
}

/** The days, arrivals and keys of the events that a window is for. Adding an event twice changes nothing. */
class Extent {
  private from = "9999-12-31";
  private to = "";
  private first = Number.POSITIVE_INFINITY;
  private last = Number.NEGATIVE_INFINITY;
  private readonly keys = new Set<string>();

  /** @param range the days that were read */
  constructor(private readonly range: DateWindow) {}

  add(event: JsonObject, { arrival, key }: { arrival: number; key: string }): void {
    const { from_date, to_date } = this.range;
    const day = dayOf(event);
    // An event without a valid time can be of any day.
    const isOfRange = day !== undefined && day >= from_date && day <= to_date;
    this.include(isOfRange ? { from_date: day, to_date: day } : this.range);
    this.first = Math.min(this.first, arrival);
    this.last = Math.max(this.last, arrival);
    if (this.keys.size <= MAX_WINDOW_KEYS) this.keys.add(key);
  }

  private include({ from_date, to_date }: DateWindow): void {
    if (from_date < this.from) this.from = from_date;
    if (to_date > this.to) this.to = to_date;
  }

  /** Whether a window can name all the keys. */
  get isSmall(): boolean {
    return this.keys.size <= MAX_WINDOW_KEYS;
  }

  /** As many keys as a window can name. */
  someKeys(): string[] {
    return [...this.keys].slice(0, MAX_WINDOW_KEYS);
  }

  /** @returns no window if there are no events */
  windows(
    filter: FilterOfWindow,
    more: Pick<EventWindow, "received_after" | "except_keys"> | undefined = undefined,
  ): EventWindow[] {
    if (this.to === "") return [];
    const arrivals = { received_after: this.first - 1, received_through: this.last };
    const days = { from_date: this.from, to_date: this.to };
    return [{ ...filter, ...days, ...arrivals, ...more, ...(this.isSmall && { keys: [...this.keys] }) }];
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
    const { received_through, received: begun } = backfill;
    // What polls without batching passed on of these days, before batching was turned on.
    const passedOn = Object.values(begun?.keys ?? {})
      .flat()
      .slice(-MAX_WINDOW_KEYS);
    const except = passedOn.length > 0 && { except_keys: passedOn };
    windows.push({ ...filter, ...range, received_after: begun?.received_after ?? -1, received_through, ...except });
    backfill = afterDays(backfill, range);
  }
  return { windows, state: closeFeed(feed, received.state({ now }), { backfill }) };
}

/**
 * Polls for new events as windows, to be fetched later, each on its own. One export finds out which events are new. Up to
 * MAX_WINDOW_KEYS of them make one window, which names their keys. More are described by their arrivals: all that arrived since the last poll
 * make one window. Events that became exportable only after later ones had been found make another one, which names their keys, or, if there
 * are very many, covers their arrivals, so that some events are fetched a second time.
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
  const [all, late, fresh, again] = [new Extent(range), new Extent(range), new Extent(range), new Extent(range)];
  const read = await readDays(client, options.filter, range, (event) => {
    const arrival = arrivalOf(event);
    if (arrival <= received.after || arrival > now - SETTLE_MS) return;
    const arrived = { arrival, key: keyOf(event) };
    const isKnown = received.has(arrived.key);
    next.add(arrived.key, arrival);
    if (!isKnown) all.add(event, arrived);
    if (!isKnown) (arrival > newest ? fresh : late).add(event, arrived);
    else if (arrival > newest) again.add(event, arrived);
  });
  const except_keys = again.someKeys();
  const ofFresh = { received_after: newest, ...(except_keys.length > 0 && { except_keys }) };
  const windows = all.isSmall ? all.windows(filter) : [...late.windows(filter), ...fresh.windows(filter, ofFresh)];
  const kept = next.state(readUntil(feed, read));
  return { windows, state: closeFeed(feed, kept, { zones: zonesAfter(feed, range, read) }) };
}
