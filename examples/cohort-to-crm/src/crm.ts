/**
 * The CRM's side: a segment whose members are `{endpoint}/members/{id}`. Each request has the same result when it is sent twice, so that
 * all of them can be retried.
 */
import { setTimeout } from "node:timers/promises";

/** A member as the CRM has it. */
export interface CrmRecord {
  id: string;
  /** The user in Mixpanel. Records that others made do not have it. */
  distinct_id?: string;
}

export interface Crm {
  list(): Promise<CrmRecord[]>;
  put(id: string, properties: object): Promise<void>;
  remove(id: string): Promise<void>;
}

const MAX_ATTEMPTS = 5;
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;

/** Number of requests at the same time. */
const CONCURRENCY = 8;

const isTemporary = (status: number | undefined) => status === undefined || status === 429 || status >= 500;

/** How long to wait before a retry: what the CRM asks for, or else twice as long each time. */
function delayMs(response: Response | undefined, attempt: number): number {
  const header = response?.headers.get("retry-after") ?? "";
  const askedMs = header === "" ? Number.NaN : Number(header) * 1000;
  const ms = Number.isNaN(askedMs) ? FIRST_DELAY_MS * 2 ** (attempt - 1) : askedMs;
  return Math.min(ms, MAX_DELAY_MS);
}

/** Connects to a segment. Errors say what was refused, and contain neither the API key nor a member. */
export function connectCrm(endpoint: string, apiKey: string): Crm {
  const base = endpoint.replace(/\/+$/, "");

  async function send(method: string, path: string, body?: object): Promise<Response> {
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(`${base}/members${path}`, {
        method,
        headers: { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" },
        body: JSON.stringify(body),
      }).catch(() => undefined);
      if (response?.ok || (response?.status === 404 && method === "DELETE")) return response;
      await response?.body?.cancel();
      if (!isTemporary(response?.status) || attempt === MAX_ATTEMPTS) {
        const got = response === undefined ? "no response" : `the status ${response.status}`;
        throw new Error(
          `CRM Endpoint: got ${got} to ${method} after ${attempt} ${attempt === 1 ? "attempt" : "attempts"}, expected success.`,
        );
      }
      await setTimeout(delayMs(response, attempt));
    }
  }

  return {
    list: async () => (await send("GET", "")).json() as Promise<CrmRecord[]>,
    put: async (id, properties) => {
      await (await send("PUT", `/${encodeURIComponent(id)}`, properties)).body?.cancel();
    },
    remove: async (id) => {
      await (await send("DELETE", `/${encodeURIComponent(id)}`)).body?.cancel();
    },
  };
}

/** Runs a function for each item, several at a time. After a failure no more begin; the error is thrown once those that run have ended. */
export async function forEach<Item>(items: readonly Item[], run: (item: Item) => Promise<void>): Promise<void> {
  const left = items[Symbol.iterator]();
  let failed = false;
  const work = async () => {
    for (const item of left) {
      if (failed) return;
      await run(item).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: CONCURRENCY }, work));
  for (const outcome of ended) if (outcome.status === "rejected") throw outcome.reason;
}
