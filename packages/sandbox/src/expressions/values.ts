/** What the values of an expression are, and how they compare and convert. */
import { isDeepStrictEqual } from "node:util";
import { type TimeZone, UTC } from "../timeZone";

const SECOND_MS = 1000;
/** The largest number that `datetime(...)` reads as seconds. */
const MAX_SECONDS = 4_294_967_295;

/** A point in time inside an expression: what `datetime(...)` yields. */
export class Datetime {
  constructor(readonly ms: number) {}
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** Milliseconds since epoch of an ISO date or date-time; without an offset it is what the zone's clock shows. Undefined for any other text. */
export function parseTimestamp(text: string, zone: TimeZone = UTC): number | undefined {
  const match = ISO_DATE.exec(text);
  if (!match) return undefined;
  const isDateOnly = text.length === "2020-01-01".length;
  const ms = Date.parse(match[1] || isDateOnly ? text : `${text}Z`);
  if (Number.isNaN(ms)) return undefined;
  return match[1] ? ms : zone.instantOf(ms);
}

/** `undefined` and JSON's `null` are both "not set". */
export const isSet = (value: unknown): boolean => value !== undefined && value !== null;

/** Truth of any value: empty texts, empty lists, zero and what is not set are false. */
export function toBoolean(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** `number(...)`: texts that are no number, lists and objects are not set; a date-time is seconds since epoch. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Datetime) return value.ms / SECOND_MS;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const number = Number(value);
  return Number.isNaN(number) ? undefined : number;
}

/** `string(...)`, and the label of a value in a breakdown. A date-time is ISO without milliseconds or offset, as in profiles. */
export function toText(value: unknown, zone: TimeZone = UTC): string | undefined {
  if (!isSet(value)) return undefined;
  if (typeof value === "string") return value;
  if (value instanceof Datetime) {
    return Number.isFinite(value.ms) && Math.abs(value.ms) <= 8.64e15
      ? new Date(zone.wallOf(value.ms)).toISOString().slice(0, "2020-01-01T00:00:00".length)
      : undefined;
  }
  return JSON.stringify(value);
}

/** `datetime(...)`: a number is whole seconds since epoch (milliseconds past 32 bits; nothing for 0 and less), a text an ISO date. */
export function toDatetime(value: unknown, zone: TimeZone): Datetime | undefined {
  if (value instanceof Datetime) return value;
  if (typeof value === "number") {
    const seconds = Math.floor(value > MAX_SECONDS ? value / SECOND_MS : value);
    return value > 0 ? new Datetime(seconds * SECOND_MS) : undefined;
  }
  const ms = typeof value === "string" ? parseTimestamp(value, zone) : undefined;
  return ms === undefined ? undefined : new Datetime(ms);
}

/** Dates in properties are texts, so a date-time meets them half way. */
function aligned(left: unknown, right: unknown, zone: TimeZone): [unknown, unknown] {
  if (left instanceof Datetime || right instanceof Datetime) {
    return [toDatetime(left, zone)?.ms, toDatetime(right, zone)?.ms];
  }
  return [left, right];
}

/** `==`: same type and same content; what is not set equals what is not set. */
export function isEqual(left: unknown, right: unknown, zone: TimeZone): boolean {
  if (!isSet(left) || !isSet(right)) return !isSet(left) && !isSet(right);
  const [a, b] = aligned(left, right, zone);
  if (a === undefined || b === undefined) return false;
  return a === b || isDeepStrictEqual(a, b);
}

/** Negative, zero or positive for two numbers, two texts or two date-times; undefined where there is no order. */
export function compare(left: unknown, right: unknown, zone: TimeZone): number | undefined {
  const [a, b] = aligned(left, right, zone);
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  return undefined;
}

/** `in`: an element of a list, or a part of a text. */
export function isIn(needle: unknown, haystack: unknown, zone: TimeZone): boolean {
  if (Array.isArray(haystack)) return haystack.some((element) => isEqual(needle, element, zone));
  return typeof haystack === "string" && typeof needle === "string" && haystack.includes(needle);
}

/** `+ - * / %` on numbers, and `+` on texts. Anything else, and a division by zero, is not set. */
export function arithmetic(operator: string, left: unknown, right: unknown): number | string | undefined {
  if (operator === "+" && typeof left === "string" && typeof right === "string") return left + right;
  if (typeof left !== "number" || typeof right !== "number") return undefined;
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return right === 0 ? undefined : left / right;
    default:
      return right === 0 ? undefined : left % right;
  }
}
