import type { MixpanelClient } from "../client";
import type { ExportParameters } from "../export/open";
import { exportRange } from "../export/range";
import { readUpToToday } from "../export/upToToday";
import type { DateWindow } from "../export/windows";
import { anyOf, contains, isOneOf, propertyRef } from "../expressions";
import { isRecord, type JsonObject } from "../records/json";

/** Properties of an event that name its user. The export has the canonical ID in `distinct_id`. */
const OWN_IDS = ["distinct_id", "$distinct_id_before_identity", "$user_id", "$device_id"];
const LISTED_IDS = "$distinct_ids";
const DEVICE_PREFIX = "$device:";
/** How long a filter may be, because the address of an export holds it. For more IDs, all events of the days are read. */
const MAX_ADDRESS_CHARACTERS = 4_000;
/** A second round needs the IDs; the counts of more are only added up. */
const MAX_LISTED_IDS = 1_000;

/** The events of one ID. */
export interface EventsOfId {
  distinct_id: string;
  count: number;
  /** Of them, those that arrived after the erasure: they were sent late, or the person goes on using the product. */
  arrived_later: number;
  /** When the first and the last of them happened, in seconds since 1970, as the export has it. */
  first: number | null;
  last: number | null;
}

export interface EventsLeft {
  /** With the most events first. */
  ids: EventsOfId[];
  count: number;
  arrived_later: number;
  /** Events that were read. */
  read: number;
  /** Whether there are more IDs than are listed, or events were left unread. */
  truncated: boolean;
  /** The days that were read; null if the only day has not begun in the time zone of the project. */
  days: DateWindow | null;
}

export interface EventCheck {
  days: DateWindow;
  project_id?: string;
  /** When the erasure ended, in milliseconds since 1970. Without it, nothing counts as arrived later. */
  erasedMs?: number;
  maxEvents: number;
}

const textOf = (value: unknown): string[] =>
  typeof value === "string" || typeof value === "number" ? [String(value)] : [];

const bare = (id: string) => (id.startsWith(DEVICE_PREFIX) ? id.slice(DEVICE_PREFIX.length) : id);

function filterOf(ids: readonly string[]): string | undefined {
  const spellings = [...new Set(ids.flatMap((id) => [id, bare(id)]))];
  if (spellings.length * OWN_IDS.length > MAX_ADDRESS_CHARACTERS) return undefined;
  const where = anyOf([
    ...OWN_IDS.map((name) => isOneOf(propertyRef("event", name), spellings)),
    ...spellings.map((id) => contains(propertyRef("event", LISTED_IDS), id)),
  ]);
  return encodeURIComponent(where).length > MAX_ADDRESS_CHARACTERS ? undefined : where;
}

const numberOf = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : undefined);

/** Counts events by the IDs that they name. */
class Counting {
  private readonly counted = new Map<string, EventsOfId>();
  private readonly idOf: ReadonlyMap<string, string>;
  count = 0;
  later = 0;

  constructor(
    ids: readonly string[],
    private readonly erasedMs: number | undefined,
  ) {
    this.idOf = new Map(ids.flatMap((id) => [[bare(id), id] as const]));
  }

  /** A fresh count: the days are read again. */
  clear(): void {
    this.counted.clear();
    this.count = 0;
    this.later = 0;
  }

  add({ properties }: JsonObject): void {
    if (!isRecord(properties)) return;
    const listed = properties[LISTED_IDS];
    const named = [...OWN_IDS.map((name) => properties[name]), ...(Array.isArray(listed) ? listed : [])];
    const ids = new Set(named.flatMap(textOf).flatMap((id) => this.idOf.get(bare(id)) ?? []));
    if (ids.size === 0) return;
    const isLater = (numberOf(properties.mp_processing_time_ms) ?? 0) > (this.erasedMs ?? Number.POSITIVE_INFINITY);
    this.count++;
    if (isLater) this.later++;
    const time = numberOf(properties.time);
    for (const distinct_id of ids) {
      const known = this.counted.get(distinct_id) ?? {
        distinct_id,
        count: 0,
        arrived_later: 0,
        first: null,
        last: null,
      };
      known.count++;
      if (isLater) known.arrived_later++;
      if (time !== undefined) {
        known.first = Math.min(known.first ?? time, time);
        known.last = Math.max(known.last ?? time, time);
      }
      this.counted.set(distinct_id, known);
    }
  }

  listed(): { ids: EventsOfId[]; truncated: boolean } {
    const ids = [...this.counted.values()].sort((one, other) => other.count - one.count);
    return { ids: ids.slice(0, MAX_LISTED_IDS), truncated: ids.length > MAX_LISTED_IDS };
  }
}

/**
 * Counts the events of some days that name one of the IDs, while they are received.
 *
 * @throws MixpanelError if an export fails: events that were not read look like events that are gone
 * @see https://developer.mixpanel.com/reference/raw-event-export
 */
export async function eventsLeft(
  client: MixpanelClient,
  ids: readonly string[],
  { days, project_id, erasedMs, maxEvents }: EventCheck,
): Promise<EventsLeft> {
  const counting = new Counting(ids, erasedMs);
  let [read, isCut] = [0, false];
  const where = filterOf(ids);
  const readDays =
    ids.length === 0
      ? days
      : await readUpToToday(days, async (range) => {
          counting.clear();
          [read, isCut] = [0, false];
          const parameters: ExportParameters = {
            ...(project_id === undefined ? {} : { project_id }),
            ...(where === undefined ? {} : { where }),
          };
          for await (const event of exportRange(client, { ...parameters, ...range })) {
            if (read === maxEvents) {
              isCut = true;
              return;
            }
            read++;
            counting.add(event);
          }
        });
  const { ids: counted, truncated } = counting.listed();
  return {
    ids: counted,
    count: counting.count,
    arrived_later: counting.later,
    read,
    truncated: truncated || isCut,
    days: readDays ?? null,
  };
}
