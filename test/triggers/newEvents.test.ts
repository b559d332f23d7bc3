import type { Sandbox } from "mixpanel-sandbox";
import { type Arriving, arrive, NewEventsFlow, named, passTime, useNewEventsSandbox } from "../support/newEventsFlow";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const START = "2024-03-10T12:00:00Z";

const PROJECTS = [
  { id: 1 },
  { id: 4, timeZone: "Asia/Tokyo", created: "2020-05-01" },
  { id: 5, timeZone: "US/Pacific", created: "2020-05-01" },
  { id: 6, timeZone: "Asia/Tokyo", created: "2024-01-01" },
  { id: 7, timeZone: "US/Pacific", created: "2024-01-01" },
];

let sandbox: Sandbox;
const started = useNewEventsSandbox(START, PROJECTS);
beforeEach(() => {
  sandbox = started();
});

const idsOf = (events: readonly Arriving[]) => events.map(({ id }) => id);

/** A flow after its first poll, which only notes where to begin. */
async function begun(options: ConstructorParameters<typeof NewEventsFlow>[1] = {}) {
  const flow = new NewEventsFlow(sandbox, options);
  await flow.poll();
  return flow;
}

/** The next poll of a schedule; with batching, events count some minutes after they arrived. */
async function pollLater(flow: NewEventsFlow, ms = 10 * MINUTE_MS) {
  passTime(ms);
  return flow.poll();
}

