/** Ctrl-C and SIGTERM for commands that finish what they have begun: the first one ends the work, the second one the program. */

import { EXIT_CODES } from "./signals";

export interface Interrupts {
  /** Aborted by the first signal. */
  signal: AbortSignal;
  /** The exit code for the signal that has come; undefined if none has. */
  exitCode(): number | undefined;
  /** Gives the signals back to Node, which ends the program. */
  release(): void;
}

/** @param onFirst called at the first signal, before the work ends */
export function catchInterrupts(onFirst: () => void): Interrupts {
  const ending = new AbortController();
  let exitCode: number | undefined;
  const handlers = Object.entries(EXIT_CODES).map(([signal, code]) => {
    const handle = () => {
      if (exitCode !== undefined) process.exit(code);
      exitCode = code;
      onFirst();
      ending.abort();
    };
    process.on(signal, handle);
    return () => process.off(signal, handle);
  });
  return {
    signal: ending.signal,
    exitCode: () => exitCode,
    release: () => {
      for (const off of handlers) off();
    },
  };
}
