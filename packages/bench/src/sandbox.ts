/**
 * How fast the sandbox takes events in, and what a stored event costs in memory.
 * Run: `npx tsc -p tsconfig.build.json && node --expose-gc build/packages/bench/src/sandbox.js`
 *
 * Client and server share one process and so one core for JavaScript: the rate is what one core does for both sides.
 * The batches are made beforehand, as a client would have them; gzip is inflated by the server as usual.
 */
import { createHash } from "node:crypto";
import { Agent, request } from "node:http";
import { gzipSync } from "node:zlib";
import { type Sandbox, startSandbox } from "../../sandbox/src";

const BATCH_EVENTS = 2000;
const BATCHES = 60;
const CONCURRENT_REQUESTS = 4;
const RUNS = 3;
const AUTHORIZATION = `Basic ${Buffer.from("sandbox.user:sandbox-secret").toString("base64")}`;

interface Row {
  what: string;
  value: string;
}

async function main(): Promise<void> {
  const sandbox = await startSandbox({ port: 0, limits: false });
  const plain = Array.from({ length: BATCHES }, (_, index) => Buffer.from(JSON.stringify(batch(index))));
  const zipped = plain.map((body) => gzipSync(body, { level: 1 }));
  const eventBytes = Math.round(plain.reduce((sum, body) => sum + body.length, 0) / BATCHES / BATCH_EVENTS);
  const rows: Row[] = [{ what: "bytes per event as sent", value: String(eventBytes) }];

  const heapBefore = usedBytes();
  const rates: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    sandbox.reset();
    rates.push(await importRate(sandbox, plain, false));
  }
  const stored = sandbox.projects.get(1)?.events.size ?? 0;
  if (stored !== BATCHES * BATCH_EVENTS) throw new Error(`Stored ${stored} events instead of all that were sent.`);
  sandbox.requests.clear();
  rows.push({ what: "events stored", value: String(stored) });
  rows.push({
    what: "memory per stored event, bytes",
    value: Math.round((usedBytes() - heapBefore) / stored).toFixed(0),
  });
  rows.push({ what: "import, events/s (best of runs)", value: rate(Math.max(...rates)) });
  rows.push({ what: "import again, all duplicates, events/s", value: rate(await importRate(sandbox, plain, false)) });
  sandbox.reset();
  rows.push({ what: "import with gzip, events/s", value: rate(await importRate(sandbox, zipped, true)) });
  rows.push({ what: "export, events/s", value: rate(await exportRate(sandbox, stored)) });
  await sandbox.close();

  const width = Math.max(...rows.map(({ what }) => what.length));
  for (const { what, value } of rows) console.log(`${what.padEnd(width)}  ${value.padStart(12)}`);
}

async function importRate(sandbox: Sandbox, bodies: Buffer[], isZipped: boolean): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENT_REQUESTS });
  const startMs = performance.now();
  const queue = bodies.values();
  const worker = async () => {
    for (const body of queue) await send(sandbox, agent, body, isZipped);
  };
  await Promise.all(Array.from({ length: CONCURRENT_REQUESTS }, worker));
  agent.destroy();
  return (bodies.length * BATCH_EVENTS) / ((performance.now() - startMs) / 1000);
}

function send({ port }: Sandbox, agent: Agent, body: Buffer, isZipped: boolean): Promise<void> {
  const headers = {
    authorization: AUTHORIZATION,
    "content-type": "application/json",
    "content-length": body.length,
    ...(isZipped ? { "content-encoding": "gzip" } : {}),
  };
  return new Promise((resolve, reject) => {
    const path = "/import?strict=1&project_id=1";
    const call = request({ port, host: "127.0.0.1", method: "POST", path, headers, agent }, (response) => {
      response.resume();
      response.on("end", () => (response.statusCode === 200 ? resolve() : reject(new Error(`${response.statusCode}`))));
    });
    call.on("error", reject);
    call.end(body);
  });
}

async function exportRate({ url }: Sandbox, stored: number): Promise<number> {
  const startMs = performance.now();
  const response = await fetch(`${url}/api/2.0/export?project_id=1&from_date=2024-01-01&to_date=2024-12-31`, {
    headers: { authorization: AUTHORIZATION, "accept-encoding": "identity" },
  });
  let lines = 0;
  for await (const chunk of response.body ?? []) {
    for (const byte of chunk) if (byte === 10) lines += 1;
  }
  if (lines !== stored) throw new Error(`Exported ${lines} lines of ${stored} events.`);
  return lines / ((performance.now() - startMs) / 1000);
}

function batch(index: number): unknown[] {
  return Array.from({ length: BATCH_EVENTS }, (_, at) => event(index * BATCH_EVENTS + at));
}

function event(number: number): unknown {
  return {
    event: ["Page View", "Sign Up", "Purchase", "Search"][number % 4],
    properties: {
      time: 1_704_067_200 + ((number * 197) % 31_000_000),
      distinct_id: `user-${number % 10_000}`,
      $insert_id: createHash("md5").update(String(number)).digest("hex"),
      $browser: "Chrome",
      $browser_version: 120 + (number % 5),
      $os: number % 2 ? "Mac OS X" : "Windows",
      $city: "Berlin",
      $current_url: `https://shop.example.com/products/${number % 500}?ref=newsletter`,
      plan: number % 3 ? "free" : "pro",
      amount: (number % 10_000) / 100,
      items: [{ sku: `sku-${number % 900}`, quantity: 1 + (number % 3) }],
      is_first: number % 7 === 0,
      utm_source: "newsletter",
      referrer: "https://search.example.com/",
      session_id: number % 50_000,
    },
  };
}

function usedBytes(): number {
  if (!globalThis.gc) throw new Error("Memory can only be measured with node --expose-gc.");
  // Twice: the first run frees what finalizers of the second can only then let go.
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

function rate(perSecond: number): string {
  return Math.round(perSecond).toLocaleString("en-US");
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
