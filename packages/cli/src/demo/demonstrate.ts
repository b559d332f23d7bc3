/** Runs the demo's steps in order and collects their results. */
import { setTimeout as wait } from "node:timers/promises";
import type { Target } from "../connection";
import { counted, grouped } from "../terminal";
import { bars, countBy, largest } from "./bars";
import { compareEvents, compareProfiles } from "./compare";
import type { Progress } from "./progress";
import { type Patience, readUntil } from "./readUntil";
import { type DemoReport, dataFigures, verdictOf } from "./report";
import { queryReport } from "./savedReport";
import type { Session } from "./session";
import { createProfiles, downloadStrikes, importEvents, queryProfiles, testConnection } from "./steps";
import { dayOf, type Strikes } from "./strikes";

/** Mixpanel shows most of what it accepted within a minute. */
const READ_ATTEMPTS = 6;
const READ_WAIT_MS = 10_000;

/** The year that is downloaded a second time, alone. */
const YEAR = "2000";

/**
 * Runs the steps, and compares what was read back with what was sent.
 *
 * @param out the stream for the bar charts
 * @throws what a step's action throws
 */
export async function demonstrate(
  session: Session,
  { kind, place, connection }: Target,
  strikes: Strikes,
  { progress, out }: { progress: Progress; out: NodeJS.WriteStream },
): Promise<DemoReport> {
  const isReal = kind === "environment";
  const startMs = performance.now();
  const patience: Patience = {
    attempts: isReal ? READ_ATTEMPTS : 1,
    waitMs: READ_WAIT_MS,
    wait: async (waitMs, attempt) => {
      progress.say(
        `… not everything is visible yet; checking again in ${waitMs / 1000} s (${attempt + 1} of ${READ_ATTEMPTS})`,
      );
      await wait(waitMs);
    },
  };

  await progress.step(
    "Test Connection",
    () => testConnection(session),
    ({ project_id, residency }) => ({ text: `project ${project_id}, residency ${residency}`, good: true }),
  );
  const sentText = ({ sent, accepted, refused }: { sent: number; accepted: number; refused: number }) => ({
    text: `${grouped(sent)} sent, ${grouped(accepted)} accepted, ${grouped(refused)} rejected`,
    good: refused === 0,
  });
  const sent = await progress.step(
    "Import Events",
    (report) => importEvents(session, strikes.events, report),
    sentText,
    strikes.events.length,
  );
  const created = connection.fields.projectToken
    ? await progress.step("Create Profile", () => createProfiles(session, strikes.profiles), sentText)
    : null;

  const stored = await progress.step(
    "Download Data",
    () =>
      readUntil(
        () => downloadStrikes(session, strikes.firstDay, strikes.lastDay),
        (events) => compareEvents(strikes.distinct, events).missing === 0,
        patience,
      ),
    (events) => ({
      text: `${grouped(events.length)} events, ${strikes.firstDay} to ${strikes.lastDay}`,
      good: events.length === strikes.distinct.length,
    }),
  );
  const inYear = strikes.distinct.filter(({ properties }) => dayOf(properties.time).startsWith(YEAR)).length;
  const ofYear = await progress.step(
    "Download Data",
    () => downloadStrikes(session, `${YEAR}-01-01`, `${YEAR}-12-31`),
    (events) => ({ text: `${grouped(events.length)} events of ${YEAR} alone`, good: events.length === inYear }),
  );
  const ids = strikes.profiles.map(({ $distinct_id }) => $distinct_id);
  const read =
    created &&
    (await progress.step(
      "Query Profile",
      () =>
        readUntil(
          () => queryProfiles(session, ids),
          ({ profiles }) => compareProfiles(strikes.profiles, profiles).same === ids.length,
          patience,
        ),
      ({ profiles, pages }) => ({
        text: `${grouped(profiles.length)} profiles on ${counted(pages, "page")}`,
        good: profiles.length === ids.length,
      }),
    ));
  const species = countBy(strikes.distinct, ({ properties }) => String(properties.species));
  const saved =
    kind === "ownSandbox"
      ? await progress.step(
          "Query Insights",
          () => queryReport(session),
          ({ total, bySpecies }) => ({
            text: `${grouped(total)} strikes of ${bySpecies.size} species, from a saved report`,
            good: total === strikes.distinct.length,
          }),
        )
      : null;

  const byYear = countBy(stored, ({ properties }) => dayOf(properties.time).slice(0, YEAR.length));
  const bySpecies = saved?.bySpecies ?? countBy(stored, ({ properties }) => String(properties.species));
  progress.say(`\n${bars("Strikes by year, as read back", [...byYear].sort(), out)}`);
  progress.say(
    bars(`Strikes by species, ${saved ? "from the saved report" : "as read back"}`, largest(bySpecies, 8), out),
  );

  const report = {
    data: dataFigures(strikes),
    place,
    events: { ...sent, readBack: compareEvents(strikes.distinct, stored) },
    profiles: created &&
      read && { ...created, readBack: compareProfiles(strikes.profiles, read.profiles), pages: read.pages },
    year: { year: YEAR, expected: inYear, stored: ofYear.length },
    savedReport: saved && {
      total: saved.total,
      equal:
        saved.total === strikes.distinct.length &&
        saved.bySpecies.size === species.size &&
        [...species].every(([name, count]) => saved.bySpecies.get(name) === count),
    },
    requests: session.requests,
    durationMs: Math.round(performance.now() - startMs),
  };
  return { ...report, verdict: verdictOf(report, isReal) };
}
