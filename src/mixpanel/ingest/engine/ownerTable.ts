/** A slot holds a hash, and the number of a request beside it, so that both are read from memory at once. */
const SLOT = 2;
/** Slots at first; always a power of two. */
const FIRST_SLOTS = 1024;
/** At least so many for each owner that is kept, so that a table is rarely built anew. */
const SLOTS_PER_OWNER = 4;

/** FNV-1a, by UTF-16 units, with its upper bits mixed into the lower ones. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

/**
 * The last request of each owner, by its number from 1. Owners are told apart by a hash of 32 bits, which takes a fraction of a Map's time
 * and memory: of 20,000 owners in flight, one of the next 2,000 shares its hash with another one in about 100 requests, which then wait
 * for a request without need.
 */
export class OwnerTable {
  private slots = new Int32Array(FIRST_SLOTS * SLOT);
  private used = 0;

  /** @param isRunning whether a request has not ended; others are forgotten in time */
  constructor(private readonly isRunning: (request: number) => boolean) {}

  /** Makes a request the last one of an owner. @returns the last one before it, which may have ended; 0 if there is none */
  follow(owner: string, request: number): number {
    const before = this.put(hashOf(owner), request);
    if (before === 0 && ++this.used * 2 * SLOT > this.slots.length) this.rebuild();
    return before;
  }

  private put(hash: number, request: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    let at = (hash * SLOT) & mask;
    while (slots[at + 1] !== 0 && slots[at] !== hash) at = (at + SLOT) & mask;
    const before = slots[at + 1] ?? 0;
    slots[at] = hash;
    slots[at + 1] = request;
    return before;
  }

  /** Keeps the owners of running requests alone. */
  private rebuild(): void {
    const { slots } = this;
    this.used = 0;
    for (let at = 1; at < slots.length; at += SLOT) {
      if (this.isRunning(slots[at] ?? 0)) this.used++;
      else slots[at] = 0;
    }
    let size = FIRST_SLOTS;
    while (size < this.used * SLOTS_PER_OWNER) size *= 2;
    this.slots = new Int32Array(size * SLOT);
    for (let at = 1; at < slots.length; at += SLOT) if (slots[at] !== 0) this.put(slots[at - 1] ?? 0, slots[at] ?? 0);
  }
}
