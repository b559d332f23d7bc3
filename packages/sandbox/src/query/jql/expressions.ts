/** Expressions of the script language, compiled to functions. */
import type * as acorn from "acorn";
import { assignment, binary, compileDelete, keyOf, objectOf, update } from "./assignments";
import { type Compiler, type Evaluate, unsupported } from "./compiler";
import { memberOf } from "./members";
import { UNARY_OPERATORS } from "./operators";
import { callValue, listOf, type Scope } from "./runtime";
import { Callable, textOf, type Value } from "./values";

/** Ends an optional chain (`a?.b.c`) early; the chain as a whole is undefined then. */
const CHAIN_END = Symbol("chain end");

function member(compiler: Compiler, node: acorn.MemberExpression): Evaluate {
  const [object, key] = [objectOf(compiler, node), keyOf(compiler, node)];
  return (scope) => {
    const container = object(scope);
    if (node.optional && (container === undefined || container === null)) throw CHAIN_END;
    return memberOf(container, key(scope), compiler.budget);
  };
}

function chain(compiler: Compiler, node: acorn.ChainExpression): Evaluate {
  const evaluate = compiler.expression(node.expression);
  return (scope) => {
    try {
      return evaluate(scope);
    } catch (error) {
      if (error === CHAIN_END) return undefined;
      throw error;
    }
  };
}

function unary(compiler: Compiler, node: acorn.UnaryExpression): Evaluate {
  const { argument } = node;
  if (node.operator === "delete") return compileDelete(compiler, node);
  const apply = UNARY_OPERATORS.get(node.operator) ?? unsupported(node, `operator ${node.operator}`);
  const evaluate = compiler.expression(argument);
  if (node.operator === "typeof" && argument.type === "Identifier") {
    const { name } = argument;
    return (scope) => (scope.has(name) ? apply(evaluate(scope)) : "undefined");
  }
  return (scope) => apply(evaluate(scope));
}

function logical(compiler: Compiler, node: acorn.LogicalExpression): Evaluate {
  const [left, right] = [compiler.expression(node.left), compiler.expression(node.right)];
  if (node.operator === "&&") return (scope) => left(scope) && right(scope);
  if (node.operator === "||") return (scope) => left(scope) || right(scope);
  return (scope) => left(scope) ?? right(scope);
}

/** Elements of a list, or arguments of a call: a spread list gives all its elements. */
function elements(compiler: Compiler, nodes: (acorn.Expression | acorn.SpreadElement | null)[]) {
  const parts = nodes.map((node) => {
    if (node === null) return { evaluate: () => undefined, isSpread: false };
    const isSpread = node.type === "SpreadElement";
    return { evaluate: compiler.expression(isSpread ? node.argument : node), isSpread };
  });
  return (scope: Scope): Value[] =>
    parts.flatMap(({ evaluate, isSpread }) => {
      const value = evaluate(scope);
      if (isSpread) compiler.budget.pay(value);
      return isSpread ? listOf(value, "what is spread") : [value];
    });
}

function calleeName(node: acorn.Expression | acorn.Super): string {
  if (node.type === "Identifier") return node.name;
  if (node.type === "MemberExpression" && node.property.type === "Identifier") return node.property.name;
  return "the value";
}

function call(compiler: Compiler, node: acorn.CallExpression): Evaluate {
  if (node.callee.type === "Super") return unsupported(node.callee);
  const callee = compiler.expression(node.callee);
  const args = elements(compiler, node.arguments);
  const name = calleeName(node.callee);
  return (scope) => {
    const target = callee(scope);
    if (node.optional && (target === undefined || target === null)) throw CHAIN_END;
    return callValue(target, args(scope), name);
  };
}

/** Only what the sandbox provides can be made with `new`: it hands out a function under the name `new`. */
function construct(compiler: Compiler, node: acorn.NewExpression): Evaluate {
  const callee = compiler.expression(node.callee);
  const args = elements(compiler, node.arguments);
  const name = calleeName(node.callee);
  return (scope) => {
    const target = callee(scope);
    const make = target instanceof Callable ? target.member("new") : undefined;
    return callValue(make, args(scope), `new ${name}`);
  };
}

