import { isRecord } from "../../records/json";
import type { RecordRun } from "../../records/recordRun";
import { type Batch, Batcher, type Note } from "./batch";
import { type BatchLimits, DEFAULT_CONCURRENCY } from "./limits";
import { type IngestOptions, JsonText, notJson, type Ready } from "./options";
import type { Tally } from "./tally";

interface PackerOptions {
  limits: BatchLimits;
  tally: Tally;
  /** Receives each batch that is ready to be sent. */
  packed(batch: Batch): void;
  /** Buffers of finished batches, to be reused. */
  spare: Buffer[];
}

/**
 * About how many characters of JSON a group has: its records are serialized by one call of JSON.stringify, which takes a quarter less
 * time than a call for each. Larger groups are no faster, and a group that does not fit into a batch is serialized again.
 */
const GROUP_CHARACTERS = 16 * 1024;
/** Records of the first group, when nothing is known of their size. */
const FIRST_RECORDS = 8;
/** Bounds the memory that a group takes if large records follow small ones. */
const MAX_GROUP_RECORDS = 64;

const NOTHING: Note = {};

/**
 * Packs records of one kind into batches, each with the notes on its records. For example, records with the JSON `{"a":1}` and `{"b":2}` at
 * positions 4 and 6 of the input, of which the second must not be sent twice, become this batch:
 *
 *     { body: [{"a":1},{"b":2}], indexes: [4, 6], notes: [{}, { effect: "write" }] }
 *
 * If no record has a note, the batch has no `notes`; the same goes for `owners`.
 */
class Lane {
  private notes: Note[] = [];
  private owners: (string | undefined)[] = [];
  private isNoted = false;
  private isOwned = false;
  private readonly batcher: Batcher;

  constructor({ limits, tally, packed, spare }: PackerOptions, kind: Pick<Batch, "identity">) {
    const sink = {
      batch: (batch: Batch) => {
        const { notes, owners, isNoted, isOwned } = this;
        packed({ ...batch, ...kind, ...(isNoted && { notes }), ...(isOwned && { owners }) });
        this.notes = [];
        this.owners = [];
        this.isNoted = false;
        this.isOwned = false;
      },
      oversized: (index: number, bytes: number) => tally.tooLarge(index, `${bytes} bytes`),
    };
    this.batcher = new Batcher(limits, sink, spare);
  }

  /** @param list the records as a JSON array @returns whether they were added: false if they do not fit into the current batch */
  addAll(records: readonly Ready[], indexes: readonly number[], list: string): boolean {
    if (!this.batcher.addAll(indexes, list)) return false;
    for (const record of records) this.note(record);
    return true;
  }

  add(record: Ready, index: number, json: string | Buffer): void {
    if (this.batcher.add(index, json)) this.note(record);
  }

  get isFull(): boolean {
    return this.batcher.isFull;
  }

  /** @param index position of the first record in the input @returns how many were added */
  addRun(run: RecordRun, index: number, note: Note): number {
    const added = this.batcher.addRun(index, run);
    for (let at = 0; at < added; at++) this.note(note);
    return added;
  }

  flush(): void {
    this.batcher.flush();
  }

  /** How many more records the current batch may have. */
  get room(): number {
    return this.batcher.recordsLeft;
  }

  /** Called after the record is added. If the batch was full, it was sent before, so that the note belongs to the record's batch. */
  private note({ effect, owner, renewed }: Omit<Ready, "value">): void {
    const isNothing = effect === undefined && renewed === undefined;
    if (!isNothing) this.isNoted = true;
    if (owner !== undefined) this.isOwned = true;
    this.notes.push(isNothing ? NOTHING : { effect, renewed });
    this.owners.push(owner);
  }
}

/** Prepares records, packs them into batches, and reports invalid ones to the tally. */
export class Packer<T> {
  /** The current group, to be serialized together: values, prepared records, and their positions in the input. */
  private values: unknown[] = [];
  private records: Ready[] = [];
  private indexes: number[] = [];
  /** False for an iterator that may reuse the same object for the next record: each record is then serialized at once. */
  private readonly isGrouping: boolean;
  /** Number of records in a group. */
  private groupRecords = FIRST_RECORDS;
  private readonly lane: Lane;
  /** Identity events are sent separately: if Mixpanel rejects a request because of one of them, no other events are lost. */
  private readonly identityLane: Lane;
  /**
   * Number of batches of other events until the identity events read so far are sent, even if they do not fill a batch. Otherwise they
   * would wait until the end of a long run. It is 1 at first: a run that begins with an identity event and stops early has then sent it, and
   * the next run does not begin with the same record.
   */
  private untilIdentity = 1;

