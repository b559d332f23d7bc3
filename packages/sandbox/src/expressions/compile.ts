/** From the text of an expression to a function. */
import type { Node } from "ohm-js";
import { type TimeZone, UTC } from "../timeZone";
import type { JsonObject } from "../types";
import { expressionGrammar } from "./grammar";
import { COMPARATORS, entry, FUNCTIONS } from "./operators";
import { arithmetic, toBoolean } from "./values";

/** An expression that cannot be read. `position` is the index of the first character that does not fit. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";

  constructor(
    message: string,
    readonly expression: string,
    readonly position: number,
  ) {
    super(message);
  }
}

const MAX_EXPRESSION_LENGTH = 10_000;
const MAX_BRACKET_DEPTH = 50;
const EXCERPT_LENGTH = 20;

/** What an expression is asked about: an event, or a profile. */
export interface Subject {
  /** Name of the event: what a bare `event` reads. */
  event?: string;
  /** What `properties["…"]` and `event["…"]` read. */
  properties: JsonObject;
  /** Milliseconds since epoch; read as seconds by `properties["time"]` and `properties["$time"]` where the properties do not hold it. */
  time?: number;
  /** Profile properties of the event's user: what `user["…"]` reads; for a profile, its own properties. */
  user?: JsonObject;
  /** Times that the user did each behaviour of an engage query: what `behaviors["…"]` reads. */
  behaviors?: Record<string, number>;
  /** The zone of dates without an offset; UTC where it is left out. */
  zone?: TimeZone;
  /** Milliseconds since epoch of an engage query: what `NOW` reads, in seconds. Queries of events do not know it. */
  now?: number;
}

export type Evaluator = (subject: Subject) => unknown;