function object(compiler: Compiler, node: acorn.ObjectExpression): Evaluate {
  const writers = node.properties.map((property): ((scope: Scope, target: Map<string, Value>) => void) => {
    if (property.type === "SpreadElement") {
      const source = compiler.expression(property.argument);
      return (scope, target) => {
        const value = source(scope);
        if (value instanceof Map) for (const [key, part] of value) target.set(key, part);
      };
    }
    if (property.kind !== "init") return unsupported(property, "a getter or setter");
    const key = propertyKey(compiler, property);
    const value = compiler.expression(property.value);
    return (scope, target) => target.set(key(scope), value(scope));
  });
  return (scope) => {
    const target = new Map<string, Value>();
    for (const write of writers) write(scope, target);
    return target;
  };
}

/** The name of a property in an object or a pattern. */
export function propertyKey(
  compiler: Compiler,
  property: acorn.Property | acorn.AssignmentProperty,
): (scope: Scope) => string {
  const { key } = property;
  if (!property.computed && key.type === "Identifier") return () => key.name;
  const evaluate = compiler.expression(key);
  return (scope) => textOf(evaluate(scope));
}

function literal(node: acorn.Literal): Evaluate {
  const { value } = node;
  const isPlain =
    value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  if (!isPlain || node.regex) return unsupported(node, node.regex ? "a regular expression" : "this literal");
  return () => value;
}

function template(compiler: Compiler, node: acorn.TemplateLiteral): Evaluate {
  const texts = node.quasis.map((quasi) => quasi.value.cooked ?? "");
  const parts = node.expressions.map((part) => compiler.expression(part));
  return (scope) =>
    compiler.budget.pay(texts.reduce((text, next, index) => text + textOf(parts[index - 1]?.(scope)) + next));
}

/** Compiles one expression. Throws a JqlError for what scripts cannot use. */
export function compileExpression(compiler: Compiler, node: acorn.Expression): Evaluate {
  switch (node.type) {
    case "Literal":
      return literal(node);
    case "Identifier": {
      const { name } = node;
      return name === "undefined" ? () => undefined : (scope) => scope.read(name);
    }
    case "TemplateLiteral":
      return template(compiler, node);
    case "MemberExpression":
      return member(compiler, node);
    case "ChainExpression":
      return chain(compiler, node);
    case "CallExpression":
      return call(compiler, node);
    case "NewExpression":
      return construct(compiler, node);
    case "BinaryExpression": {
      // A private name stands left of "in" within classes, and there are none.
      if (node.left.type === "PrivateIdentifier") return unsupported(node.left);
      const apply = binary(node, node.operator);
      const [left, right] = [compiler.expression(node.left), compiler.expression(node.right)];
      return (scope) => compiler.budget.pay(apply(left(scope), right(scope)));
    }
    case "LogicalExpression":
      return logical(compiler, node);
    case "UnaryExpression":
      return unary(compiler, node);
    case "UpdateExpression":
      return update(compiler, node);
    case "AssignmentExpression":
      return assignment(compiler, node);
    case "ConditionalExpression": {
      const test = compiler.expression(node.test);
      const [consequent, alternate] = [compiler.expression(node.consequent), compiler.expression(node.alternate)];
      return (scope) => (test(scope) ? consequent(scope) : alternate(scope));
    }
    case "SequenceExpression": {
      const parts = node.expressions.map((part) => compiler.expression(part));
      return (scope) => parts.reduce<Value>((_, evaluate) => evaluate(scope), undefined);
    }
    case "ArrayExpression":
      return elements(compiler, node.elements);
    case "ObjectExpression":
      return object(compiler, node);
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return compiler.makeFunction(node);
    default:
      return unsupported(node);
  }
}
