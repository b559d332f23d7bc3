/** What the functions and comparisons of expressions mean. */
import { compare, isEqual, isIn, isSet, toBoolean, toDatetime, toNumber, toText } from "./values";

/** Functions by name. */
export const FUNCTIONS = new Map<string, (value: unknown) => unknown>([
  ["defined", isSet],
  ["string", toText],
  ["number", toNumber],
  ["boolean", toBoolean],
  ["datetime", toDatetime],
  ["list", (value) => (Array.isArray(value) ? value : isSet(value) ? [value] : [])],
  ["lower", (value) => (typeof value === "string" ? value.toLowerCase() : undefined)],
  ["upper", (value) => (typeof value === "string" ? value.toUpperCase() : undefined)],
]);

/** NaN, of values without an order, compares false each way. */
const order = (left: unknown, right: unknown): number => compare(left, right) ?? Number.NaN;

/** Comparisons by sign. */
export const COMPARATORS = new Map<string, (left: unknown, right: unknown) => boolean>([
  ["==", isEqual],
  ["!=", (left, right) => !isEqual(left, right)],
  [">", (left, right) => order(left, right) > 0],
  [">=", (left, right) => order(left, right) >= 0],
  ["<", (left, right) => order(left, right) < 0],
  ["<=", (left, right) => order(left, right) <= 0],
  ["in", isIn],
  ["not in", (left, right) => !isIn(left, right)],
]);

/** What the grammar allows by name. A table that lacks what the grammar allows is a fault of this file, not of the expression. */
export function entry<V>(table: Map<string, V>, key: string): V {
  const value = table.get(key);
  if (value === undefined) throw new Error(`The grammar allows "${key}", but it has no meaning.`);
  return value;
}
