/** Collections: what `Events()` and `People()` give and every transformation gives again. */
import { accessorOf } from "./accessors";
import { keysOf } from "./keys";
import { type Earlier, reductionOf } from "./reduction";

/** Numbers before texts, each in its own order. */
function inOrder(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "number" || typeof b === "number") return typeof a === "number" ? -1 : 1;
  const [left, right] = [String(a ?? ""), String(b ?? "")];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A text for each key. That of a single text, the most common key, begins as no list does, and takes a fraction of the time. */
const nameOf = (key: unknown[]): string =>
  key.length === 1 && typeof key[0] === "string" ? `"${key[0]}` : JSON.stringify(key);

interface Grouped {
  key: unknown[];
  value: unknown;
}

/** A list of elements that is made when it is read, and again whenever it is read. */
export class Collection {
  readonly #read: () => Iterable<unknown>;

  constructor(read: () => Iterable<unknown>) {
    this.#read = read;
  }

  [Symbol.iterator](): Iterator<unknown> {
    return this.#read()[Symbol.iterator]();
  }

  filter(test: (element: unknown) => unknown): Collection {
    const source = this;
    return new Collection(function* () {
      for (const element of source) if (test(element)) yield element;
    });
  }

  map(change: (element: unknown) => unknown): Collection {
    const source = this;
    return new Collection(function* () {
      for (const element of source) yield change(element);
    });
  }

  flatten(): Collection {
    const source = this;
    return new Collection(function* () {
      for (const element of source) {
        if (Array.isArray(element)) yield* element;
        else yield element;
      }
    });
  }

  groupBy(keys: unknown, reducer: unknown): Collection {
    return this.#grouped(keysOf(keys, "groupBy"), reducer, "accumulators");
  }

  /** The user comes first in the key; further keys are optional. */
  groupByUser(...args: unknown[]): Collection {
    const user = accessorOf("distinct_id");
    const alone = (element: unknown) => [[user(element) ?? null]];
    if (args.length === 1) return this.#grouped(alone, args[0], "state");
    const [keys, reducer] = args;
    const further = keysOf(keys, "groupByUser");
    const withUser = (element: unknown) => further(element).map((key) => [user(element) ?? null, ...key]);
    return this.#grouped(withUser, reducer, "state");
  }

  /** Groups in the order in which they first appear. */
  #grouped(keysOfElement: (element: unknown) => unknown[][], reducer: unknown, earlier: Earlier): Collection {
    const start = reductionOf(reducer, earlier);
    const source = this;
    return new Collection(function* (): Iterable<Grouped> {
      const groups = new Map<string, { key: unknown[]; reduction: ReturnType<typeof start> }>();
      for (const element of source) {
        for (const key of keysOfElement(element)) {
          const name = nameOf(key);
          let group = groups.get(name);
          if (!group) {
            group = { key, reduction: start() };
            groups.set(name, group);
          }
          group.reduction.add(element);
        }
      }
      for (const { key, reduction } of groups.values()) yield { key, value: reduction.result() };
    });
  }

  reduce(reducer: unknown): Collection {
    const start = reductionOf(reducer, "accumulators");
    const source = this;
    return new Collection(function* () {
      const reduction = start();
      for (const element of source) reduction.add(element);
      yield reduction.result();
    });
  }

  sortAsc(spec: unknown): Collection {
    return this.#sorted(spec, 1);
  }

  sortDesc(spec: unknown): Collection {
    return this.#sorted(spec, -1);
  }

  #sorted(spec: unknown, direction: 1 | -1): Collection {
    const read = accessorOf(spec);
    return new Collection(() => {
      const keyed = [...this].map((element) => ({ element, key: read(element) }));
      return keyed.sort((a, b) => direction * inOrder(a.key, b.key)).map(({ element }) => element);
    });
  }

  /**
   * Keeps the first groups of each level of the key: `limits[0]` values of its first component, for each of them
   * `limits[1]` values of the second, and so on; then the first `total` of all that.
   */
  applyGroupLimits(limits: unknown, total: number = Number.POSITIVE_INFINITY): Collection {
    if (!Array.isArray(limits)) throw new TypeError("applyGroupLimits needs a list of limits");
    const keyOf = accessorOf("key");
    const source = this;
    return new Collection(function* () {
      const kept = new Map<string, Set<string>>();
      let left = total;
      for (const element of source) {
        if (left <= 0) return;
        const key = keyOf(element);
        if (!isWithinLimits(Array.isArray(key) ? key : [], limits, kept)) continue;
        left -= 1;
        yield element;
      }
    });
  }
}

/** @param kept the components that were kept, by the components before them */
function isWithinLimits(key: unknown[], limits: unknown[], kept: Map<string, Set<string>>): boolean {
  for (const [level, component] of key.entries()) {
    const before = JSON.stringify(key.slice(0, level));
    const siblings = kept.get(before) ?? new Set();
    kept.set(before, siblings);
    const name = JSON.stringify(component);
    if (!siblings.has(name) && siblings.size >= Number(limits[level] ?? Number.POSITIVE_INFINITY)) return false;
    siblings.add(name);
  }
  return true;
}
