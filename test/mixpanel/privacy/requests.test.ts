import fc from "fast-check";
import { MixpanelClient } from "../../../src/mixpanel/client";
import { Limiters } from "../../../src/mixpanel/limits/limiter";
import { type MakeRequestOptions, makeRequest } from "../../../src/mixpanel/privacy/makeRequest";
import type { PrivacyRequest, SubmittedTask } from "../../../src/mixpanel/privacy/types";
import { failureOf } from "../../support/failure";
import { type FakeTime, fakeTime, START_MS } from "../../support/fakeTime";
import { closeServers, type LocalServer, type Received, sendJson, serve } from "../../support/localServer";
import { people, person, requestOf } from "./people";

afterEach(closeServers);

/** `lost`: the task is created, and the response never arrives. */
type Behaviour = "created" | "limited" | "scans" | "refused" | "lost";

/** A privacy API that creates tasks, behaves as told, and has each task in the status that is set. */
async function privacyApi(behaviours: readonly Behaviour[] = [], status: { of: string } = { of: "PENDING" }) {
  const tasks: { id: string; distinct_ids: string[]; body: unknown }[] = [];
  const posts: Received[] = [];
  const server = await serve((response, request) => {
    if (request.method === "GET") {
      sendJson(response, { status: "ok", results: { status: status.of } });
      return;
    }
    const behaviour = behaviours[posts.push(request) - 1] ?? "created";
    const fail = (code: number, error: string) => sendJson(response, { status: "error", error }, code);
    if (behaviour === "limited") return fail(429, "Rate limit exceeded.");
    if (behaviour === "scans") return fail(429, "Too many outstanding scans.");
    if (behaviour === "refused") return fail(400, "distinct_ids: not valid");
    const body = JSON.parse(request.body.toString());
    const id = `task-${tasks.length + 1}`;
    tasks.push({ id, distinct_ids: body.distinct_ids, body });
    if (behaviour === "lost") response.destroy();
    else sendJson(response, { status: "ok", results: { task_id: id } }, 201);
  });
  return { server, tasks, posts };
}

interface Setting extends MakeRequestOptions {
  time?: FakeTime;
  deadline?: number;
  rateShare?: number;
  maxRetries?: number;
}

const clientOf = ({ url }: LocalServer, { time = fakeTime(), deadline, rateShare, maxRetries = 0 }: Setting) =>
  new MixpanelClient({
    credentials: { projectToken: "project-token", gdprToken: "gdpr-token-0123456789" },
    projectId: "12",
    apiHost: url,
    rateShare,
    limiters: new Limiters(),
    transport: {
      ...time.options,
      retry: { maxRetries, maxWaitMs: 60_000, maxTotalWaitMs: 300_000 },
      ...(deadline === undefined ? {} : { deadline }),
    },
  });

const make = (server: LocalServer, request: PrivacyRequest, setting: Setting = {}) =>
  makeRequest(clientOf(server, setting), request, setting);

/** As the platform stores it. */
const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value));

/** With 99 group keys, 20 IDs a deletion. */
const small = { groupKeys: 99 };

