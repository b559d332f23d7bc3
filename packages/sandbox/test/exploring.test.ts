/** The control routes that the sandbox's page reads: events, profiles, limits, inventory and sample. */
import fc from "fast-check";
import type { Sandbox } from "../src";
import type { EventsPage, Inventory, Limits, ProfilesPage } from "../src/protocol";
import { event, get, IMPORT, NOW_MS, NOW_SECONDS, postJson, send, startStill, storedIn } from "./ingestionClient";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

async function read<T>(path: string): Promise<T> {
  const response = await fetch(`${sandbox.url}/_sandbox${path}`);
  expect(response.status).toBe(200);
  const page: T = JSON.parse(await response.text());
  return page;
}

/** Stores events at these times (ms), each with its place in the list as insert ID. */
function store(times: number[], name = "A"): void {
  for (const [index, time] of times.entries()) {
    const properties = { time: Math.floor(time / 1000), distinct_id: `user-${index % 2}`, $insert_id: String(index) };
    const stored = { event: name, time, distinctId: properties.distinct_id, insertId: String(index), properties };
    sandbox.projects.get(1)?.events.add(stored);
  }
}

async function everyPage(query: string): Promise<EventsPage["events"]> {
  const events: EventsPage["events"] = [];
  let before = "";
  for (;;) {
    const page = await read<EventsPage>(`/events?${query}${before}`);
    events.push(...page.events);
    if (page.next === null) return events;
    before = `&before=${page.next}`;
  }
}

describe("V3: events", () => {
  test("come newest first, with the number that the project has", async () => {
    await postJson(sandbox, IMPORT, [
      event({ time: NOW_SECONDS - 60, $insert_id: "first" }),
      event({ time: NOW_SECONDS - 30, $insert_id: "second", plan: "pro" }, "Sign Up"),
    ]);
    const page = await read<EventsPage>("/events");
    expect(page).toMatchObject({ total: 2, next: null });
    expect(page.events.map(({ insert_id }) => insert_id)).toEqual(["second", "first"]);
    expect(page.events[0]).toEqual({
      event: "Sign Up",
      time: new Date((NOW_SECONDS - 30) * 1000).toISOString(),
      distinct_id: "user-1",
      insert_id: "second",
      properties: expect.objectContaining({ plan: "pro" }),
    });
  });

  test("are filtered by name and distinct ID, and bounded by before", async () => {
    store([1000, 2000, 3000, 4000]);
    store([5000], "B");
    expect((await everyPage("event=B")).map(({ time }) => Date.parse(time))).toEqual([5000]);
    const ofUser = await everyPage("event=A&distinct_id=user-1&limit=1");
    expect(ofUser.map(({ insert_id }) => insert_id)).toEqual(["3", "1"]);
    expect((await everyPage("before=3000")).map(({ time }) => Date.parse(time))).toEqual([2000, 1000]);
    expect(await everyPage("project=2")).toEqual([]);
  });

  test("appear on one page each, however many share a millisecond", async () => {
    const times = fc.array(fc.integer({ min: 1000, max: 1004 }), { maxLength: 25 });
    const filter = fc.constantFrom("", "&distinct_id=user-0", "&distinct_id=user-1");
    await fc.assert(
      fc.asyncProperty(times, fc.integer({ min: 1, max: 6 }), filter, async (given, limit, query) => {
        sandbox.reset();
        store(given);
        const whole = await everyPage(`limit=200${query}`);
        expect(await everyPage(`limit=${limit}${query}`)).toEqual(whole);
        const ids = whole.map(({ insert_id }) => insert_id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).toHaveLength(
          given.filter((_time, index) => query === "" || query.endsWith(`-${index % 2}`)).length,
        );
      }),
      { seed: 7, numRuns: 25 },
    );
  });

  test("of a million are paged without reading the others", () => {
    const events = sandbox.projects.get(1)?.events;
    for (let index = 0; index < 1_000_000; index += 1) {
      const id = String(index);
      events?.add({ event: "A", time: index, distinctId: "u", insertId: id, properties: {} });
    }
    const [newest] = events?.newestFirst() ?? [];
    const startMs = performance.now();
    for (let page = 1; page <= 1000; page += 1) {
      const [first] = events?.newestFirst(page * 1000) ?? [];
      expect(first?.time).toBe(page * 1000 - 1);
    }
    expect(newest?.time).toBe(999_999);
    // A thousand scans of a million would take ten seconds.
    expect(performance.now() - startMs).toBeLessThan(1000);
  });
});

