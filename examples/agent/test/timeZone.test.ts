/** G7: the days of an answer are those of the project's time zone. At noon in UTC, it is already tomorrow in Kiritimati (UTC+14). */
import { askOffline } from "../offline";
import { day, groupsOf, sampleSandbox } from "./sample";

const OFFSET_MS = 14 * 3_600_000;
const sandbox = sampleSandbox({ timeZone: "Pacific/Kiritimati" });

/** The sample project's events by day in Kiritimati. */
const eventsByDay = () =>
  groupsOf([...(sandbox().projects.get(1)?.events.range() ?? [])], ({ time }) =>
    new Date(time + OFFSET_MS).toISOString().slice(0, 10),
  );

it("G7: how many counts the days of the project's time zone", async () => {
  const answer = await askOffline(sandbox(), "mixpanel-how-many", { event: "Viewed product", days: 2 });
  const own = [day(0), day(-1)].flatMap((on) => eventsByDay().get(on) ?? []);
  expect(answer).toMatchObject({
    from_date: day(0),
    to_date: day(-1),
    events: own.filter(({ event }) => event === "Viewed product").length,
  });
});

it("G7: what changed compares the days of the project's time zone", async () => {
  const answer = await askOffline(sandbox(), "mixpanel-what-changed", { days: 1 });
  expect(answer).toMatchObject({
    before_from: day(1),
    after_to: day(0),
    total_before: eventsByDay().get(day(1))?.length,
    total_after: eventsByDay().get(day(0))?.length,
  });
});
