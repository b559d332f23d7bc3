import type { MixpanelClient } from "../client";
import { valuesHash } from "../records/hash";
import { endOf, syncResult } from "./ending";
import { assertMayRemove } from "./mirrorRemovals";
import { type Memory, mappingHash, writeTableState } from "./mirrorState";
import type { MirrorOptions, MirrorResult } from "./mirrorTypes";
import { Outcomes } from "./outcomes";
import type { Rows } from "./rows";
import { sendTable, type TableGuard } from "./syncRows";

/** The hash of a table, whatever the order of its rows and columns. Empty fields do not count, so that a new empty column changes nothing. */
class TableHash {
  private sum = 0n;

  add(columns: readonly string[], values: readonly unknown[]): void {
    const filled = columns.map((name, at) => [name, values[at] === "" ? null : values[at]]);
    const hash = Buffer.from(valuesHash(Object.fromEntries(filled)), "base64url");
    this.sum = BigInt.asUintN(64, this.sum + hash.readBigUInt64BE());
  }

  toString(): string {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(this.sum);
    return bytes.toString("base64url");
  }
}

/**
 * Replaces a lookup table, unless it equals that of the last run.
 *
 * @throws InputError for a table that has lost more rows than allowed
 */
export async function mirrorTable(
  client: MixpanelClient,
  rows: Rows,
  options: MirrorOptions,
  { memory, of }: { memory: Memory | undefined; of: string },
): Promise<MirrorResult> {
  const mapping = mappingHash(options);
  const outcomes = new Outcomes(rows);
  const hash = new TableHash();
  let isSame = false;
  const guard: TableGuard = {
    row: (columns, values) => hash.add(columns, values),
    mayReplace: (now) => {
      const before = memory?.rows ?? 0;
      assertMayRemove({ gone: Math.max(0, before - now), before, now }, options);
      isSame = !options.resendAll && memory?.mapping === mapping && memory.tableHash === String(hash);
      return !isSame;
    },
  };
  const ending = await endOf(sendTable(client, rows, outcomes, guard), outcomes);
  const result = syncResult(rows, outcomes, ending);
  const { received, imported } = result;
  const isReplaced = imported > 0;
  const properties = rows.properties.names();
  const nothingHeld = { held: 0, held_rows_truncated: false, resume_from: null };
  const known = memory ?? { mapping, properties, rows: 0, tableHash: "" };
  const now = isReplaced ? { mapping, properties, rows: received, tableHash: String(hash) } : known;
  return {
    ...result,
    ...(isSame ? nothingHeld : {}),
    mode: "mirror",
    mirror: {
      removal: null,
      added: null,
      changed: null,
      unchanged: isSame ? received : 0,
      gone: null,
      removed: null,
      removals_rejected: 0,
      removals_held: 0,
      removals_held_because: null,
      removed_profiles: [],
      removed_profiles_truncated: false,
      note: null,
      state: writeTableState(now, of),
    },
  };
}
