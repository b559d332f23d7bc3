/** How often events happened: over time, in all, by user, and broken down by a label. */
import type { StoredEvent } from "../types";
import type { Buckets } from "./calendar";
import { hasUser } from "./subjects";

/** `general` counts events, `unique` the users who did them, `average` events per user. */
export type CountType = "general" | "unique" | "average";

export const COUNT_TYPES: readonly CountType[] = ["general", "unique", "average"];

/** Counts the events of one line in one bucket. */
class Cell {
  #total = 0;
  readonly #users = new Set<string>();

  constructor(readonly type: CountType) {}

  add(event: StoredEvent): void {
    this.#total += 1;
    if (this.type !== "general" && hasUser(event)) this.#users.add(event.distinctId);
  }

  /** Every user of an average is there by an event, so a mean of nobody is zero. */
  get value(): number {
    if (this.type === "general") return this.#total;
    if (this.type === "unique") return this.#users.size;
    return this.#users.size === 0 ? 0 : this.#total / this.#users.size;
  }
}

/** One line of a report: its value over the whole range, and per bucket (undefined where nothing happened). */
export interface Line {
  label: string;
  /** Number of events behind it: what the lines are ranked by. */
  events: number;
  values: (number | undefined)[];
}

/** Ranks by number descending, then by name, so that equals keep one order. */
export function byRank<T>(count: (item: T) => number, name: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => count(b) - count(a) || (name(a) < name(b) ? -1 : 1);
}

/**
 * Counts events per label and bucket.
 *
 * @param events events inside the buckets' range
 * @param labelOf label of the line an event counts for; undefined leaves the event out
 * @returns lines, those with most events first
 */
export function countLines(
  events: Iterable<StoredEvent>,
  buckets: Buckets,
  type: CountType,
  labelOf: (event: StoredEvent) => string | undefined,
): Line[] {
  const lines = new Map<string, { events: number; cells: Map<number, Cell> }>();
  for (const event of events) {
    const label = labelOf(event);
    if (label === undefined) continue;
    const line = lines.get(label) ?? { events: 0, cells: new Map<number, Cell>() };
    lines.set(label, line);
    line.events += 1;
    const bucket = buckets.indexOf(event.time);
    const cell = line.cells.get(bucket) ?? new Cell(type);
    line.cells.set(bucket, cell);
    cell.add(event);
  }
  return [...lines]
    .map(([label, line]) => ({
      label,
      events: line.events,
      values: buckets.keys.map((_, bucket) => line.cells.get(bucket)?.value),
    }))
    .sort(
      byRank(
        (line) => line.events,
        (line) => line.label,
      ),
    );
}

/** Totals per label over all events given, the largest first. */
export function countTotals(
  events: Iterable<StoredEvent>,
  type: CountType,
  labelOf: (event: StoredEvent) => string | undefined,
): { label: string; amount: number }[] {
  const cells = new Map<string, Cell>();
  for (const event of events) {
    const label = labelOf(event);
    if (label === undefined) continue;
    const cell = cells.get(label) ?? new Cell(type);
    cells.set(label, cell);
    cell.add(event);
  }
  return [...cells]
    .map(([label, cell]) => ({ label, amount: cell.value }))
    .sort(
      byRank(
        (total) => total.amount,
        (total) => total.label,
      ),
    );
}

/** Values by bucket and label, as segmentation and event reports answer them. */
export interface SeriesAnswer {
  data: { series: string[]; values: Record<string, Record<string, number>> };
  legend_size: number;
}

/** Lines as an answer; buckets in which nothing happened are left out, or zero where `dense`. */
export function seriesAnswer(lines: Line[], buckets: Buckets, dense: boolean): SeriesAnswer {
  const valuesOf = (line: Line): [string, number][] =>
    buckets.keys.flatMap((key, bucket): [string, number][] => {
      const value = line.values[bucket] ?? (dense ? 0 : undefined);
      return value === undefined ? [] : [[key, value]];
    });
  return {
    data: {
      series: buckets.keys,
      values: Object.fromEntries(lines.map((line) => [line.label, Object.fromEntries(valuesOf(line))])),
    },
    legend_size: lines.length,
  };
}

/** A field of RFC 4180: quoted only where it must be. */
function csvField(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The same answer as CSV: a row per bucket, a column per label. */
export function seriesCsv(answer: SeriesAnswer): string {
  const labels = Object.keys(answer.data.values);
  const rows = answer.data.series.map((key) => [key, ...labels.map((label) => answer.data.values[label]?.[key] ?? 0)]);
  return [["date", ...labels], ...rows].map((row) => `${row.map(csvField).join(",")}\r\n`).join("");
}
