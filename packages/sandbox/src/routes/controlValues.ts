/** Values in the bodies of control routes: each function throws a 400 that names the key. */
import { SandboxError } from "../errors";
import type { RegisteredOperation } from "../routeContext";

export function textOf(value: unknown, name: string): string {
  if (typeof value !== "string") throw new SandboxError(400, `${name} must be a text`);
  return value;
}

export function numberOf(value: unknown, name: string): number {
  if (typeof value !== "number" || !Number.isFinite(value)) throw new SandboxError(400, `${name} must be a number`);
  return value;
}

export function booleanOf(value: unknown, name: string): boolean {
  if (typeof value !== "boolean") throw new SandboxError(400, `${name} must be true or false`);
  return value;
}

/** The ID of an operation that the sandbox has. */
export function knownOperation(value: unknown, operations: readonly RegisteredOperation[]): string {
  const operationId = textOf(value, "operationId");
  const known = [...new Set(operations.map((one) => one.operationId))].sort();
  if (known.includes(operationId)) return operationId;
  throw new SandboxError(
    400,
    `operationId ${JSON.stringify(operationId)} is unknown: known operations are ${known.join(", ")}`,
  );
}
