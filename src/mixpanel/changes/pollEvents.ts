import type { MixpanelClient } from "../client";
import type { DateWindow } from "../export/windows";
import type { JsonObject } from "../records/json";
import type { Collected } from "../results";
import { arrivalOf, type KeyedEvent, keyed, keyOf } from "./arrival";
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
  zonesAfter,
} from "./eventFeed";
import { Oldest } from "./oldest";
import { readDays } from "./readDays";
import { Received, type ReceivedState } from "./received";

/** The new events of a poll, the one that arrived first in front. `truncated`: the next poll returns more. */
export interface NewEvents extends Collected {
  events: KeyedEvent[];
}

interface Polled {
  found: NewEvents;
  state: JsonObject;
}

interface Reading {
  range: DateWindow;
  received: Received;
  through: number;
  maxEvents: number;
  /** What to keep of what was received, after these days were read. */
  until(read: DateWindow | undefined): { now: number; until?: number };
}

/** Exports days and takes the events that are new, the first that arrived. */
async function takeNew(
  client: MixpanelClient,
  filter: FeedOptions["filter"],
  { range, received, through, maxEvents, until }: Reading,
): Promise<{ events: KeyedEvent[]; state: ReceivedState; isWhole: boolean; read: DateWindow | undefined }> {
  const next = received.copy();
  const oldest = new Oldest(maxEvents);
  const read = await readDays(client, filter, range, (event) => {
    const arrival = arrivalOf(event);
    if (arrival <= received.after || arrival > through) return;
    const key = keyOf(event);
    if (received.has(key)) next.add(key, arrival);
    else oldest.add(keyed(event), arrival);
  });
  const taken = oldest.take();
  for (const { event, arrival } of taken) next.add(event.key, arrival);
  const events = taken.map(({ event }) => event);
  return { events, state: next.state({ ...until(read), left: oldest.left }), isWhole: oldest.left === undefined, read };
}

const resultOf = (events: KeyedEvent[], truncated: boolean): NewEvents => ({ events, count: events.length, truncated });

async function pollBackfill(
  client: MixpanelClient,
  { filter }: FeedOptions,
  feed: Feed,
  maxEvents: number,
): Promise<Polled> {
  const { now, received } = feed;
  const events: KeyedEvent[] = [];
  let { backfill } = feed;
  for (let exports = 0; backfill !== undefined && exports < EXPORTS_PER_POLL; exports += 1) {
    const left = maxEvents - events.length;
    if (left === 0) break;
    const range = firstDays(backfill);
    // Arrivals before 1970 do not exist: everything until the start of the backfill is new.
    const begun = Received.read(backfill.received) ?? new Received(-1);
    const reading = {
      range,
      received: begun,
      through: backfill.received_through,
      maxEvents: left,
      until: () => ({ now }),
    };
    const taken = await takeNew(client, filter, reading);
    events.push(...taken.events);
    backfill = taken.isWhole ? afterDays(backfill, range) : { ...backfill, received: taken.state };
  }
  const state = closeFeed(feed, received.state({ now }), { backfill });
  return { found: resultOf(events, backfill !== undefined), state };
}

/**
 * Polls for new events: those that Mixpanel received since the last poll, whenever they happened. It passes on each of them once, as long as the
 * returned state is kept; if it is not, the next poll returns the same events with the same keys.
 *
 * @param options.maxEvents the rest is left for the next poll
 * @param state of the last poll; `{}` at first
 * @throws MixpanelError if an export cannot be read to its end: then nothing is passed on
 * @see https://developer.mixpanel.com/reference/raw-event-export
 */
export async function pollEvents(
  client: MixpanelClient,
  options: FeedOptions & { maxEvents: number },
  state: JsonObject,
): Promise<Polled> {
  const { filter, maxEvents } = options;
  const feed = await openFeed(client, options, state);
  const { now, received } = feed;
  if (feed.backfill !== undefined) return pollBackfill(client, options, feed, maxEvents);
  if (feed.isFirst) return { found: resultOf([], false), state: closeFeed(feed, received.state({ now })) };
  const range = newDays(feed, options);
  const until = (read: DateWindow | undefined) => readUntil(feed, read);
  const taken = await takeNew(client, filter, { range, received, through: Number.POSITIVE_INFINITY, maxEvents, until });
  const kept = closeFeed(feed, taken.state, { zones: zonesAfter(feed, range, taken.read) });
  return { found: resultOf(taken.events, !taken.isWhole), state: kept };
}
