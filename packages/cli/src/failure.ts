/** Reports a failure: as text for people, or as JSON for programs; with a stack trace only on request. */
import { painter } from "./terminal";

interface Failure {
  name: string;
  message: string;
  code?: string;
  status?: number;
}

/** The parts of an error that are safe to show: name, message, code and status. Other properties can contain secrets. */
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
 * @param options.debug with its stack trace and its causes
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

/** The stack traces of an error and its causes, without their properties: these can contain requests with credentials. */
function traceOf({ stack, message, cause }: Error): string {
  return `${stack ?? message}${cause instanceof Error ? `\nCaused by ${traceOf(cause)}` : ""}`;
}
