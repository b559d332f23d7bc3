import { hashOf } from "../records/hash";
import type { JsonObject } from "../records/json";
import { isHashes, RecentHashes, readHashes, writeHashes } from "./hashes";
import type { Version } from "./profileQuery";
import { isStamp, type Stamp, type WallClock } from "./wallClock";

/** Maximum number of profiles whose IDs are remembered, in 11 bytes each. */
export const MAX_KNOWN_PROFILES = 250_000;
/** Maximum number of versions that are remembered to report none twice. */
const MAX_RECENT = 200_000;
/** Updates may become visible later than others with a later time. Each poll looks back this long. */
export const SETTLING_MS = 300_000;

/** Why a profile counts as created or updated. */
export type ChangeBasis = "$created" | "first_seen" | "$last_seen";

/** A change of a profile. */
export interface ProfileChange {
  changeType: "created" | "updated";
  record: JsonObject & { changeBasis: ChangeBasis };
}

/** What the polls have seen so far, as JSON. */
export interface ProfileState extends JsonObject {
  /** What this belongs to, such as a project. */
  of: string;
  /** The next query begins here. */
  floor: Stamp;
  /** Versions that were reported, by their stamps, from `floor` on. */
  recent: JsonObject;
  /** IDs that were reported as created, by their $created. */
  created: JsonObject;
  /** Hashes of all IDs; null if there are more than MAX_KNOWN_PROFILES. */
  known: string | null;
  /** The Look-back Date, until its records have been reported. */
  backfillFrom: Stamp | null;
}

/** Whether a state is whole: not damaged, and not of a version of this component that kept something else. */
export function isProfileState(state: JsonObject): state is ProfileState {
  const { of, floor, recent, created, known, backfillFrom } = state;
  return (
    typeof of === "string" &&
    isStamp(floor) &&
    RecentHashes.isState(recent) &&
    RecentHashes.isState(created) &&
    (known === null || isHashes(known)) &&
    (backfillFrom === null || isStamp(backfillFrom))
  );
}

const latest = (...stamps: Stamp[]): Stamp => stamps.reduce((one, other) => (one > other ? one : other));

/** Stands for any version of a profile in the second that it is kept with. */
const markOf = (id: string) => hashOf(`any version of ${id}`);

/** Decides what changed, and remembers it. */
export class ProfileTracker {
  private readonly recent: RecentHashes;
  private readonly created: RecentHashes;
  private readonly known: Set<string> | undefined;
  /** Hashes of IDs that were not known when the poll began. */
  private readonly added: Set<string>;
  private nextFloor: Stamp;

  /** @param kept `toCursor` of the page before, in the same poll */
  constructor(
    private readonly state: ProfileState,
    private readonly clock: WallClock,
    kept: JsonObject = {},
  ) {
    this.recent = new RecentHashes(kept.recent ?? state.recent);
    this.created = new RecentHashes(kept.created ?? state.created);
    this.known = state.known === null ? undefined : readHashes(state.known);
    this.added = readHashes(kept.added);
    this.nextFloor = typeof kept.nextFloor === "string" ? kept.nextFloor : state.floor;
  }

  isReported({ stamp, hash, id }: Version): boolean {
    return this.recent.has(stamp, hash) || this.recent.has(stamp, markOf(id));
  }

  /** Remembers a profile that was there before the first poll, of which only the dates were read. */
  markExisting({ stamp, id }: Version): void {
    // At a time that occurs twice, an update in the second hour would look like the version of the first one.
    if (!this.clock.isShownTwice(stamp)) this.recent.add(stamp, markOf(id));
    this.added.add(hashOf(id));
  }

  /** Remembers a version, and says what changed. */
  report(version: Version): ProfileChange {
    const { profile, stamp, hash, created, hasLastSeen } = version;
    const id = hashOf(version.id);
    const { floor, backfillFrom } = this.state;
    const isInPeriod = created !== undefined && created >= (backfillFrom ?? floor);
    const isByDate = isInPeriod && !this.created.has(created, id);
    // A backfill reports profiles that are known already.
    const isCreated = this.known === undefined || backfillFrom !== null ? isByDate : !this.knows(id);
    this.recent.add(stamp, hash);
    if (isInPeriod) this.created.add(created, id);
    if (this.known !== undefined && !this.knows(id)) this.added.add(id);
    const createdBasis = isByDate ? "$created" : "first_seen";
    const changeBasis = isCreated ? createdBasis : hasLastSeen ? "$last_seen" : "$created";
    return { changeType: isCreated ? "created" : "updated", record: { ...profile, changeBasis } };
  }

  /** Forgets the versions that no query from the stamp `newest` on returns, and the oldest if there are too many. */
  forget(newest: Stamp): void {
    const settled = this.clock.before(newest, SETTLING_MS);
    this.recent.dropBefore(settled);
    const oldest = this.recent.dropBeyond(MAX_RECENT) ?? "";
    this.created.dropBeyond(MAX_RECENT);
    // Not past the newest, so that nothing is skipped, even if it means to report something twice.
    this.nextFloor = latest(this.nextFloor, settled, oldest < newest ? oldest : newest);
  }

  /** What the next page of the same poll needs, beside the state. */
  toCursor(): JsonObject {
    const { nextFloor } = this;
    return { nextFloor, recent: this.recent.toJSON(), created: this.created.toJSON(), added: writeHashes(this.added) };
  }

  /** The state after everything up to `newest` was reported. @param isDrained whether there is nothing after it */
  stateAt(newest: Stamp | undefined, { isDrained }: { isDrained: boolean }): ProfileState {
    if (newest !== undefined) this.forget(newest);
    const backfillFrom = isDrained ? null : this.state.backfillFrom;
    if (backfillFrom === null) this.created.dropBefore(this.nextFloor);
    this.created.dropBeyond(MAX_RECENT);
    return {
      of: this.state.of,
      floor: this.nextFloor,
      recent: this.recent.toJSON(),
      created: this.created.toJSON(),
      known: this.keptIds(),
      backfillFrom,
    };
  }

  private knows(id: string): boolean {
    return this.added.has(id) || (this.known?.has(id) ?? false);
  }

  private keptIds(): string | null {
    if (this.known === undefined || this.known.size + this.added.size > MAX_KNOWN_PROFILES) return null;
    return this.state.known + writeHashes(this.added);
  }
}
