/**
 * What it costs Prismatic to load the component, against a bundle of all of spectral alone. Each load is a process of its own.
 * As a program, fails if the cost is over its limit.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import webpack, { type Configuration, type Stats } from "webpack";
import { nodeOn } from "./cores";

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
gc();
const heapMb = (process.memoryUsage().heapUsed - before.heapUsed) / 1048576;
console.log(JSON.stringify({ ms, cpuMs: (user + system) / 1000, heapMb }));
`;

interface Load {
  ms: number;
  /** What other processes take of the machine does not count. */
  cpuMs: number;
  /** After a collection of garbage: the same each time. */
  heapMb: number;
}

/** A component of nothing, bundled by the same configuration, but with all that spectral loads. */
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

/** Loads a bundle in a process of its own, on a core or on any. */
export function loadOnce(file: string, flags: readonly string[] = [], core?: number): Load {
  const { command, args } = nodeOn(core);
  const node = [...args, "--expose-gc", ...flags, "-e", PROBE, file];
  return JSON.parse(execFileSync(command, node, { encoding: "utf8" }));
}

/** The bundles that are compared, by name: the component, and spectral alone. */
export async function bundles(): Promise<Record<string, string>> {
  return { spectral: await bundleSpectralAlone(), component: path.join(ROOT, "dist", "index.js") };
}

/** How many actions the built component has. */
export const actionCount = (): number =>
  Object.keys(require(path.join(ROOT, "dist", "index.js")).default.actions).length;

const CHECK_RUNS = 9;
/** A machine that others keep busy is measured again, as its least disturbed loads are compared. What costs too much does so each time. */
const CHECK_ROUNDS = 4;
/** Room to load without a garbage collection: whether one falls into a load depends on a few kilobytes, and takes 10 ms of CPU time. */
const NO_COLLECTION = ["--initial-old-space-size=256", "--min-semi-space-size=64", "--max-semi-space-size=64"];
/** Over spectral alone. */
const MOST_HEAP_MB_PER_ACTION = 0.02;
/**
 * CPU time as a part of what spectral alone takes in the same runs, so that the speed of the machine cancels out. The component leaves out
 * a half of spectral's bundle, and takes 6 to 10 % more on a quiet machine; the rest is room for noise.
 */
const MOST_CPU = 0.25;

/** Compares with the limits the loads that the rest of the machine disturbed least. */
async function checkLoad(): Promise<void> {
  const [spectral, component] = [await bundleSpectralAlone(), path.join(ROOT, "dist", "index.js")];
  const actions = actionCount();
  const [alone, own]: [Load[], Load[]] = [[], []];
  const least = (loads: Load[], of: "cpuMs" | "heapMb") => Math.min(...loads.map((one) => one[of]));
  const percent = (part: number) => `${(100 * part).toFixed(0)} %`;
  for (let round = 0; round < CHECK_ROUNDS; round++) {
    for (let run = 0; run < CHECK_RUNS; run++) {
      alone.push(loadOnce(spectral, NO_COLLECTION));
      own.push(loadOnce(component, NO_COLLECTION));
    }
    const heapMb = (least(own, "heapMb") - least(alone, "heapMb")) / actions;
    const cpu = least(own, "cpuMs") / least(alone, "cpuMs") - 1;
    console.log(
      `${actions} actions over spectral alone: ${heapMb.toFixed(3)} MB an action (at most ${MOST_HEAP_MB_PER_ACTION}), ${percent(cpu)} more CPU time (at most ${percent(MOST_CPU)})`,
    );
    if (heapMb <= MOST_HEAP_MB_PER_ACTION && cpu <= MOST_CPU) return;
  }
  throw new Error("Loading the component costs too much. Look for what runs, or is built, while a file is loaded.");
}

if (require.main === module) void checkLoad();
