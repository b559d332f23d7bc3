import type { Sandbox } from "mixpanel-sandbox";
import { type Arriving, arrive, NewEventsFlow, named, passTime, useNewEventsSandbox } from "../support/newEventsFlow";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const START = "2024-03-10T12:00:00Z";

const PROJECTS = [
  { id: 1 },
  { id: 4, timeZone: "Asia/Tokyo", created: "2020-05-01" },
  { id: 6, timeZone: "Asia/Tokyo", created: "2024-01-01" },
  { id: 7, timeZone: "US/Pacific", created: "2024-01-01" },
];

let sandbox: Sandbox;
const started = useNewEventsSandbox(START, PROJECTS);
beforeEach(() => {
  sandbox = started();
});

type Options = ConstructorParameters<typeof NewEventsFlow>[1];

/** A flow after its first poll, which only notes where to begin. */
async function begun(options: Options = {}, state = {}) {
  const flow = new NewEventsFlow(sandbox, options);
  flow.state = state;
  await flow.poll();
  return flow;
}

async function pollLater(flow: NewEventsFlow, ms = 10 * MINUTE_MS) {
  passTime(ms);
  return flow.poll();
}

/** The polling state, as the platform keeps it in the flow's state. */
const stateWith = (polling: object) => ({ __prismaticInternal: { polling } });
const batching = { batchSize: 1 };
const count = (flow: NewEventsFlow, id: string) => flow.ids.filter((one) => one === id).length;

describe.each([
  ["without batching", {}],
  ["with batching", batching],
])("G3: %s", (_, options) => {
  test("another project begins anew, and its days are found out again", async () => {
    const before = await begun({ ...options, project: 6 });
    await pollLater(before, 5 * HOUR_MS);
    expect(before.exports).toBe(2);
    arrive(sandbox, [{ id: "before", lagMs: HOUR_MS }], 4);

    const flow = await begun({ ...options, project: 4 }, before.state);
    passTime(MINUTE_MS);
    // It is the next day in Tokyo, whose days this project exports.
    arrive(sandbox, [{ id: "next-day" }], 4);
    await pollLater(flow);

    expect(flow.ids).toEqual(["next-day"]);
    expect(flow.warnings).toEqual([expect.stringMatching(/starts anew/)]);
  });

  test.each([
    ["of another shape", { of: "US 1", received: "2024-03-09" }],
    ["of a clock that was a year ahead", { of: "US 1", received: { received_after: Date.UTC(2025, 2, 10), keys: {} } }],
    ["of nothing known", { received: { received_after: Date.UTC(2024, 2, 10), keys: {} } }],
  ])("a state %s is told, and the trigger begins anew", async (_, polling) => {
    const flow = await begun(options, stateWith(polling));
    passTime(MINUTE_MS);
    arrive(sandbox, [{ id: "new" }]);
    await pollLater(flow);

    expect(flow.ids).toEqual(["new"]);
    expect(flow.warnings).toEqual([expect.stringMatching(/starts anew/)]);
  });

  test("damaged keys in the state skip nothing", async () => {
    const received = { received_after: Date.now() - 1, keys: { soon: ["a"], 1710072000000: "b", [Date.now()]: [7] } };
    const flow = new NewEventsFlow(sandbox, options);
    flow.state = stateWith({ of: "US 1", received, backfill: { from_date: "soon" }, time_zone: 5 });
    for (const id of ["one", "two"]) {
      passTime(MINUTE_MS);
      arrive(sandbox, [{ id }]);
      await pollLater(flow);
    }

    expect(flow.ids).toEqual(["one", "two"]);
    expect(flow.warnings).toEqual([]);
  });

  test("a filter that nothing matches for years keeps the range of a poll short", async () => {
    const flow = await begun({ ...options, params: { event: ["Rare"] } });
    for (let polls = 0; polls < 40; polls += 1) await pollLater(flow, 20 * DAY_MS);
    arrive(sandbox, [{ id: "rare", event: "Rare", ageMs: 5 * DAY_MS }]);
    const before = flow.exports;
    await pollLater(flow);

    expect(flow.ids).toEqual(["rare"]);
    expect(before).toBe(40);
  });

  test("a pause of months misses nothing", async () => {
    const flow = await begun(options);
    passTime(MINUTE_MS);
    arrive(sandbox, [{ id: "before-the-pause" }]);
    await pollLater(flow, 100 * DAY_MS);
    await pollLater(flow);

    expect(flow.ids).toEqual(["before-the-pause"]);
  });

  test("a Source Time Zone in a project that exports UTC delays nothing", async () => {
    const flow = await begun({ ...options, project: 7, params: { sourceTimeZone: "US/Pacific" } });
    passTime(13 * HOUR_MS);
    arrive(sandbox, [{ id: "next-day" }, { id: "late", ageMs: 2 * DAY_MS }], 7);
    await pollLater(flow);

    expect(flow.ids.sort()).toEqual(["late", "next-day"]);
  });

  test("a clock that is set back by hours misses nothing, and repeats nothing", async () => {
    const flow = await begun(options);
    passTime(HOUR_MS);
    arrive(sandbox, [{ id: "first" }]);
    await pollLater(flow);
    passTime(-3 * HOUR_MS);
    await flow.poll();
    passTime(3 * HOUR_MS);
    arrive(sandbox, [{ id: "second" }]);
    await pollLater(flow);

    expect(flow.ids).toEqual(["first", "second"]);
  });

  test("an arrival in the far future hides no other event", async () => {
    const flow = await begun(options);
    passTime(MINUTE_MS);
    arrive(sandbox, [{ id: "future", lagMs: -3_650 * DAY_MS, ageMs: 3_650 * DAY_MS }, { id: "now" }]);
    await pollLater(flow);
    arrive(sandbox, [{ id: "next" }]);
    await pollLater(flow);

    expect(flow.ids.filter((id) => id !== "future")).toEqual(["now", "next"]);
    expect(count(flow, "future")).toBe("batchSize" in options ? 0 : 1);
  });
});

