import type { MixpanelClient } from "../client";
import type { Effect, Method } from "../endpoint";
import { InputError } from "../errors";
import { assertEnded } from "../export/parseLine";
import { HEADER_VALUE } from "../http/headerValue";
import { readRawResponse } from "../http/readResponse";
import type { RetryPolicy } from "../http/retry";
import { isGzip } from "../records/gzip";
import type { ResponseType } from "./methods";
import { type EncodedBody, formFields } from "./rawBody";
import { rawAuth } from "./rawUrl";

export interface RawRequest {
  operation: string;
  url: URL;
  method: Method;
  query?: Record<string, unknown>;
  headers?: Record<string, unknown>;
  body?: EncodedBody;
  responseType: ResponseType;
  timeoutMs?: number;
  retry?: RetryPolicy;
}

/** Headers that the connection or the HTTP client sets; a builder's own value could break the request or leak credentials. */
const RESERVED_HEADERS = new Set([
  "authorization",
  "connection",
  "content-length",
  "cookie",
  "host",
  "proxy-authorization",
  "transfer-encoding",
]);

const EFFECTS: Partial<Record<Method, Effect>> = {
  GET: "read",
  HEAD: "read",
  OPTIONS: "read",
  PUT: "idempotentWrite",
  DELETE: "idempotentWrite",
};

/** POST requests that only read: everything below /api/query (profiles, JQL, lists of cohorts), and the older paths of the same operations. */
const READING_POST = /\/api\/(query\/.+|2\.0\/(engage|jql|cohorts\/list))\/?$/;

/** The raw export: one event per line. */
const EXPORT = /\/api\/2\.0\/export\/?$/;

/** What a raw request does to the project. */
function rawEffect(method: Method, { pathname }: URL): Effect {
  if (method === "POST" && READING_POST.test(pathname)) return "read";
  return EFFECTS[method] ?? "write";
}

function checkedHeaders(headers: Record<string, unknown>): Record<string, string> {
  const checked: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (RESERVED_HEADERS.has(name.trim().toLowerCase())) {
      throw new InputError({
        input: "Header",
        got: `${name.trim()}, which the connector sets itself`,
        expected: "other headers",
        fix: "Remove it. Credentials come from the connection.",
      });
    }
    const parts: unknown[] = Array.isArray(value) ? value : [value];
    if (parts.some((part) => typeof part === "object" && part !== null)) {
      throw new InputError({ input: "Header", got: `an object as ${name.trim()}`, expected: "text" });
    }
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name.trim()) || !HEADER_VALUE.test(String(value))) {
      throw new InputError({
        input: "Header",
        got: "a header with characters that HTTP does not allow",
        expected: "a name of letters, digits and hyphens, and a value of one line",
      });
    }
    checked[name.trim()] = String(value);
  }
  return checked;
}

/**
 * Sends any request to Mixpanel with the connection's credentials, and detects failures behind a status of 200, as every action does.
 *
 * @returns the body as bytes, text or parsed JSON, as `responseType` says; text if JSON was requested but the response is not JSON
 * @throws MixpanelError
 */
export async function sendRaw(client: MixpanelClient, request: RawRequest): Promise<unknown> {
  const { operation, method, body, responseType } = request;
  const url = new URL(request.url);
  for (const [name, value] of formFields(request.query ?? {})) url.searchParams.append(name, value);
  const own = checkedHeaders(request.headers ?? {});
  const typed = body !== undefined && !Object.keys(own).some((name) => name.toLowerCase() === "content-type");
  const auth = rawAuth(url);
  const effect = rawEffect(method, url);
  // An export without events is empty. The response to a write may be only a status, and HEAD and OPTIONS have no body.
  const isExport = method === "GET" && EXPORT.test(url.pathname);
  const mayBeEmpty = isExport || effect !== "read" || !["GET", "POST"].includes(method);
  return client.transport.send(
    {
      operation,
      method,
      url,
      headers: {
        Accept: "application/json, text/plain, */*",
        ...(typed ? { "Content-Type": body.contentType } : {}),
        ...client.headers(auth, operation),
        ...own,
      },
      body: body?.body,
      effect,
      asBytes: responseType === "arraybuffer",
      isLarge: true,
      auth,
      residency: client.residency,
      retry: request.retry,
      timeoutMs: request.timeoutMs,
    },
    ({ status, header, body: bytes }) => {
      const value = readRawResponse(
        responseType === "document" ? "text" : responseType,
        { ingestion: auth === "tokenInBody", mayBeEmpty: mayBeEmpty || status === 204 },
        {
          operation,
          effect,
          status,
          contentType: header("content-type") ?? "",
          body: bytes,
          redact: client.redact,
        },
      );
      if (isExport && !isGzip(bytes)) assertEnded(bytes.toString("utf8"), operation);
      return value;
    },
  );
}
