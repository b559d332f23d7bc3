/** Programs that nobody here wrote, as clients of a sandbox that serves HTTPS. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Sandbox } from "../src";

/** Runs a program to its end; resolves with its exit code and what it printed. */
export async function run(
  command: string,
  args: string[],
  env: Record<string, string> = {},
  cwd?: string,
): Promise<[unknown, string]> {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (printed += text));
  const [code] = await once(child, "close");
  return [code, printed];
}

/** Calls `use` with a file that holds the sandbox's certificate. */
export async function withCertificate<T>(sandbox: Sandbox, use: (file: string, folder: string) => Promise<T>) {
  if (sandbox.certificate === null) throw new Error("The sandbox has no certificate.");
  const folder = mkdtempSync(path.join(tmpdir(), "certificate-"));
  const file = path.join(folder, "ca.pem");
  writeFileSync(file, sandbox.certificate);
  try {
    return await use(file, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Runs an async function body in a Node.js process whose connections to Mixpanel's hosts end at the sandbox.
 *
 * @param body may `require` what is installed in or above `folder`, and writes files to `process.env.OUTPUT`
 * @returns what it returned, as JSON
 */
export function runOnSandbox(sandbox: Sandbox, body: string, folder: string): Promise<unknown> {
  return withCertificate(sandbox, async (file, output) => {
    const env = { NODE_EXTRA_CA_CERTS: file, SANDBOX_PORT: String(sandbox.port), OUTPUT: output };
    const result = path.join(output, "result.json");
    const program = `
      const done = (value) => require("node:fs").writeFileSync(${JSON.stringify(result)}, JSON.stringify(value ?? null));
      (async () => {${body}})().then(done).then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });`;
    const preload = path.join(__dirname, "toSandbox.cjs");
    const [code, printed] = await run(process.execPath, ["--require", preload, "-e", program], env, folder);
    if (code !== 0) throw new Error(`The program ended with ${String(code)}: ${printed}`);
    return JSON.parse(readFileSync(result, "utf8"));
  });
}
