import { isRecord, type JsonObject } from "../records/json";

/** 64 bits, as two integers of 32 bits. */
export interface EventHash {
  high: number;
  low: number;
  /** Whether the event has an insert ID. Without one, a duplicate cannot be distinguished from a second event. */
  identified: boolean;
}

/** Odd factors that change all bits: from Knuth's multiplicative hash, and from the last step of MurmurHash3. */
const HIGH_FACTOR = 2_654_435_761;
const LOW_FACTOR = 1_597_334_677;
const FINAL_FACTORS = [2_246_822_507, 3_266_489_909] as const;

/** The state of the current hash. Module variables are faster than a new object for each text. */
let high = 0;
let low = 0;

function mix(bits: number): void {
  high = Math.imul(high ^ bits, HIGH_FACTOR);
  low = Math.imul(low ^ bits, LOW_FACTOR);
  // A multiplication changes only higher bits, so mix them back into the lower ones.
  high ^= high >>> 15;
  low ^= low >>> 13;
}

function mixText(text: string): void {
  const even = text.length & ~1;
  for (let index = 0; index < even; index += 2) mix(text.charCodeAt(index) | (text.charCodeAt(index + 1) << 16));
  if (even < text.length) mix(text.charCodeAt(even));
  // With the length, the texts "ab", "c" and "a", "bc" have different hashes.
  mix(text.length);
}

/**
 * Hashes the four fields by which Mixpanel recognizes duplicates: event, time, distinct_id and $insert_id. Among three million different
 * events, the probability that any two have the same hash is about 1 in 4 million.
 *
 * @see https://docs.mixpanel.com/docs/tracking-methods/deduplication
 */
export function hashEvent({ event, properties }: JsonObject): EventHash {
  const { time, distinct_id, $insert_id } = isRecord(properties) ? properties : {};
  high = 0xdeadbeef;
  low = 0x41c6ce57;
  for (const part of [$insert_id, distinct_id, time, event]) mixText(typeof part === "string" ? part : String(part));
  const first = Math.imul(high ^ (high >>> 16), FINAL_FACTORS[0]) ^ Math.imul(low ^ (low >>> 13), FINAL_FACTORS[1]);
  const second = Math.imul(low ^ (low >>> 16), FINAL_FACTORS[0]) ^ Math.imul(first ^ (first >>> 13), FINAL_FACTORS[1]);
  return {
    high: first >>> 0,
    low: second >>> 0,
    identified: $insert_id !== undefined && $insert_id !== null && $insert_id !== "",
  };
}
