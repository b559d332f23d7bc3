import { isPlaceholder } from "../ingest/validate/refusedIds";
import type { FoundId, FoundSubject, IdSource, Match, SharedId, Subject } from "./types";

/** Where an ID was found. */
interface Finding extends Pick<FoundId, "data_group_id"> {
  source: IdSource;
  /** The property. */
  field: string;
  /** Whether this place leaves no doubt whose the ID is; true by default. */
  isCertain?: boolean;
}

/** The property of an event that holds the ID of the device. */
export const DEVICE_ID = "$device_id";

const matchOf = (profiles: number): Match => (profiles === 0 ? "none" : profiles === 1 ? "one" : "many");

/** An ID, and how sure it is that it is the subject's. */
interface Kept {
  found: FoundId;
  /** Whether it was found in a place that leaves no doubt. */
  isCertain: boolean;
  /** Whether it is that of a device which another user has, too. */
  isSharedDevice: boolean;
}

const keyOf = (id: string, data_group_id?: string) => JSON.stringify([id, data_group_id]);

function doubtAbout({ found, isCertain, isSharedDevice }: Kept): Pick<FoundId, "uncertain"> {
  if (!isCertain) return { uncertain: "event_property" };
  return isSharedDevice && found.fields.every((field) => field === DEVICE_ID) ? { uncertain: "shared_device" } : {};
}

/** The IDs of one subject, each once, with where they were found. */
export class IdsOfSubject {
  private readonly ids = new Map<string, Kept>();
  private profiles = 0;
  /** Whether there are, or may be, IDs that are not kept. */
  truncated = false;

  /** @param maxIds how many IDs to keep */
  constructor(private readonly maxIds: number) {}

  /** @returns whether the ID is new, and kept. Placeholders are never kept: many people share them */
  add(id: string, { source, field, data_group_id, isCertain = true }: Finding): boolean {
    if (id.trim() === "" || isPlaceholder(id)) return false;
    const key = keyOf(id, data_group_id);
    const known = this.ids.get(key);
    if (known === undefined && this.ids.size >= this.maxIds) {
      this.truncated = true;
      return false;
    }
    const group = data_group_id === undefined ? {} : { data_group_id };
    const found = known?.found ?? { distinct_id: id, sources: [], fields: [], ...group };
    if (source === "profile" && !found.sources.includes("profile")) this.profiles++;
    if (!found.sources.includes(source)) found.sources.push(source);
    if (!found.fields.includes(field)) found.fields.push(field);
    const isShared = known?.isSharedDevice ?? false;
    this.ids.set(key, { found, isCertain: isCertain || (known?.isCertain ?? false), isSharedDevice: isShared });
    return known === undefined;
  }

  /** Notes that another user has the device of this ID, too. */
  doubtDevice(id: string): void {
    const kept = this.ids.get(keyOf(id));
    if (kept !== undefined) kept.isSharedDevice = true;
  }

  /** All IDs of users. */
  userIds(): string[] {
    return [...this.ids.values()].flatMap(({ found }) => (found.data_group_id === undefined ? found.distinct_id : []));
  }

  result(index: number, subject: Subject): FoundSubject {
    const ids = [...this.ids.values()].map((kept): FoundId => ({ ...kept.found, ...doubtAbout(kept) }));
    const distinct_ids = ids
      .filter(({ data_group_id, uncertain }) => data_group_id === undefined && uncertain === undefined)
      .filter(({ sources }) => sources.some((source) => source !== "given"))
      .map(({ distinct_id }) => distinct_id);
    return { index, subject, match: matchOf(this.profiles), distinct_ids, ids, truncated: this.truncated };
  }
}

/** The IDs that several subjects have. */
export function sharedIds(subjects: readonly FoundSubject[]): SharedId[] {
  const owners = new Map<string, number[]>();
  for (const { index, distinct_ids } of subjects)
    for (const id of distinct_ids) owners.set(id, [...(owners.get(id) ?? []), index]);
  return [...owners]
    .filter(([, indexes]) => indexes.length > 1)
    .map(([distinct_id, indexes]) => ({ distinct_id, subjects: indexes }));
}
