/**
 * Runs scripts by walking their syntax tree. Nothing of the host can be reached: names are looked up in scopes of the
 * script's own, members in fixed tables, and work is counted, so that every script ends.
 */
import { type Function as FunctionNode, type Pattern, parse } from "acorn";
import { type Bind, type Compiler, type Evaluate, type Execute, unsupported } from "./compiler";
import { compileExpression, propertyKey } from "./expressions";
import { memberOf } from "./members";
import { type Budget, listOf, Scope } from "./runtime";
import { compileBody } from "./statements";
import { Callable, JqlError, type Value } from "./values";

const MAX_SCRIPT_LENGTH = 100_000;

function pattern(compiler: Compiler, node: Pattern): Bind {
  if (node.type === "Identifier") {
    const { name } = node;
    return (_scope, value, set) => set(name, value);
  }
  if (node.type === "AssignmentPattern") {
    const [bind, byDefault] = [compiler.pattern(node.left), compiler.expression(node.right)];
    return (scope, value, set) => bind(scope, value === undefined ? byDefault(scope) : value, set);
  }
  if (node.type === "ArrayPattern") {
    const parts = node.elements.map((element) => element && compiler.pattern(element));
    return (scope, value, set) => {
      const list = listOf(value, "what is taken apart");
      for (const [index, bind] of parts.entries()) bind?.(scope, list[index], set);
    };
  }
  if (node.type !== "ObjectPattern") return unsupported(node);
  const parts = node.properties.map((property) => {
    if (property.type === "RestElement") return unsupported(property);
    return { key: propertyKey(compiler, property), bind: compiler.pattern(property.value) };
  });
  return (scope, value, set) => {
    for (const { key, bind } of parts) bind(scope, memberOf(value, key(scope), compiler.budget), set);
  };
}

function makeFunction(compiler: Compiler, node: FunctionNode): Evaluate {
  if (node.async || node.generator) return unsupported(node, "an async function or generator");
  const rest = node.params.at(-1)?.type === "RestElement" ? node.params.length - 1 : undefined;
  const parameters = node.params.map((parameter) =>
    compiler.pattern(parameter.type === "RestElement" ? parameter.argument : parameter),
  );
  const body = functionBody(compiler, node);
  return (outer) =>
    new Callable((args) => {
      compiler.budget.spend();
      return compiler.budget.deeper(() => {
        const scope = new Scope(outer, false);
        for (const [index, bind] of parameters.entries()) {
          bind(scope, index === rest ? args.slice(index) : args[index], (name, value) =>
            scope.declare(name, value, "let"),
          );
        }
        return body(scope);
      });
    });
}

function functionBody(compiler: Compiler, node: FunctionNode): Evaluate {
  if (node.body.type !== "BlockStatement") return compiler.expression(node.body);
  const execute: Execute = compileBody(compiler, node.body.body);
  return (scope) => {
    const completion = execute(scope);
    return completion?.kind === "return" ? completion.value : undefined;
  };
}

/**
 * Runs a script and then its function `main`.
 *
 * @param globals what the script finds, by name
 * @returns what `main` returns
 * @throws JqlError for a script that cannot be read, uses what is not supported, fails, or works too long
 */
export function runScript(script: string, globals: ReadonlyMap<string, Value>, budget: Budget): Value {
  if (script.length > MAX_SCRIPT_LENGTH) throw new JqlError("The script is too long.");
  const compiler: Compiler = {
    budget,
    expression: (node) => compileExpression(compiler, node),
    pattern: (node) => pattern(compiler, node),
    makeFunction: (node) => makeFunction(compiler, node),
  };
  try {
    const program = parse(script, { ecmaVersion: 2020, sourceType: "script", locations: true });
    const scope = new Scope(null, false);
    for (const [name, value] of globals) scope.declare(name, value, "const");
    const scriptScope = new Scope(scope, false);
    compileBody(compiler, program.body)(scriptScope);
    if (!scriptScope.has("main")) throw new JqlError("The script has no function main.");
    const main = scriptScope.read("main");
    if (!(main instanceof Callable)) throw new JqlError("TypeError: main is not a function");
    return main.call([]);
  } catch (error) {
    if (error instanceof SyntaxError) throw new JqlError(`SyntaxError: ${error.message}`);
    // The host's stack and longest text are the last bounds of a script.
    if (error instanceof RangeError) throw new JqlError("RangeError: the script or a value of it is too large");
    throw error;
  }
}
