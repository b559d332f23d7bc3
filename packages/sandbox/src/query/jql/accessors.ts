/** How scripts say which part of an element they mean: by a path such as `properties.plan`, or by a function. */
import { startOf, type Unit } from "../calendar";
import { callValue, native } from "./runtime";
import { Callable, HostObject, JqlError, numberOf, type Value } from "./values";

/** Reads a part of an element. */
export type Accessor = (element: Value) => Value;

/**
 * The part at a path. Names of properties may hold dots themselves, so the whole rest of a path is tried before its pieces.
 */
function partAt(value: Value, path: string): Value {
  if (Array.isArray(value)) return value[Number(path)];
  if (!(value instanceof Map)) return undefined;
  if (value.has(path)) return value.get(path);
  for (let dot = path.indexOf("."); dot >= 0; dot = path.indexOf(".", dot + 1)) {
    const name = path.slice(0, dot);
    if (value.has(name)) return partAt(value.get(name), path.slice(dot + 1));
  }
  return undefined;
}

/** Reads an accessor. Throws a JqlError for what is neither path nor function. */
export function accessorOf(spec: Value): Accessor {
  if (typeof spec === "string") return (element) => partAt(element, spec);
  if (spec instanceof Callable) return (element) => callValue(spec, [element]);
  throw new JqlError("TypeError: an accessor must be the path of a property or a function");
}

/** The number at an accessor; undefined where there is none. */
export function numericAccessorOf(spec: Value): (element: Value) => number | undefined {
  const read = accessorOf(spec);
  return (element) => {
    const value = read(element);
    const number = value === undefined || value === null ? Number.NaN : numberOf(value);
    return Number.isNaN(number) ? undefined : number;
  };
}

/** A key of a grouping: each element belongs to the groups of all values it gives. */
export class KeySpec extends HostObject {
  constructor(readonly valuesOf: (element: Value) => Value[]) {
    super();
  }

  override member(): Value {
    return undefined;
  }
}

/** Reads one key of a grouping. */
export function keySpecOf(spec: Value): (element: Value) => Value[] {
  if (spec instanceof KeySpec) return spec.valuesOf;
  const read = accessorOf(spec);
  return (element) => [read(element)];
}

/** Buckets of time by calendar, as `mixpanel.daily_time_buckets` names them. */
class TimeBuckets extends HostObject {
  constructor(readonly unit: Unit) {
    super();
  }

  override member(): Value {
    return undefined;
  }
}

function lowerBound(edges: number[], value: number): number | null {
  return edges.findLast((edge) => edge <= value) ?? null;
}

/** Lower bound of the bucket that holds a number: by size and offset, by a list of edges, or by calendar. */
function bucketOf(buckets: Value): (value: number) => number | null {
  if (buckets instanceof TimeBuckets) return (value) => startOf(buckets.unit, value);
  if (Array.isArray(buckets)) {
    const edges = buckets.map(numberOf).sort((a, b) => a - b);
    return (value) => lowerBound(edges, value);
  }
  const size = buckets instanceof Map ? numberOf(buckets.get("bucket_size")) : Number.NaN;
  const offset = buckets instanceof Map ? numberOf(buckets.get("offset") ?? 0) : 0;
  if (!(size > 0)) throw new JqlError("TypeError: numeric_bucket needs a bucket_size above zero, or a list of edges");
  return (value) => Math.floor((value - offset) / size) * size + offset;
}

function numericBucket(spec: Value, buckets: Value): Value {
  const read = numericAccessorOf(spec);
  const bucket = bucketOf(buckets);
  return new KeySpec((element) => {
    const value = read(element);
    return [value === undefined ? null : bucket(value)];
  });
}

function multipleKeys(spec: Value): Value {
  const read = accessorOf(spec);
  return new KeySpec((element) => {
    const values = read(element);
    return Array.isArray(values) ? values : [values];
  });
}

function toNumber(spec: Value): Value {
  const read = numericAccessorOf(spec);
  return native((element) => read(element));
}

/** What `mixpanel` offers for keys and accessors, by name. */
export const keyFunctions: [string, Value][] = [
  ["numeric_bucket", native(numericBucket)],
  ["multiple_keys", native(multipleKeys)],
  ["to_number", native(toNumber)],
  ["hourly_time_buckets", new TimeBuckets("hour")],
  ["daily_time_buckets", new TimeBuckets("day")],
  ["weekly_time_buckets", new TimeBuckets("week")],
  ["monthly_time_buckets", new TimeBuckets("month")],
];
