/** V6: the parts of the site's build, each by itself; none of them needs the site's packages. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const ROOT = path.resolve(__dirname, "..", "..");
const SOURCES = path.join(ROOT, "site", "src");
const { checkBuilt }: { checkBuilt(folder: string): { files: number; links: number } } = require(
  path.join(SOURCES, "checkBuilt.js"),
);
const { narrowInputs }: { narrowInputs(text: string): string } = require(path.join(SOURCES, "inputs.js"));
const { diagramsAsTables }: { diagramsAsTables(text: string): string } = require(path.join(SOURCES, "diagrams.js"));
const { embedFiles }: { embedFiles(root: string, text: string): string } = require(path.join(SOURCES, "embed.js"));
const { picturesIn }: { picturesIn(root: string): object[] } = require(path.join(SOURCES, "pictures.js"));
const { shownOn }: { shownOn(text: string): object[] } = require(path.join(SOURCES, "commands.js"));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "site-build-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

describe("V6: the check of the built site", () => {
  const good = {
    "index.html":
      '<link rel="stylesheet" href="/static/site.css"><a href="/guide/a.html#one">A</a><a href="#top">Top</a><b id="top">',
    "guide/a.html": '<h2 id="one">One</h2><a href="../index.html">Home</a><a href="https://mixpanel.com">Mixpanel</a>',
    "static/site.css": "a { color: red }",
  };

  test("counts files and links of a site that is whole, and lets a reader go elsewhere", () => {
    write(good);
    expect(checkBuilt(folder)).toEqual({ files: 3, links: 4 });
  });

  test.each([
    ["a script", "index.html", '<script defer src="https://cdn.example.com/a.js"></script>', "cdn.example.com/a.js"],
    ["a style sheet", "index.html", '<link href="//fonts.example.com/a.css" rel="stylesheet">', "fonts.example.com"],
    ["a picture", "index.html", '<img alt="" src="https://example.com/a.png">', "https://example.com/a.png"],
    ["a font", "static/site.css", "@font-face { src: url(https://fonts.example.com/a.woff2) }", "a.woff2"],
    ["an imported style sheet", "static/site.css", '@import "https://fonts.example.com/a.css";', "fonts.example.com"],
    ["data", "static/a.js", "fetch(`https://api.example.com/repos`)", "https://api.example.com"],
    ["a module", "static/a.js", 'import("https://cdn.example.com/a.mjs")', "https://cdn.example.com/a.mjs"],
  ])("fails where the site loads %s from elsewhere", (_, name, text, named) => {
    write({ ...good, [name]: text });
    expect(() => checkBuilt(folder)).toThrow(named);
  });

  test.each([
    ["a page", '<a href="/guide/b.html">B</a>', "index.html links to /guide/b.html, which does not exist"],
    [
      "an anchor",
      '<a href="/guide/a.html#two">A</a>',
      "index.html links to /guide/a.html#two, which has no such anchor",
    ],
    ["a script of its own", '<script src="/static/gone.js"></script>', "/static/gone.js, which does not exist"],
  ])("fails where a link leads to %s that is not there", (_, text, message) => {
    write({ ...good, "index.html": text });
    expect(() => checkBuilt(folder)).toThrow(message);
  });
});

test.each([
  "fetch('https://example.com').catch((error) => { throw error.cause })",
  "require('node:https').get('https://example.com')",
])("V6: a build that calls another machine fails: %s", (script) => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--require", path.join(SOURCES, "offline.js"), "-e", script],
    {
      encoding: "utf8",
    },
  );
  expect(stderr).toContain("The site is built offline, but something connects to example.com.");
  expect(status).toBe(1);
});

test("V6: a table of inputs keeps all that it says in two columns", () => {
  const table = [
    "| Input | Key | Type | Required | Example | About |",
    "|---|---|---|---|---|---|",
    '| Rows | `rows` | data | yes | `[{"a":1}]` | The rows: a \\| b. |',
    "| **Target** | `target` | group |  |  | What they become. |",
    "",
    "After it.",
  ].join("\n");
  expect(narrowInputs(`Before it.\n\n${table}`).split("\n")).toEqual([
    "Before it.",
    "",
    "| Input | About |",
    "|---|---|",
    '| **Rows** <br>`rows` <br>data, required | The rows: a \\| b. <br>Example: `[{"a":1}]` |',
    "| **Target** <br>`target` <br>group | What they become. |",
    "",
    "After it.",
  ]);
});

describe("V6: a diagram", () => {
  test("is shown as a table of its arrows", () => {
    const text = "```mermaid\nflowchart LR\n  a[One<br>more] -- rows --> b[(Two)]\n  b -- events --> a\n```\n";
    expect(diagramsAsTables(text).trim().split("\n").slice(2)).toEqual([
      "| One: more | rows | Two |",
      "| Two | events | One: more |",
    ]);
  });

  test("with a line that a table cannot show is an error", () => {
    const text = "```mermaid\nflowchart LR\n  subgraph one\n```\n";
    expect(() => diagramsAsTables(text)).toThrow("subgraph one");
  });
});

test("V6: a page shows a file's code as it is now", () => {
  write({ "src/flows.ts": "export const price = '$&';\n" });
  expect(embedFiles(folder, "```ts file=src/flows.ts\n```\n")).toBe(
    "```ts title=\"src/flows.ts\"\nexport const price = '$&';\n```\n",
  );
});

test("V6: the home page shows the pictures of the playground that there are, in light and dark", () => {
  write({ "documentation/images/demo.svg": "" });
  expect(picturesIn(folder)).toEqual([]);
  for (const name of ["playground-actions-light.png", "playground-actions-dark.png", "playground-one-project.png"])
    write({ [`documentation/images/${name}`]: "" });
  const [actions, project] = ["/images/playground-actions", "/images/playground-one-project.png"];
  expect(picturesIn(folder)).toEqual([
    { title: "Actions", light: `${actions}-light.png`, dark: `${actions}-dark.png` },
    { title: "One project", light: project, dark: project },
  ]);
});

test("V6: the commands of a page are read as a shell reads them, with files and results beside them", () => {
  const page = [
    '```json title="inputs.json"\n{}\n```',
    '```sh\nnpx a --set \'b=["c d"]\' --event="E F" # exit code 1\n```',
    '```json title="Result"\n{ "ok": true }\n```',
    "```text\nOne line … and\n  another …\n```",
  ].join("\n\n");
  expect(shownOn(page)).toEqual([
    { file: "inputs.json", body: "{}\n" },
    {
      words: ["npx", "a", "--set", 'b=["c d"]', "--event=E F"],
      code: 1,
      result: { ok: true },
      printed: ["One line", "and", "another"],
    },
  ]);
});
