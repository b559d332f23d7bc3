import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Event, Mixpanel } from "mixpanel";
import { eventAt, TOKEN, updateAt } from "../data";
import { type Assignment, BATCH_RECORDS, type Contestant, listOf } from "./contestant";

/** The fastest of 5, 10, 20, 40 and 80. It sends 50 events a request, and waits for each such group of requests. */
const BEST_CONCURRENCY = 20;

/** Its types know a list of events without options alone; the code and the manual know both. */
interface Sdk extends Pick<Mixpanel, "people"> {
  import_batch(
    events: Event[],
    options: { max_batch_size: number; max_concurrent_requests: number },
    callback: (errors: (Error | undefined)[] | undefined) => void,
  ): void;
}

/** It warns of the key. */
const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** Its key, of old, is the one credential that it takes over plain HTTP. */
function load({ port }: Assignment): Sdk {
  const { init }: { init(token: string, config: object): Sdk } = require("mixpanel");
  const config = { host: "127.0.0.1", port, protocol: "http", key: "bench-key", keepAlive: true, logger: SILENT };
  return init(TOKEN, config);
}

function importBatch(sdk: Sdk, events: Event[], concurrency = BEST_CONCURRENCY): Promise<number> {
  return new Promise((resolve, reject) => {
    sdk.import_batch(events, { max_batch_size: 50, max_concurrent_requests: concurrency }, (errors) => {
      const error = errors?.find(Boolean);
      if (error) reject(error);
      else resolve(events.length);
    });
  });
}

/** The official SDK `mixpanel` at its best settings. It does not compress. */
export const officialSdk = {
  objects: async (assignment) => {
    const sdk = load(assignment);
    const events = listOf(assignment.records, (number) => eventAt(number));
    return () => importBatch(sdk, events, assignment.concurrency);
  },
  file: async (assignment) => {
    const sdk = load(assignment);
    return async () => {
      let taken = 0;
      let events: Event[] = [];
      for await (const line of createInterface({ input: createReadStream(assignment.file) })) {
        events.push(JSON.parse(line));
        if (events.length < BATCH_RECORDS) continue;
        taken += await importBatch(sdk, events);
        events = [];
      }
      return events.length === 0 ? taken : taken + (await importBatch(sdk, events));
    };
  },
  /** It has no call for many profiles: one request each, so many at once. */
  profiles: async (assignment) => {
    const sdk = load(assignment);
    const updates = listOf(assignment.records, updateAt);
    const set = (id: string, properties: object) =>
      new Promise<void>((resolve, reject) => {
        sdk.people.set(id, { ...properties }, (error) => (error ? reject(error) : resolve()));
      });
    return async () => {
      const queue = updates.values();
      const worker = async () => {
        for (const { $distinct_id, $set } of queue) await set($distinct_id, $set);
      };
      await Promise.all(Array.from({ length: BEST_CONCURRENCY }, worker));
      return updates.length;
    };
  },
} satisfies Record<string, Contestant>;