describe("G3: without batching", () => {
  test("the first poll starts no flow and uses no export; events that were there before are not new", async () => {
    arrive(sandbox, named("before", 3));
    const flow = new NewEventsFlow(sandbox);

    expect(await flow.poll()).toMatchObject({ executions: 0 });
    expect(flow.exports).toBe(0);
    await pollLater(flow);
    expect(flow.bodies).toEqual([]);
  });

  test("a poll returns the events that arrived since the last one, the first to arrive in front", async () => {
    const flow = await begun();
    passTime(MINUTE_MS);
    arrive(sandbox, [{ id: "later-event", ageMs: 0 }]);
    passTime(MINUTE_MS);
    arrive(sandbox, [{ id: "earlier-event", ageMs: HOUR_MS }]);
    await pollLater(flow);

    expect(flow.bodies).toEqual([
      {
        events: [
          {
            key: expect.stringMatching(/^[0-9a-f]{20}$/),
            event: "Signed Up",
            properties: expect.objectContaining({ $insert_id: "later-event" }),
          },
          expect.objectContaining({ properties: expect.objectContaining({ $insert_id: "earlier-event" }) }),
        ],
        count: 2,
        truncated: false,
      },
    ]);
    await pollLater(flow);
    expect(flow.ids).toEqual(["later-event", "earlier-event"]);
  });

  test("a quiet poll starts no flow and uses one export", async () => {
    const flow = await begun();

    expect(await pollLater(flow)).toMatchObject({ executions: 0 });
    expect(flow.exports).toBe(1);
  });

  test("events that arrive up to Late Events days late are found, older ones are not", async () => {
    const [five, thirty] = [await begun(), await begun({ params: { lateDays: "30" } })];
    passTime(MINUTE_MS);
    arrive(sandbox, [
      { id: "five-days", ageMs: 5 * DAY_MS },
      { id: "thirty-days", ageMs: 30 * DAY_MS },
      { id: "forty-days", ageMs: 40 * DAY_MS },
    ]);
    await five.poll();
    await thirty.poll();

    expect(five.ids).toEqual(["five-days"]);
    expect(thirty.ids.sort()).toEqual(["five-days", "thirty-days"]);
  });

  test("polls that pause for days miss nothing: the days follow what was received, not the clock", async () => {
    const flow = await begun();
    passTime(MINUTE_MS);
    arrive(sandbox, [{ id: "late-before-the-pause", ageMs: 5 * DAY_MS }]);
    passTime(20 * DAY_MS);
    await flow.poll();

    expect(flow.ids).toEqual(["late-before-the-pause"]);
  });

  test("Max Events leaves the rest to the next polls, even of events of the same millisecond", async () => {
    const flow = await begun({ params: { maxEvents: "40" } });
    passTime(MINUTE_MS);
    const together = named("together", 95);
    arrive(sandbox, together);
    for (let polls = 0; polls < 3; polls += 1) await pollLater(flow);

    expect(flow.bodies.map(({ count, truncated }) => [count, truncated])).toEqual([
      [40, true],
      [40, true],
      [15, false],
    ]);
    expect(flow.ids.sort()).toEqual(idsOf(together));
  });

  test("an event that becomes exportable after events that arrived later is still found, once", async () => {
    const flow = await begun();
    passTime(HOUR_MS);
    arrive(sandbox, named("first", 5));
    await flow.poll();
    passTime(40 * MINUTE_MS);
    arrive(sandbox, [
      { id: "slow", lagMs: 50 * MINUTE_MS },
      { id: "quick", lagMs: MINUTE_MS },
    ]);
    await flow.poll();
    await pollLater(flow);

    expect(flow.ids.slice(5)).toEqual(["slow", "quick"]);
  });

  test("an event that the sender sends again is not passed on again while its key is remembered", async () => {
    const flow = await begun();
    passTime(MINUTE_MS);
    const [event] = named("resent", 1);
    const time = Math.floor(Date.now() / 1000);
    const resend = () => event && arrive(sandbox, [{ ...event, ageMs: Date.now() - time * 1000 }]);
    resend();
    await flow.poll();
    for (let polls = 0; polls < 4; polls += 1) {
      passTime(25 * MINUTE_MS);
      resend();
      arrive(sandbox, [{ id: `other-${polls}` }]);
      await flow.poll();
    }

    expect(flow.ids.filter((id) => id === event?.id)).toHaveLength(1);
  });

  test("filters are passed to Mixpanel", async () => {
    const conditions = [{ property: "plan", operator: "equals", value: "pro" }];
    const flow = await begun({ params: { event: ["Signed Up", "Paid"], where: 'properties["size"] > 1', conditions } });
    passTime(MINUTE_MS);
    arrive(sandbox, [
      { id: "wanted", more: { plan: "pro", size: 2 } },
      { id: "wanted-too", event: "Paid", more: { plan: "pro", size: 2 } },
      { id: "other-event", event: "Opened", more: { plan: "pro", size: 2 } },
      { id: "other-plan", more: { plan: "free", size: 2 } },
      { id: "other-size", more: { plan: "pro", size: 1 } },
    ]);
    await flow.poll();

    expect(flow.ids.sort()).toEqual(["wanted", "wanted-too"]);
  });
});

test("G3: a backfill without batching leaves what is beyond Max Events to the next polls", async () => {
  const old = named("old", 9, { ageMs: 8 * DAY_MS, lagMs: DAY_MS });
  arrive(sandbox, old);
  const flow = new NewEventsFlow(sandbox, { params: { lookBackDate: "2024-02-28", maxEvents: "4" } });
  for (let polls = 0; polls < 4; polls += 1) await pollLater(flow);

  expect(flow.bodies.map(({ count, truncated }) => [count, truncated])).toEqual([
    [4, true],
    [4, true],
    [1, false],
  ]);
  expect(flow.ids.sort()).toEqual(idsOf(old));
});

test("G3: a backfill with batching makes windows of a week, at most three a poll", async () => {
  const flow = await begun({ batchSize: 1, params: { lookBackDate: "2024-02-10" } });
  const days = ({ from_date, to_date }: { from_date?: unknown; to_date?: unknown }) => [from_date, to_date];
  expect(flow.bodies.map(days)).toEqual([
    ["2024-02-10", "2024-02-16"],
    ["2024-02-17", "2024-02-23"],
    ["2024-02-24", "2024-03-01"],
  ]);
  await pollLater(flow);
  await pollLater(flow);

  expect(flow.bodies.slice(3).map(days)).toEqual([
    ["2024-03-02", "2024-03-08"],
    ["2024-03-09", "2024-03-10"],
  ]);
});

