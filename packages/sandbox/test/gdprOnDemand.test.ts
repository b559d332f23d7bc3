import { DELETIONS, GdprClient, RETRIEVALS } from "./gdprClient";
import { DAY_MS, HOUR_MS, inside, ManagementClient, MINUTE_MS, START_MS } from "./managementClient";

let gdpr: GdprClient;
beforeAll(async () => {
  gdpr = await GdprClient.start();
});
beforeEach(() => gdpr.api.reset());
afterAll(() => gdpr.api.sandbox.close());

const advance = (ms: number) => gdpr.api.sandbox.clock.advance(ms);

describe("P7: the prose shape", () => {
  test.each([RETRIEVALS, DELETIONS])("lists a new task of %s with a tracking ID of 19 digits", async (path) => {
    await gdpr.behave({ shape: "prose" });
    const created = await gdpr.create(path, ["ann", "bob"], { compliance_type: "CCPA" });
    expect(created).toEqual({
      status: 201,
      body: {
        status: "ok",
        results: [
          {
            status: "PENDING",
            disclosure_type: "DATA",
            date_requested: "2024-06-15T12:00:00.000000",
            tracking_id: expect.stringMatching(/^\d{19}$/),
            project_id: 1,
            compliance_type: "ccpa",
            destination_url: null,
            requesting_user: "privacy@example.com",
            distinct_id_count: 2,
          },
        ],
      },
    });
    const id = String(inside(created, "results", 0, "tracking_id"));
    expect((await gdpr.get(path, id)).body).toEqual({
      status: "ok",
      results: { status: "PENDING", result: "", distinct_ids: ["ann", "bob"] },
    });
    expect(inside(await gdpr.get(path, "1583792934719392965"), "results")).toEqual({
      status: "NOT_FOUND",
      result: "",
      distinct_ids: [],
    });
  });

  test("has the link of a retrieval in result", async () => {
    const id = await gdpr.idOf(RETRIEVALS);
    advance(DAY_MS);
    await gdpr.behave({ shape: "prose" });
    const link = String(inside(await gdpr.get(RETRIEVALS, id), "results", "result"));
    expect((await fetch(link)).status).toBe(200);
  });
});

describe("P7: links", () => {
  test.each([
    ["results", ["results", "results"]],
    ["result", ["results", "result"]],
    ["destination_url", ["results", 0, "destination_url"]],
  ])("are in %s if asked for", async (link, place) => {
    const id = await gdpr.idOf(RETRIEVALS);
    advance(DAY_MS);
    await gdpr.behave({ link });
    expect((await fetch(String(inside(await gdpr.get(RETRIEVALS, id), ...place)))).status).toBe(200);
  });

  test("have blanks and double quotes around them if asked for", async () => {
    const id = await gdpr.idOf(RETRIEVALS);
    advance(DAY_MS);
    await gdpr.behave({ quotedLink: true });
    const link = await gdpr.link(id);
    expect(link).toMatch(/^ "http:[^"]+" $/);
    expect((await fetch(link.trim().slice(1, -1))).status).toBe(200);
  });

  test.each([403, 404, 410])("expire with %i, and a new one works", async (deadLinkStatus) => {
    await gdpr.behave({ linkLifetimeMs: HOUR_MS, deadLinkStatus });
    const id = await gdpr.idOf(RETRIEVALS);
    advance(DAY_MS);
    const first = await gdpr.link(id);
    expect((await fetch(first)).status).toBe(200);
    advance(HOUR_MS);
    const expired = await fetch(first);
    expect([expired.status, await expired.text()]).toEqual([
      deadLinkStatus,
      expect.stringContaining("<Code>ExpiredToken</Code>"),
    ]);
    expect((await fetch(await gdpr.link(id))).status).toBe(200);
  });

  test("are dead as often as asked for", async () => {
    const id = await gdpr.idOf(RETRIEVALS);
    advance(DAY_MS);
    await gdpr.behave({ deadLinks: 2 });
    const statuses: number[] = [];
    for (let turn = 0; turn < 3; turn++) statuses.push((await fetch(await gdpr.link(id))).status);
    expect(statuses).toEqual([403, 403, 200]);
  });

  test("work only as signed, and without credentials", async () => {
    const id = await gdpr.idOf(RETRIEVALS);
    advance(DAY_MS);
    const link = await gdpr.link(id);
    const later = link.replace(/expires=\d+/, "expires=9999999999999");
    const withCredentials = await fetch(link, { headers: { Authorization: "Bearer sandbox-gdpr-token" } });
    expect([(await fetch(later)).status, withCredentials.status]).toEqual([403, 400]);
    expect(gdpr.api.sandbox.requests.list({ operationId: "download-retrieval" })[0]?.headers).toMatchObject({
      authorization: "Bearer [redacted]",
    });
  });
});

