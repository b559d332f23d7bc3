/** The command line: its commands, and what they have in common. */
import { Command } from "commander";
import { completionCommand } from "./commands/completion";
import { demoCommand } from "./commands/demo";
import { describeCommand } from "./commands/describe";
import { doctorCommand } from "./commands/doctor";
import { exportCommand } from "./commands/export";
import { importCommand } from "./commands/import";
import { listCommand } from "./commands/list";
import { playgroundCommand } from "./commands/playground";
import { runCommand } from "./commands/run";
import { sandboxCommand } from "./commands/sandbox";
import { triggerCommand } from "./commands/trigger";
import { addHelp, ENVIRONMENT, PROGRAM } from "./usage";

const COMMANDS = [
  importCommand,
  exportCommand,
  listCommand,
  describeCommand,
  runCommand,
  triggerCommand,
  playgroundCommand,
  sandboxCommand,
  doctorCommand,
  completionCommand,
  demoCommand,
];

const GENERAL = `Results go to stdout, everything else to stderr.
Exit codes: 0 success, 1 failure, 2 wrong usage.
Colours are used only on a terminal; set NO_COLOR to turn them off.`;

/** The library does not wrap texts in a narrower column. */
const MIN_WRAPPED = 20;

/** @param ended receives the exit code of the command that has run */
export function createProgram(ended: (code: number) => void): Command {
  const program = addHelp(new Command(PROGRAM), ENVIRONMENT, GENERAL)
    .description("Mixpanel from the command line: with the built connector, exactly as Prismatic would run it.")
    .helpCommand("help [command]", "show the help of a command");
  for (const create of COMMANDS) program.addCommand(create(ended));
  // Errors of usage end the program with exit code 2, where all others end it.
  for (const command of [program, ...program.commands])
    command.exitOverride().configureHelp({ minWidthToWrap: MIN_WRAPPED });
  return program;
}
