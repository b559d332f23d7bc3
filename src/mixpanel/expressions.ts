import { isIsoDay } from "./days";

/**
 * Builds the expressions of `where` and `on`, and escapes what is put into them. The precedence of operators is not published, so every
 * operand that is an expression itself stands in brackets. See https://developer.mixpanel.com/reference/segmentation-expressions.
 */

/** `event` and `user` are for queries of events, `profile` and `behavior` for queries of profiles, where `properties` is the profile's. */
const REFERENCES = { event: "properties", user: "user", profile: "properties", behavior: "behaviors" } as const;

/** What a property belongs to. */
export type Scope = keyof typeof REFERENCES;

/** A moment, or a day from its first second to its last, each as `datetime(...)` takes it: text in project time, or seconds since 1970. */
export interface Period {
  first: string | number;
  last: string | number;
}

export type Value = string | number | boolean | Period;
export type Sign = "==" | "!=" | ">" | ">=" | "<" | "<=";

const DAY_SECONDS = 86_400;

/** A text, number or boolean as an expression writes it. */
export function literal(value: string | number | boolean): string {
  return typeof value === "string" ? `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"` : String(value);
}

/** Whether a number can stand in an expression: no exponent is documented. */
export const isPlainNumber = (value: number): boolean => /^-?\d+(\.\d+)?$/.test(String(value));

export const propertyRef = (scope: Scope, name: string): string => `${REFERENCES[scope]}[${literal(name)}]`;

const datetime = (moment: string | number) => `datetime(${literal(moment)})`;
const negated = (expression: string) => `not (${expression})`;

function joined(expressions: readonly string[], operator: "and" | "or"): string {
  const [first = "", ...others] = expressions;
  return others.length === 0 ? first : expressions.map((expression) => `(${expression})`).join(` ${operator} `);
}

/** Holds if all of the expressions hold. @param expressions at least one */
export const allOf = (expressions: readonly string[]): string => joined(expressions, "and");

/** Holds if any of the expressions holds. @param expressions at least one */
export const anyOf = (expressions: readonly string[]): string => joined(expressions, "or");

function comparedToPeriod(ref: string, sign: Sign, period: Period): string {
  const moment = `datetime(${ref})`;
  const [first, last] = [datetime(period.first), datetime(period.last)];
  if (sign === "!=") return negated(comparedToPeriod(ref, "==", period));
  if (sign !== "==") return `${moment} ${sign} ${sign === ">" || sign === "<=" ? last : first}`;
  return first === last ? `${moment} == ${first}` : allOf([`${moment} >= ${first}`, `${moment} <= ${last}`]);
}

/** Compares a property with a value of the same type: there are no implicit casts. Dates are texts and numbers, so both sides are cast. */
export function compared(ref: string, sign: Sign, value: Value): string {
  return typeof value === "object" ? comparedToPeriod(ref, sign, value) : `${ref} ${sign} ${literal(value)}`;
}

/** @param values at least one */
export function isOneOf(ref: string, values: readonly Value[]): string {
  const plain = values.filter((value) => typeof value !== "object");
  const periods = values.filter((value) => typeof value === "object");
  return anyOf([
    ...(plain.length === 0 ? [] : [`${ref} in [${plain.map(literal).join(", ")}]`]),
    ...periods.map((period) => comparedToPeriod(ref, "==", period)),
  ]);
}

/** The grammar has no `not in`. */
export const isNotOneOf = (ref: string, values: readonly Value[]): string => negated(isOneOf(ref, values));

/** Holds for a text with this part, and for a list with this element. */
export const contains = (ref: string, value: string | number | boolean): string => `${literal(value)} in ${ref}`;
export const doesNotContain = (ref: string, value: string | number | boolean): string => negated(contains(ref, value));

export const isSet = (ref: string): string => `defined(${ref})`;
export const isNotSet = (ref: string): string => `not defined(${ref})`;

/**
 * Holds for a date in the last days. Only queries of profiles know `NOW`. Queries of events get whole days in UTC, today included, so that
 * the expression is the same all day: a cursor belongs to one expression.
 */
export function inLastDays(scope: Scope, ref: string, days: number, nowSeconds: number): string {
  const seconds = days * DAY_SECONDS;
  const today = nowSeconds - (nowSeconds % DAY_SECONDS);
  const isOfProfile = scope === "profile" || scope === "behavior";
  const [from, to] = isOfProfile ? [`NOW - ${seconds}`, "NOW"] : [today - seconds, today + DAY_SECONDS - 1];
  return allOf([`datetime(${ref}) >= datetime(${from})`, `datetime(${ref}) <= datetime(${to})`]);
}

const HAS_REFERENCE = /\b(?:properties|user|event|behaviors)\s*\[\s*["']/;

/** An `on` expression; the bare name of an event property becomes one, since Mixpanel does not accept it. */
export const onExpression = (text: string): string => (HAS_REFERENCE.test(text) ? text : propertyRef("event", text));

const DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * A day as yyyy-mm-dd, or a moment as yyyy-mm-ddThh:mm:ss, in project time unless it has a time zone; undefined for any other text, and
 * for moments that Mixpanel does not read.
 */
export function periodOf(text: string): Period | undefined {
  const [, day, minutes, seconds = ":00", zone] = DATE.exec(text) ?? [];
  if (day === undefined || !isIsoDay(day)) return undefined;
  if (minutes === undefined) return { first: `${day}T00:00:00`, last: `${day}T23:59:59` };
  const moment = `${day}T${minutes}${seconds}`;
  const ms = Date.parse(`${moment}${zone ?? "Z"}`);
  // A number of seconds is no date unless it is positive; a text may be any.
  if (Number.isNaN(ms) || (zone !== undefined && ms <= 0)) return undefined;
  const written = zone === undefined ? moment : ms / 1000;
  return { first: written, last: written };
}