describe("V3: profiles", () => {
  const set = (id: string, properties: Record<string, unknown>) => ({
    $token: "sandbox-token",
    $distinct_id: id,
    $ignore_time: true,
    $set: properties,
  });

  test("come page by page, and are found by ID, name and email address", async () => {
    const people = [
      set("u-1", { $name: "Ada" }),
      set("u-2", { $email: "ada@example.com" }),
      set("u-3", { plan: "ada" }),
    ];
    await postJson(sandbox, "/engage?ip=0", people, null);
    expect(await read<ProfilesPage>("/profiles?limit=2")).toEqual({
      total: 3,
      profiles: [
        { id: "u-1", properties: { $name: "Ada" } },
        { id: "u-2", properties: { $email: "ada@example.com" } },
      ],
      next: 2,
    });
    expect(await read<ProfilesPage>("/profiles?limit=2&offset=2")).toMatchObject({
      profiles: [{ id: "u-3" }],
      next: null,
    });
    expect((await read<ProfilesPage>("/profiles?search=ADA")).profiles.map(({ id }) => id)).toEqual(["u-1", "u-2"]);
  });

  test("of a group key come by its name; a group key that nobody used has none", async () => {
    const group = { $token: "sandbox-token", $group_key: "company", $group_id: "Acme", $set: { seats: 5 } };
    await postJson(sandbox, "/groups?ip=0", [group], null);
    expect(await read<ProfilesPage>("/profiles?group_key=company")).toMatchObject({
      total: 1,
      profiles: [{ id: "Acme" }],
    });
    expect(await read<ProfilesPage>("/profiles?group_key=team")).toEqual({ total: 0, profiles: [], next: null });
  });

  test("of a hundred thousand, a page has at most 200", async () => {
    const profiles = sandbox.projects.get(1)?.profiles;
    for (let index = 0; index < 100_000; index += 1) {
      profiles?.set(`u-${index}`, { distinctId: `u-${index}`, properties: { index } });
    }
    const page = await read<ProfilesPage>("/profiles?limit=200&offset=50000");
    expect([page.total, page.profiles.length, page.next]).toEqual([100_000, 200, 50_200]);
  });
});

describe("V3: limits", () => {
  test("say how much is used of each, and when it is free again", async () => {
    await postJson(sandbox, "/api/query/cohorts/list?project_id=1", {});
    await postJson(sandbox, IMPORT, [event(), event({ $insert_id: "2" })]);
    const { enabled, limits } = await read<Limits>("/limits?project=1");
    expect(enabled).toBe(true);
    const used = limits.filter((one) => one.used > 0);
    const bytes = JSON.stringify([event(), event({ $insert_id: "2" })]).length;
    const inAMinute = { windowSeconds: 60, freesAt: new Date(NOW_MS + 60_000).toISOString() };
    expect(used).toEqual([
      { limit: "ingestion", unit: "records", used: 2, of: 1_800_000, ...inAMinute },
      { limit: "ingestion", unit: "bytes", used: bytes, of: 2 * 1024 ** 3, ...inAMinute },
      {
        limit: "query",
        unit: "requests",
        used: 1,
        of: 60,
        windowSeconds: 3600,
        freesAt: new Date(NOW_MS + 3_600_000).toISOString(),
      },
    ]);
    expect(limits).toContainEqual({
      limit: "query",
      unit: "requests at once",
      used: 0,
      of: 5,
      windowSeconds: null,
      freesAt: null,
    });
  });

  test("are free once the clock has passed the time they name", async () => {
    await postJson(sandbox, "/api/query/cohorts/list?project_id=1", {});
    const usedNow = async () => (await read<Limits>("/limits")).limits.find(({ limit }) => limit === "query");
    const before = await usedNow();
    sandbox.clock.set(Date.parse(before?.freesAt ?? ""));
    expect([before?.used, (await usedNow())?.used, (await usedNow())?.freesAt]).toEqual([1, 0, null]);
  });
});