const SECOND_MS = 1000;
const ESCAPES = new Map([
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

function member(container: unknown, key: unknown): unknown {
  if (Array.isArray(container)) return typeof key === "number" ? container[key] : undefined;
  if (typeof container !== "object" || container === null || typeof key !== "string") return undefined;
  return Object.getOwnPropertyDescriptor(container, key)?.value;
}

function source(name: string): Evaluator {
  if (name === "user") return (subject) => subject.user ?? {};
  if (name === "behaviors") return (subject) => subject.behaviors ?? {};
  if (name === "event") return (subject) => subject.event;
  return (subject) => subject.properties;
}

/** `event` alone is the event's name, `event["x"]` a property of it. */
function property(base: Node, keys: Evaluator[]): Evaluator {
  const root = base.sourceString === "event" ? source("properties") : evaluatorOf(base);
  const readsTime = base.sourceString === "event" || base.sourceString === "properties";
  return (subject) => {
    const value = keys.reduce<unknown>((container, key) => member(container, key(subject)), root(subject));
    const key = keys.length === 1 ? keys[0]?.(subject) : undefined;
    const isTime = readsTime && value === undefined && (key === "time" || key === "$time");
    return isTime && subject.time !== undefined ? Math.floor(subject.time / SECOND_MS) : value;
  };
}

const evaluatorOf = (node: Node): Evaluator => node.evaluator();
const evaluatorsOf = (node: Node): Evaluator[] => node.children.map(evaluatorOf);

/** A chain of binary operators of one rank, from left to right. */
function chain(
  first: Node,
  operators: Node,
  rest: Node,
  apply: (operator: string, left: unknown, right: unknown, zone: TimeZone) => unknown,
): Evaluator {
  const head = evaluatorOf(first);
  if (operators.numChildren === 0) return head;
  const names = operators.children.map((operator) => operator.sourceString.split(/\s+/).join(" "));
  const operands = evaluatorsOf(rest);
  return (subject) =>
    operands.reduce<unknown>(
      (left, operand, index) => apply(names[index] ?? "", left, operand(subject), subject.zone ?? UTC),
      head(subject),
    );
}

/** `and` and `or` stop at the first operand that decides. */
function logical(first: Node, rest: Node, decisive: boolean): Evaluator {
  if (rest.numChildren === 0) return evaluatorOf(first);
  const operands = [evaluatorOf(first), ...evaluatorsOf(rest)];
  return (subject) => operands.some((operand) => toBoolean(operand(subject)) === decisive) === decisive;
}

/** The grammar, and what its parts mean. */
function defineLanguage() {
  const expressions = expressionGrammar();
  const semantics = expressions.createSemantics().addOperation<string>("content", {
    character_unicode: (_escape, a, b, c, d) =>
      String.fromCharCode(Number.parseInt([a, b, c, d].map((digit) => digit.sourceString).join(""), 16)),
    character_escaped: (_escape, character) => ESCAPES.get(character.sourceString) ?? character.sourceString,
    character_plain: (character) => character.sourceString,
  });

  semantics.addOperation<Evaluator>("evaluator", {
    Or: (first, _or, rest) => logical(first, rest, true),
    And: (first, _and, rest) => logical(first, rest, false),
    Not(nots, operand) {
      const evaluate = evaluatorOf(operand);
      if (nots.numChildren === 0) return evaluate;
      const isNegated = nots.numChildren % 2 === 1;
      return (subject) => toBoolean(evaluate(subject)) !== isNegated;
    },
    Comparison: (first, operators, rest) =>
      chain(first, operators, rest, (operator, left, right, zone) => entry(COMPARATORS, operator)(left, right, zone)),
    Sum: (first, operators, rest) => chain(first, operators, rest, arithmetic),
    Product: (first, operators, rest) => chain(first, operators, rest, arithmetic),
    Negation(minuses, operand) {
      const evaluate = evaluatorOf(operand);
      if (minuses.numChildren === 0) return evaluate;
      const sign = minuses.numChildren % 2 === 1 ? -1 : 1;
      return (subject) => arithmetic("*", evaluate(subject), sign);
    },
    Member: (base, _open, keys, _close) =>
      keys.numChildren === 0 ? evaluatorOf(base) : property(base, evaluatorsOf(keys)),
    Call(name, _open, argument, _close) {
      const apply = entry(FUNCTIONS, name.sourceString);
      const evaluate = evaluatorOf(argument);
      return (subject) => apply(evaluate(subject), subject.zone ?? UTC);
    },
    List(_open, elements, _close) {
      const evaluators = evaluatorsOf(elements.asIteration());
      return (subject) => evaluators.map((evaluate) => evaluate(subject));
    },
    Group: (_open, inner, _close) => evaluatorOf(inner),
    now: (_word) => (subject) => (subject.now === undefined ? undefined : Math.floor(subject.now / SECOND_MS)),
    source: (name) => source(name.sourceString),
    number(_whole, _dot, _fraction, _e, _sign, _exponent) {
      const value = Number(this.sourceString);
      return () => value;
    },
    text(_open, characters, _close) {
      const value = characters.children.map((character) => character.content()).join("");
      return () => value;
    },
    constant(word) {
      const value = word.sourceString === "true" ? true : word.sourceString === "false" ? false : undefined;
      return () => value;
    },
  });
  return { expressions, semantics };
}

/** Defined for the first expression: it takes a tenth of a second, and most sandboxes read none. */
let language: ReturnType<typeof defineLanguage> | undefined;

/** Position of the bracket that nests too deep, brackets inside texts not counted; -1 when none does. */
function tooDeepAt(expression: string): number {
  let depth = 0;
  let quote = "";
  for (let index = 0; index < expression.length; index++) {
    const character = expression.charAt(index);
    if (quote) {
      if (character === "\\") index++;
      else if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if (character === "(" || character === "[") {
      depth++;
      if (depth > MAX_BRACKET_DEPTH) return index;
    } else if (character === ")" || character === "]") depth--;
  }
  return -1;
}

/**
 * Reads an expression of Mixpanel's `where` and `on` parameters and returns the function that evaluates it.
 *
 * Values are JSON values and `Datetime`; what is missing is undefined. Evaluation never throws.
 * See https://developer.mixpanel.com/reference/segmentation-expressions.
 *
 * @throws ExpressionError where the text is empty, not an expression, longer than 10,000 characters or nested deeper than 50.
 */
export function compile(expression: string): Evaluator {
  if (expression.length > MAX_EXPRESSION_LENGTH) {
    const message = `The expression is longer than ${MAX_EXPRESSION_LENGTH} characters.`;
    throw new ExpressionError(message, expression, MAX_EXPRESSION_LENGTH);
  }
  const deep = tooDeepAt(expression);
  if (deep >= 0) {
    throw new ExpressionError(`The expression nests deeper than ${MAX_BRACKET_DEPTH} brackets.`, expression, deep);
  }
  language ??= defineLanguage();
  const { expressions, semantics } = language;
  const match = expressions.match(expression);
  if (match.failed()) {
    const position = match.getRightmostFailurePosition();
    const near = expression.slice(position, position + EXCERPT_LENGTH);
    const message = `Invalid expression at character ${position}: ${near ? `near "${near}"` : "it ends too early"}.`;
    throw new ExpressionError(message, expression, position);
  }
  return semantics(match).evaluator();
}
