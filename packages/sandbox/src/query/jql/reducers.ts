/** Reducers: what becomes of the elements of a group. Follows the reference of https://developer.mixpanel.com/docs/jql. */
import { accessorOf, numericAccessorOf } from "./accessors";
import { native } from "./runtime";
import { Callable, HostObject, JqlError, Namespace, numberOf, type Value } from "./values";

/** One of the sandbox's own reducers. */
class Reducer extends HostObject {
  constructor(readonly reduce: (elements: Value[]) => Value) {
    super();
  }

  override member(): Value {
    return undefined;
  }
}

/**
 * Reads a reducer: one of `mixpanel.reducer`, or a function.
 *
 * @param startArguments what a function is given before the elements: accumulators, or a user's state
 * @throws JqlError for anything else
 */
export function reducerOf(spec: Value, startArguments: Value): (elements: Value[]) => Value {
  if (spec instanceof Reducer) return spec.reduce;
  if (spec instanceof Callable) return (elements) => spec.call([startArguments, elements]);
  throw new JqlError("TypeError: a reducer must be one of mixpanel.reducer or a function");
}

const numbersOf = (elements: Value[], spec: Value): number[] => {
  const read = numericAccessorOf(spec);
  return elements.flatMap((element) => read(element) ?? []);
};

const sumOf = (numbers: number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** A reducer over the numbers at an accessor. */
const numeric = (reduce: (numbers: number[]) => Value): Value =>
  native((spec) => new Reducer((elements) => reduce(numbersOf(elements, spec))));

function summary(numbers: number[]): Value {
  const count = numbers.length;
  const sum = sumOf(numbers);
  const squares = sumOf(numbers.map((number) => number * number));
  const mean = count === 0 ? null : sum / count;
  const deviation = mean === null ? null : Math.sqrt(Math.max(squares / count - mean * mean, 0));
  return new Map<string, Value>([
    ["count", count],
    ["sum", sum],
    ["sum_squares", squares],
    ["avg", mean],
    ["stddev", deviation],
  ]);
}

/** The value below which a share of the numbers lies (nearest rank). */
function percentile(sorted: number[], percent: number): Value {
  const rank = Math.ceil((Math.min(Math.max(percent, 0), 100) / 100) * sorted.length);
  return sorted[Math.max(rank, 1) - 1] ?? null;
}

function percentiles(spec: Value, wanted: Value): Value {
  return new Reducer((elements) => {
    const sorted = numbersOf(elements, spec).sort((a, b) => a - b);
    if (!Array.isArray(wanted)) return percentile(sorted, numberOf(wanted));
    return wanted.map((percent) => {
      const value = percentile(sorted, numberOf(percent));
      return new Map<string, Value>([
        ["percentile", percent],
        ["value", value],
      ]);
    });
  });
}

function extreme(spec: Value, isBetter: (value: number, best: number) => boolean): Value {
  const read = numericAccessorOf(spec);
  return new Reducer((elements) => {
    let best: { value: number; element: Value } | undefined;
    for (const element of elements) {
      const value = read(element);
      if (value !== undefined && (!best || isBetter(value, best.value))) best = { value, element };
    }
    return best ? best.element : null;
  });
}

/** The results of an earlier grouping with the largest values, the key of each told apart from its group's. */
function top(limit: Value): Value {
  const count = limit === undefined ? 10 : numberOf(limit);
  const read = accessorOf("value");
  return new Reducer((elements) =>
    [...elements].sort((a, b) => numberOf(read(b)) - numberOf(read(a))).slice(0, Math.max(count, 0)),
  );
}

/** Objects laid over each other; where they hold a name twice, the later one wins. */
function merged(elements: Value[], spec: Value): Value {
  const read = spec === undefined ? (element: Value) => element : accessorOf(spec);
  const result = new Map<string, Value>();
  for (const element of elements) {
    const part = read(element);
    if (part instanceof Map) for (const [key, value] of part) result.set(key, value);
  }
  return result;
}

/** `mixpanel.reducer`. */
export const reducers = new Namespace(
  new Map<string, Value>([
    ["count", native(() => new Reducer((elements) => elements.length))],
    ["sum", numeric(sumOf)],
    ["avg", numeric((numbers) => (numbers.length === 0 ? null : sumOf(numbers) / numbers.length))],
    ["min", numeric((numbers) => numbers.reduce((least, number) => Math.min(least, number), numbers[0] ?? 0))],
    ["max", numeric((numbers) => numbers.reduce((most, number) => Math.max(most, number), numbers[0] ?? 0))],
    ["numeric_summary", numeric(summary)],
    ["numeric_percentiles", native(percentiles)],
    ["min_by", native((spec) => extreme(spec, (value, best) => value < best))],
    ["max_by", native((spec) => extreme(spec, (value, best) => value > best))],
    ["any", native(() => new Reducer(([first]) => first ?? null))],
    ["null", native(() => new Reducer(() => null))],
    ["top", native(top)],
    ["object_merge", native((spec) => new Reducer((elements) => merged(elements, spec)))],
  ]),
);
