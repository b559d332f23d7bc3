/**
 * How fast an export comes in, and what it costs: to a file as it comes, parsed, parsed and to a file, and copied into another project;
 * beside the npm package mixpanel-import and the obvious way with axios. Each run is a process of its own, and so is the server.
 * Run: `npx tsc -p tsconfig.build.json && node build/packages/bench/src/export.js`. EVENTS (default 1,000,000) and RUNS (default 1) set the size,
 * and PLAIN=1 measures exports that come uncompressed too.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { writeEvents } from "./data";
import { EXPORT_RUNS, type Run } from "./exportRuns";
import { median } from "./measure";

const EVENTS = Number(process.env.EVENTS ?? 1_000_000);
const RUNS = Number(process.env.RUNS ?? 1);
/** A text of JavaScript holds no more, and so the obvious way neither. */
const MOST_EVENTS_IN_A_TEXT = 1_000_000;
/** Whether the exports come compressed; with PLAIN=1 once so and once not. */
const WIRES = process.env.PLAIN === "1" ? [true, false] : [true];
const CHUNK_BYTES = 1 << 20;
const IMPORT_ANSWER = JSON.stringify({ code: 200, num_records_imported: 2_000, status: "OK" });

interface Cost {
  seconds: number;
  cpuSeconds: number;
  overBaseMb: number;
}

/** Highest resident set of this process; where the kernel does not tell, of what it was forked from too. */
function peakBytes(): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

async function measure(name: string, run: Run): Promise<Cost> {
  const measured = EXPORT_RUNS[name];
  if (measured === undefined) throw new Error(`There is no run ${name}.`);
  const baseBytes = process.memoryUsage.rss();
  const cpuBefore = process.cpuUsage();
  const begun = performance.now();
  await measured(run);
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    seconds: (performance.now() - begun) / 1000,
    cpuSeconds: (user + system) / 1e6,
    overBaseMb: (peakBytes() - baseBytes) / 1e6,
  };
}

/** Serves the prepared files as exports, compressed or not as the path says, and takes imports without looking at them. */
function serve(folder: string): void {
  const server = createServer((request, response) => {
    if (request.method === "POST") {
      request.resume().on("end", () => response.setHeader("Content-Type", "application/json").end(IMPORT_ANSWER));
      return;
    }
    const gzip = request.url?.startsWith("/gzip/") ?? false;
    if (gzip) response.setHeader("Content-Encoding", "gzip");
    const file = createReadStream(path.join(folder, gzip ? "events.gz" : "events"), { highWaterMark: CHUNK_BYTES });
    pipeline(file, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1", () => {
    const bound = server.address();
    if (typeof bound === "object" && bound !== null) process.send?.({ port: bound.port });
  });
  process.on("disconnect", () => process.exit());
}

const start = (...words: string[]): ChildProcess =>
  fork(__filename, words, { execArgv: ["--max-old-space-size=8192"], stdio: ["ignore", "ignore", "inherit", "ipc"] });

async function measureApart(name: string, run: Run): Promise<Cost> {
  const child = start("run", name, JSON.stringify(run));
  return new Promise((resolve, reject) => {
    child.once("message", (cost: Cost) => resolve(cost));
    child.once("exit", (code) => reject(new Error(`${name} ended with ${code} before its result.`)));
  });
}

async function listening(server: ChildProcess): Promise<{ port: number }> {
  const [message]: { port: number }[] = await once(server, "message");
  if (message === undefined) throw new Error("The server did not say where it listens.");
  return message;
}

async function compare(folder: string): Promise<void> {
  const file = path.join(folder, "events");
  const bytes = await writeEvents(file, EVENTS);
  await pipeline(createReadStream(file), createGzip({ level: 6 }), createWriteStream(`${file}.gz`));
  const server = start("serve", folder);
  const { port } = await listening(server);
  for (const gzip of WIRES) {
    const rows: Record<string, Record<string, number>> = {};
    for (const name of Object.keys(EXPORT_RUNS)) {
      if (name.includes("naive") && EVENTS > MOST_EVENTS_IN_A_TEXT) continue;
      const costs: Cost[] = [];
      for (let run = 0; run < RUNS; run++)
        costs.push(await measureApart(name, { events: EVENTS, bytes, port, gzip, file: path.join(folder, "out") }));
      const middle = (key: keyof Cost) => median(costs.map((cost) => cost[key]));
      rows[name] = {
        "events/s": Math.round(EVENTS / middle("seconds")),
        "CPU s per million": Number(((middle("cpuSeconds") / EVENTS) * 1e6).toFixed(2)),
        "MB over base": Math.round(middle("overBaseMb")),
      };
    }
    console.log(`${EVENTS} events, ${gzip ? "gzip" : "plain"} on the wire`);
    console.table(rows);
    const rate = (name: string) => rows[name]?.["events/s"] ?? Number.NaN;
    const ratio = (of: string, to: string) => `${of} / ${to}: ${(rate(of) / rate(to)).toFixed(2)}`;
    console.log(ratio("to file, connector", "to file, mixpanel-import"));
    console.log(ratio("parsed and to file, connector", "parsed and to file, mixpanel-import"));
    console.log(
      ratio(
        "copied, connector",
        rate("import alone, connector") < rate("parsed, connector") ? "import alone, connector" : "parsed, connector",
      ),
    );
  }
  server.disconnect();
}

async function main([role, subject = "", run = ""]: string[]): Promise<void> {
  if (role === "serve") return serve(subject);
  if (role === "run") {
    const cost = await measure(subject, JSON.parse(run));
    process.send?.(cost, () => process.exit());
    return;
  }
  const folder = mkdtempSync(path.join(tmpdir(), "export-bench-"));
  try {
    await compare(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
