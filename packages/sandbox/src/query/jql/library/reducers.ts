/** The reducers that JQL brings: what becomes of the elements of a group. Follows https://docs.mixpanel.com/docs/reports/apps/jql. */
import { accessorOf, numericAccessorOf } from "./accessors";
import { Reducer } from "./reduction";

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
