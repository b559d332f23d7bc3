/** Members of values: what stands after a dot or in brackets. Only what is listed here exists. */
import { type Budget, callValue } from "./runtime";
import {
  Callable,
  HostObject,
  isSame,
  JqlError,
  numberOf,
  ScriptDate,
  textOf,
  toJson,
  type Value,
  visit,
} from "./values";

const MAX_LIST_LENGTH = 10_000_000;

type Method<T> = (self: T, args: Value[]) => Value;

const optionalNumber = (value: Value): number | undefined => (value === undefined ? undefined : numberOf(value));

const TEXT_METHODS = new Map<string, Method<string>>([
  ["charAt", (self, [index]) => self.charAt(numberOf(index))],
  ["charCodeAt", (self, [index]) => self.charCodeAt(numberOf(index))],
  ["concat", (self, args) => self + args.map((arg) => textOf(arg)).join("")],
  ["endsWith", (self, [part]) => self.endsWith(textOf(part))],
  ["includes", (self, [part]) => self.includes(textOf(part))],
  ["indexOf", (self, [part, from]) => self.indexOf(textOf(part), optionalNumber(from))],
  ["lastIndexOf", (self, [part]) => self.lastIndexOf(textOf(part))],
  ["replace", (self, [part, text]) => self.replace(textOf(part), () => textOf(text))],
  ["slice", (self, [from, to]) => self.slice(optionalNumber(from), optionalNumber(to))],
  ["split", (self, [by]) => (by === undefined ? [self] : self.split(textOf(by)))],
  ["startsWith", (self, [part]) => self.startsWith(textOf(part))],
  ["substr", (self, [from, length]) => substr(self, numberOf(from ?? 0), optionalNumber(length))],
  ["substring", (self, [from, to]) => self.substring(numberOf(from ?? 0), optionalNumber(to))],
  ["toLowerCase", (self) => self.toLowerCase()],
  ["toString", (self) => self],
  ["toUpperCase", (self) => self.toUpperCase()],
  ["trim", (self) => self.trim()],
]);

function substr(text: string, from: number, length: number | undefined): string {
  const start = from < 0 ? Math.max(text.length + from, 0) : from;
  return text.slice(start, length === undefined ? undefined : start + Math.max(length, 0));
}

const NUMBER_METHODS = new Map<string, Method<number>>([
  ["toFixed", (self, [digits]) => self.toFixed(Math.min(Math.max(numberOf(digits ?? 0), 0), 100))],
  ["toString", (self) => String(self)],
]);

const truth = (value: Value): boolean => Boolean(value);

