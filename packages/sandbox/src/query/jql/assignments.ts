/** Expressions that change something: assignments, `++` and `delete`. */
import type * as acorn from "acorn";
import { type Compiler, type Evaluate, unsupported } from "./compiler";
import { memberOf, writeMember } from "./members";
import { BINARY_OPERATORS } from "./operators";
import type { Scope } from "./runtime";
import { JqlError, numberOf, textOf, type Value } from "./values";

/** Somewhere a value can be read from and written to. */
interface Place {
  read: Evaluate;
  write(scope: Scope, value: Value): void;
}

/** The key of a member: a name after a dot, or a value in brackets. */
export function keyOf(compiler: Compiler, node: acorn.MemberExpression): Evaluate {
  if (node.property.type === "PrivateIdentifier") return unsupported(node.property);
  if (node.computed) return compiler.expression(node.property);
  const name = node.property.type === "Identifier" ? node.property.name : unsupported(node.property);
  return () => name;
}

/** The object of a member. */
export function objectOf(compiler: Compiler, node: acorn.MemberExpression): Evaluate {
  if (node.object.type === "Super") return unsupported(node.object);
  return compiler.expression(node.object);
}

function place(compiler: Compiler, node: acorn.Pattern | acorn.Expression): Place {
  if (node.type === "Identifier") {
    const { name } = node;
    return { read: (scope) => scope.read(name), write: (scope, value) => scope.write(name, value) };
  }
  if (node.type !== "MemberExpression") return unsupported(node, `assignment to ${node.type}`);
  const [object, key] = [objectOf(compiler, node), keyOf(compiler, node)];
  return {
    read: (scope) => memberOf(object(scope), key(scope), compiler.budget),
    write: (scope, value) => writeMember(object(scope), key(scope), value),
  };
}

/** The meaning of a binary operator. Throws a JqlError for an unknown one. */
export function binary(node: acorn.Node, operator: string): (left: Value, right: Value) => Value {
  return BINARY_OPERATORS.get(operator) ?? unsupported(node, `operator ${operator}`);
}

/** `=` and its kin, such as `+=`. */
export function assignment(compiler: Compiler, node: acorn.AssignmentExpression): Evaluate {
  const right = compiler.expression(node.right);
  if (node.operator === "=") {
    if (node.left.type === "ObjectPattern" || node.left.type === "ArrayPattern") {
      const bind = compiler.pattern(node.left);
      return (scope) => {
        const value = right(scope);
        bind(scope, value, (name, part) => scope.write(name, part));
        return value;
      };
    }
    const target = place(compiler, node.left);
    return (scope) => {
      const value = right(scope);
      target.write(scope, value);
      return value;
    };
  }
  const target = place(compiler, node.left);
  const apply = binary(node, node.operator.slice(0, -1));
  return (scope) => {
    const value = compiler.budget.pay(apply(target.read(scope), right(scope)));
    target.write(scope, value);
    return value;
  };
}

/** `++` and `--`. */
export function update(compiler: Compiler, node: acorn.UpdateExpression): Evaluate {
  const target = place(compiler, node.argument);
  const step = node.operator === "++" ? 1 : -1;
  return (scope) => {
    const before = numberOf(target.read(scope));
    target.write(scope, before + step);
    return node.prefix ? before + step : before;
  };
}

/** `delete` of an object's member. */
export function compileDelete(compiler: Compiler, node: acorn.UnaryExpression): Evaluate {
  const { argument } = node;
  if (argument.type !== "MemberExpression") return unsupported(node, "delete of a variable");
  const [object, key] = [objectOf(compiler, argument), keyOf(compiler, argument)];
  return (scope) => {
    const container = object(scope);
    if (!(container instanceof Map)) throw new JqlError("TypeError: only members of objects can be deleted");
    container.delete(textOf(key(scope)));
    return true;
  };
}
