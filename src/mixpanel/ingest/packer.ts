import type { Effect } from "../endpoint";
import type { Account } from "./account";
import { type Batch, Batcher } from "./batches";
import type { BatchLimits } from "./limits";
import { type IngestOptions, NO_JSON, type Ready } from "./options";
import { addRecords } from "./result";

/** A batch, and what is known of it beside its bytes. */
export interface Packed {
  batch: Batch;
  /** The worst of its records'. */
  effect: Effect;
  /** Of each record that has one; an owner of several is there several times. */
  owners: string[];
}

interface PackerOptions {
  limits: BatchLimits;
  account: Account;
  /** Takes a batch that is ready to be sent. */
  packed(packed: Packed): void;
  /** Bodies of batches that are done with, to be written over. */
  spare: Buffer[];
}

/**
 * Records that are serialised by one call: for an event of 500 bytes it costs a quarter less than a call each. Many more gain nothing,
 * and more is written twice where a batch is full.
 */
const GROUP_RECORDS = 8;

/** Makes records ready to be sent and packs them, and enters into the account those that cannot be. */
export class Packer<T> {
  private effect: Effect = "idempotentWrite";
  private owners: string[] = [];
  /** What is to be serialised together: values, what else is known of each, and their places in the input. */
  private values: unknown[] = [];
  private records: Ready[] = [];
  private indexes: number[] = [];
  /** What a caller hands out one by one it may write over when it is asked for the next: that is serialised at once. */
  private readonly groupRecords: number;
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
        to.packed({ batch, effect: this.effect, owners: this.owners });
        this.effect = "idempotentWrite";
        this.owners = [];
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
    if (this.groupRecords === 1) {
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
    const list = jsonOf(values);
    if (list !== undefined && this.batcher.addAll(indexes, list)) for (const record of records) this.note(record);
    else for (const [at, record] of records.entries()) this.pack(record, indexes[at] ?? 0);
    this.values = [];
    this.records = [];
    this.indexes = [];
  }

  private pack(record: Ready, index: number): void {
    const json = Buffer.isBuffer(record.value) ? record.value : jsonOf(record.value);
    if (json === undefined) addRecords(this.to.account.result, "failed", [{ index, message: NO_JSON }]);
    else if (this.batcher.add(index, json)) this.note(record);
  }

  /** A batch that is full goes out before a record is taken in: what is noted is of the batch that the record is in. */
  private note({ effect, owner }: Ready): void {
    if (effect === "write") this.effect = "write";
    if (owner !== undefined) this.owners.push(owner);
  }
}

function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