describe("V3: inventory", () => {
  test("lists groups, cohorts, lookup tables and tasks of the sample", async () => {
    sandbox.addSample();
    const inventory = await read<Inventory>("/inventory");
    expect(inventory.groups).toEqual([{ key: "company", profiles: 3 }]);
    expect(inventory.cohorts).toContainEqual({
      id: expect.any(Number),
      name: expect.any(String),
      users: expect.any(Number),
    });
    expect(inventory.lookupTables).toContainEqual({
      id: expect.any(String),
      name: "Product Catalog",
      columns: ["product_id", "category", "price"],
      rows: 5,
    });
    expect(inventory.tasks.map(({ kind, status }) => [kind, status])).toEqual(
      [
        ["pipeline", "active"],
        ["warehouse import", "SUCCEEDED"],
      ].map(([kind, status]) => [kind, kind === "pipeline" ? status : expect.any(String)]),
    );
  });

  test("names privacy requests by whom they are about, and changes nothing by being read", async () => {
    const before = sandbox.snapshot();
    expect(await read<Inventory>("/inventory?project=2")).toMatchObject({ tasks: [], cohorts: [], mergedIds: 0 });
    expect(sandbox.snapshot()).toEqual(before);
    const headers = { Authorization: "Bearer sandbox-gdpr-token", "Content-Type": "application/json" };
    const body = JSON.stringify({ compliance_type: "GDPR", distinct_ids: ["user-1", "user-2"] });
    await send(sandbox, "/api/app/data-deletions/v3.0?token=sandbox-token", { method: "POST", headers, body });
    expect((await read<Inventory>("/inventory")).tasks).toEqual([
      { kind: "deletion", id: expect.any(String), name: "user-1 and 1 more", status: "PENDING" },
    ]);
  });
});

describe("V3: sample data", () => {
  const post = () => send(sandbox, "/_sandbox/sample", { method: "POST" });

  test("is added to a running sandbox as at a start with --sample", async () => {
    const { status, json } = await post();
    const started = await startStill({ sample: true });
    try {
      expect([status, json]).toEqual([201, { project: 1, events: storedIn(started).length, profiles: 200 }]);
      expect(sandbox.snapshot()).toEqual(started.snapshot());
    } finally {
      await started.close();
    }
  });

  test("keeps what is there, and adds nothing the second time", async () => {
    await postJson(sandbox, IMPORT, [event({ distinct_id: "user-007" })]);
    const own = { $token: "sandbox-token", $distinct_id: "user-007", $ignore_time: true, $set: { plan: "mine" } };
    await postJson(sandbox, "/engage?ip=0", [own], null);
    const annotation = { date: "2024-06-01 00:00:00", description: "Mine" };
    await postJson(sandbox, "/api/app/projects/1/annotations", annotation);
    await post();
    expect(sandbox.projects.get(1)?.profiles.get("user-007")?.properties).toEqual({ plan: "mine" });
    expect(storedIn(sandbox).filter(([, , distinctId]) => distinctId === "user-007")).toHaveLength(1);
    expect((await get(sandbox, "/api/app/projects/1/annotations")).json).toMatchObject({
      results: [{ description: "Mine" }],
    });
    const first = sandbox.snapshot();
    sandbox.clock.advance(3_600_000);
    expect((await post()).json).toEqual({ project: 1, events: 0, profiles: 0 });
    expect(sandbox.snapshot()).toEqual(first);
  });

  test("adds its reports beside saved ones, except one with the same ID", async () => {
    const report = { events: ["A"], unit: "day", units: 1, type: "general" };
    const definitions = [9101, 9001].map((bookmark_id) => ({ bookmark_id, name: `Own ${bookmark_id}`, ...report }));
    const seeded = await startStill({ seed: { projects: [{ id: 1, slices: { bookmarks: { definitions } } }] } });
    try {
      await send(seeded, "/_sandbox/sample", { method: "POST" });
      await send(seeded, "/_sandbox/sample", { method: "POST" });
      const slice = seeded.projects.get(1)?.slices.get("bookmarks");
      const saved: { bookmark_id: number; name: string }[] = Object(slice).definitions;
      expect(saved.map(({ bookmark_id }) => bookmark_id)).toEqual([9101, 9001, 9002, 9003, 9004, 9005]);
      expect(saved[1]?.name).toBe("Own 9001");
    } finally {
      await seeded.close();
    }
  });

  test("that does not fit is refused, and nothing of it is added", async () => {
    const small = await startStill({ maxEvents: 10 });
    try {
      const { status } = await send(small, "/_sandbox/sample", { method: "POST" });
      expect([status, small.countsNow().projects["1"]]).toEqual([507, { events: 0, profiles: 0, groups: 0 }]);
    } finally {
      await small.close();
    }
  });
});

test("V3: one fault can be removed, and the others stay", async () => {
  const [first, second] = [sandbox.faults.add({ kind: "reset" }), sandbox.faults.add({ kind: "status" })];
  const remove = (id: number) => send(sandbox, `/_sandbox/faults/${id}`, { method: "DELETE" });
  expect((await remove(first.id)).status).toBe(204);
  expect(sandbox.faults.list().pending).toEqual([second]);
  expect((await remove(first.id)).status).toBe(404);
});
