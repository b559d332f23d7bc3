import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Measurement } from "../child";
import { BATCH_RECORDS } from "../contestants/contestant";
import { forkOn, PINNING } from "../cores";
import { eventAt } from "../data";
import type { SandboxCost } from "../sandboxServer";
import type { Stage } from "./stage";

/** The service account that every sandbox knows. */
const AUTHORIZATION = `Basic ${Buffer.from("sandbox.user:sandbox-secret").toString("base64")}`;
const DAYS = { from_date: "2024-01-01", to_date: "2024-12-31" };
const SCRIPT = `function main() {
  return Events(${JSON.stringify(DAYS)}).groupBy(["name"], mixpanel.reducer.count());
}`;

/** What the sandbox is asked to do; each resolves to the number of events that it concerned. */
type Task = (url: string, records: number) => Promise<number>;

async function call(url: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, { ...init, headers: { authorization: AUTHORIZATION, ...init.headers } });
  if (!response.ok) throw new Error(`The sandbox responded with ${response.status}: ${await response.text()}`);
  return response;
}

const TASKS: Record<string, Task> = {
  async store(url, records) {
    for (let start = 0; start < records; start += BATCH_RECORDS) {
      const length = Math.min(BATCH_RECORDS, records - start);
      const body = JSON.stringify(Array.from({ length }, (_, at) => eventAt(start + at)));
      const headers = { "content-type": "application/json" };
      await call(`${url}/import?strict=1&project_id=1`, { method: "POST", headers, body });
    }
    return records;
  },
  async export(url) {
    const response = await call(`${url}/api/2.0/export?${new URLSearchParams({ project_id: "1", ...DAYS })}`);
    let lines = 0;
    for await (const chunk of response.body ?? [])
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
    return lines;
  },
  async jql(url) {
    const body = new URLSearchParams({ script: SCRIPT });
    const response = await call(`${url}/api/query/jql?project_id=1`, { method: "POST", body });
    const counts: { value: number }[] = JSON.parse(await response.text());
    return counts.reduce((sum, { value }) => sum + value, 0);
  },
};

async function told<T>(server: ChildProcess): Promise<T> {
  const [message]: T[] = await once(server, "message");
  if (message === undefined) throw new Error("The sandbox told nothing.");
  return message;
}

async function costOf(server: ChildProcess): Promise<SandboxCost> {
  server.send("cost");
  return told(server);
}

/** A sandbox in a process of its own: each round of the first task starts an empty one, and the others ask it. */
export function sandboxStage(): Stage {
  let server: ChildProcess | undefined;
  let url = "";
  let startBytes = 0;
  return {
    async measure({ records }, { label, contestant }): Promise<Measurement> {
      if (server === undefined || contestant === "store") {
        server?.disconnect();
        server = forkOn(PINNING.contestant, path.join(__dirname, "..", "sandboxServer.js"));
        url = await told(server);
        startBytes = (await costOf(server)).peakBytes;
      }
      const before = await costOf(server);
      const begun = performance.now();
      const done = await TASKS[contestant]?.(url, records);
      const seconds = (performance.now() - begun) / 1000;
      if (done !== records) throw new Error(`${label}: ${done} of ${records} events.`);
      const { cpuSeconds, peakBytes } = await costOf(server);
      return {
        records,
        seconds,
        cpuSeconds: cpuSeconds - before.cpuSeconds,
        baseBytes: startBytes,
        overBaseBytes: Math.max(0, peakBytes - startBytes),
        stolen: 0,
      };
    },
    close: async () => server?.disconnect(),
  };
}
