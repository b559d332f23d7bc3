import type { MixpanelClient } from "../client";
import type { ExportParameters } from "../export/open";
import { exportRange } from "../export/range";
import { readUpToToday } from "../export/upToToday";
import { type DateWindow, defaultWindowDays, splitRange } from "../export/windows";
import { anyOf, contains, propertyRef } from "../expressions";
import { isRecord, type JsonObject } from "../records/json";
import { anyValue, type Criteria, typesOf } from "./criteria";
import { DEVICE_ID, type IdsOfSubject } from "./found";

/** Properties that hold an ID of the event's own user. The export has the canonical ID of the user in `distinct_id`. */
const OWN_IDS = ["distinct_id", "$distinct_id", "$distinct_id_before_identity", "$user_id"];
/** Properties of the events that join IDs. Other events may use the names for something else. */
const JOINED_IDS: Readonly<Record<string, readonly string[]>> = {
  $identify: ["$identified_id", "$anon_id"],
  $create_alias: ["alias"],
  $merge: ["$distinct_ids"],
};
const DEVICE_PREFIX = "$device:";

/** The IDs of a merge are in a list: an expression asks whether it contains one. */
const LISTED_IDS = "$distinct_ids";
const TEXT_FIELDS = [...OWN_IDS, "$identified_id", "$anon_id", "alias"];

/**
 * How long an expression may be, as the address of an export holds it. Mixpanel documents no limit; 8 kB is what common servers and proxies
 * take. If the IDs need more, all events of the days are read.
 */
const MAX_ADDRESS_CHARACTERS = 4_000;

/** Members that the first reading finds are looked for in the second. The third finds what only a chain of aliases leads to. */
const MAX_ROUNDS = 3;

export interface EventSearch {
  days: DateWindow;
  filter: Pick<ExportParameters, "project_id" | "event">;
  emailProperties: readonly string[];
  /** No more events are read. */
  maxEvents: number;
}

export interface EventsRead {
  exports: number;
  events: number;
  /** Whether events were left unread, or the last round still found new IDs. */
  truncated: boolean;
}

interface FieldValue {
  field: string;
  id: string;
}

const textOf = (value: unknown): string[] =>
  typeof value === "string" || typeof value === "number" ? [String(value)] : [];

function idsIn({ event, properties }: { event: string; properties: JsonObject }): FieldValue[] {
  const joined = Object.hasOwn(JOINED_IDS, event) ? (JOINED_IDS[event] ?? []) : [];
  return [...OWN_IDS, ...joined].flatMap((field) => {
    const value = properties[field];
    return (Array.isArray(value) ? value : [value]).flatMap(textOf).map((id) => ({ field, id }));
  });
}

/**
 * Reads from exported events which other IDs belong to the same people. An event is a person's if it has one of their IDs as its own; the
 * device is a clue only, because people share devices.
 */
export class EventMembers {
  private readonly owners = new Map<string, Set<number>>();
  private readonly devices = new Map<string, Set<number>>();
  private isNew = false;

  constructor(
    private readonly criteria: Criteria,
    private readonly subjects: readonly IdsOfSubject[],
  ) {}

  /** An ID whose events are the subject's. */
  own(id: string, subject: number): void {
    this.isNew = addTo(this.owners, id, subject) || this.isNew;
  }

  /** Reads one event. */
  read({ event, properties }: JsonObject, emailProperties: readonly string[]): void {
    if (!isRecord(properties)) return;
    const ids = idsIn({ event: String(event), properties });
    const owners = new Set(ids.flatMap(({ id }) => [...(this.owners.get(id) ?? [])]));
    for (const subject of owners) this.collect(subject, ids, properties);
    this.doubtDevices(textOf(properties[DEVICE_ID]), owners);
    for (const field of emailProperties)
      for (const subject of this.criteria.matching(field, properties[field]))
        if (!owners.has(subject))
          for (const id of textOf(properties.distinct_id))
            this.subjects[subject]?.add(id, { source: "event", field, isCertain: false });
  }

  private collect(subject: number, ids: readonly FieldValue[], properties: JsonObject): void {
    const found = this.subjects[subject];
    if (found === undefined) return;
    for (const { field, id } of ids) {
      const isKept = found.add(id, { source: "event", field });
      if (isKept) this.own(id, subject);
    }
    for (const device of textOf(properties[DEVICE_ID])) {
      const isSimplified = properties.$user_id !== undefined && !device.startsWith(DEVICE_PREFIX);
      // Simplified ID Merge makes distinct IDs of devices this way, from events that have both.
      found.add(isSimplified ? DEVICE_PREFIX + device : device, { source: "event", field: DEVICE_ID });
      this.isNew = addTo(this.devices, bare(device), subject) || this.isNew;
    }
  }

  private doubtDevices(devices: readonly string[], owners: ReadonlySet<number>): void {
    for (const device of devices.map(bare))
      for (const subject of this.devices.get(device) ?? [])
        if (!owners.has(subject))
          for (const id of [device, DEVICE_PREFIX + device]) this.subjects[subject]?.doubtDevice(id);
  }

  /** The events that may tell something; undefined if the expression would be too long for an address. */
  where(emailProperties: readonly string[]): string | undefined {
    const ids = [...this.owners.keys()];
    const pairs = [
      ...TEXT_FIELDS.flatMap((field) => ids.flatMap((id) => typesOf(id).map((typed) => [field, typed] as const))),
      ...[...this.devices.keys()].flatMap((id) => [[DEVICE_ID, id] as const, [DEVICE_ID, DEVICE_PREFIX + id] as const]),
      ...this.criteria.values(emailProperties),
    ];
    if (pairs.length > MAX_ADDRESS_CHARACTERS / 2) return undefined;
    const listed = ids.map((id) => contains(propertyRef("event", LISTED_IDS), id));
    const where = anyOf([anyValue("event", pairs), ...listed]);
    return encodeURIComponent(where).length > MAX_ADDRESS_CHARACTERS ? undefined : where;
  }

  /**
   * Exports the days, as often as that finds new IDs, at most three times.
   *
   * @throws MixpanelError if an export fails: what it would have told is not known
   */
  async search(client: MixpanelClient, search: EventSearch): Promise<EventsRead> {
    const read: EventsRead = { exports: 0, events: 0, truncated: false };
    if (this.owners.size === 0 && this.criteria.values(search.emailProperties).length === 0) return read;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      this.isNew = false;
      await readUpToToday(search.days, (days) => this.round(client, { ...search, days }, read));
      if (!this.isNew || read.truncated) return read;
    }
    read.truncated = true;
    return read;
  }

  private async round(client: MixpanelClient, search: EventSearch, read: EventsRead): Promise<void> {
    const { days, filter, emailProperties, maxEvents } = search;
    const { from_date, to_date } = days;
    read.exports += splitRange(from_date, to_date, defaultWindowDays(from_date, to_date)).length;
    const parameters = { ...filter, ...days, where: this.where(emailProperties) };
    for await (const event of exportRange(client, parameters)) {
      if (read.events === maxEvents) {
        read.truncated = true;
        return;
      }
      read.events++;
      this.read(event, emailProperties);
    }
  }
}

const bare = (device: string) => (device.startsWith(DEVICE_PREFIX) ? device.slice(DEVICE_PREFIX.length) : device);

function addTo(map: Map<string, Set<number>>, key: string, value: number): boolean {
  const values = map.get(key) ?? new Set();
  map.set(key, values);
  const isNew = !values.has(value);
  values.add(value);
  return isNew;
}