describe("G3: with batching", () => {
  const batching = { batchSize: 1 };

  test("a quiet poll starts no flow and uses one export; a busy one uses two", async () => {
    const flow = await begun(batching);
    expect(await pollLater(flow)).toMatchObject({ executions: 0 });
    expect(flow.exports).toBe(1);

    arrive(sandbox, named("event", 5));
    await pollLater(flow);
    expect(flow.exports).toBe(3);
    expect(flow.ids.sort()).toEqual(idsOf(named("event", 5)));
  });

  test("an item says which days to read and which arrivals count, with the filters of the trigger", async () => {
    const flow = await begun({ ...batching, params: { event: ["Signed Up"], where: 'properties["size"] > 1' } });
    const start = Date.now();
    passTime(MINUTE_MS);
    arrive(sandbox, [
      { id: "late", ageMs: 3 * DAY_MS, more: { size: 2 } },
      { id: "now", more: { size: 2 } },
      { id: "small", more: { size: 1 } },
    ]);
    await pollLater(flow);

    expect(flow.bodies).toEqual([
      {
        from_date: "2024-03-07",
        to_date: "2024-03-10",
        project_id: "1",
        residency: "US",
        received_after: start + MINUTE_MS - 1,
        received_through: start + MINUTE_MS,
        keys: flow.delivered.map(({ key }) => key),
        event: ["Signed Up"],
        where: 'properties["size"] > 1',
      },
    ]);
    expect(flow.ids.sort()).toEqual(["late", "now"]);
  });

  test("events of the last 5 minutes are left to the next poll", async () => {
    const flow = await begun(batching);
    passTime(10 * MINUTE_MS);
    arrive(sandbox, [{ id: "settled", lagMs: 6 * MINUTE_MS }, { id: "just-now" }]);
    await flow.poll();
    expect(flow.ids).toEqual(["settled"]);

    await pollLater(flow);
    expect(flow.ids).toEqual(["settled", "just-now"]);
  });

  test("a window is fetched in pages, which together are all of its events", async () => {
    const flow = await begun(batching);
    passTime(MINUTE_MS);
    arrive(sandbox, named("event", 40));
    await pollLater(flow);

    expect(flow.ids.sort()).toEqual(idsOf(named("event", 40)));
  });

  test("events that become exportable late make a window that names their keys", async () => {
    const flow = await begun(batching);
    passTime(HOUR_MS);
    arrive(sandbox, named("first", 5));
    await pollLater(flow);
    arrive(sandbox, [{ id: "slow", lagMs: 30 * MINUTE_MS }]);
    await pollLater(flow);
    await pollLater(flow);

    expect(flow.ids.sort()).toEqual([...idsOf(named("first", 5)), "slow"]);
    expect(flow.bodies.at(-1)).toMatchObject({ keys: [flow.delivered.at(-1)?.key] });
  });

  test("very many such events make a window of their arrivals, with the keys of before for those fetched again", async () => {
    const flow = await begun(batching);
    passTime(HOUR_MS);
    arrive(sandbox, [{ id: "between", lagMs: 20 * MINUTE_MS }, { id: "last" }]);
    await pollLater(flow);
    const slow = [...named("slow", 600, { lagMs: 31 * MINUTE_MS }), ...named("slower", 600, { lagMs: 29 * MINUTE_MS })];
    arrive(sandbox, slow);
    await pollLater(flow);

    expect(new Set(flow.ids).size).toBe(slow.length + 2);
    expect(flow.bodies.at(-1)).not.toHaveProperty("keys");
    expect(flow.ids.filter((id) => id === "between")).toHaveLength(2);
    expect(new Set(flow.delivered.filter(({ id }) => id === "between").map(({ key }) => key)).size).toBe(1);
  });

  test("a failed execution is repeated for the same window, with equal keys", async () => {
    const flow = await begun({ ...batching, retries: 3 });
    passTime(MINUTE_MS);
    arrive(sandbox, named("event", 5));
    flow.failures = 2;
    await pollLater(flow);

    expect(flow.ids.sort()).toEqual(idsOf(named("event", 5)));
    expect(flow.lost).toEqual([...flow.delivered, ...flow.delivered]);
  });

  test.each([2, 5])("a list of windows in an execution of %i is fetched window by window", async (batchSize) => {
    const flow = new NewEventsFlow(sandbox, { batchSize, params: { lookBackDate: "2024-02-20" } });
    arrive(sandbox, named("old", 9, { ageMs: 18 * DAY_MS, lagMs: DAY_MS }));
    await flow.poll();

    expect(flow.ids.sort()).toEqual(idsOf(named("old", 9)));
  });

  test("turning batching on or off in between loses nothing", async () => {
    const flow = await begun({ params: { maxEvents: "3" } });
    passTime(MINUTE_MS);
    arrive(sandbox, named("event", 10));
    await flow.poll();
    const batched = new NewEventsFlow(sandbox, batching);
    batched.state = flow.state;
    await pollLater(batched);
    const last = new NewEventsFlow(sandbox);
    last.state = batched.state;
    await pollLater(last);

    expect([...flow.ids, ...batched.ids, ...last.ids].sort()).toEqual(idsOf(named("event", 10)));
  });
});

