/** Asks for permission to write to a real project, before anything is sent. */
import { createInterface } from "node:readline/promises";
import { environmentFields } from "../connection";
import { UsageError } from "../usage";

const NEEDED = ["MIXPANEL_USERNAME", "MIXPANEL_SECRET", "MIXPANEL_PROJECT_ID"];

/**
 * Checks that the environment variables describe a project completely, or not at all.
 *
 * @throws UsageError naming the variables that are missing
 */
export function assertCompleteEnvironment(environment: NodeJS.ProcessEnv): void {
  if (Object.keys(environmentFields(environment)).length === 0) return;
  const missing = NEEDED.filter((name) => !environment[name]?.trim());
  if (missing.length === 0) return;
  throw new UsageError(
    `Some MIXPANEL_ variables are set, but not ${missing.join(" and ")}. Set them to write to a real project, or unset all of them to use a sandbox.`,
  );
}

/**
 * Asks on the terminal. Any answer other than y or yes means no.
 *
 * @throws UsageError where there is no terminal to ask on
 */
export async function askConsent(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UsageError("There is no terminal to ask on. Add --yes to write without being asked.");
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // It takes the key itself, so the program would not learn of it.
  terminal.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
