/** The demo's report: its figures, and the text that shows them. */
import { counted, grouped, painter, wrap } from "../terminal";
import type { Difference } from "./compare";
import type { Sent } from "./steps";
import type { Strikes } from "./strikes";

/** The figures of one run. */
export interface DemoReport {
  data: ReturnType<typeof dataFigures>;
  place: string;
  events: Sent & { readBack: Difference & { shifted: number } };
  /** Null where the connection has no project token. */
  profiles: (Sent & { readBack: Difference; pages: number }) | null;
  /** A download of one year alone: strikes of that year in the data, and in the download. */
  year: { year: string; expected: number; stored: number };
  /** Whether the figures of a saved report equal those of the data. Null if the project has no such report. */
  savedReport: { total: number; equal: boolean } | null;
  requests: number;
  durationMs: number;
  verdict: Verdict;
}

/** `pending`: everything read back is right, but a real project does not show all of it yet. */
export type Verdict = "equal" | "pending" | "different";

/** The data in figures, before it is sent. */
export function dataFigures({ events, distinct, profiles, ...rest }: Strikes) {
  const { firstDay, lastDay, withoutOperator, withoutSpeed } = rest;
  return {
    reports: events.length,
    copies: events.length - distinct.length,
    distinct: distinct.length,
    operators: profiles.length,
    firstDay,
    lastDay,
    withoutOperator,
    withoutSpeed,
  };
}

/** The data in words. */
export function dataText(data: DemoReport["data"], columns: number): string {
  const number = grouped;
  const lines = [
    `${number(data.reports)} reports of wildlife strikes on aircraft, ${data.firstDay} to ${data.lastDay} (FAA, from the npm package vega-datasets)`,
    `  ${number(data.copies)} are exact copies of another report, and Mixpanel keeps one of each: ${number(data.distinct)} events are expected`,
    `  ${number(data.operators)} operators become profiles; ${number(data.withoutOperator)} reports name no operator and are sent with an empty distinct ID`,
    `  ${number(data.withoutSpeed)} reports give no speed: their events have no such property`,
  ];
  return lines.map((line) => wrap(line.trim(), columns, line.startsWith(" ") ? 2 : 0)).join("\n");
}

/** @param isReal whether the data went to a real project, which shows it after a delay and may export times in its own time zone */
export function verdictOf(report: Omit<DemoReport, "verdict">, isReal: boolean): Verdict {
  const { events, profiles, year, savedReport } = report;
  const wrong = [
    events.refused,
    events.sent - events.accepted,
    events.readBack.unexpected,
    isReal ? 0 : events.readBack.shifted,
    profiles === null ? 0 : profiles.refused + profiles.readBack.unexpected,
    Math.max(0, year.stored - year.expected),
    savedReport === null || savedReport.equal ? 0 : 1,
  ];
  if (wrong.some((count) => count !== 0)) return "different";
  const missing = events.readBack.missing + (profiles?.readBack.missing ?? 0) + (year.expected - year.stored);
  if (missing === 0) return "equal";
  return isReal ? "pending" : "different";
}

const differenceText = (noun: string, { same, missing, unexpected }: Difference): string =>
  `${grouped(same)} of ${grouped(same + missing)} ${noun} are equal to those sent` +
  `${missing === 0 ? "" : `, ${grouped(missing)} are missing`}${unexpected === 0 ? "" : `, ${grouped(unexpected)} differ from what was sent`}`;

const VERDICTS: Record<Verdict, string> = {
  equal: "The data read back equals the data sent.",
  pending:
    "Everything read back is right, but Mixpanel does not show all of it yet. Run it again in a few minutes: it creates no duplicates.",
  different: "The data read back does NOT equal the data sent.",
};

const VERDICT_COLOURS = { equal: "green", pending: "yellow", different: "red" } as const;

const sentText = (noun: string, { sent, accepted, refused }: Sent): string =>
  `Sent ${grouped(sent)} ${noun}, accepted ${grouped(accepted)}, rejected ${grouped(refused)}`;

/** The end of the report: the figures, and whether the data read back equals the data sent. */
export function verdictText(report: DemoReport, stream: NodeJS.WriteStream): string {
  const { events, profiles, requests, durationMs, verdict } = report;
  const shifted = events.readBack.shifted;
  return [
    sentText("events", events),
    ...events.reasons.map((reason) => `  rejected ${reason}`),
    ...(profiles === null ? [] : [sentText("profiles", profiles)]),
    ...(profiles?.reasons ?? []).map((reason) => `  rejected ${reason}`),
    `Read back: ${differenceText("events", events.readBack)}`,
    ...(profiles === null ? [] : [`Read back: ${differenceText("profiles", profiles.readBack)}`]),
    ...(shifted === 0
      ? []
      : [
          `${grouped(shifted)} event times are shifted: projects created before 2023 export them in their own time zone`,
        ]),
    `${(durationMs / 1000).toFixed(1)} s, ${counted(requests, "request")}`,
    "",
    painter(stream)(VERDICT_COLOURS[verdict], VERDICTS[verdict]),
  ].join("\n");
}
