/** The end of an example's run: what is true of it, and the exit code that says so. */

export type Check = [what: string, holds: boolean];

/** Prints checks, and returns whether all of them hold. */
export function report(checks: Check[]): boolean {
  for (const [what, holds] of checks) console.log(`${holds ? "✓" : "✗ NOT TRUE:"} ${what}`);
  return checks.every(([, holds]) => holds);
}

/** Runs an example as a command. @param run returns whether everything is as it should be */
export function main(run: () => Promise<boolean>): void {
  run().then(
    (succeeded) => {
      process.exitCode = succeeded ? 0 : 1;
    },
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}
