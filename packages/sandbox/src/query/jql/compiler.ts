/** What the parts of the interpreter share: compiled pieces of a script, and how one part reaches the others. */
import type { Expression, Function as FunctionNode, Node, Pattern } from "acorn";
import type { Budget, Scope } from "./runtime";
import { JqlError, type Value } from "./values";

/** A compiled expression. */
export type Evaluate = (scope: Scope) => Value;

/** How a statement ended: in order (undefined), or by leaving its loop or function. */
export type Completion = undefined | { kind: "break" } | { kind: "continue" } | { kind: "return"; value: Value };

/** A compiled statement. */
export type Execute = (scope: Scope) => Completion;

/** Takes a value apart and hands each name with its part to `set`. */
export type Bind = (scope: Scope, value: Value, set: (name: string, value: Value) => void) => void;

/** The compiler as its parts see it. */
export interface Compiler {
  budget: Budget;
  expression(node: Expression): Evaluate;
  pattern(node: Pattern): Bind;
  makeFunction(node: FunctionNode): Evaluate;
}

/** Refuses a part of JavaScript that scripts cannot use here, naming the line. */
export function unsupported(node: Node, what: string = node.type): never {
  throw new JqlError(`SyntaxError: ${what} is not supported in scripts here (line ${node.loc?.start.line ?? 0}).`);
}
