/**
 * Runs every benchmark, peers and this connector in turn on the same data against the same server, and holds the ratios against the
 * goals. Run: `npm run bench`. It writes results.json and results.svg beside this file's source, and the table of goals into
 * documentation/benchmarks.md.
 *
 * BENCH_EVENTS, BENCH_PROFILES, BENCH_LATENCY_EVENTS, BENCH_MEMORY_EVENTS and BENCH_EXPORT_EVENTS set the sizes (multiples of 2,000; a
 * tenth of BENCH_MEMORY_EVENTS is a multiple of BENCH_EVENTS, too), BENCH_RUNS how often each is measured, and BENCH_TOPICS which topics
 * run: a text that their titles contain.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { chart } from "./chart";
import type { Measurement } from "./child";
import { writeEvents } from "./data";
import { measureLoad, printLoad } from "./load";
import { measureOnce, Sink } from "./measure";
import {
  markdownOf,
  type Outcome,
  outcomeOf,
  outcomesOf,
  printOutcomes,
  printTopic,
  rowOf,
  type TopicResult,
} from "./report";
import { topicsOf } from "./topics";
import type { Entrant, Sizes, Topic } from "./topics/topic";

const SOURCE_FOLDER = path.resolve(__dirname, "..", "..", "..", "..", "packages", "bench");
/** Records by which it is seen that a contestant leaves none out, and that are sent before time is taken. */
const FEW_RECORDS = 6_000;
/** What Mixpanel is likely to compress with. */
const EXPORT_GZIP_LEVEL = 6;

function numberFrom(name: string, fallback: number): number {
  const value = Number(process.env[name] ?? fallback);
  if (!Number.isInteger(value) || value <= 0) throw new Error(`${name} is no positive whole number.`);
  return value;
}

const LOADING = "Loading the component";
/** Where the page has the table of goals. */
const PUBLISHED = /(<!-- bench -->)[\s\S]*(<!-- \/bench -->)/;

const runs = numberFrom("BENCH_RUNS", 3);
const sizes: Sizes = {
  events: numberFrom("BENCH_EVENTS", 100_000),
  profiles: numberFrom("BENCH_PROFILES", 200_000),
  latencyEvents: numberFrom("BENCH_LATENCY_EVENTS", 200_000),
  memoryEvents: numberFrom("BENCH_MEMORY_EVENTS", 2_000_000),
  exportEvents: numberFrom("BENCH_EXPORT_EVENTS", 200_000),
};

/** Where a topic's contestants send to, and the files that they read: all events, and few to warm up with. */
interface Place {
  port: number;
  file: string;
  few?: string;
}

/** @throws Error where not all records that a contestant was given arrived */
async function inspect(sink: Sink, { label, contestant }: Entrant, few: string): Promise<void> {
  sink.order({ delayMs: 0, inspect: true });
  await measureOnce({ contestant, records: FEW_RECORDS, port: sink.port, file: few });
  const { requests, records } = await sink.counts();
  if (requests > 0 && records !== FEW_RECORDS)
    throw new Error(`${label}: ${records} of ${FEW_RECORDS} records arrived.`);
}

interface Tries {
  entrant: Entrant;
  measurements: Measurement[];
}

async function measureTopic(topic: Topic, { few, ...place }: Place): Promise<TopicResult> {
  const { title, delayMs, inChart, entrants } = topic;
  const times = topic.runs ?? runs;
  const warmUp = topic.warmUp && few !== undefined ? { records: FEW_RECORDS, file: few } : undefined;
  const tries = entrants.map((entrant): Tries => ({ entrant, measurements: [] }));
  for (let round = 0; round < times; round++) {
    for (const { entrant, measurements } of tries) {
      const { label, contestant, concurrency, records = topic.records } = entrant;
      const job = { contestant, records, concurrency, warmUp, fileRecords: sizes.events, ...place };
      const measurement = await measureOnce(job, topic.heapMb);
      if (measurement.records !== records)
        throw new Error(`${label} sent ${measurement.records} of ${records} records.`);
      measurements.push(measurement);
    }
  }
  const rows = tries.map(({ entrant, measurements }) => rowOf(entrant, measurements));
  return { title, delayMs, inChart, runs: times, rows, outcomes: outcomesOf(topic, rows) };
}

