/** G7: the numbers in the tools' answers equal those recomputed from the sandbox's state. */
import fc from "fast-check";
import { forgetEverything } from "../../../test/support/harness";
import { askOffline, type Received } from "../offline";
import { day, eventsOf, groupsOf, sampleSandbox } from "./sample";

const sandbox = sampleSandbox();
const ask = (tool: string, question: Record<string, unknown>) => askOffline(sandbox(), `mixpanel-${tool}`, question);

const EVENTS = ["Signed up", "Viewed product", "Added to cart", "Purchased"] as const;
const usersOf = (events: ReturnType<typeof eventsOf>) => new Set(events.map(({ distinctId }) => distinctId)).size;
const rowsOf = (answer: Received, key: string) => Object(answer[key]) as Record<string, unknown>[];

function countsBy<T>(things: readonly T[], keyOf: (thing: T) => string, countOf: (own: T[]) => number) {
  return new Map([...groupsOf(things, keyOf)].map(([key, own]) => [key, countOf(own)]));
}

describe("how many", () => {
  it("G7: counts events and different users of any event over any range of days", async () => {
    sandbox().limits.enabled = false;
    const ranges = fc.tuple(
      fc.constantFrom(...EVENTS),
      fc.integer({ min: 0, max: 35 }),
      fc.integer({ min: 0, max: 35 }),
    );
    await fc.assert(
      fc.asyncProperty(ranges, async ([event, one, other]) => {
        forgetEverything();
        const [from_date, to_date] = [day(Math.max(one, other)), day(Math.min(one, other))];
        const own = eventsOf(sandbox(), from_date, to_date).filter((stored) => stored.event === event);
        expect(await ask("how-many", { event, from_date, to_date })).toMatchObject({
          answered: true,
          event,
          from_date,
          to_date,
          events: own.length,
          users: usersOf(own),
        });
      }),
      { numRuns: 30 },
    );
    sandbox().limits.enabled = true;
  });

  it.each(["events", "users"] as const)("G7: splits %s by a property, most first, with percentages", async (count) => {
    const answer = await ask("how-many", { event: "Purchased", days: 14, breakdown: "category", count });
    const own = eventsOf(sandbox(), day(13), day(0)).filter(({ event }) => event === "Purchased");
    const whole = count === "events" ? own.length : usersOf(own);
    const expected = countsBy(
      own,
      ({ properties }) => String(properties.category),
      (events) => (count === "events" ? events.length : usersOf(events)),
    );
    const values = rowsOf(answer, "values");
    expect(values).toHaveLength(3);
    for (const { value, percent, [count]: number } of values) {
      expect(number).toBe(expected.get(String(value)));
      expect(percent).toBeCloseTo((100 * Number(number)) / whole, 1);
    }
    expect(values.map((row) => row[count])).toEqual([...expected.values()].sort((a, b) => b - a));
    expect(answer).toMatchObject({ breakdown: "category", events: own.length, users: usersOf(own), other_values: 0 });
  });

  it("G7: says zero for an event that exists and did not happen in these days", async () => {
    const answer = await ask("how-many", { event: "Purchased", from_date: "2024-01-01", to_date: "2024-01-02" });
    expect(answer).toMatchObject({ answered: true, events: 0, users: 0 });
  });
});