describe("P7: outcomes", () => {
  test.each(["FAILURE", "UNKNOWN", "QUEUED_AGAIN"])(
    "a task can end in %s, without data or deletion",
    async (outcome) => {
      await gdpr.importPeople();
      await gdpr.behave({ outcome });
      const retrieval = await gdpr.idOf(RETRIEVALS);
      const deletion = await gdpr.idOf(DELETIONS);
      expect(await gdpr.statusOf(RETRIEVALS, retrieval)).toBe("PENDING");
      advance(DAY_MS);
      expect((await gdpr.get(RETRIEVALS, retrieval)).body).toMatchObject({ results: { status: outcome, results: "" } });
      expect(await gdpr.statusOf(DELETIONS, deletion)).toBe(outcome);
      expect(await gdpr.exported()).toEqual(["ann", "bob"]);
    },
  );

  test("a task can be UNKNOWN for a while, and be found again", async () => {
    const id = await gdpr.idOf(DELETIONS);
    const force = (status: string | null) => gdpr.api.send("PUT", `/_sandbox/gdpr/tasks/${id}`, { json: { status } });
    expect((await force("UNKNOWN")).body).toMatchObject({ id, status: "UNKNOWN" });
    expect(await gdpr.statusOf(DELETIONS, id)).toBe("UNKNOWN");
    advance(2 * MINUTE_MS);
    await force(null);
    expect(await gdpr.statusOf(DELETIONS, id)).toBe("STAGING");
    expect((await gdpr.api.send("PUT", "/_sandbox/gdpr/tasks/none", { json: { status: null } })).status).toBe(404);
  });

  test("a deletion that is forced to SUCCESS has deleted its data", async () => {
    await gdpr.importPeople();
    const id = await gdpr.idOf(DELETIONS);
    await gdpr.api.send("PUT", `/_sandbox/gdpr/tasks/${id}`, { json: { status: "SUCCESS" } });
    expect(await gdpr.exported()).toEqual(["bob"]);
  });

  test("tasks take as long as asked for", async () => {
    await gdpr.behave({ durationMs: 20 * DAY_MS });
    const id = await gdpr.idOf(DELETIONS);
    advance(20 * DAY_MS - 1);
    expect(await gdpr.statusOf(DELETIONS, id)).toBe("STARTED");
    advance(1);
    expect(await gdpr.statusOf(DELETIONS, id)).toBe("SUCCESS");
  });
});

describe("P7: 429", () => {
  test("of the rate limit meets every request for as long as asked for", async () => {
    const id = await gdpr.idOf(DELETIONS);
    await gdpr.behave({ refusal: { kind: "rate", forMs: 3 * HOUR_MS } });
    const calls = async () => [
      (await gdpr.create(RETRIEVALS)).status,
      (await gdpr.create(DELETIONS)).status,
      (await gdpr.get(RETRIEVALS, "none")).status,
      (await gdpr.get(DELETIONS, id)).status,
      (await gdpr.cancel(id)).status,
    ];
    expect(await calls()).toEqual([429, 429, 429, 429, 429]);
    advance(3 * HOUR_MS - 1);
    expect((await gdpr.create(DELETIONS)).status).toBe(429);
    advance(1);
    expect(await calls()).toEqual([201, 201, 200, 200, 405]);
  });

  test("of outstanding scans meets new tasks only, and the status can still be read", async () => {
    const id = await gdpr.idOf(DELETIONS);
    await gdpr.behave({ refusal: { kind: "scans", forMs: HOUR_MS, retryAfter: 600 } });
    const created = await gdpr.create(RETRIEVALS);
    expect(created).toEqual({
      status: 429,
      body: { status: "error", error: "Too many outstanding scans for this project. Retry later." },
    });
    expect([(await gdpr.get(DELETIONS, id)).status, (await gdpr.cancel(id)).status]).toEqual([200, 204]);
    advance(HOUR_MS);
    expect((await gdpr.create(RETRIEVALS)).status).toBe(201);
  });

  test.each([
    [{ kind: "rate", forMs: HOUR_MS, retryAfter: 600 }, "600"],
    [{ kind: "scans", forMs: HOUR_MS }, null],
  ])("has a Retry-After only if asked for: %j", async (refusal, expected) => {
    await gdpr.behave({ refusal });
    const response = await fetch(`${gdpr.api.sandbox.url}${RETRIEVALS}?token=sandbox-token`, {
      method: "POST",
      headers: { Authorization: "Bearer sandbox-gdpr-token", "Content-Type": "application/json" },
      body: JSON.stringify({ distinct_ids: ["ann"] }),
    });
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, expected]);
  });

  test("can come from the start: a seed has the settings of the GDPR API", async () => {
    const refusal = { kind: "rate", untilMs: START_MS + HOUR_MS };
    const slices = { gdpr: { settings: { shape: "prose" }, refusal } };
    const seeded = await ManagementClient.start({ seed: { projects: [{ id: 1, slices }] } });
    const read = () =>
      seeded.send("GET", `${RETRIEVALS}/none?token=sandbox-token`, { authorization: "Bearer sandbox-gdpr-token" });
    const first = await read();
    seeded.sandbox.clock.advance(HOUR_MS);
    const second = await read();
    await seeded.sandbox.close();
    expect([first.status, second.status, inside(second, "results")]).toEqual([
      429,
      200,
      { status: "NOT_FOUND", result: "", distinct_ids: [] },
    ]);
  });

  test("comes by itself if retrievals would scan more than five years, until some have finished", async () => {
    const limits = { gdpr: { windows: [] } };
    const timeMs = START_MS - 700 * DAY_MS;
    const event = { event: "Visit", timeMs, properties: { time: timeMs / 1000, distinct_id: "ann", $insert_id: "1" } };
    const limited = await ManagementClient.start({ limits, seed: { projects: [{ id: 1, events: [event] }] } });
    const sent = { json: { distinct_ids: ["ann"] }, authorization: "Bearer sandbox-gdpr-token" };
    const create = async (path: string) => (await limited.send("POST", `${path}?token=sandbox-token`, sent)).status;
    const statuses = [await create(RETRIEVALS), await create(RETRIEVALS), await create(RETRIEVALS)];
    const deletion = await create(DELETIONS);
    limited.sandbox.clock.advance(DAY_MS);
    const later = await create(RETRIEVALS);
    await limited.sandbox.close();
    expect([statuses, deletion, later]).toEqual([[201, 201, 429], 201, 201]);
  });
});

