/** A bar chart for terminals. */
import { columnsOf, grouped, painter } from "../terminal";

const MAX_BAR_COLUMNS = 50;

/** Counts values by their label. */
export function countBy<T>(values: readonly T[], labelOf: (value: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(labelOf(value), (counts.get(labelOf(value)) ?? 0) + 1);
  return counts;
}

/** One line per count: label, bar, number. The largest count has the longest bar. */
export function bars(
  title: string,
  counts: readonly (readonly [string, number])[],
  stream: NodeJS.WriteStream,
): string {
  const paint = painter(stream);
  const labelWidth = Math.max(0, ...counts.map(([label]) => label.length));
  const largest = Math.max(1, ...counts.map(([, count]) => count));
  const room = Math.min(MAX_BAR_COLUMNS, columnsOf(stream) - labelWidth - 12);
  const lines = counts.map(([label, count]) => {
    const bar = "█".repeat(Math.round((count / largest) * room)) || "▏";
    return `  ${label.padEnd(labelWidth)}  ${paint("cyan", bar)} ${grouped(count)}`;
  });
  return [paint("bold", title), ...lines, ""].join("\n");
}

/** The largest counts; all others are added up as one. */
export function largest(counts: ReadonlyMap<string, number>, kept: number): [string, number][] {
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  const others = sorted.slice(kept).reduce((sum, [, count]) => sum + count, 0);
  return [
    ...sorted.slice(0, kept),
    ...(others === 0 ? [] : [[`all ${sorted.length - kept} others`, others] as [string, number]]),
  ];
}
