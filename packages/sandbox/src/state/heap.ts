/** How full the memory is, so that the sandbox refuses records before Node's heap ends. */
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { SandboxError } from "../errors";

/** Share of the heap that stored records may take; queries and requests need the rest. */
const MAX_SHARE = 0.7;
/** Share of the heap by which it grows before it is measured again. */
const STEP_SHARE = 0.04;
/** What V8's limit holds for objects that are just made: three spaces of 16 MB, where nothing stored stays. */
const YOUNG_BYTES = 48 * 1_048_576;
/** Time after which a full heap is measured again: a reset or a deletion may have freed it. */
const RECHECK_MS = 10_000;

/** The heap as it is measured: bytes in use, garbage among them, and the most there can be. */
export interface Heap {
  /** A clock that only goes forward. */
  nowMs(): number;
  usedBytes(): number;
  limitBytes(): number;
  /** Frees the garbage, so that what is in use can be told from it. */
  collect(): void;
}

const nodeHeap: Heap = {
  nowMs: () => performance.now(),
  usedBytes: () => getHeapStatistics().used_heap_size,
  limitBytes: () => Math.max(0, getHeapStatistics().heap_size_limit - YOUNG_BYTES),
  collect() {
    setFlagsFromString("--expose-gc");
    const collect: unknown = runInNewContext("gc");
    if (typeof collect === "function") collect();
  },
};

/** Watches the heap of the process. */
export class HeapWatch {
  readonly #heap: Heap;
  /** Bytes in use beyond which garbage is freed and the heap measured again. */
  #nextBytes = 0;
  /** Until then the heap counts as full. */
  #fullUntilMs = Number.NEGATIVE_INFINITY;

  constructor(heap: Heap = nodeHeap) {
    this.#heap = heap;
  }

  /**
   * Whether no more records fit. Garbage is freed before it says so, which takes seconds on a large heap and therefore happens only after
   * the heap has grown by a step.
   */
  isFull(): boolean {
    if (this.#heap.nowMs() < this.#fullUntilMs) return true;
    const limit = this.#heap.limitBytes();
    const allowed = limit * MAX_SHARE;
    if (this.#heap.usedBytes() <= Math.max(allowed, this.#nextBytes)) return false;
    this.#heap.collect();
    const used = this.#heap.usedBytes();
    const isFull = used > allowed;
    if (isFull) this.#fullUntilMs = this.#heap.nowMs() + RECHECK_MS;
    this.#nextBytes = isFull ? 0 : used + limit * STEP_SHARE;
    return isFull;
  }
}

/** The refusal of records while the memory is full, before Node would end the process. */
export function memoryFull(): SandboxError {
  const megabytes = Math.round(getHeapStatistics().heap_size_limit / 1_048_576);
  const message =
    `The sandbox's memory is full (Node allows ${megabytes} MB). ` +
    "Reset it, or start it with more: NODE_OPTIONS=--max-old-space-size=8192.";
  return new SandboxError(507, message);
}
