/** How a failure is told: its message, name and code to people, the same as JSON to programs; a stack trace only when asked for. */
import { painter } from "./terminal";

interface Failure {
  name: string;
  message: string;
  code?: string;
  status?: number;
}

/** What of a failure may be shown: no own property of an error but its code and status. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  return {
    name: error.name,
    message: error.message,
    ...("code" in error && typeof error.code === "string" ? { code: error.code } : {}),
    ...("status" in error && typeof error.status === "number" ? { status: error.status } : {}),
  };
}

/**
 * Writes a failure to stderr.
 *
 * @param options.json as one line of JSON
 * @param options.debug with its stack trace and what caused it
 */
export function reportFailure(error: unknown, { json, debug }: { json: boolean; debug: boolean }): void {
  const failure = failureOf(error);
  if (json) {
    process.stderr.write(`${JSON.stringify({ error: failure })}\n`);
    return;
  }
  const code = failure.code === undefined ? failure.name : `${failure.name}, ${failure.code}`;
  process.stderr.write(`${painter(process.stderr)("red", "Failed")} (${code}): ${failure.message}\n`);
  if (debug && error instanceof Error) process.stderr.write(`${traceOf(error)}\n`);
}

/** The stack traces of an error and its causes, without their properties: those can hold requests, and requests credentials. */
function traceOf({ stack, message, cause }: Error): string {
  return `${stack ?? message}${cause instanceof Error ? `\nCaused by ${traceOf(cause)}` : ""}`;
}
