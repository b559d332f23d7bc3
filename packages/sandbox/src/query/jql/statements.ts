/** Statements of the script language, compiled to functions. */
import type * as acorn from "acorn";
import { type Compiler, type Completion, type Evaluate, type Execute, unsupported } from "./compiler";
import { keysOf } from "./members";
import { listOf, Scope } from "./runtime";
import { JqlError, textOf, type Value } from "./values";

/** Whether a statement declares names that end with its block. */
function isScoped(node: Body[number]): boolean {
  return node.type === "FunctionDeclaration" || (node.type === "VariableDeclaration" && node.kind !== "var");
}

type Body = (acorn.Statement | acorn.ModuleDeclaration)[];

/** A list of statements in one scope; functions in it are there from its start. */
export function compileBody(compiler: Compiler, nodes: Body): Execute {
  const functions = nodes.flatMap((node) =>
    node.type === "FunctionDeclaration" ? [{ name: node.id.name, make: compiler.makeFunction(node) }] : [],
  );
  const statements = nodes
    .filter((node) => node.type !== "FunctionDeclaration")
    .map((node) => compileStatement(compiler, node));
  return (scope) => {
    for (const { name, make } of functions) scope.declare(name, make(scope), "let");
    for (const execute of statements) {
      const completion = execute(scope);
      if (completion) return completion;
    }
    return undefined;
  };
}

function declaration(compiler: Compiler, node: acorn.VariableDeclaration): Execute {
  const kind =
    node.kind === "var" || node.kind === "let" || node.kind === "const" ? node.kind : unsupported(node, node.kind);
  const parts = node.declarations.map(({ id, init }) => ({
    bind: compiler.pattern(id),
    evaluate: init ? compiler.expression(init) : undefined,
  }));
  return (scope) => {
    for (const { bind, evaluate } of parts) {
      bind(scope, evaluate?.(scope), (name, value) => {
        // A repeated `var` without a value keeps what it has.
        if (evaluate || kind !== "var" || !scope.hasVar(name)) scope.declare(name, value, kind);
      });
    }
    return undefined;
  };
}

/** What a loop does after one turn: go on (undefined), or end with a completion. */
function afterTurn(completion: Completion): { end: Completion } | undefined {
  if (completion?.kind === "break") return { end: undefined };
  return completion?.kind === "return" ? { end: completion } : undefined;
}

/** An expression as a statement: run for what it does. */
function evaluated(evaluate: Evaluate): Execute {
  return (scope) => {
    evaluate(scope);
    return undefined;
  };
}

function forLoop(compiler: Compiler, node: acorn.ForStatement): Execute {
  const { init } = node;
  const start: Execute | null | undefined =
    init?.type === "VariableDeclaration" ? declaration(compiler, init) : init && evaluated(compiler.expression(init));
  const isCopied = init?.type === "VariableDeclaration" && isScoped(init);
  const test = node.test ? compiler.expression(node.test) : () => true;
  const step = node.update ? compiler.expression(node.update) : undefined;
  const body = compileStatement(compiler, node.body);
  return (outer) => {
    let scope = new Scope(outer, true);
    start?.(scope);
    while (test(scope)) {
      compiler.budget.spend();
      const done = afterTurn(body(scope));
      if (done) return done.end;
      // Functions made in a turn keep the loop's variables as they were in it.
      if (isCopied) scope = scope.copy();
      step?.(scope);
    }
    return undefined;
  };
}

function whileLoop(compiler: Compiler, node: acorn.WhileStatement | acorn.DoWhileStatement): Execute {
  const test = compiler.expression(node.test);
  const body = compileStatement(compiler, node.body);
  const isTestedFirst = node.type === "WhileStatement";
  return (scope) => {
    for (let isFirst = true; (isFirst && !isTestedFirst) || test(scope); isFirst = false) {
      compiler.budget.spend();
      const done = afterTurn(body(scope));
      if (done) return done.end;
    }
    return undefined;
  };
}

