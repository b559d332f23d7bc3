/** V6: what the site's written pages tell a reader to type works, and gives what they say. Needs a build. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import packageJson from "../../package.json";
import { runCli } from "../../packages/cli/test/runCli";

interface Step {
  /** A file that the page shows, with its text. */
  file?: string;
  body?: string;
  /** A command, the exit code that the page promises, and the part of the result that it shows. */
  words?: string[];
  code?: number;
  result?: object;
  /** Parts of what it prints for people. */
  printed?: string[];
}
const { shownOn }: { shownOn(text: string): Step[] } = require("../../site/src/commands.js");

const DOCS = path.resolve(__dirname, "..", "..", "site", "docs");
const pages = readdirSync(DOCS, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".md"))
  .map((page) => ({ page, steps: shownOn(readFileSync(path.join(DOCS, page), "utf8")) }))
  .filter(({ steps }) => steps.some(({ words }) => words !== undefined));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "site-commands-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** npm's scripts of a line such as `npm ci && npm start`; nothing if the line is anything else. */
function scriptsOf(words: readonly string[]): string[] {
  const commands = words.join(" ").split(" && ");
  return commands.flatMap((command) => /^npm (?:run )?(\S+)/.exec(command)?.[1] ?? []).filter((name) => name !== "ci");
}

test("V6: the pages have commands to run", () => {
  const commands = pages.flatMap(({ steps }) => steps.filter(({ words }) => words?.[1] === "mixpanel-connector"));
  expect(commands.length).toBeGreaterThan(25);
});

test.each(pages)("V6: the commands of $page do what the page says", async ({ steps }) => {
  for (const { file, body = "", words = [], code, result, printed = [] } of steps) {
    if (file !== undefined) writeFileSync(path.join(folder, file), body);
    else if (words[0] === "npm") {
      expect(scriptsOf(words)).not.toEqual([]);
      expect(Object.keys(packageJson.scripts)).toEqual(expect.arrayContaining(scriptsOf(words)));
    } else {
      expect(words.slice(0, 2)).toEqual(["npx", "mixpanel-connector"]);
      const { stdout, stderr, ...ended } = await runCli(words.slice(2), { cwd: folder });
      expect({ words, stderr: ended.code === code ? "" : stderr, ...ended }).toEqual({ words, stderr: "", code });
      for (const part of printed) expect(stderr).toContain(part);
      if (result !== undefined) expect(JSON.parse(stdout)).toMatchObject(result);
    }
  }
});
