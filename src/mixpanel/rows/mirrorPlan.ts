import { setImmediate as turn } from "node:timers/promises";
import { InputError, MixpanelTimeoutError } from "../errors";
import { notJson, type Refused, RefusedRecord, refusal, withOthers } from "../ingest/engine/options";
import type { ProfileKind } from "../ingest/profileKinds";
import { type Violation, validateEssentials } from "../ingest/validate";
import { valuesHash } from "../records/hash";
import { isRecord, type JsonObject } from "../records/json";
import { isBlockwise } from "../records/lines";
import { MAX_MIRROR_ROWS, type Memory, TOO_MANY } from "./mirrorState";
import type { Outcomes } from "./outcomes";
import { rowJson } from "./rowFile";
import type { Rows } from "./rows";
import type { RowSource } from "./source";
import { Spool } from "./spool";
import { idReaders, nothing, profileMapper } from "./toProfile";

const INPUT = "Rows";
const ROWS_A_TURN = 1_000;
const MAX_NAMED = 10;
/** Keys as one text, and back: a group's ID is unique only together with its key. */
export const keyOf = (ids: readonly string[]): string => (ids.length === 1 ? (ids[0] ?? "") : JSON.stringify(ids));
export function idsOf(key: string, { ids }: ProfileKind): JsonObject {
  const values: unknown = ids.length === 1 ? [key] : JSON.parse(key);
  return Object.fromEntries(ids.map((field, at) => [field, Array.isArray(values) ? values[at] : undefined]));
}

/** Rows in blocks, or one by one if that is how they arrive. */
async function* blocksOf(rows: RowSource["rows"]): AsyncGenerator<Iterable<unknown>> {
  if (Symbol.iterator in rows) yield rows;
  else if (isBlockwise(rows)) yield* rows.blocks();
  else for await (const row of rows) yield [row];
}

/** All rows of a table, compared with the last run, before anything is sent. */
export class MirrorPlan {
  /** The position of each key's row. */
  readonly keys = new Map<string, number>();
  /** The changed rows, and for each its key, hash and position. */
  readonly changed = new Spool(INPUT);
  readonly changedKeys: string[] = [];
  readonly changedHashes: string[] = [];
  readonly changedPositions: number[] = [];
  received = 0;
  unchanged = 0;
  rejected = 0;
  /** Whether a row was rejected that does not tell its key: it may be that of any row that seems to be gone. */
  hasUnreadable = false;
  private readonly faults: string[] = [];
  private faultCount = 0;

  constructor(
    private readonly rows: Rows,
    private readonly outcomes: Outcomes,
    private readonly options: { kind: ProfileKind; memory: Memory | undefined; sendsAll: boolean },
  ) {}

  /**
   * Reads all rows.
   *
   * @param leftMs time left until the deadline
   * @throws InputError for keys that are repeated, empty or null, and for too many rows; MixpanelTimeoutError
   */
  async read(leftMs: () => number): Promise<void> {
    const { rows } = this.rows.source;
    const take = this.taker();
    for await (const block of blocksOf(rows)) {
      for (const row of block) {
        take(row, this.received++);
        if (this.received % ROWS_A_TURN !== 0) continue;
        await turn();
        if (leftMs() <= 0) throw outOfTime(this.received);
      }
    }
    this.assertKeys();
  }

  /** The keys of the last run that the table has no more. */
  gone(): string[] {
    return [...(this.options.memory?.rowHashes.keys() ?? [])].filter((key) => !this.keys.has(key));
  }

  private taker(): (row: unknown, position: number) => void {
    const ids = idReaders(this.rows);
    const mapper = profileMapper(this.rows, { allowsEmpty: true });
    return (row, position) => {
      if (this.rows.misshapen(row) !== undefined) {
        const refused = mapper(row, position);
        if (refused instanceof RefusedRecord) this.reject(refused.reason, row, position);
        return;
      }
      const names = ids.map(({ read }) => read(row));
      const missing = names.findIndex((id) => typeof id === "string" && id.trim() === "");
      if (missing >= 0) {
        this.fault(`no ${ids[missing]?.field} at position ${position}`);
        return;
      }
      const key = names.every((id) => typeof id === "string") ? keyOf(names) : undefined;
      if (key !== undefined && !this.take(key, position)) return;
      const update = mapper(row, position);
      if (update instanceof RefusedRecord) this.reject(update.reason, row, position, key);
      else this.compare(key, update, row, position);
    };
  }

