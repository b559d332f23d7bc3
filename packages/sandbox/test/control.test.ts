import type { Sandbox } from "../src";
import { basic, event, get, IMPORT, NOW_MS, postJson, profileOf, send, startStill, storedIn } from "./ingestionClient";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill({
    seed: {
      projects: [{ id: 1, events: [{ event: "Seeded", properties: { time: 1_700_000_000, distinct_id: "s" } }] }],
    },
    faults: [{ kind: "status", operationId: "export-that-is-never-called" }],
  });
});
beforeEach(() => {
  sandbox.reset();
  sandbox.clock.set(NOW_MS);
  sandbox.clock.freeze(true);
});
afterAll(() => sandbox.close());

function control(path: string, method = "GET", body?: unknown) {
  const headers = body === undefined ? undefined : { "Content-Type": "application/json" };
  return send(sandbox, `/_sandbox${path}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
}

describe("clock", () => {
  test("tells, moves and sets the time that the sandbox goes by", async () => {
    expect((await control("/clock")).json).toEqual({ now: "2024-06-15T12:00:00.000Z", nowMs: NOW_MS, frozen: true });
    await control("/clock", "POST", { advanceMs: 60_000 });
    expect(sandbox.clock.now()).toBe(NOW_MS + 60_000);
    await control("/clock", "POST", { now: "2030-01-01T00:00:00Z" });
    expect((await postJson(sandbox, IMPORT, [event({ time: Date.parse("2029-12-31") / 1000 })])).status).toBe(200);
  });

  test("can be let run and stopped again", async () => {
    const running = await control("/clock", "POST", { frozen: false });
    expect(running.json).toMatchObject({ frozen: false });
    expect(Math.abs(sandbox.clock.now() - NOW_MS)).toBeLessThan(5000);
    const stopped = await control("/clock", "POST", { frozen: true, now: 0 });
    expect([stopped.json, sandbox.clock.now()]).toMatchObject([{ frozen: true }, expect.any(Number)]);
  });

  test.each([{ now: "soon" }, { now: 1e20 }, { advanceMs: "1" }])("refuses %j", async (body) => {
    expect((await control("/clock", "POST", body)).status).toBe(400);
  });
});

describe("reset", () => {
  test("brings back the seed, and forgets events, profiles, faults, counts and requests", async () => {
    await postJson(sandbox, IMPORT, [event()]);
    await postJson(sandbox, "/engage", [{ $token: "sandbox-token", $distinct_id: "u", $set: {} }], null);
    sandbox.faults.add({ kind: "reset" });
    expect((await control("/reset", "POST")).status).toBe(204);
    expect(storedIn(sandbox)).toEqual([["Seeded", 1_700_000_000_000, "s", ""]]);
    expect([sandbox.projects.get(1)?.profiles.size, sandbox.requests.list(), sandbox.counts.calls]).toEqual([
      0,
      [],
      {},
    ]);
    expect(sandbox.faults.list().pending).toMatchObject([{ operationId: "export-that-is-never-called" }]);
  });
});

describe("snapshot", () => {
  test("gives the whole state, and takes it back into another sandbox", async () => {
    await postJson(sandbox, IMPORT, [event({ time: NOW_MS - 1 })]);
    await postJson(sandbox, "/engage?ip=0", [{ $token: "sandbox-token", $distinct_id: "u", $set: { a: [1] } }], null);
    const group = { $token: "sandbox-token", $group_key: "k", $group_id: "g", $set: { b: 2 } };
    await postJson(sandbox, "/groups", [group], null);
    const alias = { token: "sandbox-token", distinct_id: "user-1", alias: "alias-1" };
    await postJson(sandbox, "/track", [{ event: "$create_alias", properties: alias }], null);
    await get(sandbox, "/lookup-tables?project_id=1");
    const saved = await control("/snapshot");
    const other = await startStill();
    try {
      const headers = { "Content-Type": "application/json" };
      const put = await send(other, "/_sandbox/snapshot", { method: "PUT", headers, body: saved.text });
      expect(put.status).toBe(204);
      expect(other.snapshot()).toEqual(saved.json);
      expect(storedIn(other)).toContainEqual(["Page View", NOW_MS - 1, "user-1", "insert-1"]);
      expect(profileOf(other, "u")).toMatchObject({ a: [1] });
    } finally {
      await other.close();
    }
  });

  test.each<[unknown, string]>([
    [[], "the snapshot must be a JSON object."],
    [{ projects: {} }, "projects must be a list."],
    [{ projects: [{}] }, "projects[0].id must be a number."],
    [{ projects: [{ id: 1, residency: "MARS" }] }, "projects[0].residency must be US, EU or IN."],
    [{ projects: [{ id: 1, events: [{ event: "A" }] }] }, "projects[0].events[0].properties must be a JSON object."],
    [
      { projects: [{ id: 1, events: [{ event: "A", properties: {} }] }] },
      "projects[0].events[0].properties.time must be seconds.",
    ],
    [{ projects: [{ id: 1, profiles: { u: 1 } }] }, "projects[0].profiles.u must be JSON objects."],
  ])("refuses %j and keeps the state", async (body, error) => {
    const answer = await control("/snapshot", "PUT", body);
    expect([answer.status, answer.json]).toEqual([400, { status: "error", error }]);
    expect(storedIn(sandbox)).toHaveLength(1);
  });
});

describe("requests", () => {
  test("lists what was asked, without credentials", async () => {
    await postJson(sandbox, `/api.mixpanel.com${IMPORT}`, [event()]);
    const answer = await control("/requests");
    expect(answer.json).toEqual([
      {
        id: expect.any(Number),
        at: "2024-06-15T12:00:00.000Z",
        operationId: "import-events",
        method: "POST",
        host: "api.mixpanel.com",
        path: "/import",
        query: { strict: "1", project_id: "1", ip: "0" },
        headers: expect.objectContaining({ authorization: "Basic [redacted]", "content-type": "application/json" }),
        projectId: 1,
        requestBytes: JSON.stringify([event()]).length,
        status: 200,
        responseBytes: 51,
        error: null,
        ms: expect.any(Number),
        fault: null,
        completed: true,
      },
    ]);
    expect(answer.text).not.toContain(basic("sandbox.user", "sandbox-secret").slice(6));
  });

  test("finds them by operation, method, path and status, and gives their bodies", async () => {
    await postJson(sandbox, IMPORT, [event()]);
    await get(sandbox, "/api/app/me");
    await get(sandbox, "/no/such/path");
    const found = async (query: string) => {
      const { json } = await control(`/requests?${query}`);
      return Array.isArray(json) ? json.map(({ path }) => path) : json;
    };
    expect(await found("operationId=me")).toEqual(["/api/app/me"]);
    expect(await found("method=post")).toEqual(["/import"]);
    expect(await found("path=/api/app/me")).toEqual(["/api/app/me"]);
    expect(await found("status=404")).toEqual(["/no/such/path"]);
    const [logged] = sandbox.requests.list({ operationId: "import-events" });
    expect((await control(`/requests/${logged?.id}/body`)).json).toEqual([event()]);
    expect((await control("/requests/99999/body")).status).toBe(404);
  });

  test("can be forgotten, and does not list the control routes", async () => {
    await get(sandbox, "/api/app/me");
    await control("/requests", "DELETE");
    expect((await control("/requests")).json).toEqual([]);
  });
});

describe("counts and state", () => {
  test("counts calls, statuses, and what became of records", async () => {
    await postJson(sandbox, IMPORT, [event()]);
    await postJson(sandbox, "/track", [{ event: "A", properties: { token: "nobody" } }], null);
    await get(sandbox, "/api/app/me", { Authorization: "Basic bm8=" });
    expect((await control("/counts")).json).toEqual({
      calls: { "import-events": 1, "track-event": 1, me: 1 },
      statuses: { "200": 2, "401": 1 },
      accepted: 1,
      lost: { unknownToken: 1, tooOld: 0, otherResidency: 0, invalid: 0, ignored: 0 },
      projects: {
        "1": { events: 2, profiles: 0, groups: 0 },
        "2": { events: 0, profiles: 0, groups: 0 },
        "3": { events: 0, profiles: 0, groups: 0 },
      },
    });
  });

  test("shows one project", async () => {
    await postJson(
      sandbox,
      "/engage?ip=0",
      [{ $token: "sandbox-token", $distinct_id: "u", $ignore_time: true, $set: { a: 1 } }],
      null,
    );
    expect((await control("/state?project=1")).json).toMatchObject({ id: 1, eventCount: 1, profiles: { u: { a: 1 } } });
    expect((await control("/state?project=9")).status).toBe(404);
  });
});
