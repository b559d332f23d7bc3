import { isIsoDay } from "../mixpanel/days";
import { InputError } from "../mixpanel/errors";
import { parseJson } from "../mixpanel/records/boundedJson";
import { hasLongNumber } from "../mixpanel/records/exactNumbers";
import { describe } from "./clean";

/** The values of profile properties: a previous step's keep their type; what is typed into a form is always text. */

export const VALUE_TYPES = ["text", "auto"] as const;
/** Whether text stays text, or becomes the number, boolean, list, object or date that it spells. */
export type ValueTypes = (typeof VALUE_TYPES)[number];

const DATE = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:\.\d+)?(?: ?(Z|[+-]\d\d):?(\d\d)?)?)?$/;
/** No exponent: `12e5` is a product's code more often than a number. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/**
 * A date as Mixpanel takes it in a property, `YYYY-MM-DDTHH:mm:ss`. A time with a zone is converted to UTC; one without stays as it is.
 *
 * @returns undefined for text that is no date
 * @see https://docs.mixpanel.com/docs/data-structure/property-reference/data-type
 */
export function dateText(text: string): string | undefined {
  const [, day, time = "00:00", seconds = ":00", zone = "Z", minutes = "00"] = DATE.exec(text) ?? [];
  if (day === undefined || !isIsoDay(day)) return undefined;
  const date = new Date(`${day}T${time}${seconds}${zone === "Z" ? zone : `${zone}:${minutes}`}`);
  // A zone can move a day out of the years that have four digits.
  const iso = Number.isNaN(date.getTime()) ? "" : date.toISOString();
  return iso.length === "2024-01-31T00:00:00.000Z".length ? iso.slice(0, 19) : undefined;
}

/** A date of a previous step, which may be of another realm. */
const isDate = (value: unknown): value is Date => Object.prototype.toString.call(value) === "[object Date]";

/** The same of a date that a previous step made. Undefined for one that is none, and for all else that is neither date nor text. */
export function dateOf(value: unknown): string | undefined {
  if (isDate(value)) return Number.isNaN(value.getTime()) ? undefined : dateText(value.toISOString());
  return typeof value === "string" ? dateText(value.trim()) : undefined;
}

/** A number that a text spells, if JavaScript holds every digit of it: a postal code such as 01234 is none. */
const numberIn = (text: string) => (NUMBER.test(text) && !hasLongNumber(text) ? Number(text) : undefined);

function typedText(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === "true" || trimmed === "false") return trimmed === "true";
  if (/^[[{]/.test(trimmed) && !hasLongNumber(trimmed)) {
    try {
      return parseJson(trimmed);
    } catch {
      return text;
    }
  }
  return numberIn(trimmed) ?? dateText(trimmed) ?? text;
}

/**
 * The value of a property as it is sent. Dates of a previous step become Mixpanel's.
 *
 * @param input label of the input that holds it
 * @throws InputError where there is none, or none that JSON can hold
 */
export function propertyValue(input: string, name: string, value: unknown, valueTypes: ValueTypes): unknown {
  const refuse = (got: string): never => {
    throw new InputError({
      input,
      got: `${got} for ${name}`,
      expected: "a value that JSON can hold: text, a number, true or false, a list, an object or null",
      fix: "Leave the property out if it has no value.",
    });
  };
  if (isDate(value)) return dateOf(value) ?? refuse("an invalid date");
  if (Array.isArray(value)) return value.map((element) => propertyValue(input, name, element, "text"));
  if (typeof value === "string") return valueTypes === "auto" ? typedText(value) : value;
  if (typeof value === "number" && !Number.isFinite(value)) return refuse(String(value));
  if (value === undefined) return refuse("nothing");
  if (typeof value === "bigint") return refuse("a number of type bigint");
  return typeof value === "function" || typeof value === "symbol" ? refuse(`a ${typeof value}`) : value;
}

/** A number to add, which a form hands over as text. @throws InputError where it is none */
export function addend(input: string, name: string, value: unknown): number {
  const number = typeof value === "string" ? numberIn(value.trim()) : value;
  if (typeof number === "number" && Number.isFinite(number)) return number;
  const expected = "a number such as 1, or -1 to subtract";
  throw new InputError({ input, got: `${describe(value)} for ${name}`, expected });
}

/** Values to add to a list; one alone is a list of one. @throws InputError where there is none */
export function listOf(input: string, name: string, value: unknown): readonly unknown[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.length > 0) return list;
  throw new InputError({ input, got: `an empty list for ${name}`, expected: "at least one value to add" });
}

/** The one value that is put into a list, or taken out of it. @param fix what to do for several @throws InputError for a list */
export function oneValue(input: string, name: string, value: unknown, fix: string): unknown {
  if (!Array.isArray(value)) return value;
  throw new InputError({ input, got: `a list for ${name}`, expected: "one value for each property", fix });
}