  /** Notes a key. @returns whether no row before has it */
  private take(key: string, position: number): boolean {
    const known = this.keys.get(key);
    if (known !== undefined) {
      const shown = JSON.stringify(key.slice(0, 60));
      this.fault(`${shown} at positions ${known} and ${position}`);
      return false;
    }
    if (this.keys.size === MAX_MIRROR_ROWS) {
      const got = `more than ${MAX_MIRROR_ROWS} rows`;
      throw new InputError({ input: INPUT, got, expected: `at most ${MAX_MIRROR_ROWS} in a mirror`, fix: TOO_MANY });
    }
    this.keys.set(key, position);
    return true;
  }

  private compare(key: string | undefined, update: JsonObject, row: unknown, position: number): void {
    const { memory, sendsAll } = this.options;
    let hash: string;
    try {
      hash = valuesHash(isRecord(update.$set) ? update.$set : {});
    } catch (error) {
      this.reject(notJson(error), row, position, key);
      return;
    }
    if (key !== undefined && !sendsAll && memory?.rowHashes.get(key) === hash) {
      this.unchanged++;
      return;
    }
    const violations = this.violations(update);
    if (key === undefined || violations.length > 0) {
      this.reject(refusal(violations), row, position, key);
      return;
    }
    this.changed.add(`{"row":${rowJson(this.rows.source.shown(row))},"update":${JSON.stringify(update)}}`);
    this.changedKeys.push(key);
    this.changedHashes.push(hash);
    this.changedPositions.push(position);
  }

  /** What is wrong with an update. Whether it has any value shows only when all rows have been read. */
  private violations(update: JsonObject): readonly Violation[] {
    const { kind } = this.options;
    const found = withOthers(validateEssentials(update, kind), kind.validate(update));
    return found.filter(({ rule }) => rule !== "operation_missing");
  }

  private reject(reason: Refused, row: unknown, index: number, key?: string): void {
    this.rejected++;
    this.hasUnreadable ||= key === undefined;
    this.outcomes.reject({ ...reason, index }, this.rows.source.shown(row));
  }

  private fault(text: string): void {
    this.faultCount++;
    if (this.faults.length < MAX_NAMED) this.faults.push(text);
  }

  private assertKeys(): void {
    if (this.faultCount === 0) return;
    const more = this.faultCount > this.faults.length ? ` … and ${this.faultCount - this.faults.length} more` : "";
    throw new InputError({
      input: INPUT,
      got: `repeated, empty or null keys, counted from 0: ${this.faults.join("; ")}${more}`,
      expected:
        "an ID in every row that no other row has, because a mirror tells by it which rows have changed or are gone",
      fix: "Correct the query. Nothing was sent.",
    });
  }
}

/**
 * The update of a row, once all properties are known: the profile loses those that the row has no value for.
 *
 * @param properties that are removed where a row has no value
 */
export function completeUpdate(update: JsonObject, properties: readonly string[]): JsonObject | RefusedRecord {
  const { $unset: _, ...rest } = update;
  const { $set } = update;
  const unset = isRecord($set) ? properties.filter((name) => !Object.hasOwn($set, name)) : properties;
  if (unset.length > 0) return { ...rest, $unset: unset };
  return $set === undefined ? new RefusedRecord(nothing("$set")) : rest;
}

function outOfTime(rows: number): MixpanelTimeoutError {
  const operation = "Mirror";
  const message = `${operation}: the time limit was reached after ${rows} rows were read. A mirror reads all rows before it sends any, so nothing was sent. Raise the Time Limit, or use a faster source.`;
  return new MixpanelTimeoutError({ operation, mayHaveLanded: false, message });
}
