/** Reducers: what becomes of the elements of a group. Follows https://docs.mixpanel.com/docs/reports/apps/jql. */
import { accessorOf, numericAccessorOf } from "./accessors";

/** One reduction under way. Elements are taken one by one, so that a group holds a result and not its elements. */
interface Reduction {
  add(element: unknown): void;
  result(): unknown;
}

/** One of `mixpanel.reducer`. */
class Reducer {
  constructor(readonly start: () => Reduction) {}
}

/** What a function is given before the elements: a list of earlier results, or the user's state. */
export type Earlier = "accumulators" | "state";

/** How many elements wait for the script's own reducers, in all groups together. */
const MAX_WAITING = 2_000;
const waiting = new Set<OwnReduction>();
let waitingElements = 0;

/**
 * A reduction by a function of the script. It is called with some elements at a time and must add its earlier results to
 * them, as at Mixpanel: so no more elements are held than a few thousand.
 */
class OwnReduction implements Reduction {
  #results: unknown[] = [];
  #elements: unknown[] = [];

  constructor(
    readonly reduce: (earlier: unknown, elements: unknown[]) => unknown,
    readonly earlier: Earlier,
  ) {}

  add(element: unknown): void {
    this.#elements.push(element);
    waiting.add(this);
    waitingElements += 1;
    if (waitingElements >= MAX_WAITING) for (const reduction of waiting) reduction.#call();
  }

  result(): unknown {
    if (this.#elements.length > 0 || this.#results.length === 0) this.#call();
    return this.#results[0];
  }

  #call(): void {
    const elements = this.#elements;
    this.#elements = [];
    waiting.delete(this);
    waitingElements -= elements.length;
    this.#results = [this.reduce(this.earlier === "state" ? this.#results[0] : this.#results, elements)];
  }
}

function singleReduction(spec: unknown, earlier: Earlier): () => Reduction {
  if (spec instanceof Reducer) return spec.start;
  if (typeof spec === "function") return () => new OwnReduction((before, elements) => spec(before, elements), earlier);
  throw new TypeError("a reducer must be one of mixpanel.reducer or a function");
}

/** Reads a reducer, or a list of them whose results stand in a list. Throws a TypeError for anything else. */
export function reductionOf(spec: unknown, earlier: Earlier): () => Reduction {
  if (!Array.isArray(spec)) return singleReduction(spec, earlier);
  const starts = spec.map((one) => singleReduction(one, earlier));
  return () => {
    const reductions = starts.map((start) => start());
    return {
      add: (element) => reductions.forEach((reduction) => void reduction.add(element)),
      result: () => reductions.map((reduction) => reduction.result()),
    };
  };
}

/** A reducer that folds what an accessor gives into a state. */
function fold<T, S>(
  read: (element: unknown) => T | undefined,
  start: () => S,
  add: (state: S, value: T, element: unknown) => S,
  result: (state: S) => unknown = (state) => state,
): Reducer {
  return new Reducer(() => {
    let state = start();
    return {
      add(element) {
        const value = read(element);
        if (value !== undefined) state = add(state, value, element);
      },
      result: () => result(state),
    };
  });
}

interface Sums {
  count: number;
  sum: number;
  sum_squares: number;
}

const sums = (spec: unknown, result: (sums: Sums) => unknown): Reducer =>
  fold(
    numericAccessorOf(spec),
    () => ({ count: 0, sum: 0, sum_squares: 0 }),
    (state, value) => {
      state.count += 1;
      state.sum += value;
      state.sum_squares += value * value;
      return state;
    },
    result,
  );

const meanOf = ({ count, sum }: Sums): number | null => (count === 0 ? null : sum / count);

function summary(sums: Sums): object {
  const avg = meanOf(sums);
  const stddev = avg === null ? null : Math.sqrt(Math.max(sums.sum_squares / sums.count - avg * avg, 0));
  return { ...sums, avg, stddev };
}

