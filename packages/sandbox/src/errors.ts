/** Refusals and the three shapes in which Mixpanel words them. */
import { STATUS_CODES } from "node:http";

/** An error response. Any code of a route may throw it; the server's error handler writes it in the shape of the API family. */
export class SandboxError extends Error {
  override name = "SandboxError";
  readonly status: number;
  readonly responseHeaders: Record<string, string>;
  /** Fields in addition to the message, such as `failed_records`. */
  readonly details: Record<string, unknown>;

  constructor(
    status: number,
    message: string,
    extra: { headers?: Record<string, string>; details?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.status = status;
    this.responseHeaders = extra.headers ?? {};
    this.details = extra.details ?? {};
  }
}

/** Names keys that are not known, and lists those that are. */
export function unknownKeys(keys: readonly string[], known: readonly string[]): string {
  const list = known.length === 0 ? "no keys are known here" : `known keys are ${known.join(", ")}`;
  return `unknown key ${keys.map((key) => JSON.stringify(key)).join(", ")}: ${list}`;
}

/** Throws a 400 for keys that are not known. @param where the place of the value, such as `projects[0]` */
export function checkKeys(value: object, known: readonly string[], where = ""): void {
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new SandboxError(400, `${where && `${where}: `}${unknownKeys(unknown, known)}`);
}

/** What a query that Mixpanel does not expect ends in: a 500 without a reason. */
export function bareFailure(): SandboxError {
  return new SandboxError(500, "Internal Server Error");
}

/** How errors read: `strict` for /import and lookup tables, `app` for /api/app and the rest of ingestion, `query` for reports and export. */
export type ErrorShape = "strict" | "app" | "query";

/**
 * Which shape the errors of a path have.
 * @param path path without query string, host segment already stripped
 */
export function errorShapeOf(path: string): ErrorShape {
  if (path.startsWith("/import") || path.startsWith("/lookup-tables")) return "strict";
  const isQuery = path.startsWith("/api/query") || path.startsWith("/api/2.0");
  return isQuery && !path.startsWith("/api/2.0/nessie") ? "query" : "app";
}

/**
 * The body of an error response, in the shape of Mixpanel's API family.
 * @param path path without query string, host segment already stripped
 */
export function errorBody(
  path: string,
  status: number,
  message: string,
  details: Record<string, unknown> = {},
): Record<string, unknown> {
  const shape = errorShapeOf(path);
  if (shape === "strict") return { code: status, error: message, status: reasonOf(status), ...details };
  if (shape === "app") return { status: "error", error: message, ...details };
  // An export is no report: of its errors only the text is known.
  if (path.startsWith("/api/2.0/export")) return { error: message, ...details };
  return { request: path, error: message, ...details };
}

/** Mixpanel uses the reason phrase of 413 from the first HTTP/1.1 standard. */
function reasonOf(status: number): string {
  return status === 413 ? "Request Entity Too Large" : (STATUS_CODES[status] ?? "Error");
}
