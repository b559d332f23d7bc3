/** What a running script is bound to: its variables, and how much it may do. */
import { Callable, JqlError, textOf, type Value } from "./values";

/** Enough for several passes over a million events; an endless loop ends here within seconds. */
export const MAX_STEPS = 20_000_000;
const MAX_CALL_DEPTH = 150;
/** Text is cheaper than steps, but not free: a text that doubles in a loop is stopped too. */
const CHARACTERS_PER_STEP = 16;
/** No report has longer texts, and operations on them would take time that no step counts. */
const MAX_TEXT_LENGTH = 1_000_000;

/** Counts the work of one script. */
export class Budget {
  #steps: number;
  #depth = 0;

  constructor(maxSteps: number) {
    this.#steps = maxSteps;
  }

  /** Takes steps away; throws a JqlError when there are none left. */
  spend(steps = 1): void {
    this.#steps -= steps;
    if (this.#steps < 0) throw new JqlError("The script takes too many steps.");
  }

  /** Pays for a value that was made, by its size. */
  pay(value: Value): Value {
    if (typeof value === "string") {
      if (value.length > MAX_TEXT_LENGTH) throw new JqlError("RangeError: a text of the script is too large");
      this.spend(value.length / CHARACTERS_PER_STEP);
    }
    if (Array.isArray(value)) this.spend(value.length);
    return value;
  }

  /** Runs the body of a function one call deeper. */
  deeper(run: () => Value): Value {
    if (this.#depth >= MAX_CALL_DEPTH) throw new JqlError("RangeError: the script calls functions too deep.");
    this.#depth += 1;
    try {
      return run();
    } finally {
      this.#depth -= 1;
    }
  }
}

interface Variable {
  value: Value;
  isConstant: boolean;
}

/** The variables of a block, and those around it. */
export class Scope {
  #variables: Map<string, Variable> | undefined;
  /** The scope of the function, where `var` belongs. */
  readonly #function: Scope;

  constructor(
    readonly outer: Scope | null,
    isBlock: boolean,
  ) {
    this.#function = isBlock && outer ? outer.#function : this;
  }

  #find(name: string): Variable | undefined {
    for (let scope: Scope | null = this; scope; scope = scope.outer) {
      const variable = scope.#variables?.get(name);
      if (variable) return variable;
    }
    return undefined;
  }

  declare(name: string, value: Value, kind: "var" | "let" | "const"): void {
    const scope = kind === "var" ? this.#function : this;
    scope.#variables ??= new Map();
    scope.#variables.set(name, { value, isConstant: kind === "const" });
  }

  has(name: string): boolean {
    return this.#find(name) !== undefined;
  }

  /** Whether the function around has declared the name itself. */
  hasVar(name: string): boolean {
    return this.#function.#variables?.has(name) === true;
  }

  read(name: string): Value {
    const variable = this.#find(name);
    if (!variable) throw new JqlError(`ReferenceError: ${name} is not defined`);
    return variable.value;
  }

  write(name: string, value: Value): void {
    const variable = this.#find(name);
    if (!variable) throw new JqlError(`ReferenceError: ${name} is not defined`);
    if (variable.isConstant) throw new JqlError(`TypeError: assignment to the constant ${name}`);
    variable.value = value;
  }

  /** A scope beside this one with the same variables: a loop's next turn. */
  copy(): Scope {
    const scope = new Scope(this.outer, true);
    scope.#variables = new Map([...(this.#variables ?? [])].map(([name, variable]) => [name, { ...variable }]));
    return scope;
  }
}

/** Calls a value as a function. Throws a JqlError where it is none. */
export function callValue(callee: Value, args: Value[], name = "the value"): Value {
  if (!(callee instanceof Callable)) throw new JqlError(`TypeError: ${name} is not a function`);
  return callee.call(args);
}

/** A function of the sandbox by name. */
export const native = (call: (...args: Value[]) => Value): Callable => new Callable((args) => call(...args));

/** The value as a list. Throws a JqlError naming what needed one. */
export function listOf(value: Value, what: string): Value[] {
  if (!Array.isArray(value)) throw new JqlError(`TypeError: ${what} must be a list, not ${textOf(value).slice(0, 40)}`);
  return value;
}
