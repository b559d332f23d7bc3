/** G7: the README's conversations are those that the tools hold with the sample project. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { conversations, hold } from "../conversations";
import { tools } from "../src/tools";
import { sampleSandbox } from "./sample";

const README = path.join(__dirname, "../README.md");
const PART = /(<!-- conversations: begin -->\n).*(<!-- conversations: end -->)/s;
const sandbox = sampleSandbox();

it("G7: the README has a conversation for each tool, with the answer that the tool gives", async () => {
  expect(conversations.map(({ tool }) => tool)).toEqual(tools.map(({ key }) => key));
  const readme = readFileSync(README, "utf8");
  const held = await hold(sandbox());
  const expected = readme.replace(PART, (_, begin: string, end: string) => `${begin}\n${held}\n${end}`);
  if (process.env.WRITE_README !== undefined) writeFileSync(README, expected);
  expect(readFileSync(README, "utf8")).toBe(expected);
});

it("G7: the README tells each tool's number of queries", () => {
  const readme = readFileSync(README, "utf8");
  for (const { key, maxQueries } of tools)
    expect(readme).toMatch(new RegExp(`\\| \`${key}\` \\| .* \\| ${maxQueries} \\|`));
});
