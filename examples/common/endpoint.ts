/** Requests to a customer's own API, each of which has the same result when it is sent twice, so that all of them can be retried. */
import { setTimeout } from "node:timers/promises";

const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;
const DEFAULT_TIMEOUT_MS = 60_000;

export interface EndpointOptions {
  /** How the wizard calls it, for errors. */
  label: string;
  url: string;
  apiKey: string;
  /** 5 unless given. */
  maxAttempts?: number;
}

export interface Content {
  body?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
  /** A status that is a success as well, such as 404 of a removal. */
  accept?: number;
  /** Time for one attempt; a minute unless given. */
  timeoutMs?: number;
}

export type Send = (method: string, path: string, content?: Content) => Promise<Response>;

const isTemporary = (status: number | undefined) => status === undefined || status === 429 || status >= 500;

/** How long to wait before a retry: what the endpoint asks for, or else twice as long each time. */
function delayMs(response: Response | undefined, attempt: number): number {
  const header = response?.headers.get("retry-after") ?? "";
  const askedMs = header === "" ? Number.NaN : Number(header) * 1000;
  const ms = Number.isNaN(askedMs) ? FIRST_DELAY_MS * 2 ** (attempt - 1) : askedMs;
  return Math.min(ms, MAX_DELAY_MS);
}

/** Connects to an endpoint. Errors say what was refused, and contain neither the API key nor what was sent. */
export function connectEndpoint({ label, url, apiKey, maxAttempts = 5 }: EndpointOptions): Send {
  const base = url.replace(/\/+$/, "");

  return async (method, path, { body, headers, accept, timeoutMs = DEFAULT_TIMEOUT_MS } = {}) => {
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(`${base}${path}`, {
        method,
        headers: { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json", ...headers },
        body,
        // What is sent here is for this endpoint, and for nobody to whom it may redirect.
        redirect: "manual",
        signal: AbortSignal.timeout(timeoutMs),
      }).catch(() => undefined);
      if (response !== undefined && (response.ok || response.status === accept)) return response;
      await response?.body?.cancel();
      if (!isTemporary(response?.status) || attempt === maxAttempts) {
        const got = response === undefined ? "no response" : `the status ${response.status}`;
        throw new Error(
          `${label}: got ${got} to ${method} after ${attempt} ${attempt === 1 ? "attempt" : "attempts"}, expected success.`,
        );
      }
      await setTimeout(delayMs(response, attempt));
    }
  };
}