/** Imports and profile updates: first each is looked at, then time is taken. */
async function measureIngestion(topics: readonly Topic[], folder: string): Promise<TopicResult[]> {
  const [file, few] = [path.join(folder, "events.ndjson"), path.join(folder, "few.ndjson")];
  await writeEvents(file, sizes.events);
  await writeEvents(few, FEW_RECORDS);
  const sink = await Sink.start();
  try {
    const entrants = new Map(topics.flatMap((topic) => topic.entrants.map((entrant) => [entrant.contestant, entrant])));
    for (const entrant of entrants.values()) await inspect(sink, entrant, few);
    const results: TopicResult[] = [];
    for (const topic of topics) {
      sink.order({ delayMs: topic.delayMs, inspect: false });
      const result = await measureTopic(topic, { port: sink.port, file, few });
      printTopic(result);
      results.push(result);
    }
    return results;
  } finally {
    sink.stop();
  }
}

/** Exports, from the server of the export benchmark. */
async function measureExport(topic: Topic, folder: string): Promise<TopicResult> {
  const ready = path.join(folder, "events");
  await writeEvents(ready, topic.records);
  await pipeline(createReadStream(ready), createGzip({ level: EXPORT_GZIP_LEVEL }), createWriteStream(`${ready}.gz`));
  const server = fork(path.join(__dirname, "export.js"), ["serve", folder]);
  try {
    const [message]: { port: number }[] = await once(server, "message");
    if (message === undefined) throw new Error("The export server did not say where it listens.");
    const result = await measureTopic(topic, { port: message.port, file: path.join(folder, "out") });
    printTopic(result);
    return result;
  } finally {
    server.disconnect();
  }
}

async function measureLoading(): Promise<Outcome[]> {
  const costs = await measureLoad();
  console.log(`\n${LOADING}`);
  printLoad(costs);
  const outcomes = [
    outcomeOf({ text: "time to load beside spectral alone", atMost: 1.3 }, costs.ratio["load (ms)"]),
    outcomeOf({ text: "memory to load beside spectral alone", atMost: 1.3 }, costs.ratio["memory (MB)"]),
  ];
  printOutcomes(outcomes);
  return outcomes;
}

/** Puts the table in the place of the last one. */
function publish(table: string): void {
  const page = path.join(SOURCE_FOLDER, "..", "..", "documentation", "benchmarks.md");
  const text = readFileSync(page, "utf8");
  writeFileSync(
    page,
    text.replace(PUBLISHED, (_all, begin, end) => `${begin}\n\n${table}\n\n${end}`),
  );
}

async function main(): Promise<void> {
  const begun = performance.now();
  const chosen = process.env.BENCH_TOPICS ?? "";
  const topics = topicsOf(sizes).filter(({ title }) => title.includes(chosen));
  const folder = mkdtempSync(path.join(tmpdir(), "bench-"));
  try {
    const ingestion = topics.filter(({ isExport }) => !isExport);
    const results = ingestion.length === 0 ? [] : await measureIngestion(ingestion, folder);
    for (const topic of topics) if (topic.isExport) results.push(await measureExport(topic, folder));
    const loading = LOADING.includes(chosen) ? await measureLoading() : [];
    const seconds = Math.round((performance.now() - begun) / 1000);
    console.log(`\nDone in ${seconds} s.`);
    if (chosen !== "") return;
    const machine = { node: process.version, cores: cpus().length, processor: cpus()[0]?.model };
    const report = { machine, sizes, seconds, topics: results, loading };
    writeFileSync(path.join(SOURCE_FOLDER, "results.json"), `${JSON.stringify(report, null, 2)}\n`);
    writeFileSync(path.join(SOURCE_FOLDER, "results.svg"), chart(results.filter(({ inChart }) => inChart)));
    publish(markdownOf([...results, { title: LOADING, outcomes: loading }]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