/** The order of `sort` without a function: by text. */
function byText(left: Value, right: Value): number {
  const [a, b] = [textOf(left), textOf(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function joined(list: Value[], part: Value): Value[] {
  if (!Array.isArray(part)) return [...list, part];
  for (const element of part) list.push(element);
  return list;
}

function flat(list: Value[], depth: number): Value[] {
  for (const _ of list) visit(0);
  return list.flatMap((element) => (Array.isArray(element) && depth > 0 ? flat(element, depth - 1) : [element]));
}

function forEach(list: Value[], [callback]: Value[]): undefined {
  for (const [index, element] of list.entries()) callValue(callback, [element, index]);
}

function reduced(list: Value[], args: Value[]): Value {
  const [callback] = args;
  const hasStart = args.length > 1;
  if (list.length === 0 && !hasStart) throw new JqlError("TypeError: reduce of an empty list without a first value");
  let result = hasStart ? args[1] : list[0];
  for (const [index, element] of list.entries()) {
    if (index > 0 || hasStart) result = callValue(callback, [result, element, index]);
  }
  return result;
}

const LIST_METHODS = new Map<string, Method<Value[]>>([
  ["concat", (self, args) => args.reduce<Value[]>(joined, self.slice())],
  ["every", (self, [test]) => self.every((element, index) => truth(callValue(test, [element, index])))],
  ["filter", (self, [test]) => self.filter((element, index) => truth(callValue(test, [element, index])))],
  ["find", (self, [test]) => self.find((element, index) => truth(callValue(test, [element, index])))],
  ["findIndex", (self, [test]) => self.findIndex((element, index) => truth(callValue(test, [element, index])))],
  ["flat", (self, [depth]) => flat(self, Math.min(numberOf(depth ?? 1), 10))],
  [
    "flatMap",
    (self, [call]) =>
      flat(
        self.map((element, index) => callValue(call, [element, index])),
        1,
      ),
  ],
  ["forEach", forEach],
  ["includes", (self, [wanted]) => self.some((element) => isSame(element, wanted))],
  ["indexOf", (self, [wanted]) => self.findIndex((element) => isSame(element, wanted))],
  ["join", (self, [by]) => self.map((element) => textOf(element ?? "")).join(by === undefined ? "," : textOf(by))],
  ["map", (self, [call]) => self.map((element, index) => callValue(call, [element, index]))],
  ["pop", (self) => self.pop()],
  ["push", (self, args) => self.push(...args)],
  ["reduce", reduced],
  ["reverse", (self) => self.reverse()],
  ["shift", (self) => self.shift()],
  ["slice", (self, [from, to]) => self.slice(optionalNumber(from), optionalNumber(to))],
  ["some", (self, [test]) => self.some((element, index) => truth(callValue(test, [element, index])))],
  [
    "sort",
    (self, [order]) => self.sort(order === undefined ? byText : (a, b) => numberOf(callValue(order, [a, b])) || 0),
  ],
  ["toString", (self) => textOf(self)],
  ["unshift", (self, args) => self.unshift(...args)],
]);

/** A method bound to its value; what it makes is paid for. */
function bound<T>(methods: ReadonlyMap<string, Method<T>>, name: string, self: T, budget: Budget): Value {
  const method = methods.get(name);
  return method && new Callable((args) => budget.pay(method(self, args)));
}

/** The member of a value by key; undefined where there is none. Throws a JqlError for members of null and undefined. */
export function memberOf(value: Value, key: Value, budget: Budget): Value {
  if (value === undefined || value === null) {
    throw new JqlError(`TypeError: cannot read "${textOf(key)}" of ${String(value)}`);
  }
  if (value instanceof Map) return value.get(textOf(key));
  if (value instanceof HostObject) return value.member(textOf(key));
  if (typeof value === "number") return bound(NUMBER_METHODS, textOf(key), value, budget);
  if (typeof value === "boolean") return key === "toString" ? new Callable(() => String(value)) : undefined;
  if (key === "length") return value.length;
  const index = Number(textOf(key));
  if (String(index) === textOf(key)) return value[index];
  // Searching and copying walk the whole value: the walk is paid for, whatever it finds.
  budget.spend(value.length / 8);
  if (typeof value === "string") return bound(TEXT_METHODS, textOf(key), value, budget);
  return bound(LIST_METHODS, textOf(key), value, budget);
}

/** Writes a member of a list or an object. Throws a JqlError for anything else. */
export function writeMember(target: Value, key: Value, value: Value): void {
  if (target instanceof Map) {
    target.set(textOf(key), value);
    return;
  }
  const index = typeof key === "number" ? key : Number.NaN;
  if (
    !Array.isArray(target) ||
    !Number.isInteger(index) ||
    index < 0 ||
    index > Math.min(target.length, MAX_LIST_LENGTH)
  ) {
    throw new JqlError(
      `TypeError: cannot write "${textOf(key)}"; lists grow at their end, and only objects take names`,
    );
  }
  target[index] = value;
}

/** The names that `for … in` and `Object.keys` give. */
export function keysOf(value: Value): string[] {
  if (value instanceof Map) return [...value.keys()];
  if (Array.isArray(value) || typeof value === "string") return [...value].map((_, index) => String(index));
  return [];
}

/** `JSON.stringify`. */
export function jsonOf(value: Value): string | undefined {
  const text: string | undefined = JSON.stringify(toJson(value));
  return text;
}

/** `typeof`. */
export function typeOf(value: Value): string {
  if (value instanceof ScriptDate || value === null) return "object";
  return value instanceof HostObject ? value.kind : typeof value;
}
