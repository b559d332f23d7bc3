/** The part of JavaScript's own names that scripts find. */

import { parseTimestamp } from "../../expressions";
import { jsonOf, keysOf } from "./members";
import { type Budget, native } from "./runtime";
import { Callable, JqlError, Namespace, numberOf, ScriptDate, textOf, toScript, type Value } from "./values";

const MATH_FUNCTIONS: [string, (...numbers: number[]) => number][] = [
  ["abs", Math.abs],
  ["ceil", Math.ceil],
  ["exp", Math.exp],
  ["floor", Math.floor],
  ["log", Math.log],
  ["log10", Math.log10],
  ["log2", Math.log2],
  ["max", Math.max],
  ["min", Math.min],
  ["pow", Math.pow],
  ["round", Math.round],
  ["sign", Math.sign],
  ["sqrt", Math.sqrt],
  ["trunc", Math.trunc],
];

const math = new Namespace(
  new Map<string, Value>([
    ["PI", Math.PI],
    ["E", Math.E],
    ...MATH_FUNCTIONS.map(([name, compute]): [string, Value] => [
      name,
      native((...args) => compute(...args.map(numberOf))),
    ]),
  ]),
);

function json(budget: Budget): Namespace {
  const parse = (text: Value): Value => {
    try {
      return toScript(JSON.parse(textOf(text)));
    } catch {
      throw new JqlError("SyntaxError: JSON.parse was given no JSON");
    }
  };
  return new Namespace(
    new Map([
      ["parse", native(parse)],
      ["stringify", native((value) => budget.pay(jsonOf(value)))],
    ]),
  );
}

const valuesOf = (value: Value): Value[] => (value instanceof Map ? [...value.values()] : []);

const object = new Namespace(
  new Map([
    ["keys", native((value) => keysOf(value))],
    ["values", native((value) => valuesOf(value))],
    ["entries", native((value) => (value instanceof Map ? [...value].map(([key, part]) => [key, part]) : []))],
    [
      "assign",
      native((target, ...sources) => {
        if (!(target instanceof Map)) throw new JqlError("TypeError: Object.assign needs an object");
        for (const source of sources)
          if (source instanceof Map) for (const [key, part] of source) target.set(key, part);
        return target;
      }),
    ],
  ]),
);

/** Milliseconds of what `new Date` is given: a number, a date, an ISO text (UTC), or year, month, day, … */
function dateOf(args: Value[], nowMs: number): number {
  const [first] = args;
  if (args.length === 0) return nowMs;
  if (args.length > 1) {
    const [year = 0, month = 0, day = 1, hour = 0, minute = 0, second = 0, ms = 0] = args.map(numberOf);
    return Date.UTC(year, month, day, hour, minute, second, ms);
  }
  return typeof first === "string" ? (parseTimestamp(first) ?? Number.NaN) : numberOf(first);
}

function date(nowMs: number): Callable {
  return new Callable(
    () => new ScriptDate(nowMs).toText(),
    new Map([
      ["new", new Callable((args) => new ScriptDate(dateOf(args, nowMs)))],
      ["now", native(() => nowMs)],
      ["parse", native((text) => parseTimestamp(textOf(text)) ?? Number.NaN)],
      ["UTC", new Callable((args) => dateOf([...args, ...(args.length < 2 ? [0] : [])], nowMs))],
    ]),
  );
}

const errorWith = (message: Value): Value => new Map([["message", message]]);
const error = new Callable(([message]) => errorWith(message), new Map([["new", native(errorWith)]]));

/** JavaScript's names, by name. @param nowMs the sandbox's time, which `new Date()` gives */
export function javaScriptGlobals(budget: Budget, nowMs: number): Map<string, Value> {
  return new Map<string, Value>([
    ["Math", math],
    ["JSON", json(budget)],
    ["Object", object],
    ["Array", new Namespace(new Map([["isArray", native((value) => Array.isArray(value))]]))],
    ["Date", date(nowMs)],
    ["Error", error],
    ["Number", native((value) => numberOf(value))],
    ["String", native((value) => budget.pay(textOf(value)))],
    ["Boolean", native((value) => Boolean(value))],
    ["parseInt", native((text, radix) => Number.parseInt(textOf(text), radix === undefined ? 10 : numberOf(radix)))],
    ["parseFloat", native((text) => Number.parseFloat(textOf(text)))],
    ["isNaN", native((value) => Number.isNaN(numberOf(value)))],
    ["isFinite", native((value) => Number.isFinite(numberOf(value)))],
    ["NaN", Number.NaN],
    ["Infinity", Number.POSITIVE_INFINITY],
  ]);
}
