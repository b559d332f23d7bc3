import fc from "fast-check";
import { isMoment } from "../../../src/mixpanel/annotations/dates";
import { connections, PROJECT_ID } from "../../support/connection";
import { runAction } from "../../support/harness";
import { type Reply, useWire } from "../../support/wire";

const wire = useWire();

// Still January 14 in California.
beforeEach(() => jest.spyOn(Date, "now").mockReturnValue(Date.UTC(2024, 0, 15, 3, 4, 5)));
afterEach(() => jest.restoreAllMocks());

const me = (timezone: string): Reply => ({
  body: { status: "ok", results: { projects: { [PROJECT_ID]: { name: "Shop", timezone } } } },
});
const created: Reply = { body: { status: "ok", results: { id: 1, date: "", description: "" } } };
const create = (date: string) =>
  runAction("createAnnotation", { connection: connections.full, params: { date, description: "Launch" } });

test.each([
  ["2024-01-31T12:00:00Z", "US/Pacific", "2024-01-31 04:00:00"],
  ["2024-01-31T12:00:00.123+05:30", "US/Pacific", "2024-01-30 22:30:00"],
  ["2024-01-31 02:00 -0800", "Asia/Kolkata", "2024-01-31 15:30:00"],
  // In summer time; and midnight is hour 0.
  ["2024-07-01T07:00:00z", "US/Pacific", "2024-07-01 00:00:00"],
  ["now", "US/Pacific", "2024-01-14 19:04:05"],
  ["today", "US/Pacific", "2024-01-14 00:00:00"],
  ["7 days ago", "Asia/Kolkata", "2024-01-08 00:00:00"],
])("M1: %s is sent in the project's time zone %s: %s", async (date, zone, expected) => {
  wire.current.reply(me(zone), created);
  await create(date);
  expect(wire.current.requests.map(({ path }) => path)).toEqual([
    "/api/app/me",
    `/api/app/projects/${PROJECT_ID}/annotations`,
  ]);
  expect(wire.current.requests[1]?.json).toEqual({ date: expected, description: "Launch" });
});

test("M1: a time of another zone is refused where the project's is not known", async () => {
  wire.current.reply({ status: 404, body: {} });
  expect(await create("2024-01-31T12:00:00Z")).toMatchObject({
    error: {
      input: "Date",
      message: expect.stringMatching(
        /^Date: got a time of another zone, or words, expected the project's local time as YYYY-MM-DD HH:mm:ss, because/,
      ),
    },
  });
  expect(wire.current.requests).toHaveLength(1);
});

test("M1: words for the days of a list are resolved in the project's time zone", async () => {
  wire.current.reply(me("US/Pacific"), { body: { status: "ok", results: [] } });
  await runAction("listAnnotations", {
    connection: connections.full,
    params: { fromDate: "7 days ago", toDate: "2024-12-31" },
  });
  expect(wire.current.requests[1]?.query).toEqual({ fromDate: "2024-01-07", toDate: "2024-12-31" });
});

test("M1: words for days must be in order once they are resolved", async () => {
  wire.current.reply(me("US/Pacific"));
  expect(
    await runAction("listAnnotations", {
      connection: connections.full,
      params: { fromDate: "today", toDate: "yesterday" },
    }),
  ).toMatchObject({ error: { input: "To Date" } });
});

test("M1: every ISO time is a moment, and no time that does not exist is", () => {
  const inYears = { min: new Date("2000-01-01T00:00:00Z"), max: new Date("2099-12-31T00:00:00Z"), noInvalidDate: true };
  fc.assert(
    fc.property(
      fc.date(inYears),
      fc.integer({ min: 24, max: 99 }),
      fc.integer({ min: 60, max: 99 }),
      (at, hour, minute) => {
        const iso = at.toISOString();
        expect([iso, iso.slice(0, 19), iso.slice(0, 16), iso.slice(0, 10)].filter((one) => !isMoment(one))).toEqual([]);
        const day = iso.slice(0, 10);
        const wrong = [`${day} ${hour}:00:00`, `${day} 10:${minute}:00`, `${iso.slice(0, 8)}32 10:00:00`, `${day} 10`];
        expect(wrong.filter(isMoment)).toEqual([]);
      },
    ),
  );
});
