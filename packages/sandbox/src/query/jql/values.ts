/** What a JQL script computes with. Objects are Maps, so a script meets no prototype and nothing of the host. */

/** A script that cannot be read or run. */
export class JqlError extends Error {
  override readonly name = "JqlError";
}

/** Something of the sandbox that a script may hold: it shows what `member` gives and no more. */
export abstract class HostObject {
  /** Word that `typeof` and messages use. */
  readonly kind: "object" | "function" = "object";
  abstract member(name: string): Value;
}

export type ScriptObject = Map<string, Value>;

export type Value = undefined | null | boolean | number | string | Value[] | ScriptObject | HostObject;

/** A function: of the script, or of the sandbox. */
export class Callable extends HostObject {
  override readonly kind = "function";

  constructor(
    readonly call: (args: Value[]) => Value,
    readonly members: ReadonlyMap<string, Value> = new Map(),
  ) {
    super();
  }

  override member(name: string): Value {
    return this.members.get(name);
  }
}

/** A fixed set of named values, such as `Math`. */
export class Namespace extends HostObject {
  constructor(readonly members: ReadonlyMap<string, Value>) {
    super();
  }

  override member(name: string): Value {
    return this.members.get(name);
  }
}

/** How deep values may nest where they are walked through; a circle ends here too. */
const MAX_VALUE_DEPTH = 100;
/** A list that holds another one many times over is larger than its steps: walks through values have a bound of their own. */
const MAX_VISITS = 2_000_000;

/** Scripts run to their end one after the other, so one count serves whichever is running. */
let visitsLeft = MAX_VISITS;

/** Lets the script that begins walk through values anew. */
export function resetVisits(): void {
  visitsLeft = MAX_VISITS;
}

/** Counts one list or object that a conversion walks through. Throws a JqlError for too many, or too deep. */
export function visit(depth: number): void {
  visitsLeft -= 1;
  if (visitsLeft < 0) throw new JqlError("The script takes too many steps.");
  if (depth > MAX_VALUE_DEPTH) throw new JqlError("A value is nested too deep, or contains itself.");
}

/** JSON as a script sees it: a copy, so that no script changes what is stored. */
export function toScript(json: unknown): Value {
  if (Array.isArray(json)) return json.map(toScript);
  if (typeof json === "object" && json !== null) {
    return new Map(Object.entries(json).map(([key, value]): [string, Value] => [key, toScript(value)]));
  }
  if (typeof json === "string" || typeof json === "number" || typeof json === "boolean" || json === null) return json;
  return undefined;
}

/** A script's value as JSON. Functions are left out, dates become texts. Throws a JqlError for circles. */
export function toJson(value: Value, depth = 0): unknown {
  if (Array.isArray(value)) {
    visit(depth);
    return value.map((element) => toJson(element, depth + 1));
  }
  if (value instanceof Map) {
    visit(depth);
    return Object.fromEntries([...value].map(([key, element]) => [key, toJson(element, depth + 1)]));
  }
  if (value instanceof HostObject) return value instanceof ScriptDate ? value.toText() : undefined;
  return value;
}

/** A moment in time, as `new Date(…)` makes it. The script's time zone is UTC. */
export class ScriptDate extends HostObject {
  constructor(readonly ms: number) {
    super();
  }

  /** ISO text, or null for no valid date, as in JSON. */
  toText(): string | null {
    return this.isValid() ? new Date(this.ms).toISOString() : null;
  }

  isValid(): boolean {
    return !Number.isNaN(new Date(this.ms).getTime());
  }

  override member(name: string): Value {
    const read = DATE_METHODS.get(name);
    return read && new Callable(() => read(new Date(this.ms)));
  }
}

function isoText(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new JqlError("RangeError: invalid time value");
  return date.toISOString();
}

const DATE_METHODS = new Map<string, (date: Date) => Value>([
  ["getTime", (date) => date.getTime()],
  ["valueOf", (date) => date.getTime()],
  ["toISOString", isoText],
  ["toJSON", isoText],
  ...["get", "getUTC"].flatMap((prefix): [string, (date: Date) => Value][] => [
    [`${prefix}FullYear`, (date) => date.getUTCFullYear()],
    [`${prefix}Month`, (date) => date.getUTCMonth()],
    [`${prefix}Date`, (date) => date.getUTCDate()],
    [`${prefix}Day`, (date) => date.getUTCDay()],
    [`${prefix}Hours`, (date) => date.getUTCHours()],
    [`${prefix}Minutes`, (date) => date.getUTCMinutes()],
    [`${prefix}Seconds`, (date) => date.getUTCSeconds()],
    [`${prefix}Milliseconds`, (date) => date.getUTCMilliseconds()],
  ]),
  ["getTimezoneOffset", () => 0],
]);

/** Text of a value, as concatenation and `String(…)` make it. */
export function textOf(value: Value, depth = 0): string {
  if (Array.isArray(value)) {
    visit(depth);
    return value
      .map((element) => (element === undefined || element === null ? "" : textOf(element, depth + 1)))
      .join(",");
  }
  if (value instanceof Map) return "[object Object]";
  if (value instanceof ScriptDate) return value.toText() ?? "Invalid Date";
  if (value instanceof HostObject) return `[${value.kind}]`;
  return String(value);
}

/** Number of a value, as arithmetic and `Number(…)` make it. */
export function numberOf(value: Value): number {
  if (value instanceof ScriptDate) return value.ms;
  if (Array.isArray(value)) return Number(textOf(value));
  return typeof value === "object" && value !== null ? Number.NaN : Number(value);
}

/** `===`; dates, lists and objects equal themselves alone. */
export const isSame = (left: Value, right: Value): boolean => left === right;

/** `==`: as `===`, and null equals undefined, and a text or a boolean equals its number. */
export function isLooselySame(left: Value, right: Value): boolean {
  if (left === null || left === undefined) return right === null || right === undefined;
  if (right === null || right === undefined || typeof left === typeof right) return left === right;
  if (typeof left === "object" || typeof right === "object") return textOf(left) === textOf(right);
  return numberOf(left) === numberOf(right);
}
