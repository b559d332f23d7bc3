/**
 * What it costs Prismatic to load the component: size of the bundle, time and memory to load it, against a bundle of spectral alone
 * made the same way. Each load is a process of its own; medians of interleaved runs. With --check, fails where the cost is over its limit.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import webpack, { type Configuration, type Stats } from "webpack";
import { median } from "./measure";

const RUNS = 15;
const ROOT = path.resolve(__dirname, "..", "..", "..", "..");
const FOLDER = path.join(ROOT, "build", "bench-load");

const PROBE = `
gc();
const before = process.memoryUsage();
const cpu = process.cpuUsage();
const begun = process.hrtime.bigint();
require(process.argv[1]);
const ms = Number(process.hrtime.bigint() - begun) / 1e6;
const { user, system } = process.cpuUsage(cpu);
const mb = (process.memoryUsage.rss() - before.rss) / 1048576;
gc();
const heapMb = (process.memoryUsage().heapUsed - before.heapUsed) / 1048576;
console.log(JSON.stringify({ ms, mb, cpuMs: (user + system) / 1000, heapMb }));
`;

interface Load {
  ms: number;
  mb: number;
  /** What other processes take of the machine does not count. */
  cpuMs: number;
  /** After a collection of garbage: the same each time. */
  heapMb: number;
}

/** A component of nothing, bundled by the same configuration. */
async function bundleSpectralAlone(): Promise<string> {
  mkdirSync(FOLDER, { recursive: true });
  const entry = path.join(FOLDER, "entry.js");
  writeFileSync(
    entry,
    'const { component } = require("@prismatic-io/spectral"); module.exports = component({ key: "nothing", display: { label: "Nothing", description: "Nothing", iconPath: "icon.png" } });',
  );
  const config: Configuration = require(path.join(ROOT, "webpack.config.js"));
  const output = { ...config.output, path: FOLDER, filename: "spectral.js", clean: false };
  const run = promisify<Configuration, Stats | undefined>(webpack);
  const stats = await run({ ...config, entry, output, plugins: [] });
  if (stats?.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
  return path.join(FOLDER, "spectral.js");
}

function load(file: string, flags: readonly string[] = []): Load {
  const args = ["--expose-gc", ...flags, "-e", PROBE, file];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
}

/** What one bundle costs. */
export interface LoadCost {
  "bundle (MB)": number;
  "load (ms)": number;
  "memory (MB)": number;
}

/** Measures the component and spectral alone, medians of interleaved runs. */
export async function measureLoad(): Promise<{ spectral: LoadCost; component: LoadCost; ratio: LoadCost }> {
  const files = { spectral: await bundleSpectralAlone(), component: path.join(ROOT, "dist", "index.js") };
  const loads: Record<keyof typeof files, Load[]> = { spectral: [], component: [] };
  for (let run = 0; run < RUNS; run++) {
    loads.spectral.push(load(files.spectral));
    loads.component.push(load(files.component));
  }
  const row = (name: keyof typeof files): LoadCost => ({
    "bundle (MB)": statSync(files[name]).size / 1e6,
    "load (ms)": median(loads[name].map(({ ms }) => ms)),
    "memory (MB)": median(loads[name].map(({ mb }) => mb)),
  });
  const [spectral, component] = [row("spectral"), row("component")];
  const ratio = {
    "bundle (MB)": component["bundle (MB)"] / spectral["bundle (MB)"],
    "load (ms)": component["load (ms)"] / spectral["load (ms)"],
    "memory (MB)": component["memory (MB)"] / spectral["memory (MB)"],
  };
  return { spectral, component, ratio };
}

/** Prints what measureLoad found. */
export function printLoad({ spectral, component, ratio }: Awaited<ReturnType<typeof measureLoad>>): void {
  const rounded = (cost: LoadCost) =>
    Object.fromEntries(Object.entries(cost).map(([key, value]) => [key, Number(value.toFixed(2))]));
  console.table({ "spectral alone": rounded(spectral), "this component": rounded(component), ratio: rounded(ratio) });
}

const CHECK_RUNS = 9;
/** A machine that others keep busy is measured again, as its least disturbed loads are compared. What costs too much does so each time. */
const CHECK_ROUNDS = 4;
/** Room to load without a garbage collection: whether one falls into a load depends on a few kilobytes, and takes 10 ms of CPU time. */
const NO_COLLECTION = ["--initial-old-space-size=256", "--min-semi-space-size=64", "--max-semi-space-size=64"];
/** Over spectral alone. */
const MOST_HEAP_MB_PER_ACTION = 0.07;
/**
 * CPU time as a part of what spectral alone takes in the same runs, so that the speed of the machine cancels out. Where spectral alone
 * takes 95 ms, the client takes 12 ms once, and an action or a data source 0.4 ms, half of them in spectral. The client's part has room for noise.
 */
const MOST_CPU = { client: 0.2, perForm: 0.4 / 95 };

/** Compares with the limits the loads that the rest of the machine disturbed least. */
async function checkLoad(): Promise<void> {
  const [spectral, component] = [await bundleSpectralAlone(), path.join(ROOT, "dist", "index.js")];
  const { actions: byKey, dataSources } = require(component).default;
  const actions = Object.keys(byKey).length;
  // Spectral converts the form of a drop-down as it does that of an action.
  const forms = actions + Object.keys(dataSources).length;
  const mostCpu = MOST_CPU.client + MOST_CPU.perForm * forms;
  const [alone, own]: [Load[], Load[]] = [[], []];
  const least = (loads: Load[], of: "cpuMs" | "heapMb") => Math.min(...loads.map((one) => one[of]));
  const percent = (part: number) => `${(100 * part).toFixed(0)} %`;
  for (let round = 0; round < CHECK_ROUNDS; round++) {
    for (let run = 0; run < CHECK_RUNS; run++) {
      alone.push(load(spectral, NO_COLLECTION));
      own.push(load(component, NO_COLLECTION));
    }
    const heapMb = (least(own, "heapMb") - least(alone, "heapMb")) / actions;
    const cpu = least(own, "cpuMs") / least(alone, "cpuMs") - 1;
    console.log(
      `${actions} actions over spectral alone: ${heapMb.toFixed(3)} MB an action (at most ${MOST_HEAP_MB_PER_ACTION}), ${percent(cpu)} more CPU time (at most ${percent(mostCpu)})`,
    );
    if (heapMb <= MOST_HEAP_MB_PER_ACTION && cpu <= mostCpu) return;
  }
  throw new Error("Loading the component costs too much. Look for what runs, or is built, while a file is loaded.");
}

if (require.main === module) void (process.argv.includes("--check") ? checkLoad() : measureLoad().then(printLoad));
