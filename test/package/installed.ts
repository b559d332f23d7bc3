import { type ExecFileException, execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export const ROOT = path.resolve(__dirname, "../..");

/** What a command printed, and how it ended. */
export interface Printed {
  code: number | string | null | undefined;
  stdout: string;
  stderr: string;
}

/** Runs a command to its end. npm's settings of the test run do not reach it, nor does a connection to Mixpanel. */
export function run(command: string, args: readonly string[], cwd: string): Promise<Printed> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|MIXPANEL_)/.test(name)));
  return new Promise((resolve) => {
    const ended = (error: ExecFileException | null, stdout: string, stderr: string) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr });
    execFile(command, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 }, ended);
  });
}

/** The package as a consumer has it. */
export interface Installed {
  /** The consumer's folder. */
  folder: string;
  /** Paths of the package's files. */
  files: string[];
  /** What installing it printed. */
  install: Printed;
  /** Writes a file into the consumer's folder. @returns its path */
  write(name: string, content: string): string;
  remove(): void;
}

/** Packs the built project, and installs the tarball in a folder of its own, without running any package's scripts. */
export async function installPackage(): Promise<Installed> {
  const base = mkdtempSync(path.join(tmpdir(), "package-"));
  const folder = path.join(base, "consumer");
  mkdirSync(folder);
  const write = (name: string, content: string) => {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  const packed = await run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", base], ROOT);
  const [{ filename, files }] = JSON.parse(packed.stdout);
  write("package.json", JSON.stringify({ name: "consumer", version: "1.0.0", private: true }));
  const options = ["--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
  const install = await run("npm", ["install", ...options, path.join(base, filename)], folder);
  return {
    folder,
    files: files.map(({ path: name }: { path: string }) => name),
    install,
    write,
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}
