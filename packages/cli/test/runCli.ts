/** Runs the built command line as a person would: a process of its own, without a terminal. */
import { spawn } from "node:child_process";
import path from "node:path";

/** The built component that the command line loads. */
export const BUNDLE = path.resolve(__dirname, "../../../dist/index.js");
/** The built command line. */
export const CLI = path.resolve(__dirname, "../dist/cli.js");

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

interface CliOptions {
  /** All that the process sees, beside the path to its programs. */
  environment?: Record<string, string>;
  /** What it reads from stdin; null leaves it open. */
  input?: string | Buffer | null;
  /** The folder in which it runs. */
  cwd?: string;
}

/** A command line that runs until it is stopped. */
export interface RunningCli {
  /** Resolves with what stderr has when it first fits the pattern; rejects if the process ends before. */
  stderrWith(pattern: RegExp): Promise<string>;
  /** Presses Ctrl-C, or sends another signal. */
  interrupt(signal?: NodeJS.Signals): void;
  /** Writes to stdin, which `input: null` has left open. */
  write(text: string): void;
  ended: Promise<CliResult>;
}

/** Starts the command line. */
export function startCli(args: string[], { environment = {}, input = "", cwd }: CliOptions = {}): RunningCli {
  const child = spawn(process.execPath, [CLI, ...args], { cwd, env: { PATH: process.env.PATH, ...environment } });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<CliResult>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  // A process that refuses its arguments ends before it reads.
  child.stdin.on("error", () => {});
  if (input !== null) child.stdin.end(input);
  const stderrWith = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const check = () => {
        if (pattern.test(stderr)) resolve(stderr);
      };
      child.stderr.on("data", check);
      check();
      child.on("close", () => reject(new Error(`The process ended, and stderr does not fit ${pattern}: ${stderr}`)));
    });
  return {
    stderrWith,
    interrupt: (signal = "SIGINT") => void child.kill(signal),
    write: (text) => void child.stdin.write(text),
    ended,
  };
}

/** Runs the command line to its end. */
export function runCli(args: string[], options: CliOptions = {}): Promise<CliResult> {
  return startCli(args, options).ended;
}
