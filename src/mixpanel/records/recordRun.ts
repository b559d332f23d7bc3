/** Maximum number of records in a run. */
export const MAX_RUN_RECORDS = 256;
/** A run ends with the record that exceeds this, so that little is looked at again if it does not fit into a batch. */
const MAX_RUN_BYTES = 256 * 1024;
/** More bytes between two records are not copied: they end a run. */
const MAX_GAP_BYTES = 64;

/** The position after a record that begins at `start`, or 0 for one that has to be read by itself. */
export type RecordEnd = (bytes: Buffer, start: number) => number;

/** Records in a row, as they stand in a text. */
export class RecordRun {
  bytes: Buffer = Buffer.alloc(0);
  count = 0;
  /** Where each begins and ends; the entries after `count` are of earlier runs. */
  readonly starts = new Int32Array(MAX_RUN_RECORDS);
  readonly ends = new Int32Array(MAX_RUN_RECORDS);
  /** Where the record after the last one begins. */
  next = 0;
  /** Whether that record is known to be one that has to be read by itself. */
  isNextOdd = false;

  /**
   * Finds as many records in a row as there are.
   *
   * @param from where the first may begin
   * @param gapEnd the position of the record after one that ends at `end`, or of the text's end; 0 if it is not certain
   */
  find(
    bytes: Buffer,
    from: number,
    most: number,
    endOf: RecordEnd,
    gapEnd: (bytes: Buffer, end: number) => number,
  ): void {
    this.bytes = bytes;
    this.count = 0;
    this.next = from;
    this.isNextOdd = false;
    while (this.count < most && this.next < bytes.length) {
      const end = endOf(bytes, this.next);
      const next = end === 0 ? 0 : gapEnd(bytes, end);
      this.isNextOdd = next === 0;
      if (this.isNextOdd) return;
      this.starts[this.count] = this.next;
      this.ends[this.count++] = end;
      this.next = next;
      if (next - end > MAX_GAP_BYTES || next - from > MAX_RUN_BYTES) return;
    }
  }

  /** Where the record at this place begins, or the one after the last. */
  startOf(place: number): number {
    return place < this.count ? (this.starts[place] ?? 0) : this.next;
  }
}

/**
 * A part of a text whose records are read one by one, by iterating over it. Instead of that, whoever can tell by its bytes that a record is
 * to be sent as it stands finds the next ones with `find`, and says with `pass` that some of them have been read.
 */
export interface TextBlock<T = unknown> extends Iterable<T> {
  /** Whether its records are lines, and not items of a JSON list. */
  readonly isLines: boolean;
  find(run: RecordRun, most: number, endOf: RecordEnd): void;
  /** @param records how many of the run, from its beginning */
  pass(run: RecordRun, records: number): void;
}

export const isTextBlock = (records: object): records is TextBlock => "isLines" in records && "find" in records;
