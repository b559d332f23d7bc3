/** What the management families share: how they read what was sent, and how they answer. */
import type { z } from "zod";
import { SandboxError } from "../../errors";
import type { Operation } from "../../types";

/** The body of a success in the app API: `{status: "ok", results}`. */
export function ok<T>(results: T): { status: "ok"; results: T } {
  return { status: "ok", results };
}

/** A success that has nothing to tell: `{status: "ok"}`. */
export const OK_BODY = { status: "ok" } as const;

/** How the operations of one family are called; what is left out is as in most families. */
interface FamilyOperation extends Partial<Pick<Operation, "credentials" | "projectIn" | "limits">> {
  family: string;
}

/** Makes the configuration of each route of a family, by its operation. */
export function operationsOf(common: FamilyOperation): (operationId: string) => { config: { operation: Operation } } {
  return (operationId) => ({
    config: { operation: { credentials: "serviceAccount", projectIn: "path", limits: [], ...common, operationId } },
  });
}

/** Feature flags and experiments name the kind of error in their bodies, beside its text. */
export type ErrorType = "validation_error" | "not_found" | "invalid_state" | "forbidden";

/** An error of the app API: `{status: "error", error}`, with `type` where the family names one. */
export function refusal(status: number, message: string, type?: ErrorType): SandboxError {
  return new SandboxError(status, message, type && { details: { type } });
}

/**
 * Reads what a caller sent (a body, a query string) against its schema.
 *
 * @throws SandboxError 400 that names the first field at fault.
 */
export function read<T extends z.ZodType>(schema: T, sent: unknown, type?: ErrorType): z.output<T> {
  const result = schema.safeParse(sent ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join(".");
  throw refusal(400, field ? `${field}: ${issue?.message}` : `${issue?.message}`, type);
}

/** Reads path parameters. What does not fit names nothing that exists, so that it answers 404. */
export function readPath<T extends z.ZodType>(schema: T, params: unknown, type?: ErrorType): z.output<T> {
  const result = schema.safeParse(params);
  if (result.success) return result.data;
  throw refusal(404, "Not found", type);
}

/** `value`, or a 404 that says what was not found. */
export function found<T>(value: T | undefined, what: string, type?: ErrorType): T {
  if (value === undefined) throw refusal(404, `${what} not found`, type);
  return value;
}
