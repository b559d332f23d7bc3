/** Runs the built command line in a pseudo-terminal, as a person sees it. */
import { spawn } from "node:child_process";
import path from "node:path";

const CLI = path.resolve(__dirname, "../dist/cli.js");

export interface TerminalOptions {
  /** All that the process sees, beside the path to its programs and the kind of terminal. */
  environment?: Record<string, string>;
  columns?: number;
  cwd?: string;
}

/** A command line that runs in a terminal. */
export interface TerminalRun {
  /** Resolves with all that the screen has shown when it first fits the pattern; rejects if the process ends before. */
  shows(pattern: RegExp): Promise<string>;
  /** Types text; \u0003 is Ctrl-C. */
  type(text: string): void;
  /** What the screen has shown, stdout and stderr together, with its control characters. */
  ended: Promise<{ code: number | null; screen: string }>;
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** Starts the command line. `script` of util-linux gives it a terminal. */
export function startInTerminal(
  args: string[],
  { environment = {}, columns = 80, cwd }: TerminalOptions = {},
): TerminalRun {
  const command = [process.execPath, CLI, ...args].map(quoted).join(" ");
  const child = spawn("script", ["-qefc", `stty cols ${columns} rows 24; exec ${command}`, "/dev/null"], {
    cwd,
    env: { PATH: process.env.PATH, TERM: "xterm-256color", SHELL: "/bin/sh", ...environment },
  });
  let screen = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    screen += text;
  });
  const ended = new Promise<{ code: number | null; screen: string }>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, screen }));
  });
  child.stdin.on("error", () => {});
  const shows = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const check = () => {
        if (pattern.test(screen)) resolve(screen);
      };
      child.stdout.on("data", check);
      check();
      child.on("close", () =>
        reject(new Error(`The process ended, and the screen does not fit ${pattern}: ${screen}`)),
      );
    });
  return { shows, type: (text) => void child.stdin.write(text), ended };
}
