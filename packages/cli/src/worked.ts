/** Inputs with which each action runs: for the command that `describe` prints, for the pages of the reference, and as a test. */
import table from "./worked.json";

type Inputs = Readonly<Record<string, unknown>>;

const DAY_MS = 86_400_000;

/** The actions in an order in which each finds what it needs, with their inputs. */
export const WORKED_INPUTS: readonly (readonly [action: string, inputs: Inputs])[] = table.map(([action, inputs]) => [
  String(action),
  Object(inputs),
]);

/** What `{now}`, `{today}` and `{lastWeek}` stand for. */
export function presentValues(now = Date.now()): Map<string, unknown> {
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  return new Map<string, unknown>([
    ["now", Math.floor(now / 1000)],
    ["today", day(now)],
    ["lastWeek", day(now - 7 * DAY_MS)],
  ]);
}

/** What stands at a path such as `createAnnotation.results.id`. */
function at(path: string, values: ReadonlyMap<string, unknown>): unknown {
  const [first = "", ...rest] = path.split(".");
  return rest.reduce<unknown>((value, key) => Object(value)[key], values.get(first));
}

/** Inputs with each `{path}` replaced by what an earlier action returned; a text that is nothing else keeps the type. */
export function filled(value: unknown, values: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === "string") {
    const whole = /^\{([\w.$]+)\}$/.exec(value)?.[1];
    return whole === undefined ? value : at(whole, values);
  }
  if (Array.isArray(value)) return value.map((one) => filled(one, values));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, values)]));
}

/** The keys of earlier actions whose results inputs name, as `{createAnnotation.results.id}`. */
export const actionsNamedBy = (inputs: unknown): string[] =>
  [...JSON.stringify(inputs).matchAll(/"\{(\w+)\.[\w.$]+\}"/g)].map(([, key = ""]) => key);

export const namesResult = (inputs: unknown): boolean => actionsNamedBy(inputs).length > 0;
