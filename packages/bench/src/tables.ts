/** Results as tables, for the terminal and for the page of benchmarks. */
import type { Outcome, TopicResult } from "./report";

const metText = ({ goal, met }: Outcome) => (goal === null ? "" : met ? "met" : "not met");
const valueText = ({ value }: Outcome) => (value === null ? "not measured" : value);

function markdown(...rows: (string | number)[][]): string {
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Why a goal is not met, by the title of its topic and its text. */
export type Reasons = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The goals, each with its value, whether it is met, and the reason if it is not.
 *
 * @param otherwise the reason where none is known
 */
export function goalsTable(topics: readonly TopicResult[], reasons: Reasons, otherwise = ""): string {
  const rows = topics.flatMap(({ title, outcomes, failure }) =>
    outcomes.map((outcome, at) => [
      at === 0 ? title : "",
      outcome.text,
      valueText(outcome),
      outcome.goal ?? "",
      metText(outcome),
      outcome.goal === null || outcome.met ? "" : (failure ?? reasons[title]?.[outcome.text] ?? otherwise),
    ]),
  );
  return markdown(["", "", "measured", "goal", "", "reason"], ["---", "---", "---", "---", "---", "---"], ...rows);
}

/** Every entrant of every topic, with its CPU time beside that of the entrant it is compared with. */
export function rowsTable(topics: readonly TopicResult[]): string {
  const rows = topics.flatMap(({ title, unit, beside, rows }) =>
    rows.map((row, at) => [
      at === 0 ? title : "",
      row.label,
      `${row.perSecond.toLocaleString("en-US")} ${unit}/s`,
      row.cpuSecondsPerMillion.toLocaleString("en-US"),
      row.label === beside ? "1" : row.cpuRatio,
      row.overBaseMb,
    ]),
  );
  const head = ["", "", "speed", "CPU µs each", "CPU ratio", "MB over base"];
  return markdown(head, ["---", "---", "---", "---", "---", "---"], ...rows);
}

/** Prints a topic as a table, and its goals as another. */
export function printTopic({ title, unit, beside, runs, rows, outcomes, failure }: TopicResult): void {
  console.log(`\n${title} (rounds: ${runs}; CPU ratio to "${beside}")`);
  if (failure !== undefined) console.log(`Not measured: ${failure}`);
  const cells = rows.map((row) => [
    row.label,
    {
      [unit]: row.records,
      [`${unit}/s`]: row.perSecond,
      "CPU µs each": row.cpuSecondsPerMillion,
      "CPU ratio": row.cpuRatio,
      "MB over base": row.overBaseMb,
      "% stolen": row.stolenPercent,
    },
  ]);
  console.table(Object.fromEntries(cells));
  const goals = outcomes.map((outcome) => [
    outcome.text,
    { measured: valueText(outcome), goal: outcome.goal ?? "", result: metText(outcome) },
  ]);
  if (goals.length > 0) console.table(Object.fromEntries(goals));
}
