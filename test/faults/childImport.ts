import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import type { IngestResult } from "../../src/mixpanel/ingest/result";

const SCRIPT = path.join(__dirname, "importFrom.js");

/** What an import in a process of its own came to. */
export interface ChildEnd {
  signal: NodeJS.Signals | null;
  code: number | null;
  /** Requests that were answered with 200, as the process saw it. */
  answered: number;
  /** Undefined where it did not come to its end. */
  result: IngestResult | undefined;
  maxRssKb: number | undefined;
  stderr: string;
}

const isReport = (value: unknown): value is { result: IngestResult; maxRssKb: number } =>
  typeof value === "object" && value !== null && "result" in value && "maxRssKb" in value;

/**
 * Imports so many events in a process of its own, through the built client.
 *
 * @param options.kind how they come: as a compressed stream of lines, a stream of a JSON list, or rows of a sync, one in ten of which is
 * rejected; by default, from a generator
 * @param options.nodeArguments for the process: limits on its memory
 * @param options.onAnswer told of each answered request, counted from 1, with the process
 */
export function importInChild(
  url: string,
  count: number,
  options: {
    nodeArguments?: string[];
    kind?: "lines" | "list" | "rows";
    onAnswer?(answered: number, child: ChildProcess): void;
  } = {},
): Promise<ChildEnd> {
  const child = spawn(process.execPath, [
    ...(options.nodeArguments ?? []),
    SCRIPT,
    url,
    String(count),
    ...(options.kind === undefined ? [] : [options.kind]),
  ]);
  const end: ChildEnd = { signal: null, code: null, answered: 0, result: undefined, maxRssKb: undefined, stderr: "" };
  const read = (line: string) => {
    if (line === "200") {
      end.answered++;
      options.onAnswer?.(end.answered, child);
    } else if (line.startsWith("{")) {
      const report: unknown = JSON.parse(line);
      if (isReport(report)) Object.assign(end, report);
    }
  };
  let pending = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = (pending + text).split("\n");
    pending = lines.pop() ?? "";
    for (const line of lines) read(line);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    end.stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ ...end, code, signal }));
  });
}
