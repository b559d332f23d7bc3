import { chart } from "../src/chart";
import { published, QUOTED, unexplained, withPublished, withQuotes } from "../src/page";
import type { Outcome, TopicResult } from "../src/report";
import { goalsTable, rowsTable } from "../src/tables";

const ROUND = { perSecond: 1234, cpuSecondsPerMillion: 5.5, overBaseMb: 30 };

const topic = (title: string, outcomes: Outcome[], more: Partial<TopicResult> = {}): TopicResult => ({
  title,
  unit: "records",
  beside: "theirs",
  inChart: true,
  runs: 1,
  rows: [
    { label: "this connector", records: 10, cpuRatio: 0.5, stolenPercent: 0, rounds: [ROUND], ...ROUND },
    { label: "theirs", records: 10, cpuRatio: 1, stolenPercent: 0, rounds: [ROUND], ...ROUND },
  ],
  outcomes,
  ...more,
});

const MET: Outcome = { text: "CPU", goal: "at most 1", value: 0.5, met: true };
const UNMET: Outcome = { text: "speed", goal: "at least 3", value: 2, met: false };
const SHOWN: Outcome = { text: "memory", goal: null, value: 7, met: true };

const RESULTS = {
  quick: true,
  machine: { node: "v20.1.0", cores: 2, processor: "CPU X", pinning: "not pinned: why", loadBefore: 0, loadAfter: 0 },
  peers: { "mixpanel-import": "3.1.43" },
  seconds: 61,
  topics: [topic("Imports", [MET])],
};

test("S10: each goal is met or not met, with the reason that was written by hand", () => {
  const topics = [topic("Imports", [MET, UNMET, SHOWN])];
  expect(goalsTable(topics, { Imports: { speed: "V8 takes most of it.", CPU: "Not shown." } })).toBe(
    [
      "|  |  | measured | goal |  | reason |",
      "| --- | --- | --- | --- | --- | --- |",
      "| Imports | CPU | 0.5 | at most 1 | met |  |",
      "|  | speed | 2 | at least 3 | not met | V8 takes most of it. |",
      "|  | memory | 7 |  |  |  |",
    ].join("\n"),
  );
});

test("S10: the goals of a topic that failed are not met, and the failure is the reason", () => {
  const failed = topic("Imports", [{ ...UNMET, value: null }], { rows: [], failure: "The peer hangs." });
  expect(goalsTable([failed], {})).toContain(
    "| Imports | speed | not measured | at least 3 | not met | The peer hangs. |",
  );
});

test("S10: a goal that is not met needs a reason, except after a quick run", () => {
  const results = { ...RESULTS, topics: [topic("Imports", [MET, UNMET, SHOWN])] };
  expect(unexplained({ ...results, quick: false }, {})).toEqual(["Imports: speed"]);
  expect(unexplained({ ...results, quick: false }, { Imports: { speed: "V8 takes most of it." } })).toEqual([]);
  expect(unexplained(results, {})).toEqual([]);
  expect(published(results)).toContain("| at least 3 | not met | A quick run is too short to tell. |");
});

test("S10: every row has a ratio of CPU time", () => {
  expect(rowsTable([topic("Imports", [])])).toContain(
    "| Imports | this connector | 1,234 records/s | 5.5 | 0.5 | 30 |\n|  | theirs | 1,234 records/s | 5.5 | 1 | 30 |",
  );
});

test("S10: the page says what measured it, and whether quickly", () => {
  const full = published({ ...RESULTS, quick: false });
  expect(full).toMatch(
    /^Measured in 2 minutes on 2 cores of CPU X, Node 20\.1\.0; not pinned: why; .*mixpanel-import 3\.1\.43\./,
  );
  expect(published(RESULTS)).toMatch(/^This was a quick run .* coarse\. Measured in 2 minutes/);
});

test("S10: what a run writes replaces what is between the marks, and nothing else", () => {
  const page = "Before\n<!-- bench -->\nold $& text\n<!-- /bench -->\nAfter\n";
  const written = withPublished(page, "new $& part");
  expect(written).toBe("Before\n<!-- bench -->\n\nnew $& part\n\n<!-- /bench -->\nAfter\n");
  expect(withPublished(written, "new $& part")).toBe(written);
});

test("S10: the guide quotes the ratios of the results, in its order", () => {
  const titles = new Set(QUOTED.map(([title]) => title));
  const topics = Array.from(titles, (title) =>
    topic(
      title,
      QUOTED.flatMap(([of, text], at) => (of === title ? [{ ...SHOWN, text, value: at + 1.5 }] : [])),
    ),
  );
  expect(withQuotes("1.00 times, then 2.00 times and 3.00 times as fast as 4.0", topics)).toBe(
    "1.50 times, then 2.50 times and 3.50 times as fast as 4.0",
  );
  expect(withQuotes("1.00 times", [])).toBe("1.00 times");
});

test("S10: the chart has a bar for each row, ours told apart", () => {
  const svg = chart([topic("Imports & more", [])]);
  expect(svg).toContain("Imports &amp; more (records per second)");
  expect(svg.match(/class="ours"|class="theirs"/g)).toEqual(['class="ours"', 'class="theirs"']);
});
