/** What is no peer: the least that must be done, and the most obvious way to do it. */
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gzip as gzipCallback } from "node:zlib";
import axios from "axios";
import { type BenchEvent, eventAt } from "../data";
import { type Assignment, BATCH_RECORDS, type Contestant, GZIP_LEVEL, listOf } from "./contestant";

const gzip = promisify(gzipCallback);

/** Bodies that are compressed at once, one for each thread of Node's pool. */
const COMPRESSED_AT_ONCE = 4;

async function post({ port }: Assignment, events: readonly unknown[]): Promise<number> {
  await axios.post(`http://127.0.0.1:${port}/import`, JSON.stringify(events), {
    headers: { "Content-Type": "application/json" },
    maxBodyLength: Number.POSITIVE_INFINITY,
    proxy: false,
  });
  return events.length;
}

export const yardsticks = {
  /** Stringify and compress, and send nothing. */
  encodingAlone: async ({ records }) => {
    const events = listOf(records, (number) => eventAt(number));
    return async () => {
      const compressing = new Set<Promise<void>>();
      for (let start = 0; start < events.length; start += BATCH_RECORDS) {
        const body = Buffer.from(JSON.stringify(events.slice(start, start + BATCH_RECORDS)));
        const job: Promise<void> = gzip(body, { level: GZIP_LEVEL }).then(() => {
          compressing.delete(job);
        });
        compressing.add(job);
        if (compressing.size >= COMPRESSED_AT_ONCE) await Promise.race(compressing);
      }
      await Promise.all(compressing);
      return events.length;
    };
  },
  /** Everything in one request. */
  onePost: async (assignment) => {
    const events = listOf(assignment.records, (number) => eventAt(number));
    return () => post(assignment, events);
  },
  /** The file read whole, and everything in one request. */
  onePostFromFile: async (assignment) => async () => {
    const text = await readFile(assignment.file, "utf8");
    const events = text
      .trimEnd()
      .split("\n")
      .map((line): BenchEvent => JSON.parse(line));
    return post(assignment, events);
  },
} satisfies Record<string, Contestant>;