describe("P7: deletions", () => {
  test("remove events and profiles from export and profile query, and leave group profiles", async () => {
    await gdpr.importPeople();
    const group = { $token: "sandbox-token", $group_key: "company", $group_id: "ann", $set: { size: 1 } };
    await gdpr.api.send("POST", "/groups", { json: [group], authorization: null });
    await gdpr.idOf(DELETIONS);
    advance(DAY_MS);
    expect([await gdpr.exported(), await gdpr.profiles()]).toEqual([["bob"], ["bob"]]);
    expect(gdpr.api.sandbox.projects.get(1)?.groups.get("company")?.get("ann")?.properties).toMatchObject({ size: 1 });
  });

  test("suppress nothing: what arrives later builds the user again", async () => {
    await gdpr.importPeople();
    const id = await gdpr.idOf(DELETIONS);
    advance(DAY_MS);
    await gdpr.importPeople(["ann"], START_MS + HOUR_MS);
    advance(5 * DAY_MS);
    expect(await gdpr.statusOf(DELETIONS, id)).toBe("SUCCESS");
    expect([await gdpr.exported(), await gdpr.profiles()]).toEqual([
      ["ann", "bob"],
      ["ann", "bob"],
    ]);
  });

  test("take the whole cluster of an ID, or only the ID itself if asked for", async () => {
    await gdpr.importPeople();
    gdpr.api.sandbox.projects.get(1)?.identities.set("device", "ann");
    await gdpr.behave({ wholeCluster: false });
    await gdpr.idOf(DELETIONS, ["device"]);
    advance(DAY_MS);
    expect(await gdpr.profiles()).toEqual(["ann", "bob"]);
    await gdpr.behave({});
    await gdpr.idOf(DELETIONS, ["device"]);
    advance(DAY_MS);
    expect(await gdpr.profiles()).toEqual(["bob"]);
  });
});

describe("PUT /_sandbox/gdpr", () => {
  test("shows the settings and the tasks, and returns what it leaves out to its default", async () => {
    const id = await gdpr.idOf(RETRIEVALS, ["ann"], { compliance_type: "CCPA" });
    await gdpr.behave({ shape: "prose", durationMs: 5 });
    expect((await gdpr.behave({ chunked: true })).body).toMatchObject({
      project_id: 1,
      settings: { shape: "openapi", durationMs: DAY_MS, chunked: true, deadLinks: 0 },
      refusal: null,
    });
    const shown = { id, status: "PENDING", compliance_type: "CCPA", distinct_ids: ["ann"] };
    expect((await gdpr.api.send("GET", "/_sandbox/gdpr?project=1")).body).toMatchObject({
      retrievals: [shown],
      deletions: [],
    });
  });

  test.each([
    ["an unknown setting", { shapes: "prose" }, 'unknown key "shapes": known keys are shape, link'],
    ["an unknown shape", { shape: "xml" }, "shape: "],
    ["an unknown status of dead links", { deadLinkStatus: 500 }, "deadLinkStatus: "],
    ["a refusal without end", { refusal: { kind: "rate" } }, "refusal.forMs: "],
  ])("rejects %s", async (_what, settings, error) => {
    const answer = await gdpr.behave(settings);
    expect([answer.status, inside(answer, "error")]).toEqual([400, expect.stringContaining(error)]);
  });

  test("names a project that does not exist", async () => {
    expect((await gdpr.behave({ project_id: 99 })).status).toBe(404);
  });

  test("settings and tasks survive a snapshot", async () => {
    await gdpr.behave({ outcome: "FAILURE", refusal: { kind: "rate", forMs: 5 } });
    const before = (await gdpr.api.send("GET", "/_sandbox/gdpr")).body;
    gdpr.api.sandbox.restore(JSON.parse(JSON.stringify(gdpr.api.sandbox.snapshot())));
    expect((await gdpr.api.send("GET", "/_sandbox/gdpr")).body).toEqual(before);
  });
});
