/** Puts the site's pages together: the written ones in docs, and those that the project has anyway. Needs no installed package. */
const { existsSync, readdirSync, readFileSync } = require("node:fs");
const path = require("node:path").posix;
const { benchmarksPage } = require("./benchmarks");
const { diagramsAsTables } = require("./diagrams");
const { embedFiles } = require("./embed");
const { narrowInputs } = require("./inputs");
const { moveLinks } = require("./links");
const { picturesIn } = require("./pictures");
const { splitReference } = require("./reference");

const REFERENCE = "documentation/reference.md";

/** Pages that the project keeps elsewhere, by the site's path. */
const PROJECT_PAGES = {
  "reference/command-line.md": "documentation/commandLine.md",
  "reference/library.md": "documentation/library.md",
  "reference/playground.md": "documentation/playground.md",
  "reference/sandbox.md": "documentation/sandbox.md",
  "reference/guarantees.md": "documentation/guarantees.md",
  "reference/troubleshooting.md": "documentation/troubleshooting.md",
  "reference/expectations.md": "documentation/expectations.md",
  "reference/migration.md": "documentation/migration.md",
  "reference/changelog.md": "CHANGELOG.md",
  "recipes/examples.md": "examples/README.md",
};

const namesIn = (folder, ending) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort();

const startCase = (key) => key.replace(/([A-Z])/g, " $1").replace(/^./, (first) => first.toUpperCase());

/** Where each page of the project stands on the site. */
function projectPages(root) {
  const pages = { ...PROJECT_PAGES };
  for (const folder of ["triggers", "connections"])
    for (const name of namesIn(path.join(root, "documentation", folder), ".mdx"))
      pages[`${folder}/${name.replace(/x$/, "")}`] = `documentation/${folder}/${name}`;
  for (const name of readdirSync(path.join(root, "examples")).sort())
    if (existsSync(path.join(root, "examples", name, "README.md")))
      pages[`recipes/${name}.md`] = `examples/${name}/README.md`;
  return pages;
}

/** Written pages, which are Markdown with links relative to the site. */
function writtenPages(root) {
  const docs = path.join(root, "site", "docs");
  const names = readdirSync(docs, { recursive: true }).map((name) => name.replaceAll("\\", "/"));
  return names
    .filter((name) => /\.mdx?$/.test(name))
    .map((name) => [name, readFileSync(path.join(docs, name), "utf8")]);
}

/** A page of a trigger or connection has no heading of the first level, because Prismatic shows its title above it. */
function titled(page, text) {
  if (text.startsWith("# ")) return text;
  const title = startCase(path.basename(page, ".md"));
  return `# ${title}\n\n${text.replaceAll(/^##(#+ )/gm, "$1")}`;
}

/** The text of a page of the project. An example's page ends with its flows in code. */
function projectText(root, page, source) {
  const text = diagramsAsTables(titled(page, readFileSync(path.join(root, source), "utf8")));
  const flows = path.join(path.dirname(source), "src", "flows.ts");
  if (!existsSync(path.join(root, flows))) return text;
  return `${text.trimEnd()}\n\n## The flows in code\n\n${embedFiles(root, `\`\`\`ts file=${flows}\n\`\`\``)}\n`;
}

/**
 * All pages of the site.
 *
 * @param root the folder of the project
 * @param steps the generated page of each action, data source and trigger by its key
 * @returns the Markdown of each page by its path on the site
 * @throws Error if a link leads to a file that does not exist
 */
function pagesOf(root, steps) {
  const parts = splitReference(readFileSync(path.join(root, REFERENCE), "utf8"), Object.keys(steps));
  const moved = projectPages(root);
  const places = new Map([
    ...Object.entries(moved).map(([page, source]) => [source, page]),
    ["documentation/benchmarks.md", "benchmarks.md"],
    ["README.md", "index.md"],
    ...Object.keys(steps).map((key) => [`build/reference/${key}.md`, `reference/${key}.md`]),
  ]);
  const context = { root, places, parts };
  const site = new Map(writtenPages(root).map(([page, text]) => [page, embedFiles(root, text)]));
  site.set("index.md", site.get("index.md").replace("pictures: []", `pictures: ${JSON.stringify(picturesIn(root))}`));
  for (const [page, source] of Object.entries(moved))
    site.set(page, moveLinks(projectText(root, page, source), source, page, context));
  for (const [name, text] of Object.entries(parts.pages))
    site.set(`reference/${name}.md`, moveLinks(narrowInputs(text), REFERENCE, `reference/${name}.md`, context));
  for (const [key, text] of Object.entries(steps))
    site.set(
      `reference/${key}.md`,
      moveLinks(narrowInputs(text), `build/reference/${key}.md`, `reference/${key}.md`, context),
    );
  site.set("benchmarks.md", moveLinks(benchmarksPage(root), "documentation/benchmarks.md", "benchmarks.md", context));
  return site;
}

module.exports = { pagesOf };
