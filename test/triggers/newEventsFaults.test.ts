import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { Limiter, processLimiters } from "../../src/mixpanel/limits/limiter";
import { arrive, fakeDate, NewEventsFlow, passTime } from "../support/newEventsFlow";

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
beforeAll(async () => {
  fakeDate(START);
  sandbox = await startSandbox({ port: 0, limits: false, seed: { projects: PROJECTS } });
});
beforeEach(() => {
  fakeDate(START);
  sandbox.reset();
  jest.spyOn(processLimiters, "of").mockReturnValue(new Limiter({ allowances: [] }));
});
afterEach(() => jest.restoreAllMocks());
afterAll(async () => {
  await sandbox.close();
  jest.useRealTimers();
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

const count = (flow: NewEventsFlow, id: string) => flow.ids.filter((one) => one === id).length;

describe.each([
  ["without batching", {}],
  ["with batching", { batchSize: 1 }],
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
