/** Real data to send: 10,000 reports of wildlife strikes on aircraft, as events of the airlines that reported them. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { z } from "zod";

/** The event's name in Mixpanel. */
export const STRIKE = "Wildlife Strike";

/** The data's value for reports that name no operator. Mixpanel rejects it as an ID. */
const NO_OPERATOR = "UNKNOWN";

const amount = z.string().regex(/^\d+$/).transform(Number);

/** A row of birdstrikes.csv: https://github.com/vega/vega-datasets, from the FAA's Wildlife Strike Database. */
const report = z.object({
  "Airport Name": z.string(),
  "Aircraft Make Model": z.string(),
  "Effect Amount of damage": z.string(),
  "Flight Date": z.iso.date(),
  "Aircraft Airline Operator": z.string().min(1),
  "Origin State": z.string(),
  "Phase of flight": z.string(),
  "Wildlife Size": z.string(),
  "Wildlife Species": z.string(),
  "Time of day": z.string(),
  "Cost Other": amount,
  "Cost Repair": amount,
  "Cost Total $": amount,
  "Speed IAS in knots": z.union([z.literal("").transform(() => undefined), amount]),
});
type Report = z.infer<typeof report>;

/** An event of the data. */
export interface StrikeEvent {
  event: string;
  properties: { time: number; distinct_id: string } & Record<string, string | number>;
}

/** A profile of an airline, as Create Profile takes it. */
export interface OperatorProfile {
  $distinct_id: string;
  $set: Record<string, string | number>;
}

/** The data to send, and facts about it. */
export interface Strikes {
  /** One event for each report, in the order of the file, exact duplicates included. */
  events: StrikeEvent[];
  /** The events without duplicates: those that Mixpanel should have at the end. */
  distinct: StrikeEvent[];
  profiles: OperatorProfile[];
  firstDay: string;
  lastDay: string;
  /** Reports that name no operator. */
  withoutOperator: number;
  withoutSpeed: number;
}

/**
 * Reads the data of the npm package vega-datasets, which the build copies into the command line's folder.
 *
 * @throws Error if a row does not have the expected columns and values
 */
export function readStrikes(file = path.join(__dirname, "birdstrikes.csv")): Strikes {
  const rows: unknown = parse(readFileSync(file), { columns: true, bom: true });
  const reports = z.array(report).parse(rows);
  const events = reports.map(eventOf);
  const distinct = [...new Map(events.map((event) => [JSON.stringify(event), event])).values()];
  const days = reports.map((row) => row["Flight Date"]).sort();
  return {
    events,
    distinct,
    profiles: profilesOf(distinct),
    firstDay: days[0] ?? "",
    lastDay: days.at(-1) ?? "",
    withoutOperator: reports.filter((row) => row["Aircraft Airline Operator"] === NO_OPERATOR).length,
    withoutSpeed: reports.filter((row) => row["Speed IAS in knots"] === undefined).length,
  };
}

function eventOf(row: Report): StrikeEvent {
  const operator = row["Aircraft Airline Operator"];
  const speed = row["Speed IAS in knots"];
  return {
    event: STRIKE,
    properties: {
      // The reports give only the day. Noon UTC is on the same day in nearly every time zone that a project can have.
      time: Date.parse(`${row["Flight Date"]}T12:00:00Z`) / 1000,
      // With an empty ID, Mixpanel stores the event and leaves it out of reports on users. It would reject UNKNOWN.
      distinct_id: operator === NO_OPERATOR ? "" : operator,
      operator,
      airport: row["Airport Name"],
      origin_state: row["Origin State"],
      aircraft: row["Aircraft Make Model"],
      flight_phase: row["Phase of flight"],
      time_of_day: row["Time of day"],
      species: row["Wildlife Species"],
      wildlife_size: row["Wildlife Size"],
      damage: row["Effect Amount of damage"],
      cost_other_usd: row["Cost Other"],
      cost_repair_usd: row["Cost Repair"],
      cost_total_usd: row["Cost Total $"],
      ...(speed === undefined ? {} : { speed_knots: speed }),
    },
  };
}

/** The day of an event's time in seconds, as yyyy-mm-dd in UTC. */
export function dayOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, "2020-01-31".length);
}

function profilesOf(events: readonly StrikeEvent[]): OperatorProfile[] {
  const byOperator = new Map<string, StrikeEvent[]>();
  for (const event of events) {
    const { distinct_id } = event.properties;
    if (distinct_id !== "") byOperator.set(distinct_id, [...(byOperator.get(distinct_id) ?? []), event]);
  }
  return [...byOperator].map(([operator, own]) => {
    const days = own.map(({ properties }) => dayOf(properties.time)).sort();
    return {
      $distinct_id: operator,
      $set: {
        $name: operator,
        strikes: own.length,
        first_strike: days[0] ?? "",
        last_strike: days.at(-1) ?? "",
        damaging_strikes: own.filter(({ properties }) => properties.damage !== "None").length,
        total_cost_usd: own.reduce((sum, { properties }) => sum + Number(properties.cost_total_usd), 0),
      },
    };
  });
}
