/** Keys of groups. Follows https://docs.mixpanel.com/docs/reports/apps/jql. */
import { type Accessor, accessorOf, numericAccessorOf } from "./accessors";

/** Key components as they stand in a group's key. */
type Components = unknown[];

/** A part of a key that an element may have more than once: the element belongs to a group for each. */
class MultipleKeys {
  constructor(readonly choices: (element: unknown) => Components[]) {}
}

/** A list becomes several components of the key; what is missing becomes null. */
const components = (value: unknown): Components => (Array.isArray(value) ? value : [value ?? null]);

function choicesOf(spec: unknown): (element: unknown) => Components[] {
  if (spec instanceof MultipleKeys) return spec.choices;
  const read = accessorOf(spec);
  return (element) => [components(read(element))];
}

/** Every combination of one choice for each spec. */
function combinations(specs: ((element: unknown) => Components[])[], element: unknown): Components[] {
  let keys: Components[] = [[]];
  for (const choices of specs) {
    const found = choices(element);
    keys = keys.flatMap((key) => found.map((choice) => [...key, ...choice]));
  }
  return keys;
}

/**
 * The keys of an element by the first argument of a grouping.
 *
 * @throws TypeError for what is no list of keys
 */
export function keysOf(specs: unknown, transformation: string): (element: unknown) => Components[] {
  if (specs instanceof MultipleKeys) return specs.choices;
  if (!Array.isArray(specs)) throw new TypeError(`${transformation} needs a list of keys`);
  if (specs.some((spec) => spec instanceof MultipleKeys)) {
    const parts = specs.map(choicesOf);
    return (element) => combinations(parts, element);
  }
  const reads = specs.map(accessorOf);
  return (element) => {
    const key: Components = [];
    for (const read of reads) {
      const value = read(element);
      if (!Array.isArray(value)) key.push(value ?? null);
      // One by one: a call takes no more than 65,535 arguments.
      else for (const component of value) key.push(component);
    }
    return [key];
  };
}

/** `mixpanel.multiple_keys`: a group for each element of a list, or for each combination of several lists. */
export function multipleKeys(specs: unknown): MultipleKeys {
  const reads = (Array.isArray(specs) ? specs : [specs]).map(accessorOf);
  const parts = reads.map((read) => (element: unknown) => components(read(element)).map((value) => [value ?? null]));
  return new MultipleKeys((element) => combinations(parts, element));
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** 1970-01-05, the first Monday of the epoch: weeks begin on Mondays. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

interface RegularBuckets {
  bucket_size: number;
  offset?: number;
}

interface CalendarBuckets {
  months: number;
}

/** Specs of buckets by calendar, for times in milliseconds. */
export const timeBuckets: Record<string, RegularBuckets | CalendarBuckets> = {
  hourly_time_buckets: { bucket_size: HOUR_MS },
  daily_time_buckets: { bucket_size: DAY_MS },
  weekly_time_buckets: { bucket_size: 7 * DAY_MS, offset: FIRST_MONDAY_MS },
  monthly_time_buckets: { months: 1 },
  quarterly_time_buckets: { months: 3 },
  annual_time_buckets: { months: 12 },
};

function startOfMonths(months: number, ms: number): number {
  const date = new Date(ms);
  return Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / months) * months, 1);
}

/** The lower bound of the bucket that holds a number; null below the first of a list of bounds. */
function bucketOf(spec: number[] | RegularBuckets | CalendarBuckets): (value: number) => number | null {
  if (Array.isArray(spec)) {
    const bounds = spec.map(Number).sort((a, b) => a - b);
    return (value) => bounds.findLast((bound) => bound <= value) ?? null;
  }
  if ("months" in spec) return (value) => startOfMonths(spec.months, value);
  const { bucket_size: size, offset = 0 } = spec;
  return (value) => Math.floor((value - offset) / size) * size + offset;
}

function isRegular(spec: unknown): spec is RegularBuckets {
  return typeof spec === "object" && spec !== null && "bucket_size" in spec && Number(spec.bucket_size) > 0;
}

const isCalendar = (spec: unknown): spec is CalendarBuckets =>
  Object.values(timeBuckets).some((buckets) => buckets === spec);

/** `mixpanel.numeric_bucket`. Throws a TypeError for a spec that names no buckets. */
export function numericBucket(spec: unknown, buckets: unknown): Accessor {
  if (!Array.isArray(buckets) && !isRegular(buckets) && !isCalendar(buckets)) {
    throw new TypeError("numeric_bucket needs a bucket_size above zero, or a list of edges");
  }
  const read = numericAccessorOf(spec);
  const bucket = bucketOf(buckets);
  return (element) => {
    const value = read(element);
    return value === undefined ? null : bucket(value);
  };
}
