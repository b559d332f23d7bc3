import path from "node:path";
import { compareEvents, compareProfiles, type StoredEvent, withoutCopies } from "../src/demo/compare";
import { readUntil } from "../src/demo/readUntil";
import { type DemoReport, dataFigures, verdictOf } from "../src/demo/report";
import { readStrikes, type StrikeEvent } from "../src/demo/strikes";

const NOON_SECONDS = 800_000_000 - (800_000_000 % 86_400) + 43_200;
const HOUR_SECONDS = 3600;

const sent = (properties: Record<string, string | number> = {}): StrikeEvent => ({
  event: "Wildlife Strike",
  properties: { time: NOON_SECONDS, distinct_id: "AIRLINE", species: "Barn owl", ...properties },
});
const stored = (properties: Record<string, unknown> = {}, insertId = "id-1"): StoredEvent => {
  const event = sent();
  return { ...event, properties: { ...event.properties, ...properties, $insert_id: insertId } };
};

describe("comparing events", () => {
  test("properties that Mixpanel adds are not a difference", () => {
    const result = compareEvents([sent()], [stored({ mp_processing_time_ms: 1, $import: true })]);

    expect(result).toEqual({ same: 1, missing: 0, unexpected: 0, shifted: 0 });
  });

  test.each([
    ["another value", { species: "Snowy owl" }],
    ["a number that became a text", { time: NOON_SECONDS, species: 1 }],
    ["another day", { time: NOON_SECONDS + 24 * HOUR_SECONDS }],
    ["another user", { distinct_id: "SOMEBODY" }],
    ["a missing property", { species: undefined }],
  ])("an event read back with %s is unexpected, and the event sent is missing", (_what, properties) => {
    const result = compareEvents([sent()], [stored(properties)]);

    expect(result).toEqual({ same: 0, missing: 1, unexpected: 1, shifted: 0 });
  });

  test("an event with a property that was not sent is a difference", () => {
    const others = sent({ distinct_id: "OTHER", speed_knots: 100 });
    const result = compareEvents([sent(), others], [stored({ speed_knots: 100 })]);

    expect(result).toEqual({ same: 0, missing: 2, unexpected: 1, shifted: 0 });
  });

  test("an event that is stored twice is unexpected", () => {
    const result = compareEvents([sent()], [stored(), stored({}, "id-2")]);

    expect(result).toEqual({ same: 1, missing: 0, unexpected: 1, shifted: 0 });
  });

  test("an event with another time on the same day counts as shifted", () => {
    const result = compareEvents([sent()], [stored({ time: NOON_SECONDS - 7 * HOUR_SECONDS })]);

    expect(result).toEqual({ same: 1, missing: 0, unexpected: 0, shifted: 1 });
  });

  test("events with the same insert ID are removed as duplicates", () => {
    expect(withoutCopies([stored(), stored(), stored({}, "id-2")])).toEqual([stored(), stored({}, "id-2")]);
  });
});

test("profiles are compared by the properties that were set", () => {
  const profile = (id: string, strikes: number) => ({ $distinct_id: id, $set: { strikes } });
  const result = compareProfiles(
    [profile("A", 1), profile("B", 2), profile("C", 3)],
    [
      { $distinct_id: "A", $properties: { strikes: 1, $last_seen: "2024-01-01" } },
      { $distinct_id: "B", $properties: { strikes: 7 } },
    ],
  );

  expect(result).toEqual({ same: 1, missing: 1, unexpected: 1 });
});

describe("the verdict", () => {
  const figures = (readBack: Partial<DemoReport["events"]["readBack"]>, refused = 0): Omit<DemoReport, "verdict"> => ({
    data: dataFigures(readStrikes(path.resolve(__dirname, "../dist/birdstrikes.csv"))),
    place: "",
    events: {
      sent: 10,
      accepted: 10 - refused,
      refused,
      reasons: [],
      readBack: { same: 10, missing: 0, unexpected: 0, shifted: 0, ...readBack },
    },
    profiles: null,
    year: { year: "2000", expected: 1, stored: 1 },
    savedReport: null,
    requests: 1,
    durationMs: 1,
  });

  test.each([
    ["all records read back", figures({}), { sandbox: "equal", real: "equal" }],
    ["some are not there", figures({ same: 9, missing: 1 }), { sandbox: "different", real: "pending" }],
    ["some records changed", figures({ unexpected: 1 }), { sandbox: "different", real: "different" }],
    ["times are shifted", figures({ shifted: 10 }), { sandbox: "different", real: "equal" }],
    ["some records rejected", figures({}, 1), { sandbox: "different", real: "different" }],
  ])("%s", (_what, report, { sandbox, real }) => {
    expect({ sandbox: verdictOf(report, false), real: verdictOf(report, true) }).toEqual({ sandbox, real });
  });
});

describe("reading until all records are visible", () => {
  const reading = (results: number[]) => {
    const waits: [number, number][] = [];
    const read = async () => results.shift() ?? Number.NaN;
    const wait = async (waitMs: number, attempt: number) => {
      waits.push([waitMs, attempt]);
    };
    const patience = { attempts: 3, waitMs: 10_000, wait };
    return { waits, result: readUntil(read, (seen) => seen === 10, patience) };
  };

  test("does not wait if all records are there at once", async () => {
    const { waits, result } = reading([10]);

    expect(await result).toBe(10);
    expect(waits).toEqual([]);
  });

  test("reads again until all records are there", async () => {
    const { waits, result } = reading([4, 10]);

    expect(await result).toBe(10);
    expect(waits).toEqual([[10_000, 1]]);
  });

  test("returns an incomplete result after its last attempt", async () => {
    const { waits, result } = reading([4, 5, 6, 10]);

    expect(await result).toBe(6);
    expect(waits).toHaveLength(2);
  });
});

test("events of the data have noon as their time, an empty ID without an operator, and no speed property without a speed", () => {
  const { events } = readStrikes(path.resolve(__dirname, "../dist/birdstrikes.csv"));

  expect(events[0]).toEqual({
    event: "Wildlife Strike",
    properties: {
      time: Date.parse("1990-01-08T12:00:00Z") / 1000,
      distinct_id: "MILITARY",
      operator: "MILITARY",
      airport: "BARKSDALE AIR FORCE BASE ARPT",
      origin_state: "Louisiana",
      aircraft: "T-38A",
      flight_phase: "Climb",
      time_of_day: "Day",
      species: "Turkey vulture",
      wildlife_size: "Large",
      damage: "None",
      cost_other_usd: 0,
      cost_repair_usd: 0,
      cost_total_usd: 0,
      speed_knots: 300,
    },
  });
  const unnamed = events.filter(({ properties }) => properties.operator === "UNKNOWN");
  expect(new Set(unnamed.map(({ properties }) => properties.distinct_id))).toEqual(new Set([""]));
  expect(events.filter(({ properties }) => !("speed_knots" in properties))).toHaveLength(2836);
});