describe.each([
  ["without batching", {}],
  ["with batching", { batchSize: 1 }],
])("G3: %s", (_, options) => {
  test.each([
    ["a 429", { kind: "status", status: 429 }],
    ["a 503", { kind: "status", status: 503 }],
    ["an export that ends early", { kind: "terminatedEarly" }],
    ["an export that ends within a line", { kind: "halfLine" }],
    ["a connection that breaks off", { kind: "truncate" }],
  ] as const)("after %s, the next poll returns everything, once", async (_, fault) => {
    const flow = await begun(options);
    passTime(MINUTE_MS);
    arrive(sandbox, named("event", 20));
    passTime(10 * MINUTE_MS);
    sandbox.faults.add({ ...fault, operationId: "raw-event-export" });
    const before = flow.state;
    await expect(flow.poll()).rejects.toThrow(/downloadData/);
    expect(flow.state).toBe(before);
    await flow.poll();

    expect(flow.ids.sort()).toEqual(idsOf(named("event", 20)));
  });

  test.each(["afterEachPage", "atTheEnd"] as const)(
    "a crash before the state is saved %s repeats the events, with equal keys",
    async (saves) => {
      const flow = await begun({ ...options, saves });
      passTime(MINUTE_MS);
      arrive(sandbox, named("event", 3));
      passTime(10 * MINUTE_MS);
      await flow.poll({ keeps: false });
      const first = flow.delivered.splice(0);
      await flow.poll();

      expect(flow.delivered).toEqual(first);
      expect(flow.ids.sort()).toEqual(idsOf(named("event", 3)));
    },
  );

  test("the key of an event remains the same after its user was merged into another", async () => {
    const flow = await begun(options);
    passTime(MINUTE_MS);
    arrive(sandbox, named("event", 1));
    passTime(10 * MINUTE_MS);
    await flow.poll({ keeps: false });
    const project = sandbox.projects.get(1);
    project?.identities.set("user-event-0000", "user-merged");
    project?.events.identitiesChanged();
    expect([...(project?.events.range() ?? [])].map(({ distinctId }) => distinctId)).toEqual(["user-merged"]);
    await flow.poll();

    expect(flow.delivered).toHaveLength(2);
    expect(new Set(flow.delivered.map(({ key }) => key)).size).toBe(1);
  });

  test("Look-back Date returns what is already there, then new events; each poll uses at most 3 exports", async () => {
    const old = [0, 3, 10, 25, 39].map((days): Arriving => ({ id: `old-${days}`, ageMs: days * DAY_MS }));
    arrive(sandbox, [...old, { id: "before-the-date", ageMs: 41 * DAY_MS }]);
    passTime(10 * MINUTE_MS);
    const flow = new NewEventsFlow(sandbox, { ...options, params: { lookBackDate: "2024-01-31" } });
    for (let polls = 0; polls < 4; polls += 1) {
      const before = flow.exports;
      await flow.poll();
      expect(flow.exports - before).toBeLessThanOrEqual(3);
      arrive(sandbox, [{ id: `new-${polls}` }]);
      passTime(10 * MINUTE_MS);
    }
    await flow.poll();

    expect(flow.ids.sort()).toEqual([...idsOf(old), "new-0", "new-1", "new-2", "new-3"].sort());
  });

  test("an event that becomes exportable only after a backfill is found", async () => {
    const flow = await begun({ ...options, params: { lookBackDate: "2024-03-01" } });
    passTime(2 * MINUTE_MS);
    arrive(sandbox, [{ id: "slow", lagMs: 4 * MINUTE_MS }]);
    await pollLater(flow);
    await pollLater(flow);

    expect(flow.ids).toEqual(["slow"]);
  });

  test("a Look-back Date of today, where the day has not begun in UTC, returns what arrives", async () => {
    const flow = await begun({ ...options, params: { lookBackDate: "2024-03-11" } });
    passTime(2 * MINUTE_MS);
    arrive(sandbox, [{ id: "new" }]);
    await pollLater(flow);

    expect(flow.ids).toEqual(["new"]);
  });

  test("Look-back Date has no effect on later polls", async () => {
    arrive(sandbox, [{ id: "old", ageMs: 3 * DAY_MS }]);
    const { state } = await begun(options);
    const flow = new NewEventsFlow(sandbox, { ...options, params: { lookBackDate: "2024-01-31" } });
    flow.state = state;
    await pollLater(flow);

    expect(flow.ids).toEqual([]);
  });

  test.each([
    ["31 January", /Look-back Date: got .*, expected a day as yyyy-mm-dd/],
    ["2024-02-30", /Look-back Date: got .*, expected a day as yyyy-mm-dd/],
    ["2024-03-12", /Look-back Date: got 2024-03-12, which is in the future/],
  ])("Look-back Date %s is refused", async (lookBackDate, message) => {
    const flow = new NewEventsFlow(sandbox, { ...options, params: { lookBackDate } });
    await expect(flow.poll()).rejects.toThrow(message);
  });

  test.each([
    ["an old project in Tokyo", 4],
    ["an old project in California", 5],
    ["a new project in Tokyo", 6],
    ["a new project in California", 7],
  ])("%s misses nothing around midnight, and refused days cost two exports at most", async (_, project) => {
    const flow = await begun({ ...options, project });
    const hours = 36;
    for (let hour = 0; hour < hours; hour += 1) {
      passTime(HOUR_MS / 2);
      arrive(sandbox, [{ id: `hour-${hour}` }, { id: `late-${hour}`, ageMs: 5 * DAY_MS }], project);
      passTime(HOUR_MS / 2);
      await flow.poll();
    }

    const expected = Array.from({ length: hours }, (_, hour) => [`hour-${hour}`, `late-${hour}`]).flat();
    expect(flow.ids.sort()).toEqual(expected.sort());
    expect(flow.exports).toBeLessThanOrEqual(hours * ("batchSize" in options ? 2 : 1) + 2);
  });

  test("Source Time Zone stands in place of the one that Mixpanel tells", async () => {
    const flow = await begun({ ...options, project: 4, params: { sourceTimeZone: "Asia/Tokyo" } });
    passTime(5 * HOUR_MS);
    arrive(sandbox, [{ id: "next-day" }], 4);
    await pollLater(flow);

    expect(flow.ids).toEqual(["next-day"]);
    expect(sandbox.countsNow().calls).not.toHaveProperty("me");
  });
});
