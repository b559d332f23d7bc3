import { RecordRun, type TextBlock } from "../../records/recordRun";
import type { IngestOptions } from "./options";
import type { Packer } from "./packer";

/** After so many records in a row that have to be encoded, only one in SELDOM is looked at: a text of such records would be read twice. */
const MAX_MISSES = 32;
const SELDOM = 16;

/** Packs records of a text as they stand, so that most of them are never an object. */
export class VerbatimPacker<T> {
  private readonly run = new RecordRun();
  private misses = 0;
  /** Whether the next record was looked at already, or begins another batch. */
  private isNextOdd = false;

  constructor(
    private readonly options: Pick<IngestOptions<T>, "verbatim" | "watch">,
    private readonly packer: Packer<T>,
  ) {}

  /**
   * Packs the next records of a block, at most so many.
   *
   * @returns how many; 0 if the next one has to be read by itself
   */
  pack(block: TextBlock, most: number): number {
    if (this.isNextOdd) {
      this.isNextOdd = false;
      return 0;
    }
    const { verbatim, watch } = this.options;
    const how = watch?.received === undefined ? verbatim?.(block) : undefined;
    const room = Math.min(most, this.packer.room);
    if (how === undefined || room === 0 || this.isFutile()) return 0;
    const { run } = this;
    block.find(run, room, how.endOf);
    this.misses = run.count === 0 ? this.misses + 1 : 0;
    const packed = run.count === 0 ? 0 : this.packer.addRun(run, how.note);
    if (packed > 0) block.pass(run, packed);
    this.isNextOdd = packed > 0 && run.isNextOdd;
    return packed;
  }

  private isFutile(): boolean {
    if (this.misses < MAX_MISSES) return false;
    if (this.misses % SELDOM === 0) return false;
    this.misses++;
    return true;
  }
}
