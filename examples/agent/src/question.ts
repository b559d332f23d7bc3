/** Reads the arguments of a question. A language model writes them: numbers may be text, and what it does not know is empty. */
import { type Answer, clip, unanswered } from "./answer";

export type Question = Readonly<Record<string, unknown>>;

/** A question that cannot be asked like this. */
export class UnclearQuestion extends Error {
  readonly answer: Answer;

  constructor(message: string) {
    super(message);
    this.answer = unanswered(message);
  }
}

/** The arguments, in the body of a flow's call: an object, or JSON text of one. */
export function questionOf(body: unknown): Question {
  if (typeof body === "string") {
    try {
      return questionOf(JSON.parse(body));
    } catch {
      return {};
    }
  }
  return typeof body === "object" && body !== null && !Array.isArray(body) ? { ...body } : {};
}

/** A text; undefined where there is none. */
export function textOf(question: Question, key: string): string | undefined {
  const value = Object.hasOwn(question, key) ? question[key] : undefined;
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

export function requiredText(question: Question, key: string, what: string): string {
  const value = textOf(question, key);
  if (value === undefined) throw new UnclearQuestion(`${key} is missing: ${what}.`);
  return value;
}

/** A whole number; above the maximum, the maximum. */
export function wholeOf(
  question: Question,
  key: string,
  { otherwise, max }: { otherwise: number; max: number },
): number {
  const text = textOf(question, key);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return Math.min(value, max);
  throw new UnclearQuestion(`${key} is ${JSON.stringify(clip(text))}: expected a whole number from 1 to ${max}.`);
}

/** A list of names, or text with commas between them. */
export function namesOf(question: Question, key: string, otherwise: readonly string[]): string[] {
  const value = Object.hasOwn(question, key) ? question[key] : undefined;
  const given = typeof value === "string" ? value.split(",").map((name) => name.trim()) : value;
  const names = Array.isArray(given) ? given.filter((name) => typeof name === "string" && name !== "") : [];
  return names.length > 0 ? names : [...otherwise];
}

export interface Range {
  from_date: string;
  to_date: string;
  /** Number of days, both ends included. */
  days: number;
}

const DAY_MS = 86_400_000;
const MAX_DAYS = 366;

/** The instant at which a day begins in UTC; undefined for what is no day of the calendar. */
function startOf(day: string): number | undefined {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day ? undefined : ms;
}

/** That many days before a day, as yyyy-mm-dd. */
export const dayBefore = (day: string, days: number): string =>
  new Date((startOf(day) ?? Number.NaN) - days * DAY_MS).toISOString().slice(0, 10);

/** The last days up to today, in words that the component resolves in the project's time zone. */
export const lastDays = (days: number): Range => ({
  from_date: days === 1 ? "today" : `${days - 1} days ago`,
  to_date: "today",
  days,
});

/** The days of a question: `from_date` and `to_date`, or else the last `days` up to today. */
export function rangeOf(question: Question, otherwise: number): Range {
  const [from, to] = [textOf(question, "from_date")?.trim(), textOf(question, "to_date")?.trim()];
  if (from === undefined && to === undefined) return lastDays(wholeOf(question, "days", { otherwise, max: MAX_DAYS }));
  const [first, last] = [startOf(from ?? ""), startOf(to ?? "")];
  if (from === undefined || to === undefined || first === undefined || last === undefined) {
    throw new UnclearQuestion(
      `from_date is ${JSON.stringify(clip(from ?? ""))} and to_date is ${JSON.stringify(clip(to ?? ""))}: expected two days as yyyy-mm-dd, or neither of them and a number of days.`,
    );
  }
  const days = (last - first) / DAY_MS + 1;
  if (days >= 1 && days <= MAX_DAYS) return { from_date: from, to_date: to, days };
  throw new UnclearQuestion(
    days < 1
      ? `to_date (${to}) is before from_date (${from}): exchange them.`
      : `The range from ${from} to ${to} has ${days} days: at most ${MAX_DAYS} can be asked for at once.`,
  );
}
