/**
 * The CRM's side: a segment whose members are `{endpoint}/members/{id}`. Each request has the same result when it is sent twice, so that
 * all of them can be retried.
 */
import { connectEndpoint } from "../../common/endpoint";

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

/** Number of requests at the same time. */
const CONCURRENCY = 8;

/** Connects to a segment. Errors say what was refused, and contain neither the API key nor a member. */
export function connectCrm(endpoint: string, apiKey: string): Crm {
  const send = connectEndpoint({ label: "CRM Endpoint", url: `${endpoint.replace(/\/+$/, "")}/members`, apiKey });
  return {
    list: async () => (await send("GET", "")).json() as Promise<CrmRecord[]>,
    put: async (id, properties) => {
      const body = JSON.stringify(properties);
      await (await send("PUT", `/${encodeURIComponent(id)}`, { body })).body?.cancel();
    },
    remove: async (id) => {
      await (await send("DELETE", `/${encodeURIComponent(id)}`, { accept: 404 })).body?.cancel();
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
