/** The command line over the built component: `npx mixpanel-connector --help`. */
import { CommanderError } from "commander";
import { loadDotEnv } from "./dotEnv";
import { reportFailure } from "./failure";
import { createProgram } from "./program";
import { endAtSignals } from "./signals";
import { PROGRAM, UsageError } from "./usage";

const WRONG_USAGE = 2;

const args = process.argv.slice(2);
const json = args.includes("--json");
const debug = args.includes("--debug");

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // If a reader such as `head` stops reading early, that is not a failure.
  if (error.code === "EPIPE") return;
  error.message = `stdout cannot be written: ${error.message}`;
  reportFailure(error, { json, debug });
  process.exit(1);
});
// Nobody reads the notes: that must not end the work that they are about.
process.stderr.on("error", () => {});
endAtSignals({ json });

async function main(): Promise<void> {
  const program = createProgram((code) => {
    process.exitCode = code;
  });
  try {
    loadDotEnv(process.env);
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof UsageError) {
      if (json) reportFailure(error, { json, debug });
      else process.stderr.write(`${error.message}\nSee ${PROGRAM} --help\n`);
      process.exitCode = WRONG_USAGE;
    } else if (error instanceof CommanderError) {
      // It has printed the help, or what is wrong with the arguments.
      process.exitCode = error.exitCode === 0 ? 0 : WRONG_USAGE;
    } else {
      reportFailure(error, { json, debug });
      process.exitCode = 1;
    }
  }
}

void main();
