import fc from "fast-check";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { PolledFlow, queriesCounted, shareClock } from "../support/polledFlow";

const KEY = "cohortMembershipChanges";
const HOUR_MS = 3_600_000;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({
    port: 0,
    clock: "2024-01-15T12:00:00Z",
    limits: false,
    seed: { projects: [{ id: 1 }] },
  });
});
beforeEach(() => {
  sandbox.reset();
  shareClock(sandbox);
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => sandbox.close());

/** Makes these IDs the members of cohort 7. */
function setMembers(members: readonly string[]): void {
  const cohort = { id: 7, name: "Paying", description: "", created: "2024-01-01 00:00:00", is_visible: 1, members };
  sandbox.projects.get(1)?.slices.set("cohorts", { definitions: [cohort] });
}

const HOURLY =
  "Query rate limit exceeded for project_id: 1. 1/5 queries running concurrently and 61/60 queries running in the last hour.";

const numbered = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `user-${from + index}`);
const flowWith = (params = {}, options = {}) =>
  new PolledFlow(sandbox, KEY, { filter_by_cohort: "7", ...params }, options);

test("G5: the first poll reports nothing, later ones who entered and who left", async () => {
  const flow = flowWith();
  setMembers(["ann", "bob"]);
  expect(await flow.poll()).toEqual([]);
  setMembers(["bob", "cem", "dan"]);
  expect(await flow.poll()).toEqual([
    { cohort_id: "7", entered: ["cem", "dan"], left: ["ann"], member_count: 3, is_first_poll: false },
  ]);
  expect(await flow.poll()).toEqual([]);
});

test("G5: the first poll reports all members if asked", async () => {
  setMembers(["ann", "bob"]);
  expect(await flowWith({ reportFirstPoll: true }).poll()).toEqual([
    { cohort_id: "7", entered: ["ann", "bob"], left: [], member_count: 2, is_first_poll: true },
  ]);
});

test("G5: with batching, each execution gets some of the changes", async () => {
  const flow = flowWith({}, { batchSize: 2 });
  setMembers(["ann", "bob"]);
  expect(await flow.poll()).toEqual([]);
  setMembers(["bob", "cem", "dan"]);
  expect(await flow.poll()).toEqual([
    [
      { change: "entered", distinct_id: "cem", cohort_id: "7" },
      { change: "entered", distinct_id: "dan", cohort_id: "7" },
    ],
    [{ change: "left", distinct_id: "ann", cohort_id: "7" }],
  ]);
});

test("G5: a poll of a cohort of many pages uses one query of the hourly limit", async () => {
  const flow = flowWith();
  setMembers(numbered(3_500));
  await flow.poll();
  sandbox.requests.clear();
  setMembers(numbered(3_500, 1));
  expect(await flow.poll()).toMatchObject([{ entered: ["user-3500"], left: ["user-0"], member_count: 3_500 }]);
  expect(queriesCounted(sandbox)).toBe(1);
});

test("G5: a cohort that became empty is reported with no members left", async () => {
  const flow = flowWith();
  setMembers(["ann"]);
  await flow.poll();
  setMembers([]);
  expect(await flow.poll()).toMatchObject([{ entered: [], left: ["ann"], member_count: 0 }]);
});

const emptyPage = { page: 0, page_size: 1000, results: [], session_id: "1-A", status: "ok" };
const someOf = (total: number, names: string[]) => ({
  ...emptyPage,
  session_id: "",
  total,
  results: names.map(($distinct_id) => ({ $distinct_id, $properties: {} })),
});

describe("G5: nobody looks as if they had left when", () => {
  test.each([
    ["Mixpanel has a fault", { kind: "status", status: 500 }, /500/],
    ["the second page fails", { kind: "status", status: 500, after: 1 }, /500/],
    ["the session of the second page has expired", { kind: "status", status: 400, after: 1 }, /Page 1 belongs/],
    ["an empty list has no total", { kind: "body", body: JSON.stringify(emptyPage) }, /0 members, out of an unknown/],
    [
      "the list is shorter than its total",
      { kind: "body", body: JSON.stringify(someOf(9, ["ann"])) },
      /1 members, out of 9/,
    ],
    [
      "the second page has members of the first one",
      {
        kind: "body",
        body: JSON.stringify({ ...someOf(1_500, numbered(500)), page: 1, session_id: "1-A" }),
        after: 1,
      },
      /1000 members, out of 1500/,
    ],
    [
      "the second page is empty",
      { kind: "body", body: JSON.stringify(emptyPage), after: 1 },
      /1000 members, out of 1500/,
    ],
    [
      "a row has no ID",
      { kind: "body", body: JSON.stringify({ ...emptyPage, total: 1, results: [{}] }) },
      /0 members, out of 1/,
    ],
  ] as const)("%s", async (_why, fault, message) => {
    const flow = flowWith();
    setMembers(numbered(1_500));
    await flow.poll();
    const before = flow.state;
    sandbox.faults.add({ ...fault, count: 1, operationId: "engage-query" });
    await expect(flow.poll()).rejects.toThrow(message);
    expect(flow.state).toEqual(before);
    expect(await flow.poll()).toEqual([]);
  });
});

