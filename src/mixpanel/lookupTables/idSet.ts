const QUOTE = 34;
const COMMA = 44;

const START_SLOTS = 4096;
/** Share of the slots that may be taken before there are twice as many. */
const MAX_LOAD = 0.75;
/** A hash function that spreads IDs well needs a few dozen at most. IDs that were chosen to collide must not take hours. */
const MAX_PROBES = 1000;

/** The hash of some bytes: FNV-1a, its bits mixed as in MurmurHash3. */
export function hashOf(bytes: Buffer, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** The IDs of CSV, each as the position where it starts: no text for an ID, and 4 bytes for a slot. */
export class IdSet {
  readonly #csv: Buffer;
  /** 0 is a free slot: a header is before the first ID. */
  #slots = new Uint32Array(START_SLOTS);
  #size = 0;

  constructor(csv: Buffer) {
    this.#csv = csv;
  }

  /**
   * Adds an ID, the first of several fields of a row, by the position of its bytes without the quotes around it.
   *
   * @returns false if the same bytes were added before, or it would take long to find out
   */
  add(start: number, end: number): boolean {
    if (this.#size >= this.#slots.length * MAX_LOAD) this.#grow();
    const slots = this.#slots;
    const last = slots.length - 1;
    let slot = hashOf(this.#csv, start, end) & last;
    for (let probes = 0; slots[slot] !== 0; probes++) {
      if (probes === MAX_PROBES || this.#isAt(slots[slot] ?? 0, start, end)) return false;
      slot = (slot + 1) & last;
    }
    slots[slot] = start;
    this.#size++;
    return true;
  }

  #grow(): void {
    const slots = new Uint32Array(2 * this.#slots.length);
    const last = slots.length - 1;
    for (const start of this.#slots) {
      if (start === 0) continue;
      let end = start;
      while (!this.#isEnd(start, end)) end += this.#csv[end] === QUOTE ? 2 : 1;
      let slot = hashOf(this.#csv, start, end) & last;
      while (slots[slot] !== 0) slot = (slot + 1) & last;
      slots[slot] = start;
    }
    this.#slots = slots;
  }

  /** Whether the ID that starts at a position has the same bytes as another. */
  #isAt(start: number, otherStart: number, otherEnd: number): boolean {
    const csv = this.#csv;
    let at = start;
    for (let other = otherStart; other < otherEnd; other++) if (csv[at++] !== csv[other]) return false;
    return this.#isEnd(start, at);
  }

  /** Whether an ID ends at a position: at its closing quote, where the next byte is no quote, or at the comma if it has no quotes. */
  #isEnd(start: number, at: number): boolean {
    const csv = this.#csv;
    return csv[start - 1] === QUOTE ? csv[at] === QUOTE && csv[at + 1] !== QUOTE : csv[at] === COMMA;
  }
}