function eachLoop(compiler: Compiler, node: acorn.ForInStatement | acorn.ForOfStatement): Execute {
  const isDeclared = node.left.type === "VariableDeclaration";
  const target = node.left.type === "VariableDeclaration" ? node.left.declarations[0]?.id : node.left;
  const bind = target ? compiler.pattern(target) : unsupported(node);
  const source = compiler.expression(node.right);
  const body = compileStatement(compiler, node.body);
  const elementsOf = (value: Value): Value[] => {
    if (node.type === "ForInStatement") return keysOf(value);
    return typeof value === "string" ? [...value] : listOf(value, "what a loop runs over");
  };
  return (outer) => {
    for (const element of elementsOf(source(outer))) {
      compiler.budget.spend();
      const scope = new Scope(outer, true);
      bind(scope, element, (name, value) =>
        isDeclared ? scope.declare(name, value, "let") : scope.write(name, value),
      );
      const done = afterTurn(body(scope));
      if (done) return done.end;
    }
    return undefined;
  };
}

function switchStatement(compiler: Compiler, node: acorn.SwitchStatement): Execute {
  const value = compiler.expression(node.discriminant);
  const cases = node.cases.map((one) => ({
    test: one.test ? compiler.expression(one.test) : undefined,
    body: compileBody(compiler, one.consequent),
  }));
  return (outer) => {
    const scope = new Scope(outer, true);
    const wanted = value(scope);
    const hit = cases.findIndex(({ test }) => test && test(scope) === wanted);
    const first = hit >= 0 ? hit : cases.findIndex(({ test }) => !test);
    for (const { body } of first < 0 ? [] : cases.slice(first)) {
      const completion = body(scope);
      if (completion) return completion.kind === "break" ? undefined : completion;
    }
    return undefined;
  };
}

/** Compiles one statement. Throws a JqlError for what scripts cannot use. */
export function compileStatement(compiler: Compiler, node: acorn.Statement | acorn.ModuleDeclaration): Execute {
  switch (node.type) {
    case "ExpressionStatement": {
      const evaluate = compiler.expression(node.expression);
      return (scope) => {
        compiler.budget.spend();
        evaluate(scope);
        return undefined;
      };
    }
    case "VariableDeclaration":
      return declaration(compiler, node);
    case "ReturnStatement": {
      const evaluate = node.argument ? compiler.expression(node.argument) : () => undefined;
      return (scope) => ({ kind: "return", value: evaluate(scope) });
    }
    case "IfStatement": {
      const test = compiler.expression(node.test);
      const consequent = compileStatement(compiler, node.consequent);
      const alternate = node.alternate ? compileStatement(compiler, node.alternate) : undefined;
      return (scope) => (test(scope) ? consequent(scope) : alternate?.(scope));
    }
    case "BlockStatement": {
      const execute = compileBody(compiler, node.body);
      // Most blocks declare nothing, and need no scope of their own.
      return node.body.some(isScoped) ? (scope) => execute(new Scope(scope, true)) : execute;
    }
    case "ForStatement":
      return forLoop(compiler, node);
    case "WhileStatement":
    case "DoWhileStatement":
      return whileLoop(compiler, node);
    case "ForInStatement":
    case "ForOfStatement":
      return eachLoop(compiler, node);
    case "SwitchStatement":
      return switchStatement(compiler, node);
    case "BreakStatement":
      return node.label ? unsupported(node, "a label") : () => ({ kind: "break" });
    case "ContinueStatement":
      return node.label ? unsupported(node, "a label") : () => ({ kind: "continue" });
    case "ThrowStatement": {
      const evaluate = compiler.expression(node.argument);
      return (scope) => {
        const thrown = evaluate(scope);
        throw new JqlError(`Uncaught ${textOf(thrown instanceof Map ? thrown.get("message") : thrown)}`);
      };
    }
    case "EmptyStatement":
      return () => undefined;
    default:
      return unsupported(node);
  }
}
