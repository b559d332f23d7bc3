/** The page of benchmarks, with a chart for each topic that was measured. */
const { readFileSync } = require("node:fs");
const path = require("node:path").posix;

const IMAGE = /^!\[Records per second.*$/m;
const isOurs = (label) => /connector|^generator|^NDJSON stream/.test(label);
const rounded = (value) => Math.round(value).toLocaleString("en-US");

/** Bars in a table: values and labels are text, so that the chart is readable without colours, styles or eyes. */
function chart({ title, rows }, unit, figureOf) {
  const most = Math.max(...rows.map(figureOf));
  const lines = rows.map((row) => {
    const share = Math.max(0.5, (figureOf(row) / most) * 100).toFixed(1);
    const bar = `<svg class="bar ${isOurs(row.label) ? "ours" : "theirs"}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width="${share}" height="8" /></svg>`;
    return `<tr><th scope="row">${row.label}</th><td>${bar}</td><td class="value">${rounded(figureOf(row))}</td></tr>`;
  });
  return `<table class="bars"><caption>${title}: ${unit}</caption><tbody>${lines.join("")}</tbody></table>`;
}

function benchmarksPage(root) {
  const { topics } = JSON.parse(readFileSync(path.join(root, "packages/bench/results.json"), "utf8"));
  const measured = topics.filter(({ rows }) => rows.length > 0);
  const charts = measured.map((topic) =>
    topic.title.startsWith("Memory")
      ? chart(topic, "MB over base, less is better", ({ overBaseMb }) => overBaseMb)
      : chart(topic, `${topic.unit} per second, more is better`, ({ perSecond }) => perSecond),
  );
  const page = readFileSync(path.join(root, "documentation/benchmarks.md"), "utf8");
  if (!IMAGE.test(page)) throw new Error("documentation/benchmarks.md has no picture that the charts could replace.");
  // Marks of the generator are comments, which a page of the site does not need.
  return `---\nsidebar: false\n---\n\n${page}`
    .replace(IMAGE, () => charts.join("\n\n"))
    .replaceAll(/<!-- \/?bench -->\n/g, "");
}

module.exports = { benchmarksPage };
