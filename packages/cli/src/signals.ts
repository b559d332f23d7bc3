/** Ctrl-C and SIGTERM for commands that have nothing to finish: a sandbox of their own ends with the process. */
import { reportFailure } from "./failure";

/** The exit codes that shells give a program that a signal has ended. */
export const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof EXIT_CODES;
const SIGNALS: readonly Signal[] = ["SIGINT", "SIGTERM"];

class InterruptedError extends Error {
  override name = "InterruptedError";
  readonly code = "interrupted";
}

const MESSAGE = "Interrupted. Mixpanel may have processed what was sent before.";

/** Ends the process at the first signal, unless the command that runs catches signals itself. */
export function endAtSignals({ json }: { json: boolean }): void {
  for (const signal of SIGNALS)
    process.on(signal, () => {
      if (process.listenerCount(signal) > 1) return;
      if (json) reportFailure(new InterruptedError(MESSAGE), { json, debug: false });
      else process.stderr.write(`\n${MESSAGE}\n`);
      process.exit(EXIT_CODES[signal]);
    });
}

/** Resolves with the exit code when the first signal comes. The second one ends the process at once. */
export function stopped(): Promise<number> {
  return new Promise((resolve) => {
    for (const signal of SIGNALS) process.once(signal, () => resolve(EXIT_CODES[signal]));
  });
}
