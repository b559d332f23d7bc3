import { readFileSync } from "node:fs";
import path from "node:path";
import { published, QUOTED, type Results, unexplained, withPublished, withQuotes } from "../../packages/bench/src/page";

const ROOT = path.resolve(__dirname, "..", "..");
const textOf = (...parts: string[]) => readFileSync(path.join(ROOT, ...parts), "utf8");
const results: Results = JSON.parse(textOf("packages", "bench", "results.json"));

test("F4, S10: the page of benchmarks shows the results as they were measured", () => {
  const page = textOf("documentation", "benchmarks.md");
  expect(withPublished(page, published(results))).toBe(page);
});

test("S10: the guide quotes the ratios that were measured", () => {
  const guide = textOf("site", "docs", "guide", "choosing.md");
  expect(guide.match(/\d+\.\d+(?= times)/g)).toHaveLength(QUOTED.length);
  expect(withQuotes(guide, results.topics)).toBe(guide);
});

test("S10: each goal that is not met has a reason", () => {
  expect(unexplained(results)).toEqual([]);
});

test("S10: the results say how and where they were measured", () => {
  const { machine, peers } = results;
  expect(machine).toEqual({
    node: expect.stringMatching(/^v\d+/),
    cores: expect.any(Number),
    processor: expect.any(String),
    pinning: expect.stringContaining("pinned"),
    loadBefore: expect.any(Number),
    loadAfter: expect.any(Number),
  });
  expect(Object.keys(peers)).toEqual(["mixpanel-import", "mixpanel"]);
});
