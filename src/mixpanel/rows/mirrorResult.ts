import type { ProfileKind } from "../ingest/profileKinds";
import { type RowsEnding, syncResult } from "./ending";
import type { Fates } from "./fates";
import { idsOf, type MirrorPlan } from "./mirrorPlan";
import { EVENTS_STAY, heldBecause } from "./mirrorRemovals";
import { type Memory, type MirrorState, UNKNOWN_HASH, writeMirrorState } from "./mirrorState";
import type { MirrorOptions, MirrorResult, Removal } from "./mirrorTypes";
import type { Outcomes } from "./outcomes";
import type { Rows } from "./rows";

const MAX_LISTED_REMOVED = 1_000;

/** A run of a mirror of profiles that has ended. */
export interface MirrorRun {
  rows: Rows;
  options: MirrorOptions;
  kind: ProfileKind;
  outcomes: Outcomes;
  plan: MirrorPlan;
  /** What became of the changed rows, in the order of the plan. */
  fates: Fates;
  removal: Removal;
  /** The keys of the last run that the table has no more, and what became of their removals. */
  goneKeys: readonly string[];
  removals: Fates;
  /** What is known of the last run. */
  memory: Memory | undefined;
  of: string;
  mapping: string;
  isMappingNew: boolean;
  /** Whether rows were sent that have not changed. */
  sendsAll: boolean;
}

/** The result of a run, and the state for the next one. @param keysText the keys of all rows, encoded */
export function mirrorResult(
  run: MirrorRun,
  { sent, removed, keysText }: { sent: RowsEnding; removed: RowsEnding | null; keysText: string },
): MirrorResult {
  const { plan, memory, fates, removals, removal, goneKeys, options, kind } = run;
  const isNew = (key: string | undefined) => !memory?.rowHashes.has(key ?? "");
  const done = plan.changedKeys.filter((_key, at) => options.validateOnly || fates.of(at) === "stored");
  const gonePast = goneKeys.filter((_key, at) => removals.of(at) === "stored");
  const held = removal === "nothing" ? 0 : goneKeys.length - gonePast.length - removals.count("rejected");
  const endedEarly = sent.stopped_by !== null || (removed !== null && removed.stopped_by !== null);
  const because = heldBecause({ isMappingNew: run.isMappingNew, hasUnreadable: plan.hasUnreadable, endedEarly });
  const { rejected, ...rest } = syncResult(run.rows, run.outcomes, sent);
  const heldRows = options.validateOnly ? 0 : plan.changed.size - done.length - fates.count("rejected");
  const extra = removed?.result;
  return {
    ...rest,
    mode: "mirror",
    received: plan.received,
    rejected,
    held: heldRows,
    held_rows_truncated: rest.held_rows.length < heldRows,
    // The next run reads all rows again, and sends those that Mixpanel lacks.
    held_file: null,
    resume_from: null,
    batches: rest.batches + (extra?.batches ?? 0),
    retries: rest.retries + (extra?.retries ?? 0),
    bytes: rest.bytes + (extra?.bytes ?? 0),
    stopped_by: sent.stopped_by ?? removed?.stopped_by ?? null,
    outage: sent.outage ?? removed?.outage ?? null,
    mirror: {
      removal,
      added: done.filter(isNew).length,
      changed: done.filter((key) => !isNew(key)).length,
      unchanged: plan.unchanged,
      gone: goneKeys.length,
      removed: gonePast.length,
      removals_rejected: removals.count("rejected"),
      removals_held: held,
      removals_held_because: held > 0 ? because : null,
      removed_profiles: gonePast.slice(0, MAX_LISTED_REMOVED).map((key) => idsOf(key, kind)),
      removed_profiles_truncated: gonePast.length > MAX_LISTED_REMOVED,
      note: gonePast.length > 0 ? EVENTS_STAY[removal] : null,
      state: nextState(run, keysText),
    },
  };
}

function nextState(run: MirrorRun, keysText: string): MirrorState {
  const { memory, plan, mapping, of, rows } = run;
  if (run.options.validateOnly)
    return writeMirrorState(memory ?? { mapping, properties: [], rowHashes: new Map() }, { of });
  const rowHashes = remembered(run);
  const isSame = rowHashes.size === plan.keys.size && [...plan.keys.keys()].every((key) => rowHashes.has(key));
  const properties = new Set(rows.properties.known());
  // A row that was not sent may still have properties of the last run.
  if (!run.isMappingNew && !isFinished(run)) for (const name of memory?.properties ?? []) properties.add(name);
  const next = { mapping, properties: [...properties], rowHashes };
  return writeMirrorState(next, { of, keysText: isSame ? keysText : undefined });
}

/** Whether Mixpanel has every row, and none that is gone. */
function isFinished({ plan, fates, removals, goneKeys, removal }: MirrorRun): boolean {
  const areGone = removal === "nothing" || removals.count("stored") === goneKeys.length;
  return plan.rejected === 0 && fates.count("stored") === plan.changed.size && areGone;
}

/** What Mixpanel has now of each row. */
function remembered(run: MirrorRun): Map<string, string> {
  const { plan, fates, removals, goneKeys, removal, memory } = run;
  const rowHashes = new Map(memory?.rowHashes);
  // A row that was to be sent in any case is still to be sent.
  if (run.sendsAll) for (const key of rowHashes.keys()) rowHashes.set(key, UNKNOWN_HASH);
  plan.changedKeys.forEach((key, at) => {
    const fate = fates.of(at);
    if (fate === "stored") rowHashes.set(key, plan.changedHashes[at] ?? UNKNOWN_HASH);
    else if (fate === "unknown") rowHashes.set(key, UNKNOWN_HASH);
  });
  goneKeys.forEach((key, at) => {
    const fate = removals.of(at);
    if (fate === "stored" || removal === "nothing") rowHashes.delete(key);
    else if (fate === "unknown") rowHashes.set(key, UNKNOWN_HASH);
  });
  return rowHashes;
}