describe("P2: submission", () => {
  test("expectation 23: none is lost when the third of several tasks gets 429, and the next run goes on", async () => {
    const { server, tasks } = await privacyApi(["created", "created", "limited"]);
    const shared = {};
    const first = await make(server, requestOf(people(70)), { ...small, shared });
    expect(first).toMatchObject({
      outcome: "partly_submitted",
      created: 2,
      planned: [20, 20, 20, 10].map((distinct_id_count) => ({ distinct_id_count })),
      stopped: { code: "rate_limited", message: expect.stringContaining("429") },
    });
    expect(first.tasks.map(({ tracking_id }) => tracking_id)).toEqual(["task-1", "task-2"]);
    expect(first.left).toHaveLength(30);
    expect(first.evidence.tasks).toHaveLength(2);

    const second = await make(server, requestOf(people(70)), { ...small, shared: stored(shared) });
    expect(second).toMatchObject({ outcome: "submitted", created: 2, left: [], stopped: null });
    expect(second.tasks.map(({ tracking_id }) => tracking_id)).toEqual(["task-1", "task-2", "task-3", "task-4"]);
    expect(tasks.flatMap(({ distinct_ids }) => distinct_ids)).toEqual(
      people(70).flatMap(({ distinct_ids }) => distinct_ids),
    );
  });

  test("expectation 28: a 429 is retried within the deadline, and requests keep to the share of one a second", async () => {
    const { server, posts } = await privacyApi(["created", "limited", "limited"]);
    const time = fakeTime();
    const result = await make(server, requestOf(people(60)), { ...small, time, maxRetries: 5, rateShare: 0.75 });
    expect(result).toMatchObject({ outcome: "submitted", created: 3 });
    expect(posts).toHaveLength(5);
    expect(time.waits).toEqual([1_334, 3_000, 5_000, 1_334]);
  });

  test("expectation 28: hours of 429 for outstanding scans are not waited for", async () => {
    const { server } = await privacyApi(["created", "scans"]);
    const time = fakeTime();
    const result = await make(server, requestOf(people(40)), { ...small, time, maxRetries: 5, rateShare: 1 });
    expect(result).toMatchObject({ outcome: "partly_submitted", stopped: { code: "rate_limited", retry_at: null } });
    expect(time.waits).toEqual([1_000]);
  });

  test("fails if nothing was created, so that nobody takes it for done", async () => {
    const { server } = await privacyApi(["limited"]);
    expect(await failureOf(make(server, requestOf(people(2))))).toMatchObject({ code: "rate_limited" });
  });

  test("ends in time before the deadline, so that no response is cut off", async () => {
    const { server, posts } = await privacyApi();
    const result = await make(server, requestOf(people(200)), { ...small, deadline: START_MS + 18_000, rateShare: 1 });
    expect(result).toMatchObject({ outcome: "partly_submitted", created: 5, stopped: { code: "timeout" } });
    expect(result.left).toHaveLength(100);
    expect(posts).toHaveLength(5);
  });

  test("a request whose response was lost is told, kept in mind, and repeated on purpose only", async () => {
    const { server, tasks } = await privacyApi(["created", "lost"]);
    const shared = {};
    const run = (more: Setting = {}) =>
      make(server, requestOf(people(60)), { ...small, maxRetries: 3, shared, ...more });
    const first = await run();
    expect(first).toMatchObject({
      outcome: "partly_submitted",
      created: 1,
      unknown: [{ subjects: expect.any(Array), message: expect.stringContaining("Ask Mixpanel's support") }],
      stopped: { code: "network_error" },
    });
    expect([first.unknown[0]?.distinct_ids.length, first.left.length]).toEqual([20, 20]);

    const second = await run();
    expect(second).toMatchObject({
      outcome: "partly_submitted",
      created: 1,
      left: [],
      unknown: [{ distinct_ids: first.unknown[0]?.distinct_ids }],
    });
    expect(tasks).toHaveLength(3);

    const third = await run({ repeat: true });
    expect(third).toMatchObject({ outcome: "submitted", created: 3, unknown: [] });
    expect(await run()).toMatchObject({ outcome: "submitted", created: 0, unknown: [] });
  });

  test("a lost response is not repeated either if only the earlier result is known", async () => {
    const { server, posts } = await privacyApi(["lost"]);
    const first = await make(server, requestOf(people(1)));
    const { unknown, tasks } = stored(first);
    const second = await make(server, requestOf(people(1)), { earlier: { unknown, tasks } });
    expect(second).toMatchObject({ outcome: "partly_submitted", created: 0 });
    expect(posts).toHaveLength(1);
  });

  test("expectation 27: compliance_type is that of the request, and disclosure_type goes with it", async () => {
    const { server, tasks } = await privacyApi();
    const law = { kind: "retrieval", compliance_type: "CCPA", disclosure_type: "Sources" } as const;
    const { tasks: created } = await make(server, requestOf(people(1), law));
    await make(server, requestOf(people(1), { kind: "retrieval" }));
    expect(tasks.map(({ body }) => body)).toEqual([
      { distinct_ids: ["user-000000"], compliance_type: "CCPA", disclosure_type: "Sources" },
      { distinct_ids: ["user-000000"], compliance_type: "GDPR" },
    ]);
    expect(created).toMatchObject([law]);
  });
});

describe("P3: the same request twice", () => {
  test("expectation 26: starts one task, by any flow and in any order of the people", async () => {
    const { server, tasks } = await privacyApi();
    const shared = {};
    const first = await make(server, requestOf(people(3)), { shared });
    const again = await make(server, requestOf([...people(3)].reverse()), { shared: stored(shared) });
    expect(again).toMatchObject({ outcome: "submitted", created: 0, tasks: first.tasks });
    expect(tasks).toHaveLength(1);
  });

  test("expectation 26: starts one task if the earlier result is given", async () => {
    const { server, tasks } = await privacyApi();
    const first = stored(await make(server, requestOf(people(3))));
    const again = await make(server, requestOf(people(3)), { earlier: { tasks: first.tasks, unknown: [] } });
    expect(again).toMatchObject({ created: 0, tasks: first.tasks });
    expect(tasks).toHaveLength(1);
  });

  test.each(["SUCCESS", "FAILURE", "REVOKED", "NOT_FOUND"])(
    "starts another one if the first has ended with %s, because new data may have come",
    async (ended) => {
      const status = { of: "PENDING" };
      const { server, tasks } = await privacyApi([], status);
      const shared = {};
      await make(server, requestOf(people(3)), { shared });
      status.of = ended;
      expect(await make(server, requestOf(people(3)), { shared })).toMatchObject({ created: 1 });
      expect(tasks).toHaveLength(2);
    },
  );

  test.each(["STAGING", "STARTED", "UNKNOWN", "SOMETHING_NEW"])("starts none while the first is %s", async (of) => {
    const { server, tasks } = await privacyApi([], { of });
    const shared = {};
    await make(server, requestOf(people(3)), { shared });
    expect(await make(server, requestOf(people(3)), { shared })).toMatchObject({ created: 0, outcome: "submitted" });
    expect(tasks).toHaveLength(1);
  });
});

