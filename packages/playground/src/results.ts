/** Results as the page can hold them: files by their size and beginning, and of large lists only the beginning. */

import { isUtf8 } from "node:buffer";
import type { Returned } from "../../cli/src/execute";
import type { Mask } from "./masks";

/** Characters of JSON that the page gets. */
const MAX_CHARACTERS = 2_000_000;
const MAX_FILE_BYTES = 1024 ** 2;
const PREVIEW_BYTES = 4096;

export interface ShownResult {
  data: unknown;
  isShortened: boolean;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** A file of a result: the page offers it as a download if all of it is here. Secrets are masked before they are hard to find. */
function shownFile(unmasked: Buffer, contentType: unknown, mask: Mask) {
  const file = isUtf8(unmasked) ? Buffer.from(mask(unmasked.toString("utf8"))) : unmasked;
  const type = typeof contentType === "string" ? contentType : "application/octet-stream";
  return {
    contentType: type,
    bytes: file.length,
    preview: file.toString("utf8", 0, PREVIEW_BYTES),
    ...(file.length <= MAX_FILE_BYTES && { base64: file.toString("base64") }),
  };
}

/** A result as JSON values. */
function plain(value: unknown, mask: Mask): unknown {
  if (Buffer.isBuffer(value)) return shownFile(value, undefined, mask);
  if (Array.isArray(value)) return value.map((one) => plain(one, mask));
  if (!isObject(value)) return value;
  if (Buffer.isBuffer(value.data) && "contentType" in value) return shownFile(value.data, value.contentType, mask);
  if (typeof value.toJSON === "function") return value.toJSON();
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one, mask)]));
}

/** Shortens a value to about so many characters of JSON. */
class Shortener {
  readonly #sizes = new WeakMap<object, number>();
  isShortened = false;

  sizeOf(value: unknown): number {
    if (typeof value === "string") return value.length + 2;
    if (!isObject(value)) return String(value).length;
    const known = this.#sizes.get(value);
    if (known !== undefined) return known;
    const parts = Object.entries(value).map(
      ([key, one]) => this.sizeOf(one) + (Array.isArray(value) ? 1 : key.length + 4),
    );
    const size = parts.reduce((sum, one) => sum + one, 2);
    this.#sizes.set(value, size);
    return size;
  }

  shorten(value: unknown, max: number): unknown {
    if (this.sizeOf(value) <= max) return value;
    this.isShortened = true;
    if (typeof value === "string") return `${value.slice(0, Math.max(0, max))}…`;
    if (Array.isArray(value)) return this.#list(value, max);
    return isObject(value) ? this.#object(value, max) : value;
  }

  #list(list: readonly unknown[], max: number): unknown[] {
    const kept: unknown[] = [];
    let left = max;
    for (const one of list) {
      const size = this.sizeOf(one) + 1;
      if (size > left && kept.length > 0) break;
      kept.push(this.shorten(one, left));
      left -= size;
    }
    return kept;
  }

  /** Every key stays if there is room; the small values first, so that a long list does not displace the counts beside it. */
  #object(object: Readonly<Record<string, unknown>>, max: number): unknown {
    const bySize = Object.entries(object).sort(([, one], [, other]) => this.sizeOf(one) - this.sizeOf(other));
    const kept = new Map<string, unknown>();
    let left = max;
    for (const [index, [key, value]] of bySize.entries()) {
      const share = Math.floor(left / (bySize.length - index)) - key.length - 4;
      if (share <= 0) break;
      const shown = this.shorten(value, share);
      kept.set(key, shown);
      left -= Math.min(this.sizeOf(value), share) + key.length + 4;
    }
    return Object.fromEntries(Object.keys(object).flatMap((key) => (kept.has(key) ? [[key, kept.get(key)]] : [])));
  }
}

export function shownResult({ data: returned, contentType }: Returned, mask: Mask): ShownResult {
  const shortener = new Shortener();
  const shown = Buffer.isBuffer(returned) ? shownFile(returned, contentType, mask) : plain(returned, mask);
  const data = shortener.shorten(shown, MAX_CHARACTERS);
  return { data, isShortened: shortener.isShortened };
}
