import { isRecord } from "../json";
import type { Account } from "./account";
import { type Batch, Batcher, type Note } from "./batches";
import type { BatchLimits } from "./limits";
import { type IngestOptions, noJson, type Ready } from "./options";
import { addRecords } from "./result";

interface PackerOptions {
  limits: BatchLimits;
  account: Account;
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

/** Makes records ready to be sent and packs them, and enters into the account those that cannot be. */
export class Packer<T> {
  private notes: Note[] = [];
  /** What is to be serialised together: values, what else is known of each, and their places in the input. */
  private values: unknown[] = [];
  private records: Ready[] = [];
  private indexes: number[] = [];
  /** What a caller hands out one by one it may write over when it is asked for the next: that is serialised at once. */
  private groupRecords: number;
  private readonly batcher: Batcher;

  constructor(
    private readonly options: Pick<IngestOptions<T>, "records" | "encode" | "validateOnly">,
    private readonly to: PackerOptions,
  ) {
    const { records } = options;
    const groupable = Array.isArray(records) && !records.some(Buffer.isBuffer);
    this.groupRecords = groupable ? Math.min(GROUP_RECORDS, to.limits.maxRecords) : 1;
    const sink = {
      batch: (batch: Batch) => {
        const isNoted = this.notes.some((note) => note !== NOTHING);
        to.packed(isNoted ? { ...batch, notes: this.notes } : batch);
        this.notes = [];
      },
      oversized: (index: number, bytes: number) => to.account.tooLarge([index], `${bytes} bytes`),
    };
    this.batcher = new Batcher(to.limits, sink, to.spare);
  }

  add(record: T): void {
    const { encode, validateOnly } = this.options;
    const index = this.to.account.result.received++;
    const encoded = encode(record, index);
    if (!("value" in encoded)) {
      addRecords(this.to.account.result, "failed", [{ ...encoded, index }]);
      return;
    }
    if (validateOnly) return;
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

  /** Hands out all that has been added. */
  flush(): void {
    this.packGroup();
    this.batcher.flush();
  }

  private packGroup(): void {
    const { values, records, indexes } = this;
    if (values.length === 0) return;
    const list = listOf(values);
    if (list !== undefined && this.batcher.addAll(indexes, list)) for (const record of records) this.note(record);
    else for (const [at, record] of records.entries()) this.pack(record, indexes[at] ?? 0);
    if (list !== undefined && list.length > GROUP_CHARACTERS) this.groupRecords = 1;
    this.values = [];
    this.records = [];
    this.indexes = [];
  }

  private pack(record: Ready, index: number): void {
    let json: string | Buffer | undefined;
    try {
      json = Buffer.isBuffer(record.value) ? record.value : JSON.stringify(record.value);
      if (json === undefined) throw new Error("its toJSON gives nothing");
    } catch (error) {
      addRecords(this.to.account.result, "failed", [{ index, message: noJson(error) }]);
      return;
    }
    if (this.batcher.add(index, json)) this.note(record);
  }

  /** A batch that is full goes out before a record is taken in: what is noted is of the batch that the record is in. */
  private note({ effect, owner, renewed }: Ready): void {
    const isNothing = effect === undefined && owner === undefined && renewed === undefined;
    this.notes.push(isNothing ? NOTHING : { effect, owner, renewed });
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
