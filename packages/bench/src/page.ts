/**
 * Writes the results of a run into documentation/benchmarks.md, the chart, and the guide that quotes them. Run: `npm run bench:page`, also
 * after a change of reasons.ts. Given the path of other results, such as those of a quick run, it publishes these.
 */
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { chart } from "./chart";
import { type Machine, machineText } from "./machine";
import { REASONS } from "./reasons";
import type { TopicResult } from "./report";
import { goalsTable, rowsTable } from "./tables";

const ROOT = path.resolve(__dirname, "..", "..", "..", "..");
const FOLDER = path.join(ROOT, "packages", "bench");
const RESULTS = path.join(FOLDER, "results.json");

/** What results.json contains. */
export interface Results {
  quick: boolean;
  machine: Machine;
  peers: Record<string, string>;
  seconds: number;
  topics: TopicResult[];
}

/** What the guide quotes as "… times", in this order: topic and goal. */
export const QUOTED = [
  ["Import from objects, gzip level 1", "speed beside the official SDK"],
  ["Profile updates ($set) from objects", "speed beside the official SDK"],
  ["Import from objects, gzip level 1", "speed beside mixpanel-import"],
] as const;
const QUOTE = /\d+\.\d+(?= times)/g;

const QUICK_REASON = "A quick run is too short to tell.";

/** The part of the page that a run writes. */
export function published({ quick, machine, peers, seconds, topics }: Results): string {
  const versions = Object.entries(peers).map(([name, version]) => `${name} ${version}`);
  const kind = quick ? "This was a quick run with few records and rounds, so its ratios are coarse. " : "";
  return [
    `${kind}Measured in ${Math.ceil(seconds / 60)} minutes on ${machineText(machine)} Peers: ${versions.join(", ")}.`,
    "## Goals",
    goalsTable(topics, REASONS, quick ? QUICK_REASON : ""),
    "## All Rows",
    rowsTable(topics),
  ].join("\n\n");
}

/** @param text with a part between the marks @returns the text with that part replaced */
export const withPublished = (text: string, part: string) =>
  text.replace(/(<!-- bench -->)[\s\S]*(<!-- \/bench -->)/, (_all, begin, end) => `${begin}\n\n${part}\n\n${end}`);

/** @returns the guide with the speeds of these results; one that was not measured stays as it is */
export function withQuotes(guide: string, topics: readonly TopicResult[]): string {
  let at = 0;
  return guide.replace(QUOTE, (quoted) => {
    const [title, text] = QUOTED[at++] ?? [];
    const outcomes = topics.find((topic) => topic.title === title)?.outcomes;
    return outcomes?.find((outcome) => outcome.text === text)?.value?.toFixed(2) ?? quoted;
  });
}

/** The goals that are not met and for which nobody has written why: those of a quick run need no reason. */
export function unexplained({ quick, topics }: Results, reasons = REASONS): string[] {
  if (quick) return [];
  return topics.flatMap(({ title, outcomes, failure }) =>
    outcomes
      .filter(({ text, goal, met }) => goal !== null && !met && (failure ?? reasons[title]?.[text]) === undefined)
      .map(({ text }) => `${title}: ${text}`),
  );
}

function change(file: string, edit: (text: string) => string): void {
  const at = path.join(ROOT, file);
  writeFileSync(at, edit(readFileSync(at, "utf8")));
}

/**
 * Writes everything that shows the results.
 *
 * @param from a file of new results, in place of those that are published already
 */
export function publish(from?: string): void {
  if (from !== undefined) copyFileSync(from, RESULTS);
  const results: Results = JSON.parse(readFileSync(RESULTS, "utf8"));
  writeFileSync(path.join(FOLDER, "results.svg"), chart(results.topics.filter(({ inChart }) => inChart)));
  change("documentation/benchmarks.md", (text) => withPublished(text, published(results)));
  change("site/docs/guide/choosing.md", (text) => withQuotes(text, results.topics));
  for (const goal of unexplained(results)) console.log(`Not met, and src/reasons.ts does not say why: ${goal}`);
}

if (require.main === module) publish(process.argv[2]);
