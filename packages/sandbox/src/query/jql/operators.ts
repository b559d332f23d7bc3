/** Operators of the script language. */
import { typeOf } from "./members";
import { HostObject, isLooselySame, isSame, JqlError, numberOf, textOf, type Value } from "./values";

type Binary = (left: Value, right: Value) => Value;

const isObject = (value: Value): boolean => Array.isArray(value) || value instanceof Map || value instanceof HostObject;

function add(left: Value, right: Value): Value {
  const isText = typeof left === "string" || typeof right === "string" || isObject(left) || isObject(right);
  return isText ? textOf(left) + textOf(right) : numberOf(left) + numberOf(right);
}

/** Two texts compare as texts, all else as numbers; NaN is in no order. */
function order(left: Value, right: Value): number {
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : left > right ? 1 : 0;
  const [a, b] = [numberOf(left), numberOf(right)];
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : Number.NaN;
}

function isKeyOf(key: Value, container: Value): boolean {
  if (container instanceof Map) return container.has(textOf(key));
  if (Array.isArray(container)) return numberOf(key) < container.length;
  throw new JqlError('TypeError: the right side of "in" must be an object');
}

const numeric =
  (compute: (left: number, right: number) => number): Binary =>
  (left, right) =>
    compute(numberOf(left), numberOf(right));

/** Binary operators by sign. */
export const BINARY_OPERATORS: ReadonlyMap<string, Binary> = new Map<string, Binary>([
  ["+", add],
  ["-", numeric((a, b) => a - b)],
  ["*", numeric((a, b) => a * b)],
  ["/", numeric((a, b) => a / b)],
  ["%", numeric((a, b) => a % b)],
  ["**", numeric((a, b) => a ** b)],
  ["&", numeric((a, b) => a & b)],
  ["|", numeric((a, b) => a | b)],
  ["^", numeric((a, b) => a ^ b)],
  ["<<", numeric((a, b) => a << b)],
  [">>", numeric((a, b) => a >> b)],
  [">>>", numeric((a, b) => a >>> b)],
  ["===", isSame],
  ["!==", (a, b) => !isSame(a, b)],
  ["==", isLooselySame],
  ["!=", (a, b) => !isLooselySame(a, b)],
  ["<", (a, b) => order(a, b) < 0],
  ["<=", (a, b) => order(a, b) <= 0],
  [">", (a, b) => order(a, b) > 0],
  [">=", (a, b) => order(a, b) >= 0],
  ["in", isKeyOf],
]);

/** Unary operators by sign; `typeof` of an unknown name and `delete` are matters of the interpreter. */
export const UNARY_OPERATORS: ReadonlyMap<string, (value: Value) => Value> = new Map<string, (value: Value) => Value>([
  ["!", (value) => !value],
  ["-", (value) => -numberOf(value)],
  ["+", numberOf],
  ["~", (value) => ~numberOf(value)],
  ["typeof", typeOf],
  ["void", () => undefined],
]);