/** The value below which a share of the numbers lies (nearest rank). */
function percentile(sorted: number[], percent: unknown): number | null {
  const rank = Math.ceil((Math.min(Math.max(Number(percent), 0), 100) / 100) * sorted.length);
  return sorted[Math.max(rank, 1) - 1] ?? null;
}

const percentiles = (spec: unknown, wanted: unknown): Reducer =>
  fold(
    numericAccessorOf(spec),
    (): number[] => [],
    (numbers, value) => {
      numbers.push(value);
      return numbers;
    },
    (numbers) => {
      const sorted = numbers.sort((a, b) => a - b);
      if (!Array.isArray(wanted)) return percentile(sorted, wanted);
      return wanted.map((percent: unknown) => ({ percentile: percent, value: percentile(sorted, percent) }));
    },
  );

const extreme = (spec: unknown, better: (a: number, b: number) => number): Reducer =>
  fold(
    numericAccessorOf(spec),
    (): number | undefined => undefined,
    (best, value) => (best === undefined ? value : better(best, value)),
    (best) => best ?? 0,
  );

interface Best {
  value: number;
  element: unknown;
}

const extremeBy = (spec: unknown, isBetter: (value: number, best: number) => boolean): Reducer =>
  fold(
    numericAccessorOf(spec),
    (): Best | undefined => undefined,
    (best, value, element) => (!best || isBetter(value, best.value) ? { value, element } : best),
    (best) => best?.element ?? null,
  );

/** The results of an earlier grouping with the largest values. */
function top(limit: unknown): Reducer {
  const count = Math.max(limit === undefined ? 10 : Number(limit), 0);
  const read = numericAccessorOf("value");
  const largest = (elements: unknown[]) =>
    elements
      .sort((a, b) => (read(b) ?? Number.NEGATIVE_INFINITY) - (read(a) ?? Number.NEGATIVE_INFINITY))
      .slice(0, count);
  return fold(
    (element) => element,
    (): unknown[] => [],
    (elements, element) => {
      elements.push(element);
      return elements.length > 2 * count + 1000 ? largest(elements) : elements;
    },
    largest,
  );
}

type Fields = Record<string, unknown>;
const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Objects merged into one: numbers are added, objects merged, and of other values the last one stays. */
function mergeInto(target: Fields, source: Fields): Fields {
  for (const [name, value] of Object.entries(source)) {
    const own = Object.hasOwn(target, name) ? target[name] : undefined;
    const merged =
      typeof own === "number" && typeof value === "number"
        ? own + value
        : isObject(value)
          ? mergeInto(isObject(own) ? own : {}, value)
          : value;
    Object.defineProperty(target, name, { value: merged, writable: true, enumerable: true, configurable: true });
  }
  return target;
}

const objectMerge = (spec: unknown): Reducer =>
  fold(
    spec === undefined ? (element: unknown) => element : accessorOf(spec),
    (): Fields => ({}),
    (merged, part) => (isObject(part) ? mergeInto(merged, part) : merged),
  );

/** `mixpanel.reducer`. */
export const reducers = {
  count: () =>
    fold(
      (element) => element ?? null,
      () => 0,
      (count) => count + 1,
    ),
  sum: (spec?: unknown) => sums(spec, ({ sum }) => sum),
  avg: (spec?: unknown) => sums(spec, meanOf),
  min: (spec?: unknown) => extreme(spec, Math.min),
  max: (spec?: unknown) => extreme(spec, Math.max),
  numeric_summary: (spec?: unknown) => sums(spec, summary),
  numeric_percentiles: percentiles,
  min_by: (spec: unknown) => extremeBy(spec, (value, best) => value < best),
  max_by: (spec: unknown) => extremeBy(spec, (value, best) => value > best),
  any: () =>
    new Reducer(() => {
      let first: unknown;
      const add = (element: unknown) => {
        first ??= element;
      };
      return { add, result: () => first ?? null };
    }),
  null: () => new Reducer(() => ({ add() {}, result: () => null })),
  top,
  object_merge: objectMerge,
};