describe("G3: with batching", () => {
  test.each([1, 1_500])("an event that is sent again among %i new ones is passed on once", async (others) => {
    const flow = await begun(batching);
    passTime(MINUTE_MS);
    arrive(sandbox, [{ id: "resent" }]);
    await pollLater(flow);
    arrive(sandbox, [{ id: "resent", ageMs: 10 * MINUTE_MS }, ...named("other", others)]);
    await pollLater(flow);

    expect(count(flow, "resent")).toBe(1);
    expect(flow.ids).toHaveLength(others + 1);
  });

  test("an event that becomes exportable between the poll and its step is passed on once", async () => {
    let slow: Arriving[] = [];
    const meanwhile = () => arrive(sandbox, slow.splice(0));
    const flow = await begun({ ...batching, meanwhile });
    passTime(10 * MINUTE_MS);
    arrive(sandbox, [
      { id: "early", lagMs: 9 * MINUTE_MS },
      { id: "last", lagMs: 6 * MINUTE_MS },
    ]);
    slow = [{ id: "slow", lagMs: 7 * MINUTE_MS }];
    await flow.poll();
    await pollLater(flow);

    expect(flow.ids.sort()).toEqual(["early", "last", "slow"]);
  });

  test("an event of which only a later copy is left when the step runs is passed on", async () => {
    const sentAgain = () => {
      const project = sandbox.projects.get(1);
      for (const event of project?.events.range() ?? [])
        Object.assign(event.properties, { mp_processing_time_ms: Date.now() });
    };
    const flow = await begun({ ...batching, meanwhile: sentAgain });
    passTime(MINUTE_MS);
    arrive(sandbox, [{ id: "resent" }]);
    await pollLater(flow);
    await pollLater(flow);

    expect(flow.ids).toEqual(["resent"]);
  });

  test.each([[1e15], ["soon"], [0]])(
    "an event with the time %p is fetched within the days of the poll",
    async (time) => {
      const flow = await begun(batching);
      passTime(MINUTE_MS);
      arrive(sandbox, [{ id: "odd", more: { time } }]);
      await pollLater(flow);

      expect(flow.ids).toEqual(["odd"]);
      expect(flow.bodies).toEqual([expect.objectContaining({ from_date: "2024-03-05", to_date: "2024-03-10" })]);
    },
  );

  test("turning batching on in the middle of a backfill passes on nothing twice", async () => {
    arrive(sandbox, named("old", 9, { ageMs: 3 * DAY_MS, lagMs: DAY_MS }));
    const before = new NewEventsFlow(sandbox, { params: { lookBackDate: "2024-03-05", maxEvents: "4" } });
    await before.poll();
    const flow = new NewEventsFlow(sandbox, batching);
    flow.state = before.state;
    await pollLater(flow);
    await pollLater(flow);

    expect([...before.ids, ...flow.ids].sort()).toEqual(named("old", 9).map(({ id }) => id));
  });

  test("a window says its project, so that a step with another connection fetches from no other project", async () => {
    const flow = await begun({ ...batching, project: 6 });
    passTime(MINUTE_MS);
    arrive(sandbox, [{ id: "of-6" }], 6);
    await pollLater(flow);

    expect(flow.bodies).toEqual([expect.objectContaining({ project_id: "6", residency: "US" })]);
  });
});
