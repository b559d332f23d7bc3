/** What is measured, and what it is held against. */

/** Somebody who takes part in a topic. */
export interface Entrant {
  label: string;
  /** Its name among the contestants of the stage. */
  contestant: string;
  /** In place of the topic's number. */
  records?: number;
  concurrency?: number;
}

/** One run of an entrant. */
export interface Round {
  perSecond: number;
  cpuSecondsPerMillion: number;
  overBaseMb: number;
}

/** What an entrant did: the median of its rounds, except for memory, of which the highest counts. */
export interface Row extends Round {
  label: string;
  records: number;
  /** CPU time, as a ratio to that of the entrant that the topic compares with. */
  cpuRatio: number;
  /** Share of the machine's time that its host took: above a few percent, the speed says more of the host than of the entrant. */
  stolenPercent: number;
  rounds: Round[];
}

export interface Goal {
  text: string;
  /** A value of at least or at most so much meets it. Without either, the value is only shown. */
  atLeast?: number;
  atMost?: number;
  value(row: Find): number;
}

export interface Topic {
  title: string;
  /** What measures it: imports into the sink, exports from a server, loading, or the sandbox. */
  stage: "imports" | "exports" | "loading" | "sandbox";
  /** What is counted: records, calls, loads. */
  unit: string;
  records: number;
  /** The label of the entrant with which the CPU time of the others is compared. */
  beside: string;
  /** Between the end of a request and its response. */
  delayMs?: number;
  /** In place of the run's own. */
  runs?: number;
  /** Heap of its processes, in place of one that holds everything. */
  heapMb?: number;
  /** Whether contestants send some records before time is taken. */
  warmUp?: boolean;
  entrants: Entrant[];
  goals: Goal[];
  /** Whether the chart of speeds shows it. */
  inChart?: boolean;
}

export interface Sizes {
  events: number;
  profiles: number;
  /** Of a JSON list in memory. */
  listEvents: number;
  latencyEvents: number;
  fewMemoryEvents: number;
  memoryEvents: number;
  exportEvents: number;
  tableRows: number;
  calls: number;
  sandboxEvents: number;
}

/** Finds what an entrant did by its label. */
export type Find = (label: string) => Row;

export const US = "this connector";
export const IMPORTER = "mixpanel-import";
export const SDK = "official SDK (no gzip)";
/** What no client can do without: 2,000 objects to JSON at once, and gzip level 1. */
export const FLOOR = "encoding alone, nothing sent";
export const FLOOR_ENTRANT: Entrant = { label: FLOOR, contestant: "yardsticks.encodingAlone" };

/** CPU time of the floor on the machine for which goals in seconds, or as a share of a core, were set. */
const FLOOR_MICROSECONDS = 3.7;
const MIXPANEL_EVENTS_PER_SECOND = 30_000;

/** The middle one; of an even number, the upper of the two in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** The median of the ratios in each round: what slows the machine down for a while slows both runs of a round. */
export function ratioOf(one: readonly Round[], other: readonly Round[], of: keyof Round): number {
  return median(one.map((round, at) => round[of] / (other[at]?.[of] ?? Number.NaN)));
}

const ratio = (of: keyof Round, one: string, other: string) => (row: Find) =>
  ratioOf(row(one).rounds, row(other).rounds, of);

/** Speed of one beside the fastest of others. */
export const speed =
  (one: string, ...others: string[]) =>
  (row: Find) =>
    Math.min(...others.map((other) => ratio("perSecond", one, other)(row)));
/** CPU time of one beside the least of others. */
export const cpu =
  (one: string, ...others: string[]) =>
  (row: Find) =>
    Math.max(...others.map((other) => ratio("cpuSecondsPerMillion", one, other)(row)));

/** Microseconds of CPU for a record, on the machine for which the goals were set. A millionth of a second for one is a second for a million. */
export const microseconds = (label: string) => (row: Find) => cpu(label, FLOOR)(row) * FLOOR_MICROSECONDS;
/** Percent of a core at Mixpanel's own limit. */
export const percentOfCore = (label: string) => (row: Find) =>
  (microseconds(label)(row) * MIXPANEL_EVENTS_PER_SECOND) / 1e4;
export const overBase = (label: string) => (row: Find) => row(label).overBaseMb;
