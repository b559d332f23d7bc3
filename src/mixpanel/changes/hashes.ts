import { HASH_LENGTH } from "../records/hash";
import { isRecord, type JsonObject } from "../records/json";
import { isStamp, type Stamp } from "./wallClock";

export const readHashes = (text: unknown): Set<string> =>
  new Set(typeof text === "string" ? text.match(new RegExp(`.{${HASH_LENGTH}}`, "g")) : []);
/** Whether a value is what `writeHashes` returns. */
export const isHashes = (value: unknown): value is string =>
  typeof value === "string" && value.length % HASH_LENGTH === 0 && /^[\w-]*$/.test(value);
export const writeHashes = (hashes: Iterable<string>): string => [...hashes].join("");

/** Hashes by the second that they belong to, of which the old ones are dropped. */
export class RecentHashes {
  private readonly seconds = new Map<Stamp, Set<string>>();

  constructor(state: unknown) {
    if (isRecord(state)) for (const [stamp, text] of Object.entries(state)) this.seconds.set(stamp, readHashes(text));
  }

  /** Whether a value is what `toJSON` returns. */
  static isState(value: unknown): value is JsonObject {
    return isRecord(value) && Object.entries(value).every(([stamp, text]) => isStamp(stamp) && isHashes(text));
  }

  has(stamp: Stamp, hash: string): boolean {
    return this.seconds.get(stamp)?.has(hash) ?? false;
  }

  add(stamp: Stamp, hash: string): void {
    const second = this.seconds.get(stamp);
    if (second === undefined) this.seconds.set(stamp, new Set([hash]));
    else second.add(hash);
  }

  dropBefore(stamp: Stamp): void {
    for (const second of this.seconds.keys()) if (second < stamp) this.seconds.delete(second);
  }

  /**
   * Drops the oldest seconds until at most `max` hashes are left, or one second.
   *
   * @returns the oldest second that is left, if any was dropped
   */
  dropBeyond(max: number): Stamp | undefined {
    let size = [...this.seconds.values()].reduce((sum, second) => sum + second.size, 0);
    if (size <= max) return undefined;
    const stamps = [...this.seconds.keys()].sort();
    while (size > max && stamps.length > 1) {
      const oldest = stamps.shift() ?? "";
      size -= this.seconds.get(oldest)?.size ?? 0;
      this.seconds.delete(oldest);
    }
    return stamps[0];
  }

  toJSON(): JsonObject {
    return Object.fromEntries([...this.seconds].map(([stamp, second]) => [stamp, writeHashes(second)]));
  }
}
