/** Words that several commands use in their help. */
import type { Command } from "commander";
import { columnsOf, wrap } from "./terminal";

/** How a person calls the command line: works in a project that has installed the package and in a checkout, and can be piped. */
export const PROGRAM = "npx mixpanel-connector";

/** A mistake on the command line: the command ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly code = "wrong_usage";
}

export const ENVIRONMENT = `Connection, from the environment or the file .env of the current folder:
  MIXPANEL_USERNAME, MIXPANEL_SECRET  service account, to read, manage and import
  MIXPANEL_PROJECT_ID                 the project's ID
  MIXPANEL_PROJECT_TOKEN              the project's token, to track events and change profiles
  MIXPANEL_RESIDENCY                  US (default), EU or IN
  MIXPANEL_GDPR_TOKEN                 token for privacy requests
  MIXPANEL_WORKSPACE_ID               the workspace, for projects that have several
  MIXPANEL_ORGANIZATION_ID            the organization's ID
  MIXPANEL_API_HOST                   a proxy or sandbox to call instead of Mixpanel
  MIXPANEL_TIME_LIMIT                 minutes after which a run ends (no limit by default)
If none of them is set, a sandbox with sample data is started for the run, and nothing leaves this machine.`;

/** Commands to copy, for the help of a command. */
export const examples = (...commands: string[]): string =>
  `Examples:\n${commands.map((command) => `  ${PROGRAM} ${command}`).join("\n")}`;

/** A line of a help text on a terminal. Commands to copy stay whole. */
function wrapped(line: string, columns: number): string {
  if (line.startsWith(`  ${PROGRAM}`) || line.length <= columns) return line;
  const indent = /^ */.exec(line)?.[0].length ?? 0;
  if (indent === 0) return wrap(line, columns);
  // What follows in an entry of a list stands deeper.
  const [first = "", ...rest] = wrap(line.trim(), columns - 2, indent).split("\n");
  return [first, ...rest.map((one) => `  ${one}`)].join("\n");
}

/** Adds paragraphs to the end of a command's help. */
export const addHelp = (command: Command, ...paragraphs: string[]): Command =>
  command.addHelpText("after", () => {
    const columns = columnsOf(process.stdout);
    const lines = paragraphs.join("\n\n").split("\n");
    return `\n${lines.map((line) => wrapped(line, columns)).join("\n")}`;
  });
