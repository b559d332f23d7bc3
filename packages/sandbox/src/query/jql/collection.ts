/** Collections: what `Events()` and `People()` give and every step of a query gives again. */
import { accessorOf, keySpecOf } from "./accessors";
import { jsonOf } from "./members";
import { reducerOf } from "./reducers";
import { type Budget, callValue } from "./runtime";
import { Callable, HostObject, JqlError, textOf, type Value } from "./values";

/** A group of elements under a key. */
interface Group {
  key: Value[];
  elements: Value[];
}

/** The keys of an element: one for each way to choose among the values of its specs. */
function keysOfElement(element: Value, specs: ((element: Value) => Value[])[]): Value[][] {
  let keys: Value[][] = [[]];
  for (const valuesOf of specs) {
    const values = valuesOf(element);
    // Nearly every key has one value: no list is built anew for it.
    if (values.length === 1) for (const key of keys) key.push(values[0] ?? null);
    else keys = keys.flatMap((key) => values.map((value) => [...key, value ?? null]));
  }
  return keys;
}

const USER_KEY = "distinct_id";

/** Numbers before texts, each in its own order. */
function inOrder(a: Value, b: Value): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "number" || typeof b === "number") return typeof a === "number" ? -1 : 1;
  const [left, right] = [textOf(a ?? ""), textOf(b ?? "")];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A list of elements that is made when it is read. */
export class Collection extends HostObject {
  /** @param read gives the elements; a function, so that a collection can be read more than once */
  constructor(
    readonly read: () => Iterable<Value>,
    readonly budget: Budget,
  ) {
    super();
  }

  override member(name: string): Value {
    const method = METHODS.get(name);
    return method && new Callable((args) => method(this, args));
  }

  /** The elements one by one, each paid for. */
  *[Symbol.iterator](): Iterator<Value> {
    for (const element of this.read()) {
      this.budget.spend();
      yield element;
    }
  }

  /** The same budget over other elements. */
  with(elements: () => Iterable<Value>): Collection {
    return new Collection(elements, this.budget);
  }

  /** Elements grouped by keys, in the order in which the groups first appear. */
  groups(specs: ((element: Value) => Value[])[]): Iterable<Group> {
    const groups = new Map<string, Group>();
    for (const element of this) {
      for (const key of keysOfElement(element, specs)) {
        const name = jsonOf(key) ?? "";
        const group = groups.get(name) ?? { key, elements: [] };
        groups.set(name, group);
        group.elements.push(element);
      }
    }
    return groups.values();
  }
}

function grouped(source: Collection, keySpecs: Value[], reducer: Value, start: () => Value): Collection {
  const specs = keySpecs.map(keySpecOf);
  const reducers = (Array.isArray(reducer) ? reducer : [reducer]).map((spec) => ({
    reduce: (elements: Value[]) => reducerOf(spec, start())(elements),
  }));
  return source.with(function* () {
    for (const { key, elements } of source.groups(specs)) {
      const values = reducers.map(({ reduce }) => reduce(elements));
      yield new Map<string, Value>([
        ["key", key],
        ["value", Array.isArray(reducer) ? values : values[0]],
      ]);
    }
  });
}

function groupBy(source: Collection, [keys, reducer]: Value[]): Collection {
  if (!Array.isArray(keys)) throw new JqlError("TypeError: groupBy needs a list of keys");
  return grouped(source, keys, reducer, () => []);
}

/** The user comes first in the key; further keys are optional. */
function groupByUser(source: Collection, args: Value[]): Collection {
  const [keys, reducer] = args.length === 1 ? [[], args[0]] : [args[0], args[1]];
  if (!Array.isArray(keys)) throw new JqlError("TypeError: groupByUser needs a list of keys");
  return grouped(source, [USER_KEY, ...keys], reducer, () => undefined);
}

function reduce(source: Collection, [reducer]: Value[]): Collection {
  const reduceAll = (spec: Value): Value => reducerOf(spec, [])([...source]);
  return source.with(() => [Array.isArray(reducer) ? reducer.map(reduceAll) : reduceAll(reducer)]);
}

function sorted(source: Collection, spec: Value, direction: 1 | -1): Collection {
  const read = accessorOf(spec);
  return source.with(() => {
    const keyed = [...source].map((element) => ({ element, key: read(element) }));
    return keyed.sort((a, b) => direction * inOrder(a.key, b.key)).map(({ element }) => element);
  });
}

const METHODS = new Map<string, (source: Collection, args: Value[]) => Value>([
  [
    "filter",
    (source, [test]) =>
      source.with(function* () {
        for (const element of source) if (callValue(test, [element])) yield element;
      }),
  ],
  [
    "map",
    (source, [change]) =>
      source.with(function* () {
        for (const element of source) yield callValue(change, [element]);
      }),
  ],
  [
    "flatten",
    (source) =>
      source.with(function* () {
        for (const element of source) {
          if (Array.isArray(element)) yield* element;
          else yield element;
        }
      }),
  ],
  ["groupBy", groupBy],
  ["groupByUser", groupByUser],
  ["reduce", reduce],
  ["sortAsc", (source, [spec]) => sorted(source, spec, 1)],
  ["sortDesc", (source, [spec]) => sorted(source, spec, -1)],
]);
