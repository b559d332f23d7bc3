/** The built command line as a process of its own, to be killed and to run out of space. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { basic } from "./ingestionClient";

const CLI = path.resolve(__dirname, "../dist/cli.js");

export interface BuiltSandbox {
  child: ChildProcess;
  url: string;
  /** Resolves with exit code and signal. */
  ended: Promise<unknown[]>;
}

/**
 * Starts `mixpanel-sandbox --data folder` on a free port. Rejects with what it printed when it ends at once.
 * @param fileBlocks largest file that it may write, in blocks of 1024 bytes; without it, any
 */
export async function startBuilt(folder: string, fileBlocks?: number): Promise<BuiltSandbox> {
  const limit = fileBlocks === undefined ? "" : `ulimit -f ${fileBlocks}; `;
  const command = `${limit}exec "$0" "$@"`;
  const args = [CLI, "--port", "0", "--no-limits", "--data", folder];
  const child = spawn("bash", ["-c", command, process.execPath, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "close");
  let printed = "";
  child.stderr.on("data", (text) => {
    printed += text;
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (text) => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(String(text))?.[0];
      if (found) resolve(found);
    });
    ended.then(() => reject(new Error(printed)), reject);
  });
  return { child, url, ended };
}

/** Imports one batch of events; the status, or null when the connection broke. */
export async function importBatch(url: string, insertIds: string[], padding = ""): Promise<number | null> {
  const time = Math.floor(Date.now() / 1000) - 60;
  const batch = insertIds.map((id) => ({
    event: "A",
    properties: { time, distinct_id: `user-${id}`, $insert_id: id, ...(padding && { padding }) },
  }));
  try {
    const response = await fetch(`${url}/import?strict=1&project_id=1&ip=0`, {
      method: "POST",
      headers: { Authorization: basic("sandbox.user", "sandbox-secret"), "Content-Type": "application/json" },
      body: JSON.stringify(batch),
    });
    await response.text();
    return response.status;
  } catch {
    return null;
  }
}

/** The insert IDs of all events that project 1 holds. */
export async function insertIdsIn(url: string): Promise<Set<string>> {
  const text = await (await fetch(`${url}/_sandbox/snapshot`)).text();
  return new Set([...text.matchAll(/"\$insert_id":"([^"]+)"/g)].map(([, id]) => id ?? ""));
}