  constructor(
    private readonly options: Pick<
      IngestOptions<T>,
      "records" | "encode" | "isFresh" | "validateOnly" | "concurrency" | "watch"
    >,
    private readonly to: PackerOptions,
  ) {
    const { records, isFresh = false } = options;
    this.isGrouping = isFresh || Array.isArray(records);
    const packed = (batch: Batch) => {
      this.untilIdentity--;
      to.packed(batch);
    };
    this.lane = new Lane({ ...to, packed }, {});
    this.identityLane = new Lane(to, { identity: true });
  }

  add(record: T): void {
    const { encode, validateOnly, watch } = this.options;
    const { tally } = this.to;
    const index = tally.receive();
    watch?.received?.(record, index);
    const encoded = encode(record, index);
    if (!("value" in encoded)) tally.invalid(index, encoded);
    else if (validateOnly) tally.reach(index);
    else if (encoded.identity) this.pack(encoded, index, this.identityLane);
    else this.packUsual(encoded, index);
    if (this.untilIdentity > 0) return;
    // One request of identity events for as many others as are sent at once, so that the one never delays the others.
    this.untilIdentity = this.options.concurrency ?? DEFAULT_CONCURRENCY;
    this.identityLane.flush();
  }

  /** How many records of a run may be added; 0 if the next record begins another batch. */
  get room(): number {
    return this.lane.isFull ? 0 : this.lane.room;
  }

  /**
   * Adds records that are sent as they stand in a text.
   *
   * @param note on each of them
   * @returns how many were added: those that fit into the batch that is being filled
   */
  addRun(run: RecordRun, note: Note): number {
    const { tally } = this.to;
    this.packGroup();
    const index = tally.receive(0);
    const added = this.options.validateOnly ? run.count : this.lane.addRun(run, index, note);
    tally.receive(added);
    if (this.options.validateOnly) tally.reach(index + added - 1);
    return added;
  }

  /** Sends everything that was added. */
  flush(): void {
    this.packGroup();
    this.lane.flush();
    this.identityLane.flush();
  }

  private packUsual(encoded: Ready, index: number): void {
    if (!this.isGrouping || hasToJson(encoded.value)) {
      this.packGroup();
      this.pack(encoded, index);
      return;
    }
    this.values.push(encoded.value);
    this.records.push(encoded);
    this.indexes.push(index);
    if (this.values.length >= Math.min(this.groupRecords, this.lane.room)) this.packGroup();
  }

  private packGroup(): void {
    const { values, records, indexes } = this;
    if (values.length === 0) return;
    // A record alone would be serialized twice if it did not fit.
    const list = values.length === 1 ? undefined : listOf(values);
    const isPacked = list !== undefined && this.lane.addAll(records, indexes, list);
    let characters = list?.length ?? 0;
    if (!isPacked) {
      characters = 0;
      for (const [at, record] of records.entries()) characters += this.pack(record, indexes[at] ?? 0);
    }
    const fitting = Math.floor((GROUP_CHARACTERS * values.length) / Math.max(1, characters));
    this.groupRecords = Math.max(1, Math.min(fitting, 2 * values.length, MAX_GROUP_RECORDS));
    this.values = [];
    this.records = [];
    this.indexes = [];
  }

  /** @returns the length of its JSON, 0 if it has none */
  private pack(record: Ready, index: number, lane = this.lane): number {
    let json: string | Buffer | undefined;
    try {
      json = jsonOf(record.value);
      if (json === undefined) throw new Error("its toJSON function returns nothing");
    } catch (error) {
      this.to.tally.invalid(index, notJson(error));
      return 0;
    }
    lane.add(record, index, json);
    return json.length;
  }
}

/** @returns undefined if the toJSON function of a value returns nothing */
function jsonOf(value: unknown): string | Buffer | undefined {
  if (value instanceof JsonText) return value.text;
  return Buffer.isBuffer(value) ? value : JSON.stringify(value);
}

/** Records with toJSON are serialized one by one: its result may depend on the position in a list, or be undefined. What is JSON already has one, too. */
const hasToJson = (value: unknown) => isRecord(value) && typeof value.toJSON === "function";

/** The values as one JSON array, or undefined if one of them cannot be serialized. */
function listOf(values: readonly unknown[]): string | undefined {
  try {
    return JSON.stringify(values);
  } catch {
    return undefined;
  }
}
