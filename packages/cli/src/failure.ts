/** Reports a failure: as text for people, or as JSON for programs; with a stack trace only on request. */
import { harmless } from "./harmless";
import { counted, painter } from "./terminal";
import { PROGRAM } from "./usage";

interface Failure {
  name: string;
  message: string;
  code?: string;
  status?: number;
  /** What was called, as in the log: `importEvents`. */
  operation?: string;
  /** Whether the same run may succeed later, without a change. */
  retryable?: boolean;
  /** From when on it may succeed, as ISO 8601. */
  retry_at?: string;
  retry_after_ms?: number;
}

/** Keys of an error that are safe to show, by their types. */
const SAFE = { code: "string", status: "number", operation: "string", retryable: "boolean" } as const;

const isDate = (value: unknown): value is Date => value instanceof Date && !Number.isNaN(value.getTime());

function retryTimes(
  { retryAt, retryAfterMs }: { retryAt?: unknown; retryAfterMs?: unknown },
  now: number,
): Pick<Failure, "retry_at" | "retry_after_ms"> {
  const at = isDate(retryAt) ? retryAt : undefined;
  const ms = typeof retryAfterMs === "number" && Number.isFinite(retryAfterMs) ? retryAfterMs : undefined;
  const wait = ms ?? (at === undefined ? undefined : Math.max(0, at.getTime() - now));
  if (wait === undefined) return {};
  const when = at ?? new Date(now + wait);
  return { ...(isDate(when) ? { retry_at: when.toISOString() } : {}), retry_after_ms: Math.round(wait) };
}

/** The parts of an error that are safe to show. Its other properties can contain secrets. */
export function failureOf(error: unknown, now = Date.now()): Failure {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const values: Readonly<Record<string, unknown>> = { ...error };
  const safe = Object.entries(SAFE).filter(([key, type]) => typeof values[key] === type);
  const shown = Object.fromEntries(safe.map(([key]) => [key, values[key]]));
  return { name: error.name, message: error.message, ...shown, ...retryTimes(values, now) };
}

const MINUTE_MS = 60_000;

/** When to try again, for people: how long to wait, and the time of day on this machine. */
function retryText({ retry_at, retry_after_ms: ms }: Failure): string {
  if (retry_at === undefined || ms === undefined) return "";
  const wait = ms < 2 * MINUTE_MS ? counted(Math.ceil(ms / 1000), "second") : `${Math.ceil(ms / MINUTE_MS)} minutes`;
  return `Try again in ${wait}, at ${new Date(retry_at).toLocaleString("sv-SE")} on this machine's clock.\n`;
}

/** Where credentials stand on the command line: the errors of actions speak of the connection's form. */
const credentialsText = ({ code }: Failure): string =>
  code === "authentication_failed"
    ? `The connection is that of the MIXPANEL_ variables. To see what is wrong with them: ${PROGRAM} doctor\n`
    : "";

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
  const message = harmless(failure.message, process.stderr);
  const advice = `${retryText(failure)}${credentialsText(failure)}`;
  process.stderr.write(`${painter(process.stderr)("red", "Failed")} (${code}): ${message}\n${advice}`);
  if (debug && error instanceof Error) process.stderr.write(`${harmless(traceOf(error), process.stderr)}\n`);
}

/** The stack traces of an error and its causes, without their properties: these can contain requests with credentials. */
function traceOf({ stack, message, cause }: Error): string {
  return `${stack ?? message}${cause instanceof Error ? `\nCaused by ${traceOf(cause)}` : ""}`;
}
