import type { Measurement } from "./child";
import type { Entrant, Goal, Row, Topic } from "./topics/topic";

/** A goal, and what came of it. */
export interface Outcome {
  text: string;
  goal: string;
  value: number;
  met: boolean;
}

/** A topic after its runs. */
export interface TopicResult {
  title: string;
  delayMs: number;
  runs: number;
  inChart: boolean;
  rows: Row[];
  outcomes: Outcome[];
}

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));

/** The fastest run of an entrant: what disturbs a machine makes runs slower, and none faster. Of memory, the most that any run took. */
export function rowOf({ label }: Entrant, measurements: readonly Measurement[]): Row {
  const speedOf = ({ records, seconds }: Measurement) => records / seconds;
  const fastest = measurements.reduce((best, each) => (speedOf(each) > speedOf(best) ? each : best));
  const { records, cpuSeconds, stolen } = fastest;
  return {
    label,
    records,
    perSecond: Math.round(speedOf(fastest)),
    cpuSecondsPerMillion: rounded((cpuSeconds / records) * 1e6, 2),
    overBaseMb: rounded(Math.max(...measurements.map(({ overBaseBytes }) => overBaseBytes)) / 1e6, 0),
    stolenPercent: rounded(stolen * 100, 1),
  };
}

/** Holds a value against its goal. */
export function outcomeOf({ text, atLeast, atMost }: Omit<Goal, "value">, value: number): Outcome {
  const met = value >= (atLeast ?? Number.NEGATIVE_INFINITY) && value <= (atMost ?? Number.POSITIVE_INFINITY);
  const goal = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
  return { text, goal, value: rounded(value, 2), met };
}

/** @throws Error where a goal names an entrant that did not take part */
export function outcomesOf({ goals }: Topic, rows: readonly Row[]): Outcome[] {
  const find = (label: string) => {
    const row = rows.find((each) => each.label === label);
    if (row === undefined) throw new Error(`${label} did not take part.`);
    return row;
  };
  return goals.map((goal) => outcomeOf(goal, goal.value(find)));
}

/** Prints goals as a table. */
export function printOutcomes(outcomes: readonly Outcome[]): void {
  console.table(
    Object.fromEntries(
      outcomes.map(({ text, goal, value, met }) => [text, { ratio: value, goal, result: met ? "met" : "NOT MET" }]),
    ),
  );
}

/** Goals as a table of Markdown, each topic beside its first. */
export function markdownOf(topics: readonly { title: string; outcomes: readonly Outcome[] }[]): string {
  const rows = topics.flatMap(({ title, outcomes }) =>
    outcomes.map(({ text, value, goal, met }, at) => [
      at === 0 ? title : "",
      text,
      value,
      goal,
      met ? "met" : "not met",
    ]),
  );
  return [["", "", "ratio", "goal", ""], ["---", "---", "---", "---", "---"], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

/** Prints a topic as a table, and its goals as another. */
export function printTopic({ title, rows, outcomes }: TopicResult): void {
  console.log(`\n${title}`);
  console.table(
    Object.fromEntries(
      rows.map(({ label, records, perSecond, cpuSecondsPerMillion, overBaseMb, stolenPercent }) => [
        label,
        {
          records,
          "records/s": perSecond,
          "CPU s per million": cpuSecondsPerMillion,
          "MB over base": overBaseMb,
          "% stolen": stolenPercent,
        },
      ]),
    ),
  );
  printOutcomes(outcomes);
}
