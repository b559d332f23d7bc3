/** What is measured, and what it is held against. Each goal is a ratio within one run, on the same data and server. */

/** Somebody who takes part in a topic. */
export interface Entrant {
  label: string;
  /** Its name among the contestants. */
  contestant: string;
  /** In place of the topic's number. */
  records?: number;
  concurrency?: number;
}

/** What an entrant did, in its fastest run. */
export interface Row {
  label: string;
  records: number;
  perSecond: number;
  cpuSecondsPerMillion: number;
  overBaseMb: number;
  /** Of the machine's time, by its host: over a few percent, the speed says more of the host than of the entrant. */
  stolenPercent: number;
}

export interface Goal {
  text: string;
  /** A value of at least or at most so much meets it. */
  atLeast?: number;
  atMost?: number;
  value(row: Find): number;
}

export interface Topic {
  title: string;
  records: number;
  /** Between the end of a request and its answer. */
  delayMs: number;
  /** In place of the run's own. */
  runs?: number;
  /** Heap of its processes, in place of one that holds everything. */
  heapMb?: number;
  /** Whether contestants send some records before time is taken. */
  warmUp: boolean;
  entrants: Entrant[];
  goals: Goal[];
  /** What the chart leaves out: everything but speed is in the table. */
  inChart: boolean;
  /** Served by the export benchmark's own server. */
  isExport?: boolean;
}

export interface Sizes {
  events: number;
  profiles: number;
  latencyEvents: number;
  memoryEvents: number;
  exportEvents: number;
}

/** Finds what an entrant did by its label. */
export type Find = (label: string) => Row;

export const US = "this connector";
export const IMPORTER = "mixpanel-import";
export const SDK = "official SDK (no gzip)";

/** Speed of one beside the fastest of others. */
export const speed =
  (one: string, ...others: string[]) =>
  (row: Find) =>
    row(one).perSecond / Math.max(...others.map((other) => row(other).perSecond));
/** CPU time of one beside another. */
export const cpu = (one: string, other: string) => (row: Find) =>
  row(one).cpuSecondsPerMillion / row(other).cpuSecondsPerMillion;
