/** What `npm run bench -- <options>` measures, and how often. */
import { parseArgs } from "node:util";
import type { Sizes } from "./topics/topic";

export interface BenchOptions {
  quick: boolean;
  /** Runs only the topics whose title contains this text. */
  only: string;
  /** How often each entrant of a topic runs. */
  runs: number;
  /** How long all topics together may take: a topic whose share is used up starts no further round. */
  seconds: number;
  sizes: Sizes;
}

const FULL = {
  runs: 5,
  seconds: 45 * 60,
  sizes: {
    events: 100_000,
    profiles: 200_000,
    listEvents: 640_000,
    latencyEvents: 1_000_000,
    fewMemoryEvents: 100_000,
    memoryEvents: 5_000_000,
    exportEvents: 500_000,
    tableRows: 1_310_000,
    calls: 2_000,
    sandboxEvents: 1_000_000,
  },
};

const QUICK: typeof FULL = {
  runs: 3,
  seconds: 8 * 60,
  sizes: {
    events: 20_000,
    profiles: 20_000,
    listEvents: 40_000,
    latencyEvents: 80_000,
    fewMemoryEvents: 100_000,
    memoryEvents: 400_000,
    exportEvents: 40_000,
    tableRows: 131_000,
    calls: 300,
    sandboxEvents: 40_000,
  },
};

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${name} is ${JSON.stringify(text)}, but must be a positive integer, such as 5.`);
}

/** @throws Error for an unknown option, or one whose value is not a positive integer */
export function optionsFrom(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", default: "" },
      runs: { type: "string" },
      "memory-events": { type: "string" },
    },
  });
  const { runs, seconds, sizes } = values.quick ? QUICK : FULL;
  const memoryEvents = values["memory-events"];
  return {
    quick: values.quick,
    only: values.only,
    runs: values.runs === undefined ? runs : positive("runs", values.runs),
    seconds,
    sizes: {
      ...sizes,
      ...(memoryEvents === undefined ? {} : { memoryEvents: positive("memory-events", memoryEvents) }),
    },
  };
}
