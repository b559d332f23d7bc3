/** Every command that is printed can be pasted as it stands: a shell splits it, and commander takes its options and arguments. */
import { execFileSync } from "node:child_process";
import type { Command } from "commander";
import { startSandbox } from "mixpanel-sandbox";
import { readArguments, welcome } from "../../sandbox/src/commandLine";
import { loadComponent } from "../src/bundle";
import { describeText } from "../src/describe";
import { createProgram } from "../src/program";
import { PROGRAM } from "../src/usage";
import { BUNDLE, startCli } from "./runCli";

const component = loadComponent(BUNDLE);

/** The commands in a text, each from its program to the end of its line, or to what encloses it. */
function commandsIn(text: string): string[] {
  const lines = text.split("\n").filter((line) => line.includes(`${PROGRAM} `));
  return lines.map((line) => {
    const enclosed = /[(<](npx mixpanel-connector [^)]*)\)/.exec(line)?.[1];
    return enclosed ?? line.slice(line.indexOf(PROGRAM));
  });
}

/** A program whose commands take their arguments, and do nothing. */
function idleProgram(): Command {
  const program = createProgram(() => {});
  for (const command of [program, ...program.commands]) {
    command.configureOutput({ writeOut: () => {}, writeErr: () => {} });
    if (command !== program) command.action(() => {});
  }
  return program;
}

/** What a shell makes of the first command of a line. Its words are written past the pipe, so whatever reads the pipe gets nothing. */
const wordsOf = (line: string): string[] => {
  const show = (name: string) => `${name}() { printf '%s\\0' ${name} "$@" >&3; }`;
  const script = [...["npx", "curl"].map(show), "source() { :; }", `{ ${line}\n} 3>&1 >/dev/null`].join("\n");
  return execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
};

/** Takes the arguments as the command line would. @throws what commander says of them */
async function take(command: string): Promise<void> {
  const [npx, name, ...args] = wordsOf(command);
  expect([npx, name].join(" ")).toBe(PROGRAM);
  await idleProgram().parseAsync(args, { from: "user" });
  // It passes its options on.
  if (args[0] === "sandbox") readArguments(args.slice(1));
}

const forms = Object.values({ ...component.actions, ...component.dataSources, ...component.triggers });

test("F1: the commands that describe prints", async () => {
  const commands = forms.flatMap((form) => commandsIn(describeText(form, process.stdout)));

  expect(commands.length).toBeGreaterThanOrEqual(forms.length);
  for (const command of commands) await take(command);
});

const program = createProgram(() => {});
test.each(["", ...program.commands.map((command) => command.name())])(
  "F1: the commands in the help of %j",
  async (name) => {
    let text = "";
    const command = name === "" ? program : program.commands.find((one) => one.name() === name);
    command?.configureOutput({
      writeOut: (written) => {
        text += written;
      },
    });
    command?.outputHelp();

    expect(text).toContain(`Usage: ${PROGRAM}`);
    const commands = commandsIn(text.replace(/^Usage: .*$/m, ""));
    for (const one of commands) await take(one);
  },
);

test("F1: the commands in the welcome of a sandbox", async () => {
  const sandbox = await startSandbox({ port: 0 });
  const text = welcome(sandbox, "127.0.0.1");
  await sandbox.close();

  const commands = commandsIn(text);
  expect(commands).toHaveLength(1);
  for (const command of commands) await take(command);
  for (const curl of text.split("\n").filter((line) => line.startsWith("  curl ")))
    expect(wordsOf(curl).at(0)).toBe("curl");
});

test("F1: the commands in the notes of a trigger that listens", async () => {
  const cli = startCli(["trigger", "cohortSync", "--listen"]);
  const text = await cli.stderrWith(/Ctrl-C ends/);
  cli.interrupt();
  await cli.ended;

  const commands = commandsIn(text);
  expect(commands).toEqual([`${PROGRAM} sandbox`]);
  for (const command of commands) await take(command);
});

test("F1: a command that cannot be taken is found", async () => {
  await expect(take(`${PROGRAM} run importEvents --no-such`)).rejects.toThrow("unknown option");
  await expect(take(`${PROGRAM} sandbox --no-such`)).rejects.toThrow("unknown option");
  await expect(take(`${PROGRAM} export --no-such | head`)).rejects.toThrow("unknown option");
});
