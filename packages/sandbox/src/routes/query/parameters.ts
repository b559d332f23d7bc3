/** Parameters of the query API: texts of the query string or of a form, read as what they mean or refused with 400. */
import { SandboxError } from "../../errors";
import type { Calendar, TimeRange } from "../../query/calendar";

/** The first day that the query API takes. */
const FIRST_DAY = "2000-01-01";

function refuse(message: string): never {
  throw new SandboxError(400, message);
}

/** The parameters of one call. Those that are empty texts count as not given. */
export class Parameters {
  readonly #values = new Map<string, string>();
  readonly #calendar: Calendar;
  readonly #nowMs: number;

  /**
   * @param calendar the project's, in which dates are days
   * @param nowMs the instant of the call
   * @param sources query string and body as Fastify parsed them; later ones win
   */
  constructor(calendar: Calendar, nowMs: number, ...sources: unknown[]) {
    this.#calendar = calendar;
    this.#nowMs = nowMs;
    for (const source of sources) {
      if (typeof source !== "object" || source === null) continue;
      for (const [name, value] of Object.entries(source)) {
        const last: unknown = Array.isArray(value) ? value.at(-1) : value;
        // A JSON body may hold numbers and booleans as such; what is nested stays JSON in a text.
        if (["string", "number", "boolean"].includes(typeof last) && last !== "") this.#values.set(name, String(last));
      }
    }
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  text(name: string): string | undefined {
    return this.#values.get(name);
  }

  requiredText(name: string): string {
    return this.#values.get(name) ?? refuse(`Missing required parameter: ${name}`);
  }

  choice<T extends string>(name: string, options: readonly T[]): T | undefined {
    const value = this.#values.get(name);
    if (value === undefined) return undefined;
    const option = options.find((candidate) => candidate === value);
    return option ?? refuse(`Invalid value for ${name}: "${value}"; it must be one of ${options.join(", ")}.`);
  }

  requiredChoice<T extends string>(name: string, options: readonly T[]): T {
    this.requiredText(name);
    return this.choice(name, options) ?? refuse(`Missing required parameter: ${name}`);
  }

  integer(name: string, min: number, max: number): number | undefined {
    const value = this.#values.get(name);
    if (value === undefined) return undefined;
    const number = Number(value);
    if (!Number.isSafeInteger(number) || number < min || number > max) {
      return refuse(`Invalid value for ${name}: "${value}"; it must be a whole number from ${min} to ${max}.`);
    }
    return number;
  }

  requiredInteger(name: string, min: number, max: number): number {
    this.requiredText(name);
    return this.integer(name, min, max) ?? refuse(`Missing required parameter: ${name}`);
  }

  boolean(name: string): boolean | undefined {
    const value = this.choice(name, ["true", "false", "1", "0", "True", "False"]);
    return value === undefined ? undefined : value === "1" || value.toLowerCase() === "true";
  }

  json(name: string): unknown {
    const value = this.#values.get(name);
    if (value === undefined) return undefined;
    try {
      return JSON.parse(value);
    } catch {
      return refuse(`Invalid value for ${name}: it must be JSON.`);
    }
  }

  /** A JSON array of texts; numbers in it are taken as texts, as distinct IDs often come so. */
  textList(name: string): string[] | undefined {
    const value = this.json(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return refuse(`Invalid value for ${name}: it must be a JSON array.`);
    return value.map((element: unknown) =>
      typeof element === "string" || typeof element === "number" || typeof element === "boolean"
        ? String(element)
        : refuse(`Invalid value for ${name}: its elements must be texts.`),
    );
  }

  requiredTextList(name: string): string[] {
    this.requiredText(name);
    return this.textList(name) ?? refuse(`Missing required parameter: ${name}`);
  }

  #day(name: string): number {
    const value = this.requiredText(name);
    return (
      this.#calendar.parseDay(value) ??
      refuse(`Invalid value for ${name}: "${value}"; it must be a date as yyyy-mm-dd.`)
    );
  }

  /** `from_date` and `to_date`, both inclusive, since 2000 and up to today in the project's time zone. */
  dateRange(): TimeRange {
    const fromMs = this.#day("from_date");
    const lastMs = this.#day("to_date");
    if (this.requiredText("from_date") < FIRST_DAY) refuse("invalid date, bad year");
    if (lastMs > this.#nowMs) refuse("to_date cannot be later than today");
    const toMs = this.#calendar.startAfter(lastMs, "day", 1);
    if (toMs <= fromMs) refuse("Invalid date range: from_date is after to_date.");
    return { fromMs, toMs };
  }
}
