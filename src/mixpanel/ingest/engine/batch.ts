import type { Effect } from "../../endpoint";
import { CLOSING_BRACKET, COMMA, OPENING_BRACKET } from "../../records/bytes";
import type { BatchLimits } from "./limits";

/** What is known of a record beside its JSON. */
export interface Note {
  /** What sending it does, where that is no idempotent write. */
  effect?: Effect;
  /** Whose it is: records of one owner are never in two requests at once, so that they take effect in the order they came. */
  owner?: string;
  /** Whether a second run makes another record of it, which Mixpanel stores beside the first: an event whose time is filled in. */
  renewed?: boolean;
}

/** Records of one request: the body as it is sent, and where each record lies in it. */
export interface Batch {
  /** A JSON array in UTF-8. */
  body: Buffer;
  /**
   * Offset of each record in the body, and at the end the offset that the next one would have. Unknown where records were serialised
   * many at a time; they are looked up then, if ever that is needed.
   */
  starts?: number[];
  /** Position of each record in the input, from 0. */
  indexes: number[];
  /** What is known of each record, where anything is. */
  notes?: readonly Note[];
  /** Whether its records are identity events, and all of them. */
  identity?: boolean;
  /** The body as it goes over the wire, where that is not as it is. */
  compressed?: Promise<Buffer>;
}

/** Where a batcher puts what it makes. */
export interface BatchSink {
  batch(batch: Batch): void;
  /** Told of a record that alone is over the byte limit; it is in no batch. */
  oversized(index: number, bytes: number): void;
}

/** Room that a body begins with; it doubles as records come. */
const FIRST_BYTES = 1 << 20;
/** No UTF-16 code unit takes more bytes than this in UTF-8. */
const MAX_BYTES_PER_UNIT = 3;

/**
 * Packs serialised records into batches that break neither limit, in the order they come. Each record is written once, straight into
 * the body that is sent, and its bytes are counted as they are written.
 */
export class Batcher {
  private body: Buffer | undefined;
  private end = 1;
  private starts: number[] | undefined = [];
  private indexes: number[] = [];
  /** A limit that is lowered on the way has fewer records go together; it refuses none. */
  private readonly largestBytes: number;

  /** @param spare bodies of batches that are done with, to be written over */
  constructor(
    private readonly limits: BatchLimits,
    private readonly sink: BatchSink,
    private readonly spare: Buffer[] = [],
  ) {
    this.largestBytes = limits.maxBytes;
  }

  /**
   * @param record JSON, as text or as UTF-8
   * @returns whether it is in the batch that is being filled; else it is oversized
   */
  add(index: number, record: string | Buffer): boolean {
    // No text has fewer bytes than characters: a huge one is not even encoded.
    if (record.length > this.largestBytes) {
      this.sink.oversized(index, Buffer.byteLength(record));
      return false;
    }
    if (this.indexes.length === this.limits.maxRecords) this.flush();
    const bytes = this.write(record);
    // Behind the record stands a comma, or the bracket that closes the list.
    const alone = this.indexes.length === 0;
    if (this.end + bytes + 1 <= (alone ? this.largestBytes : this.limits.maxBytes)) {
      this.starts?.push(this.end);
      this.indexes.push(index);
      this.end += bytes;
      this.room(1)[this.end++] = COMMA;
    } else if (alone) {
      this.sink.oversized(index, bytes);
      return false;
    } else {
      // The bytes are there already: the record opens the next batch with them.
      const encoded = Buffer.from(this.room(0).subarray(this.end, this.end + bytes));
      this.flush();
      return this.add(index, encoded);
    }
    return true;
  }

  /**
   * Adds records that were serialised together.
   *
   * @param list a JSON array of them, as `JSON.stringify` writes it; all others of this batcher must be its work, too
   * @returns whether they fit into the batch that is being filled, or an empty one; where they do not, none was added
   */
  addAll(indexes: readonly number[], list: string): boolean {
    if (this.indexes.length === this.limits.maxRecords) this.flush();
    if (this.indexes.length + indexes.length > this.limits.maxRecords) return false;
    // No text has fewer bytes than characters: what cannot fit is not even encoded.
    if (this.end - 1 + list.length > this.limits.maxBytes) return false;
    // Its bracket is written over the comma before it, and a comma over its closing one.
    const body = this.room(list.length * MAX_BYTES_PER_UNIT);
    const start = this.end - 1;
    const end = start + body.write(list, start);
    body[start] = this.indexes.length === 0 ? OPENING_BRACKET : COMMA;
    if (end > this.limits.maxBytes) return false;
    body[end - 1] = COMMA;
    this.end = end;
    this.starts = undefined;
    for (const index of indexes) this.indexes.push(index);
    return true;
  }

  /** Hands out what has been added since the last full batch. */
  flush(): void {
    if (this.indexes.length === 0) return;
    const body = this.room(0).subarray(0, this.end);
    body[this.end - 1] = CLOSING_BRACKET;
    this.sink.batch({ body, starts: this.starts && [...this.starts, this.end], indexes: this.indexes });
    this.body = undefined;
    this.end = 1;
    this.starts = [];
    this.indexes = [];
  }

  /** Writes a record behind the last one, without taking it in yet. */
  private write(record: string | Buffer): number {
    if (typeof record !== "string") return record.copy(this.room(record.length), this.end);
    return this.room(record.length * MAX_BYTES_PER_UNIT).write(record, this.end);
  }

  /** The body, with room for so many more bytes. */
  private room(bytes: number): Buffer {
    this.body ??= this.spare.pop() ?? Buffer.allocUnsafeSlow(FIRST_BYTES);
    if (this.end + bytes > this.body.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.body.length * 2, this.end + bytes));
      this.body.copy(larger, 0, 0, this.end);
      this.body = larger;
    }
    this.body[0] = OPENING_BRACKET;
    return this.body;
  }
}
