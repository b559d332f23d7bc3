/** A small CRM on this machine, whose requests fail now and then. */
import type { IncomingMessage } from "node:http";
import { jsonOf, serve } from "../../common/offline/server";
import type { CrmRecord } from "../src/crm";

export const API_KEY = "crm-api-key-that-nobody-may-see";

export interface CrmServer {
  /** The address of the segment. */
  endpoint: string;
  /** What the segment holds, by record ID. */
  records: Map<string, CrmRecord>;
  /** Number of requests, and how many of them failed. */
  requests: { total: number; failed: number };
  /** Makes all requests fail for a while: so many of them, after so many others. */
  breakDown(outage: { after: number; requests: number }): void;
  close(): Promise<void>;
}

/** @param failEvery every so many different requests fail at first, in turn before and after they are carried out; 0 for none */
export async function startCrm(failEvery: number): Promise<CrmServer> {
  const records: CrmServer["records"] = new Map();
  const requests = { total: 0, failed: 0 };
  let outage = { from: 0, to: 0 };

  const seen = new Set<string>();
  /** Only the first of equal requests can fail, so that retries get through. */
  function failsNow(call: string): "before" | "after" | undefined {
    if (failEvery === 0 || seen.has(call)) return undefined;
    seen.add(call);
    if (seen.size % failEvery > 0) return undefined;
    return seen.size % (2 * failEvery) > 0 ? "before" : "after";
  }

  async function apply(request: IncomingMessage, id: string): Promise<number> {
    if (request.headers.authorization !== `Bearer ${API_KEY}`) return 401;
    if (request.method === "PUT") records.set(id, { ...(await jsonOf(request)), id });
    else if (request.method === "DELETE" && !records.delete(id)) return 404;
    return 200;
  }

  const { url, close } = await serve(async (request, response) => {
    requests.total += 1;
    const id = decodeURIComponent((request.url ?? "").split("/members/")[1] ?? "");
    const isDown = requests.total > outage.from && requests.total <= outage.to;
    const turn = failsNow(`${request.method} ${id}`);
    // Of two failures, one comes after the request was carried out: only its response is lost.
    const isCarriedOut = !isDown && turn !== "before";
    const outcome = isCarriedOut ? await apply(request, id) : 429;
    const status = turn === "after" && isCarriedOut ? 503 : outcome;
    if (isDown || turn !== undefined) requests.failed += 1;
    response.writeHead(status, { "Content-Type": "application/json", "Retry-After": "0" });
    response.end(request.method === "GET" && status === 200 ? JSON.stringify([...records.values()]) : "{}");
  });
  return {
    endpoint: `${url}/segments/power-users`,
    records,
    requests,
    breakDown: ({ after, requests: count }) => {
      outage = { from: requests.total + after, to: requests.total + after + count };
    },
    close,
  };
}
