/** What the functions and comparisons of expressions mean. */
import type { TimeZone } from "../timeZone";
import { compare, isEqual, isIn, isSet, toBoolean, toDatetime, toNumber, toText } from "./values";

/** Rounds a number; of anything else it makes nothing. */
const rounding =
  (round: (value: number) => number) =>
  (value: unknown): number | undefined =>
    typeof value === "number" ? round(value) : undefined;

/** Functions by name. Dates without an offset are of the zone. */
export const FUNCTIONS = new Map<string, (value: unknown, zone: TimeZone) => unknown>([
  ["defined", isSet],
  ["string", toText],
  ["number", toNumber],
  ["boolean", toBoolean],
  ["datetime", toDatetime],
  ["floor", rounding(Math.floor)],
  ["round", rounding(Math.round)],
  ["ceil", rounding(Math.ceil)],
  ["list", (value) => (Array.isArray(value) ? value : isSet(value) ? [value] : [])],
  ["lower", (value) => (typeof value === "string" ? value.toLowerCase() : undefined)],
  ["upper", (value) => (typeof value === "string" ? value.toUpperCase() : undefined)],
]);

/** NaN, of values without an order, compares false each way. */
const order = (left: unknown, right: unknown, zone: TimeZone): number => compare(left, right, zone) ?? Number.NaN;

/** Comparisons by sign. */
export const COMPARATORS = new Map<string, (left: unknown, right: unknown, zone: TimeZone) => boolean>([
  ["==", isEqual],
  ["!=", (left, right, zone) => !isEqual(left, right, zone)],
  [">", (left, right, zone) => order(left, right, zone) > 0],
  [">=", (left, right, zone) => order(left, right, zone) >= 0],
  ["<", (left, right, zone) => order(left, right, zone) < 0],
  ["<=", (left, right, zone) => order(left, right, zone) <= 0],
  ["in", isIn],
  ["not in", (left, right, zone) => !isIn(left, right, zone)],
]);

/** What the grammar allows by name. A table that lacks what the grammar allows is a fault of this file, not of the expression. */
export function entry<V>(table: Map<string, V>, key: string): V {
  const value = table.get(key);
  if (value === undefined) throw new Error(`The grammar allows "${key}", but it has no meaning.`);
  return value;
}
