import { InputError } from "../errors";
import { MAX_JSON_DEPTH } from "./boundedJson";
import { isRounded } from "./exactNumbers";
import { setOwn } from "./json";
import { readSafely } from "./readSafely";

/** More values than fit into a request. A small object that holds itself several times, level by level, is as large as that. */
const MAX_VALUES = 5_000_000;

const EXPECTED = "text, numbers, lists and objects, as in JSON";

/** The name of a value that JSON has no form for: `a Map`. */
export function kindOf(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  if (typeof value === "bigint") return "a BigInt";
  const [, tag = "Object"] = /^\[object (\w+)\]$/.exec(Object.prototype.toString.call(value)) ?? [];
  const { constructor: made } = Object(value);
  const name = tag === "Object" && typeof made === "function" ? made.name : tag;
  return `${/^([AEIO]|U[^R])/.test(name) ? "an" : "a"} ${name || "nameless object"}`;
}

/** Whether an object is made of braces, here or in another JavaScript realm, or has no prototype. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** What an object stands for in JSON, if it says so itself, as a date does. */
function ownJson(value: object, key: string): unknown {
  const { toJSON } = Object(value);
  return typeof toJSON === "function" ? toJSON.call(value, key) : value;
}

/** Copies one value of an input. */
class Copying {
  private readonly above = new Set<object>();
  private values = 0;

  constructor(
    private readonly input: string,
    private readonly mayBeRounded: boolean,
  ) {}

  copy(given: unknown, key = ""): unknown {
    const value = typeof given === "object" && given !== null ? ownJson(given, key) : given;
    if (typeof value === "bigint") this.refuse("a BigInt", "the number as text, in quotes");
    if (typeof value === "function" || typeof value === "symbol") this.refuse(kindOf(value));
    if (!this.mayBeRounded && isRounded(value))
      this.refuse("a number of more than 15 digits, which has lost its last digits", "the number as text, in quotes");
    return typeof value === "object" && value !== null ? this.container(value) : value;
  }

  private container(value: object): unknown {
    if (value instanceof String || value instanceof Number || value instanceof Boolean) return value.valueOf();
    if (this.above.has(value)) this.refuse("an object or list that contains itself");
    if (this.above.size === MAX_JSON_DEPTH) this.refuse(`a value of more than ${MAX_JSON_DEPTH} levels`);
    this.above.add(value);
    const copied = Array.isArray(value) ? this.list(value) : this.object(value);
    this.above.delete(value);
    return copied;
  }

  private list(value: readonly unknown[]): unknown[] {
    this.count(value.length);
    return Array.from(value, (element, index) => this.copy(element, String(index)));
  }

  private object(value: object): object {
    const keys = Object.keys(value);
    if (ArrayBuffer.isView(value) || (keys.length === 0 && !isPlain(value))) this.refuse(kindOf(value));
    this.count(keys.length);
    const copied = {};
    for (const key of keys) setOwn(copied, key, this.copy(Reflect.get(value, key), key));
    return copied;
  }

  private count(values: number): void {
    this.values += values;
    if (this.values > MAX_VALUES) this.refuse(`more than ${MAX_VALUES} values`);
  }

  private refuse(got: string, expected = EXPECTED): never {
    throw new InputError({ input: this.input, got, expected });
  }
}

/**
 * Copies a value as JSON would, so that nothing can go wrong when it is written, and nobody else changes it.
 *
 * @param input label of the input, for errors
 * @param options.mayBeRounded whether whole numbers beyond 2^53 are allowed, such as those in JSON that was checked before
 * @throws InputError for what JSON cannot hold: a BigInt, a function, a Map, an object that contains itself, thousands of levels; or for a
 * number that has lost digits
 */
export function plainJson(input: string, value: unknown, { mayBeRounded = false } = {}): unknown {
  return readSafely(input, () => new Copying(input, mayBeRounded).copy(value));
}