test("P3: a crash between two tasks loses none: each is handed over before the next is submitted", async () => {
  const { server, tasks } = await privacyApi();
  const kept: SubmittedTask[] = [];
  const onTask = (task: SubmittedTask) => {
    kept.push(task);
    if (kept.length === 2) throw new Error("crash");
  };
  await expect(make(server, requestOf(people(60)), { ...small, onTask })).rejects.toThrow("crash");
  expect(kept.map(({ tracking_id }) => tracking_id)).toEqual(tasks.map(({ id }) => id));
  const resumed = await make(server, requestOf(people(60)), { ...small, earlier: { tasks: kept, unknown: [] } });
  expect(resumed).toMatchObject({ outcome: "submitted", created: 1 });
  expect(tasks).toHaveLength(3);
});

test("P3, expectation 23: nobody found: no request is sent, and it is told", async () => {
  const { server } = await privacyApi();
  expect(await make(server, requestOf([person(0), person(1)]))).toMatchObject({
    outcome: "nothing_found",
    tasks: [],
    planned: [],
    not_found: [0, 1],
    evidence: { tasks: [], subjects: [{ match: "none" }, { match: "none" }] },
  });
  expect(server.received).toEqual([]);
});

test("P3: a dry run sends nothing, changes no state, and says what would be requested", async () => {
  const { server } = await privacyApi();
  const shared = {};
  const result = await make(server, requestOf(people(30)), { ...small, shared, dryRun: true });
  expect(result).toMatchObject({
    outcome: "dry_run",
    tasks: [],
    planned: [{ distinct_id_count: 20 }, { distinct_id_count: 10 }],
  });
  expect(result.left).toHaveLength(30);
  expect([server.received, shared]).toEqual([[], {}]);
});

describe("P3: an erasure that is too broad", () => {
  const bounds = { maxProfiles: 1, maxIds: 5 };
  const cases: [string, ReturnType<typeof person>[], string][] = [
    ["a person with two profiles", [person(0, "a"), person(1, "b", "c")], "Max Profiles Per Person"],
    ["more IDs than allowed", people(6), "Max Distinct IDs"],
    ["a search that read only some IDs", [{ ...person(0, "a"), truncated: true }], "Max IDs Per Person"],
  ];

  test.each(cases)("is refused before anything is sent: %s", async (_what, subjects, input) => {
    const { server } = await privacyApi();
    expect(await failureOf(make(server, requestOf(subjects), { bounds }))).toMatchObject({
      code: "invalid_input",
      input,
    });
    expect(server.received).toEqual([]);
  });

  test.each(cases)("is told by a dry run: %s", async (_what, subjects, input) => {
    const { server } = await privacyApi();
    const { refused } = await make(server, requestOf(subjects), { bounds, dryRun: true });
    expect(refused).toContain(input);
  });

  test("is made if the bounds are raised", async () => {
    const { server } = await privacyApi();
    const subjects = [person(0, "a"), person(1, "b", "c")];
    expect(await make(server, requestOf(subjects), { bounds: { maxProfiles: 2, maxIds: 3 } })).toMatchObject({
      outcome: "submitted",
      refused: null,
    });
  });
});

test("P3, expectation 32: the answer says what an erasure leaves", async () => {
  const { server } = await privacyApi();
  const notSearched = [{ place: "events", reason: "Search Events is off." }];
  const { not_covered, evidence } = await make(server, requestOf(people(1)), { notSearched });
  for (const word of ["Other projects", "Group profiles", "lookup tables", "warehouse", "opt", "Not searched: events"])
    expect(not_covered.join("\n")).toContain(word);
  expect(evidence.not_covered).toEqual(not_covered);
});

test("P2: whatever Mixpanel responds, no ID is in two tasks, and repeated runs put each into one: property", async () => {
  const behaviour = fc.constantFrom<Behaviour>("created", "created", "limited", "refused", "lost");
  await fc.assert(
    fc.asyncProperty(fc.array(behaviour, { maxLength: 12 }), fc.integer({ min: 1, max: 90 }), async (all, count) => {
      const { server, tasks } = await privacyApi(all);
      let shared = {};
      for (let run = 0; run <= all.length; run++) {
        const result = await make(server, requestOf(people(count)), { ...small, shared }).catch(() => undefined);
        shared = stored(shared);
        const told = [...(result?.left ?? []), ...(result?.unknown ?? []).flatMap(({ distinct_ids }) => distinct_ids)];
        const inTasks = (result?.tasks ?? []).reduce((sum, one) => sum + one.distinct_id_count, 0);
        if (result !== undefined) expect(told.length + inTasks).toBe(count);
      }
      const ids = tasks.flatMap(({ distinct_ids }) => distinct_ids);
      expect([...ids].sort()).toEqual(people(count).flatMap(({ distinct_ids }) => distinct_ids));
      await closeServers();
    }),
    { numRuns: 25 },
  );
}, 60_000);
