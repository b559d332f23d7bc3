/** Runs the built command line as a person would: a process of its own, without a terminal. */
import { spawn } from "node:child_process";
import path from "node:path";

/** The built component that the command line loads. */
export const BUNDLE = path.resolve(__dirname, "../../../dist/index.js");
const CLI = path.resolve(__dirname, "../dist/cli.js");

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/**
 * @param options.environment all that the process sees, beside the path to its programs
 * @param options.input what it reads from stdin
 */
export function runCli(
  args: string[],
  { environment = {}, input = "" }: { environment?: Record<string, string>; input?: string } = {},
): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], { env: { PATH: process.env.PATH, ...environment } });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
    // A process that refuses its arguments ends before it reads.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}
