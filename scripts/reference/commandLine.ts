/** The page on the command line: the help of each command, as it prints it. */
import { execFileSync } from "node:child_process";
import path from "node:path";

const CLI = path.join(process.cwd(), "packages/cli/dist/cli.js");

const helpOf = (...command: string[]) =>
  execFileSync(process.execPath, [CLI, ...command, "--help"], { encoding: "utf8" });

/** The names of the commands, from the list in the general help. */
function commandsIn(help: string): string[] {
  const [, list = ""] = /\nCommands:\n((?: .*\n)+)/.exec(help) ?? [];
  return [...list.matchAll(/^ {2}(\w+)/gm)].flatMap(([, name = ""]) => (name === "help" ? [] : [name]));
}

const section = (title: string, help: string) => `## ${title}\n\n\`\`\`text\n${help.trimEnd()}\n\`\`\``;

/** @throws Error if the command line is not built */
export function commandLinePage(): string {
  const general = helpOf();
  return `${[
    "# The command line",
    "`npx mixpanel-connector` works in a checkout after a build (`npm start` builds), and in a project that has installed the package. This page shows the help of each command as it prints it; `npm run docs` writes it.",
    section("mixpanel-connector", general),
    ...commandsIn(general).map((name) => section(name, helpOf(name))),
  ].join("\n\n")}\n`;
}