describe("where the funnel drops", () => {
  /** Users of each step: everybody's first events in order, within 14 days of signing up. */
  function expectedSteps() {
    const counts = [0, 0, 0, 0];
    for (const [, events] of groupsOf(eventsOf(sandbox(), day(29), day(0)), ({ distinctId }) => distinctId)) {
      const signUp = events.findIndex(({ event }) => event === EVENTS[0]);
      let at = signUp;
      for (const [step, name] of EVENTS.entries()) {
        at = events.findIndex(({ event }, position) => position >= at && event === name);
        const deadline = (events[signUp]?.time ?? 0) + 14 * 86_400_000;
        if (signUp === -1 || at === -1 || (events[at]?.time ?? 0) > deadline) break;
        counts[step] = (counts[step] ?? 0) + 1;
      }
    }
    return counts;
  }

  it.each([{ funnel: "From sign-up to purchase" }, { funnel: "7001" }, { report_id: "9003" }])(
    "G7: counts the users of each step and names the biggest drop of %j",
    async (question) => {
      const answer = await ask("funnel-drop", question);
      const counts = expectedSteps();
      expect(rowsOf(answer, "steps")).toMatchObject(
        EVENTS.map((event, at) => ({ step: at + 1, event, users: counts[at] })),
      );
      const drops = counts.slice(1).map((count, at) => (counts[at] ?? 0) - count);
      const biggest = Math.max(...drops);
      const after = drops.indexOf(biggest);
      expect(biggest).toBeGreaterThan(0);
      expect(answer).toMatchObject({
        started: counts[0],
        completed: counts[3],
        biggest_drop_after_step: after + 1,
        biggest_drop_users: biggest,
      });
      expect(answer.biggest_drop_percent).toBeCloseTo((100 * biggest) / (counts[after] ?? 0), 1);
      expect(answer.answer).toContain(`between step ${after + 1} ("${EVENTS[after]}")`);
    },
  );
});

describe("who is in the cohort", () => {
  it("G7: tells the size, and the first members with the chosen properties", async () => {
    const answer = await ask("cohort-members", { cohort: "Paying users", members: 4, properties: "$name, plan, none" });
    const paying = [...(sandbox().projects.get(1)?.profiles.values() ?? [])].filter(
      (p) => p.properties.plan !== "free",
    );
    expect(answer).toMatchObject({
      answered: true,
      cohort_id: "3001",
      cohort_name: "Paying users",
      size: paying.length,
    });
    expect(answer.members).toEqual(
      paying.slice(0, 4).map(({ distinctId, properties }) => ({
        distinct_id: distinctId,
        $name: properties.$name,
        plan: properties.plan,
        none: null,
      })),
    );
  });
});

describe("what changed", () => {
  it.each([1, 7, 14])("G7: compares the last %i complete days with those before", async (days) => {
    const answer = await ask("what-changed", { days });
    const before = countsBy(
      eventsOf(sandbox(), day(2 * days), day(days + 1)),
      ({ event }) => event,
      (own) => own.length,
    );
    const after = countsBy(
      eventsOf(sandbox(), day(days), day(1)),
      ({ event }) => event,
      (own) => own.length,
    );
    const changes = EVENTS.map((event) => ({
      event,
      before: before.get(event) ?? 0,
      after: after.get(event) ?? 0,
      change: (after.get(event) ?? 0) - (before.get(event) ?? 0),
    }));
    const rising = changes.filter(({ change }) => change > 0).sort((a, b) => b.change - a.change);
    const falling = changes.filter(({ change }) => change < 0).sort((a, b) => a.change - b.change);
    expect(rowsOf(answer, "rises").map(({ percent: _, ...row }) => row)).toEqual(rising);
    expect(rowsOf(answer, "falls").map(({ percent: _, ...row }) => row)).toEqual(falling);
    expect(answer).toMatchObject({
      before_from: day(2 * days),
      before_to: day(days + 1),
      after_from: day(days),
      after_to: day(1),
      compared_events: 4,
      total_before: changes.reduce((sum, change) => sum + change.before, 0),
      total_after: changes.reduce((sum, change) => sum + change.after, 0),
    });
  });
});

describe("one user's story", () => {
  it.each(["user-007", "user-007@example.com", "USER-007@Example.com"])(
    "G7: finds %s and tells the latest events, newest first",
    async (user) => {
      const answer = await ask("user-story", { user, days: 60, events: 3 });
      const own = eventsOf(sandbox(), day(59), day(0)).filter(({ distinctId }) => distinctId === "user-007");
      const latest = own.sort((a, b) => b.time - a.time).slice(0, 3);
      expect(answer).toMatchObject({
        answered: true,
        distinct_id: "user-007",
        name: "Sample User 7",
        total_events: own.length,
      });
      expect(rowsOf(answer, "timeline").map(({ time, event }) => ({ time, event }))).toEqual(
        latest.map(({ time, event }) => ({ time: new Date(time).toISOString().slice(0, 19), event })),
      );
    },
  );
});
