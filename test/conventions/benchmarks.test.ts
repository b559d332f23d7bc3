import { readFileSync } from "node:fs";
import path from "node:path";
import { markdownOf } from "../../packages/bench/src/report";

const ROOT = path.resolve(__dirname, "..", "..");

interface Results {
  topics: Parameters<typeof markdownOf>[0];
  loading: Parameters<typeof markdownOf>[0][number]["outcomes"];
}

test("F4: the page of benchmarks has each goal with its result, met or not, as it was measured", () => {
  const page = readFileSync(path.join(ROOT, "documentation", "benchmarks.md"), "utf8");
  const { topics, loading }: Results = JSON.parse(
    readFileSync(path.join(ROOT, "packages", "bench", "results.json"), "utf8"),
  );
  const [, table] = /<!-- bench -->\n\n([\s\S]*)\n\n<!-- \/bench -->/.exec(page) ?? [];
  expect(table).toBe(markdownOf([...topics, { title: "Loading the component", outcomes: loading }]));
});
