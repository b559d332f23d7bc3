import type { JsonObject } from "../records/json";
import type { MirrorState } from "./mirrorState";
import type { SyncMode, SyncOptions, SyncResult } from "./types";

/**
 * What happens to the profile of a row that the table had in the last run, and has no more:
 *
 * - `nothing`: it stays as it is, and is forgotten
 * - `unset`: it loses the properties that the mirror sends; others stay
 * - `delete`: it is deleted, with the properties that others have set
 *
 * Its events stay in each case.
 */
export const REMOVALS = ["nothing", "unset", "delete"] as const;
export type Removal = (typeof REMOVALS)[number];

/** Maximum part of the rows that one run may remove, in percent, unless the options say otherwise. */
export const DEFAULT_MAX_REMOVED_PERCENT = 10;

/** Options of a mirror. Rows are always read from the first one on. */
export interface MirrorOptions extends Omit<SyncOptions, "target" | "resumeFrom" | "insertIdColumns"> {
  /** Events cannot be mirrored: Mixpanel can neither change nor remove single events. */
  target: { kind: "users" } | { kind: "groups" } | { kind: "table"; tableId: string };
  /** Null in a property is `unset` by default, so that the profile equals the row. */
  whenNull?: SyncOptions["whenNull"];
  /** What the last run returned as `state`, as an object or JSON text. Without it, all rows are sent and none is removed. */
  state?: unknown;
  /** `nothing` by default. A lookup table is always replaced as a whole. */
  removal?: Removal;
  /** The run stops before anything is sent if a larger part of the last run's rows, in percent, would be removed. 10 by default. */
  maxRemovedPercent?: number;
  /** Whether a table without rows removes all rows. By default, it stops the run. */
  allowEmpty?: boolean;
  /** Whether rows are sent that have not changed, to overwrite what others have changed in Mixpanel. */
  resendAll?: boolean;
}

/** Why rows that are gone were not removed in this run. The next run tries again. */
export const HELD_REMOVALS = ["mapping_changed", "rows_unreadable", "run_ended_early"] as const;
export type HeldRemovals = (typeof HELD_REMOVALS)[number];

/** What a mirror did. `received` of the result is the sum of `added`, `changed`, `unchanged`, `rejected` and `held`. */
export interface MirrorReport {
  removal: Removal | null;
  /** Rows that the last run did not have, and that were sent. Null for a lookup table, as are the other counts but `unchanged`. */
  added: number | null;
  changed: number | null;
  /** Rows that were not sent, because Mixpanel has them. */
  unchanged: number;
  /** Rows of the last run that the table has no more. */
  gone: number | null;
  /** Profiles that were deleted, or lost the properties of the mirror. */
  removed: number | null;
  /** Removals that Mixpanel rejected. The next run tries again. */
  removals_rejected: number;
  /** Removals that the next run has to make. */
  removals_held: number;
  removals_held_because: HeldRemovals | null;
  /** The IDs of removed profiles, by Mixpanel's names, up to a maximum. */
  removed_profiles: JsonObject[];
  removed_profiles_truncated: boolean;
  /** That the events of removed profiles stay. */
  note: string | null;
  /** Pass it to the next run. */
  state: MirrorState;
}

export interface MirrorResult extends Omit<SyncResult, "mode"> {
  mode: "mirror";
  mirror: MirrorReport;
}

/** The result of rows in any mode, as a step returns it: the state is null if the step keeps it elsewhere. */
export interface RowsResult extends Omit<SyncResult, "mode"> {
  mode: SyncMode | "mirror";
  mirror: (Omit<MirrorReport, "state"> & { state: JsonObject | null }) | null;
}