test("G5: nobody looks as if they had left when the cohort was deleted", async () => {
  const flow = flowWith();
  setMembers(["ann"]);
  await flow.poll();
  sandbox.projects.get(1)?.slices.delete("cohorts");
  await expect(flow.poll()).rejects.toThrow("Cohort 7 does not exist");
  setMembers(["ann"]);
  expect(await flow.poll()).toEqual([]);
});

test("G5: a state that cannot be read is a first poll, and the log says so", async () => {
  const flow = flowWith();
  setMembers(["ann"]);
  await flow.poll();
  expect(flow.logged).toEqual([]);
  flow.state = JSON.parse(JSON.stringify(flow.state).replace(/"members":"..../, '"members":"AAAA'));
  setMembers(["bob"]);
  expect(await flow.poll()).toEqual([]);
  expect(flow.logged).toEqual([expect.stringMatching(/state of this trigger could not be read.*first poll/)]);
  setMembers(["bob", "cem"]);
  expect(await flow.poll()).toMatchObject([{ entered: ["cem"], left: [] }]);
});

test("G5: a limit that is reached after the first page keeps the state, and the error says when to poll again", async () => {
  const flow = flowWith();
  setMembers(numbered(1_500));
  await flow.poll();
  const before = flow.state;
  sandbox.faults.add({
    kind: "body",
    status: 429,
    body: JSON.stringify({ error: HOURLY }),
    after: 1,
    operationId: "engage-query",
  });
  await expect(flow.poll()).rejects.toThrow(/61\/60.*hour/s);
  expect(flow.state).toEqual(before);
});

test("G5: a cohort that is too large is refused after one page", async () => {
  const flow = flowWith({ maxMembers: "1200" });
  setMembers(numbered(5_000));
  await expect(flow.poll()).rejects.toThrow(
    "Max Members: got a cohort with 5000 members or more, expected at most 1200. Increase Max Members, up to 300000. For a larger cohort, use the Cohort Sync trigger",
  );
  expect(sandbox.requests.list({ operationId: "engage-query" })).toHaveLength(1);
  setMembers(numbered(1_200));
  expect(await flow.poll()).toEqual([]);
});

/** The members after the changes in what a poll passed on. Nobody enters or leaves twice. */
function applied(before: ReadonlySet<string>, data: unknown[]): Set<string> {
  const members = new Set(before);
  for (const { entered = [], left = [], change, distinct_id } of data.flat().map(Object)) {
    for (const id of change === "entered" ? [distinct_id] : entered) {
      expect(members.has(id)).toBe(false);
      members.add(id);
    }
    for (const id of change === "left" ? [distinct_id] : left) expect(members.delete(id)).toBe(true);
  }
  return members;
}

const crew = fc.subarray(["ann", "bob", "cem", "dan", "é", "😀"]);
const steps = fc.array(
  fc.oneof(
    fc.record({ members: crew }),
    fc.record({ poll: fc.constantFrom("ok" as const, "ok" as const, "lost" as const, "fault" as const) }),
  ),
  { maxLength: 15 },
);

test.each([
  { batchSize: undefined, saves: "atTheEnd" as const },
  { batchSize: 1, saves: "atTheEnd" as const },
  { batchSize: 2, saves: "afterEachPage" as const },
])("G5: any history of a cohort is followed, $saves, batches of $batchSize", async (options) => {
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      sandbox.reset();
      shareClock(sandbox);
      setMembers([]);
      const flow = flowWith({ reportFirstPoll: true }, options);
      // The members after the last poll whose state was kept: every poll reports what changed since.
      let kept = new Set<string>();
      let members: readonly string[] = [];
      for (const step of [...history, { poll: "ok" as const }]) {
        if ("members" in step) {
          members = step.members;
          setMembers(members);
          sandbox.clock.advance(HOUR_MS);
          continue;
        }
        if (step.poll === "fault") {
          sandbox.faults.add({ kind: "status", status: 500, count: 1, operationId: "engage-query" });
          await expect(flow.poll()).rejects.toThrow("500");
          continue;
        }
        const data = await flow.poll({ isLost: step.poll === "lost" });
        const now = applied(kept, data);
        expect(now).toEqual(new Set(members));
        if (step.poll === "ok") kept = now;
      }
    }),
    { numRuns: 40 },
  );
});
