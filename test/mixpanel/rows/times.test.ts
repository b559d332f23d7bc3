import fc from "fast-check";
import { InputError } from "../../../src/mixpanel/errors";
import { Invalid } from "../../../src/mixpanel/rows/invalid";
import { isoOf, readTime, readZone } from "../../../src/mixpanel/rows/times";

const read = (value: unknown, zone = "UTC") => {
  const ms = readTime(value, readZone(zone));
  return typeof ms === "number" ? isoOf(ms) : ms.rule;
};

/** What a driver's class looks like: its own fields, and its text. */
class DriverTime {
  readonly micros = 1_768_471_200_000_000n;
  toString() {
    return "2026-01-15 10:00:00";
  }
}

describe("readTime", () => {
  it.each<[number | string | bigint, string]>([
    [1_768_471_200, "seconds"],
    [1_768_471_200_000, "milliseconds"],
    [1_768_471_200_000_000, "microseconds"],
    [1_768_471_200_000_000_000, "nanoseconds"],
    ["1768471200", "seconds as text"],
    ["1768471200000000000", "nanoseconds as text"],
    [1_768_471_200_000_000_000n, "nanoseconds as bigint"],
    ["1768471200.0", "seconds with decimals"],
  ])("W2, expectation 7: tells the unit of %s (%s) by its size", (value) => {
    expect(read(value)).toBe("2026-01-15T10:00:00.000Z");
  });

  it("W2: reads the same moment in every unit, as number, text and bigint, to the millisecond", () => {
    const moment = fc.integer({ min: 31_536_000, max: 4_102_444_800 });
    fc.assert(
      fc.property(moment, fc.integer({ min: 0, max: 999 }), (seconds, rest) => {
        const ms = seconds * 1_000 + rest;
        const nanoseconds = BigInt(ms) * 1_000_000n;
        const forms = [
          `${seconds}.${String(rest).padStart(3, "0")}`,
          ms / 1_000,
          new Date(ms),
          { value: isoOf(ms) },
          isoOf(ms),
        ];
        if (ms >= 31_536_000_000) forms.push(String(ms), `${ms}000`, `${nanoseconds}`);
        for (const form of [...forms, BigInt(ms) * 1_000n, nanoseconds, Number(nanoseconds), ms * 1_000])
          expect(readTime(form, readZone("Asia/Tokyo"))).toBe(ms);
      }),
    );
  });

  it.each([
    ["2026-01-15", "2026-01-15T00:00:00.000Z"],
    [" 2026-01-15 ", "2026-01-15T00:00:00.000Z"],
    ["2026-1-5", "2026-01-05T00:00:00.000Z"],
    ["20260115", "2026-01-15T00:00:00.000Z"],
    [20260115, "2026-01-15T00:00:00.000Z"],
    ["2026-01-15 10:00:00", "2026-01-15T10:00:00.000Z"],
    ["2026-01-15T10:00:00", "2026-01-15T10:00:00.000Z"],
    ["2026-01-15T10:00", "2026-01-15T10:00:00.000Z"],
    ["2026-01-15 10:00:00.123456", "2026-01-15T10:00:00.123Z"],
    ["2026-01-15T10:00:00Z", "2026-01-15T10:00:00.000Z"],
    ["2026-01-15 10:00:00 UTC", "2026-01-15T10:00:00.000Z"],
    ["2026-01-15 10:00:00+00", "2026-01-15T10:00:00.000Z"],
    ["2026-01-15 10:00:00+02", "2026-01-15T08:00:00.000Z"],
    ["2026-01-15 10:00:00 +0200", "2026-01-15T08:00:00.000Z"],
    ["2026-01-15T10:00:00.5-05:30", "2026-01-15T15:30:00.500Z"],
    ["2026-01-15 10:00:00 America/New_York", "2026-01-15T15:00:00.000Z"],
    [{ value: "2026-01-15" }, "2026-01-15T00:00:00.000Z"],
    [{ value: "2026-01-15T10:00:00.000Z" }, "2026-01-15T10:00:00.000Z"],
    [new DriverTime(), "2026-01-15T10:00:00.000Z"],
    [Buffer.from("2026-01-15"), "2026-01-15T00:00:00.000Z"],
    ["1969-12-31 23:59:59.999", "1969-12-31T23:59:59.999Z"],
    [-1, "1969-12-31T23:59:59.000Z"],
  ])("W2, expectation 7: reads %j as %s, whatever the time zone of the host", (value, iso) => {
    expect(read(value)).toBe(iso);
  });

  it.each([
    ["2026-01-15", "Europe/Berlin", "2026-01-14T23:00:00.000Z"],
    ["2026-07-15", "Europe/Berlin", "2026-07-14T22:00:00.000Z"],
    ["2026-01-15 10:00:00", "America/New_York", "2026-01-15T15:00:00.000Z"],
    ["2026-01-15 10:00:00", "+05:30", "2026-01-15T04:30:00.000Z"],
    ["20260115", "-05:00", "2026-01-15T05:00:00.000Z"],
    ["2026-01-15 10:00:00Z", "America/New_York", "2026-01-15T10:00:00.000Z"],
    [1_768_471_200, "America/New_York", "2026-01-15T10:00:00.000Z"],
  ])("W2, expectation 7: takes %s as a time of %s, if it states no zone", (value, zone, iso) => {
    expect(read(value, zone)).toBe(iso);
  });

  it.each([
    ["2026-03-08 02:30:00", "America/New_York", "2026-03-08T07:30:00.000Z"],
    ["2026-03-29 02:30:00", "Europe/Berlin", "2026-03-29T01:30:00.000Z"],
    ["2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00.000Z"],
    ["2026-09-06", "America/Santiago", "2026-09-06T04:00:00.000Z"],
    ["2026-04-24", "Africa/Cairo", "2026-04-23T22:00:00.000Z"],
  ])(
    "W2, expectation 7: takes %s, which clocks of %s leave out, for the time that they show instead",
    (value, zone, iso) => {
      expect(read(value, zone)).toBe(iso);
    },
  );

  it("W2: agrees with Intl on the local time of any moment in any zone", () => {
    const zones = fc.constantFrom("America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "UTC");
    const format = (timeZone: string) =>
      new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
    fc.assert(
      fc.property(zones, fc.integer({ min: 0, max: 2_000_000_000 }), (zone, seconds) => {
        const local = format(zone).format(seconds * 1_000);
        const ms = readTime(local, readZone(zone));
        // An hour that occurs twice is read as the first of both.
        expect(typeof ms === "number" && format(zone).format(ms)).toBe(local);
      }),
    );
  });

  it.each([
    "2026-02-30",
    "2025-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-04-31 10:00",
    "2026-01-15 24:00:00",
    "20260230",
  ])("W2, expectation 7: refuses %s, which the calendar does not have", (value) => {
    expect(read(value)).toBe("time_impossible");
  });

  it.each([
    "01/02/2026",
    "15.01.2026",
    "yesterday",
    "infinity",
    "2026-01-15 10:00:00 Mars/Base",
    "2026-01-15T10:00:00+99:00",
    "1".repeat(40),
    Number.NaN,
    Number.POSITIVE_INFINITY,
    true,
    null,
    [],
    {},
    new Date(Number.NaN),
  ])("W2: refuses %p with what it expects", (value) => {
    const result = readTime(value, readZone("UTC"));
    expect(result).toBeInstanceOf(Invalid);
    expect(result).toMatchObject({ rule: "time_format", expected: expect.stringContaining("2026-01-15T10:00:00Z") });
  });

  it("W2: never throws, and never gives a date that JavaScript does not have", () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withTypedArray: true }), (value) => {
        const ms = readTime(value, readZone("Europe/Berlin"));
        expect(ms instanceof Invalid || !Number.isNaN(new Date(ms).getTime())).toBe(true);
      }),
    );
  });
});

describe("readZone", () => {
  it.each(["Mars/Base", "", "+25:00", "local"])("W2: refuses the zone %j by its input", (zone) => {
    expect(() => readZone(zone)).toThrow(InputError);
    expect(() => readZone(zone)).toThrow(/^Time Zone: got/);
  });
});
