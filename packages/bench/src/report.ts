import type { Measurement } from "./child";
import { type Find, type Goal, median, type Round, type Row, ratioOf, type Topic } from "./topics/topic";

/** A goal, and what came of it. */
export interface Outcome {
  text: string;
  /** Null for a value without a goal. */
  goal: string | null;
  /** Null if it was not measured. */
  value: number | null;
  met: boolean;
}

/** A topic after its runs. */
export interface TopicResult {
  title: string;
  unit: string;
  beside: string;
  inChart: boolean;
  /** How often each entrant ran. */
  runs: number;
  rows: Row[];
  outcomes: Outcome[];
  /** Why it was not measured. */
  failure?: string;
}

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));

function roundOf({ records, seconds, cpuSeconds, overBaseBytes }: Measurement): Round {
  return {
    perSecond: rounded(records / seconds, 1),
    cpuSecondsPerMillion: rounded((cpuSeconds / records) * 1e6, 3),
    overBaseMb: rounded(overBaseBytes / 1e6, 1),
  };
}

/** @param beside the measurements of the entrant that the topic compares with */
export function rowOf(label: string, measurements: readonly Measurement[], beside: readonly Measurement[]): Row {
  const rounds = measurements.map(roundOf);
  const [first] = measurements;
  return {
    label,
    records: first?.records ?? 0,
    perSecond: Math.round(median(rounds.map(({ perSecond }) => perSecond))),
    cpuSecondsPerMillion: rounded(median(rounds.map(({ cpuSecondsPerMillion }) => cpuSecondsPerMillion)), 2),
    cpuRatio: rounded(ratioOf(rounds, beside.map(roundOf), "cpuSecondsPerMillion"), 2),
    overBaseMb: Math.round(Math.max(...rounds.map(({ overBaseMb }) => overBaseMb))),
    stolenPercent: rounded(median(measurements.map(({ stolen }) => stolen * 100)), 1),
    rounds,
  };
}

/** Holds a value against its goal. One that could not be measured does not meet it. */
export function outcomeOf({ text, atLeast, atMost }: Omit<Goal, "value">, value: number): Outcome {
  const isMeasured = Number.isFinite(value);
  const met = isMeasured && value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity);
  const goal = atLeast !== undefined ? `at least ${atLeast}` : atMost !== undefined ? `at most ${atMost}` : null;
  return { text, goal, value: isMeasured ? rounded(value, Math.abs(value) < 1 ? 3 : 2) : null, met };
}

/** @throws Error if a goal names an entrant that did not take part */
export function resultOf(topic: Topic, measured: ReadonlyMap<string, readonly Measurement[]>): TopicResult {
  const of = (label: string) => {
    const measurements = measured.get(label);
    if (measurements === undefined) throw new Error(`${topic.title}: no entrant is called "${label}".`);
    return measurements;
  };
  const rows = topic.entrants.map(({ label }) => rowOf(label, of(label), of(topic.beside)));
  const find: Find = (label) => rowOf(label, of(label), of(topic.beside));
  const outcomes = topic.goals.map((goal) => outcomeOf(goal, goal.value(find)));
  return { ...headOf(topic), runs: rows[0]?.rounds.length ?? 0, rows, outcomes };
}

/** A topic that could not be measured: none of its goals is met. */
export function failedResult(topic: Topic, error: unknown): TopicResult {
  const failure = error instanceof Error ? error.message : String(error);
  const outcomes = topic.goals.map((goal) => outcomeOf(goal, Number.NaN));
  return { ...headOf(topic), runs: 0, rows: [], outcomes, failure };
}

const headOf = ({ title, unit, beside, inChart = false }: Topic) => ({ title, unit, beside, inChart });
