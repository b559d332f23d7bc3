/** Shows what a trigger does: results on stdout, everything else on stderr. */
import type { TriggerResult } from "../bundle";
import { counted, grouped, painter } from "../terminal";

export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** One execution: what the next step of the flow would read, as one line of JSON. */
export function printExecution(data: unknown): void {
  process.stdout.write(`${JSON.stringify(data ?? null)}\n`);
}

/** What a result holds, in short: the lengths of its lists, its numbers and its switches. */
function summaryOf(data: unknown): string {
  if (Array.isArray(data)) return counted(data.length, "item");
  if (typeof data !== "object" || data === null) return "";
  const parts = Object.entries(data).flatMap(([name, value]) => {
    if (Array.isArray(value)) return [`${name}: ${grouped(value.length)}`];
    return typeof value === "number" || typeof value === "boolean" ? [`${name}: ${String(value)}`] : [];
  });
  return parts.join(", ");
}

/** One call of a webhook: when it came, what the caller got, which branch the flow takes, and what it gets. */
export function noteCall(status: number, result: TriggerResult | undefined): void {
  const paint = painter(process.stderr);
  const parts = [
    paint("dim", new Date().toISOString().slice(11, 19)),
    paint(status < 300 ? "green" : "red", String(status)),
    ...(result?.branch === undefined ? [] : [paint("cyan", result.branch)]),
    ...(result === undefined ? [] : [summaryOf(result.payload.body.data)]),
  ];
  note(parts.filter((part) => part !== "").join("  "));
}
