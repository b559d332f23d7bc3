import { isRecord } from "../../records/json";
import { type Batch, Batcher, type Note } from "./batch";
import { type BatchLimits, DEFAULT_CONCURRENCY } from "./limits";
import { type IngestOptions, notJson, type Ready } from "./options";
import type { Tally } from "./tally";

interface PackerOptions {
  limits: BatchLimits;
  tally: Tally;
  /** Takes a batch that is ready to be sent. */
  packed(batch: Batch): void;
  /** Bodies of batches that are done with, to be written over. */
  spare: Buffer[];
}

/**
 * Records that are serialised by one call: for an event of 500 bytes it costs a quarter less than a call each. Many more gain nothing,
 * and more is written twice where a batch is full.
 */
const GROUP_RECORDS = 8;
/** Where so many records take more characters than this, the calls cost nothing beside the records. */
const GROUP_CHARACTERS = 256 * 1024;

const NOTHING: Note = {};

/** Batches of one kind on their way to be sent, with what is known of each record beside its JSON. */
class Lane {
  private notes: Note[] = [];
  private readonly batcher: Batcher;

  constructor({ limits, tally, packed, spare }: PackerOptions, kind: Pick<Batch, "identity">) {
    const sink = {
      batch: (batch: Batch) => {
        const isNoted = this.notes.some((note) => note !== NOTHING);
        packed({ ...batch, ...kind, ...(isNoted && { notes: this.notes }) });
        this.notes = [];
      },
      oversized: (index: number, bytes: number) => tally.tooLarge(index, `${bytes} bytes`),
    };
    this.batcher = new Batcher(limits, sink, spare);
  }

  /** @param list a JSON array of the records @returns whether they fit into the batch that is being filled, or an empty one */
  addAll(records: readonly Ready[], indexes: readonly number[], list: string): boolean {
    if (!this.batcher.addAll(indexes, list)) return false;
    for (const record of records) this.note(record);
    return true;
  }

  add(record: Ready, index: number, json: string | Buffer): void {
    if (this.batcher.add(index, json)) this.note(record);
  }

  flush(): void {
    this.batcher.flush();
  }

  /** A batch that is full goes out before a record is taken in: what is noted is of the batch that the record is in. */
  private note({ effect, owner, renewed }: Ready): void {
    const isNothing = effect === undefined && owner === undefined && renewed === undefined;
    this.notes.push(isNothing ? NOTHING : { effect, owner, renewed });
  }
}

/** Makes records ready to be sent and packs them, and enters into the tally those that cannot be. */
export class Packer<T> {
  /** What is to be serialised together: values, what else is known of each, and their places in the input. */
  private values: unknown[] = [];
  private records: Ready[] = [];
  private indexes: number[] = [];
  /** What a caller hands out one by one it may write over when it is asked for the next: that is serialised at once. */
  private groupRecords: number;
  private readonly lane: Lane;
  /** Identity events: Mixpanel may refuse a request for one of them, which is to take no other event with it. */
  private readonly identityLane: Lane;
  /**
   * Requests of usual events that are still to come before the identity events among them go out, few as they may be: they would else wait
   * for the end of a long run. First it is one, so that each run gets past the record that it begins with.
   */
  private untilIdentity = 1;

  constructor(
    private readonly options: Pick<IngestOptions<T>, "records" | "encode" | "validateOnly" | "concurrency">,
    private readonly to: PackerOptions,
  ) {
    const { records } = options;
    const groupable = Array.isArray(records) && !records.some(Buffer.isBuffer);
    this.groupRecords = groupable ? Math.min(GROUP_RECORDS, to.limits.maxRecords) : 1;
    const packed = (batch: Batch) => {
      this.untilIdentity--;
      to.packed(batch);
    };
    this.lane = new Lane({ ...to, packed }, {});
    this.identityLane = new Lane(to, { identity: true });
  }

  add(record: T): void {
    const { encode, validateOnly } = this.options;
    const { tally } = this.to;
    const index = tally.receive();
    const encoded = encode(record, index);
    if (!("value" in encoded)) tally.invalid(index, encoded);
    else if (validateOnly) tally.reach(index);
    else if (encoded.identity) this.pack(encoded, index, this.identityLane);
    else this.packUsual(encoded, index);
    if (this.untilIdentity > 0) return;
    // As many as go at once: identity events, which go one request at a time, then hold none of them up.
    this.untilIdentity = this.options.concurrency ?? DEFAULT_CONCURRENCY;
    this.identityLane.flush();
  }

  /** Hands out all that has been added. */
  flush(): void {
    this.packGroup();
    this.lane.flush();
    this.identityLane.flush();
  }

  private packUsual(encoded: Ready, index: number): void {
    if (this.groupRecords === 1 || hasToJson(encoded.value)) {
      this.packGroup();
      this.pack(encoded, index);
      return;
    }
    this.values.push(encoded.value);
    this.records.push(encoded);
    this.indexes.push(index);
    if (this.values.length === this.groupRecords) this.packGroup();
  }

  private packGroup(): void {
    const { values, records, indexes } = this;
    if (values.length === 0) return;
    const list = listOf(values);
    const isPacked = list !== undefined && this.lane.addAll(records, indexes, list);
    if (!isPacked) for (const [at, record] of records.entries()) this.pack(record, indexes[at] ?? 0);
    if (list !== undefined && list.length > GROUP_CHARACTERS) this.groupRecords = 1;
    this.values = [];
    this.records = [];
    this.indexes = [];
  }

  private pack(record: Ready, index: number, lane = this.lane): void {
    let json: string | Buffer | undefined;
    try {
      json = Buffer.isBuffer(record.value) ? record.value : JSON.stringify(record.value);
      if (json === undefined) throw new Error("its toJSON gives nothing");
    } catch (error) {
      this.to.tally.invalid(index, notJson(error));
      return;
    }
    lane.add(record, index, json);
  }
}

/** What such a record makes of itself depends on where it stands, and may be nothing. A Buffer, which is JSON already, is one, too. */
const hasToJson = (value: unknown) => isRecord(value) && typeof value.toJSON === "function";

/** The JSON of all, or undefined where one has none. */
function listOf(values: readonly unknown[]): string | undefined {
  try {
    return JSON.stringify(values);
  } catch {
    return undefined;
  }
}
