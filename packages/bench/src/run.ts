/**
 * Runs every benchmark, peers and this connector in turn on the same data against the same server, and compares the ratios with the goals.
 * Run: `npm run bench`. The results are written to build/bench/results.json after each topic, and published at the end. With `--quick`,
 * which takes minutes, or `--only <part of a title>`, nothing is published. `--runs` and `--memory-events` replace a number of options.ts.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Measurement } from "./child";
import { isBusy, loadNow, machineNow, machineText } from "./machine";
import { type BenchOptions, optionsFrom } from "./options";
import { publish, type Results } from "./page";
import { installPeers, peerVersions } from "./peers";
import { failedResult, resultOf, type TopicResult } from "./report";
import { exportStage } from "./stages/exports";
import { importStage } from "./stages/imports";
import { loadingStage } from "./stages/loading";
import { sandboxStage } from "./stages/sandbox";
import type { Stage } from "./stages/stage";
import { printTopic } from "./tables";
import { topicsOf } from "./topics";
import type { Topic } from "./topics/topic";

const WRITTEN = path.resolve(__dirname, "..", "..", "..", "bench", "results.json");

const secondsSince = (begun: number) => (performance.now() - begun) / 1000;

/**
 * Runs the entrants in turn, so that what slows the machine down for a while slows down all of them.
 *
 * @param seconds after which no round is to end, but for the first
 */
async function measureTopic(topic: Topic, stage: Stage, runs: number, seconds: number): Promise<TopicResult> {
  const measured = new Map<string, Measurement[]>(topic.entrants.map(({ label }) => [label, []]));
  const begun = performance.now();
  for (let round = 0; round < runs; round++) {
    const spent = secondsSince(begun);
    if (round > 0 && spent + spent / round > seconds) break;
    for (const entrant of topic.entrants) {
      const { label, records = topic.records } = entrant;
      const measurement = await stage.measure(topic, entrant);
      if (measurement.records !== records)
        throw new Error(`${label} sent ${measurement.records} of ${records} ${topic.unit}.`);
      measured.get(label)?.push(measurement);
    }
  }
  return resultOf(topic, measured);
}

/** Measures topics one by one. One that fails is reported as such, and the others still run. */
async function measureAll(topics: readonly Topic[], options: BenchOptions, onResult: (result: TopicResult) => void) {
  const begun = performance.now();
  const folder = mkdtempSync(path.join(tmpdir(), "bench-"));
  const starts: Record<Topic["stage"], () => Stage | Promise<Stage>> = {
    imports: () => importStage(folder, options.sizes),
    exports: () => exportStage(folder, options.sizes),
    loading: loadingStage,
    sandbox: sandboxStage,
  };
  const stages = new Map<Topic["stage"], Stage>();
  try {
    for (const [at, topic] of topics.entries()) {
      const share = (options.seconds - secondsSince(begun)) / (topics.length - at);
      try {
        const stage = stages.get(topic.stage) ?? (await starts[topic.stage]());
        stages.set(topic.stage, stage);
        onResult(await measureTopic(topic, stage, topic.runs ?? options.runs, share));
      } catch (error) {
        onResult(failedResult(topic, error));
      }
    }
  } finally {
    for (const stage of stages.values()) await stage.close();
    rmSync(folder, { recursive: true });
  }
}

async function main(): Promise<void> {
  const options = optionsFrom(process.argv.slice(2));
  const { quick, only, sizes } = options;
  const topics = topicsOf(sizes).filter(({ title }) => title.includes(only));
  if (topics.length === 0) throw new Error(`--only is ${JSON.stringify(only)}, which is part of no topic's title.`);
  installPeers();
  const isPublished = !quick && only === "";
  const begun = performance.now();
  const machine = machineNow();
  console.log(`${quick ? "Quick run, whose ratios are coarse: " : ""}${machineText(machine)}`);
  const results: Results = { quick, machine, peers: peerVersions(), seconds: 0, topics: [] };
  mkdirSync(path.dirname(WRITTEN), { recursive: true });
  await measureAll(topics, options, (result) => {
    printTopic(result);
    results.topics.push(result);
    results.seconds = Math.round(secondsSince(begun));
    machine.loadAfter = loadNow();
    // After each topic, so that a run which is interrupted leaves what it measured.
    writeFileSync(WRITTEN, `${JSON.stringify(results, null, 2)}\n`);
  });
  if (isPublished) publish(WRITTEN);
  console.log(`\nDone in ${results.seconds} s: ${machineText(machine)}\nThe results are in ${WRITTEN}.`);
  if (isBusy(machine)) console.log("Repeat the run on a quiet machine to compare speeds.");
  if (results.topics.some(({ failure }) => failure !== undefined)) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
