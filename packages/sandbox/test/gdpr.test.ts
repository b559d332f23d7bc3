import { strFromU8, unzipSync } from "fflate";
import { basic, DAY_MS, HOUR_MS, inside, ManagementClient, MINUTE_MS, START_MS } from "./managementClient";

const RETRIEVALS = "/api/app/data-retrievals/v3.0";
const DELETIONS = "/api/app/data-deletions/v3.0";
const TOKEN = "?token=sandbox-token";
const authorization = "Bearer sandbox-gdpr-token";

let api: ManagementClient;
beforeAll(async () => {
  api = await ManagementClient.start();
});
beforeEach(() => api.reset());
afterAll(() => api.sandbox.close());

const retrieve = (json: unknown) => api.call("create-retrieval", "POST", RETRIEVALS + TOKEN, { json, authorization });
const remove = (json: unknown) => api.call("create-deletion", "POST", DELETIONS + TOKEN, { json, authorization });
const retrieval = (id: unknown) => api.call("get-retrieval", "GET", `${RETRIEVALS}/${id}${TOKEN}`, { authorization });
const deletion = (id: unknown) => api.call("get-deletion", "GET", `${DELETIONS}/${id}${TOKEN}`, { authorization });
const cancel = (id: unknown) => api.call("delete-deletion", "DELETE", `${DELETIONS}/${id}${TOKEN}`, { authorization });
const ids = (count: number) => Array.from({ length: count }, (_, index) => `user-${index}`);

/** Events and a profile of Ann and of Bob. */
async function importPeople(): Promise<void> {
  const events = ["ann", "bob", "ann"].map((distinct_id, index) => ({
    event: "Visit",
    properties: { time: START_MS / 1000 - 60 + index, distinct_id, $insert_id: `visit-${index}`, page: index },
  }));
  await api.send("POST", "/import?strict=1&project_id=1", { json: events });
  const profiles = ["ann", "bob"].map(($distinct_id) => ({
    $token: "sandbox-token",
    $distinct_id,
    $set: { $email: `${$distinct_id}@example.com` },
  }));
  await api.send("POST", "/engage?ip=0", { json: profiles, authorization: null });
}

function stored(): { events: string[]; profiles: string[] } {
  const project = api.sandbox.projects.get(1);
  const events = [...(project?.events.range() ?? [])].map(({ distinctId }) => distinctId);
  return { events, profiles: [...(project?.profiles.keys() ?? [])] };
}

describe("a retrieval", () => {
  test("is created with a task id and moves on with the clock", async () => {
    const created = await retrieve({ distinct_ids: ["ann"], compliance_type: "CCPA", disclosure_type: "Categories" });
    expect(created).toEqual({ status: 201, body: { status: "ok", results: { task_id: expect.any(String) } } });
    const id = inside(created, "results", "task_id");
    const statuses: unknown[] = [];
    for (const ms of [0, MINUTE_MS, HOUR_MS, DAY_MS]) {
      api.sandbox.clock.advance(ms);
      statuses.push(inside(await retrieval(id), "results", "status"));
    }
    expect(statuses).toEqual(["PENDING", "STAGING", "STARTED", "SUCCESS"]);
  });

  test("P7: has no link before it is done", async () => {
    const id = inside(await retrieve({ distinct_ids: ["ann"] }), "results", "task_id");
    expect(inside(await retrieval(id), "results")).toEqual({ status: "PENDING", results: "", distinct_ids: ["ann"] });
    const guessed = await fetch(`${api.sandbox.url}/retrievals/1/${id}.zip`);
    expect(guessed.status).toBe(403);
  });

  test("leads to a zip of the ids' events and profiles, without credentials", async () => {
    await importPeople();
    const id = inside(await retrieve({ distinct_ids: ["ann"] }), "results", "task_id");
    api.sandbox.clock.advance(DAY_MS);
    const response = await fetch(String(inside(await retrieval(id), "results", "results")));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/zip");
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
    const lines = (name: string) =>
      strFromU8(files[name] ?? new Uint8Array())
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
    expect(Object.keys(files)).toEqual(["events.json", "people.json"]);
    expect(lines("events.json")).toMatchObject([
      { event: "Visit", properties: { distinct_id: "ann", page: 0 } },
      { event: "Visit", properties: { distinct_id: "ann", page: 2 } },
    ]);
    expect(lines("people.json")).toMatchObject([{ $distinct_id: "ann", $properties: { $email: "ann@example.com" } }]);
  });

  test("takes 2000 ids and not one more", async () => {
    expect((await retrieve({ distinct_ids: ids(2000) })).status).toBe(201);
    expect((await retrieve({ distinct_ids: ids(2001) })).status).toBe(400);
  });

  test("that is not there is NOT_FOUND", async () => {
    expect(inside(await retrieval("none"), "results", "status")).toBe("NOT_FOUND");
  });
});

describe("a deletion", () => {
  test("tells what was asked, when and of which project", async () => {
    const id = inside(await remove({ distinct_ids: ["ann"] }), "results", "task_id");
    expect((await deletion(id)).body).toEqual({
      status: "ok",
      results: {
        tracking_id: id,
        status: "PENDING",
        requesting_user: "privacy@example.com",
        compliance_type: "GDPR",
        project_id: 1,
        date_requested: "2024-06-15T12:00:00",
        distinct_ids: ["ann"],
      },
    });
  });

  test("removes the ids' events and profiles when it is done, and not before", async () => {
    await importPeople();
    await remove({ distinct_ids: ["ann"] });
    api.sandbox.clock.advance(DAY_MS - 1);
    await api.send("GET", "/api/app/me");
    expect(stored()).toEqual({ events: ["ann", "bob", "ann"], profiles: ["ann", "bob"] });
    api.sandbox.clock.advance(1);
    await api.send("GET", "/api/app/me");
    expect(stored()).toEqual({ events: ["bob"], profiles: ["bob"] });
  });

  test("leaves alone what comes after it", async () => {
    const id = inside(await remove({ distinct_ids: ["ann"] }), "results", "task_id");
    api.sandbox.clock.advance(DAY_MS);
    await importPeople();
    expect(inside(await deletion(id), "results", "status")).toBe("SUCCESS");
    expect(stored().profiles).toEqual(["ann", "bob"]);
  });

  test("removes what was merged into another id too", async () => {
    await importPeople();
    api.sandbox.projects.get(1)?.identities.set("device", "ann");
    await remove({ distinct_ids: ["device"] });
    api.sandbox.clock.advance(DAY_MS);
    await api.send("GET", "/api/app/me");
    expect(stored()).toEqual({ events: ["bob"], profiles: ["bob"] });
  });

  test("is cancelled while it is staging, and then removes nothing", async () => {
    await importPeople();
    const id = inside(await remove({ distinct_ids: ["ann"] }), "results", "task_id");
    api.sandbox.clock.advance(HOUR_MS - 1);
    expect(await cancel(id)).toEqual({ status: 204, body: null });
    api.sandbox.clock.advance(DAY_MS);
    expect(inside(await deletion(id), "results", "status")).toBe("REVOKED");
    expect(stored().profiles).toEqual(["ann", "bob"]);
  });

  test("is not cancelled once it is started", async () => {
    const id = inside(await remove({ distinct_ids: ["ann"] }), "results", "task_id");
    api.sandbox.clock.advance(HOUR_MS);
    expect(await cancel(id)).toEqual({
      status: 405,
      body: { status: "error", error: "A deletion that is STARTED cannot be cancelled" },
    });
  });

  test("that is not there is NOT_FOUND, and cannot be cancelled", async () => {
    expect(inside(await deletion("none"), "results", "status")).toBe("NOT_FOUND");
    expect((await cancel("none")).status).toBe(404);
  });

  test("takes 1999 ids and not one more", async () => {
    expect((await remove({ distinct_ids: ids(1999) })).status).toBe(201);
    expect((await remove({ distinct_ids: ids(2000) })).status).toBe(400);
  });

  test("takes fewer ids in a project with data groups", async () => {
    api.sandbox.projects.get(1)?.groups.set("company", new Map());
    expect((await remove({ distinct_ids: ids(1000) })).status).toBe(201);
    expect((await remove({ distinct_ids: ids(1001) })).status).toBe(400);
  });
});

test.each([
  ["no ids", {}, "distinct_ids: "],
  ["an empty list of ids", { distinct_ids: [] }, "distinct_ids: "],
  ["ids that are numbers", { distinct_ids: [1] }, "distinct_ids.0: "],
  ["another law", { distinct_ids: ["ann"], compliance_type: "HIPAA" }, "compliance_type: "],
  ["another disclosure", { distinct_ids: ["ann"], disclosure_type: "All" }, "disclosure_type: "],
])("a retrieval is refused with %s", async (_what, json, error) => {
  const answer = await retrieve(json);
  expect(answer.status).toBe(400);
  expect(inside(answer, "error")).toMatch(error);
});

test.each([
  ["a service account", basic("sandbox.user", "sandbox-secret"), TOKEN],
  ["a wrong token", "Bearer wrong", TOKEN],
  ["no project token", authorization, ""],
  ["another project's token that does not exist", authorization, "?token=none"],
])("%s is refused with 401", async (_what, credentials, query) => {
  const sent = { json: { distinct_ids: ["ann"] }, authorization: credentials };
  expect((await api.call("create-retrieval", "POST", RETRIEVALS + query, sent)).status).toBe(401);
});

test.each([
  ["get-retrieval", RETRIEVALS],
  ["get-deletion", DELETIONS],
])("T19: %s of an unknown task tells whether the GDPR token is right", async (operationId, path) => {
  const read = (bearer: string) =>
    api.call(operationId, "GET", `${path}/no-such-task${TOKEN}`, { authorization: bearer });
  expect([(await read("Bearer garbage")).status, (await read("")).status]).toEqual([401, 401]);
  expect(await read(authorization)).toMatchObject({
    status: 200,
    body: { status: "ok", results: { status: "NOT_FOUND" } },
  });
});

test("a task is another project's business", async () => {
  const id = inside(await remove({ distinct_ids: ["ann"] }), "results", "task_id");
  const path = `${DELETIONS}/${id}?token=sandbox-token-eu`;
  const other = await api.call("get-deletion", "GET", path, { authorization });
  expect(inside(other, "results", "status")).toBe("NOT_FOUND");
});

test("a second request within a second is refused", async () => {
  const limited = await ManagementClient.start({ limits: true });
  const sent = { json: { distinct_ids: ["ann"] }, authorization };
  const first = await limited.send("POST", RETRIEVALS + TOKEN, sent);
  const second = await limited.send("POST", RETRIEVALS + TOKEN, sent);
  await limited.sandbox.close();
  expect([first.status, second.status]).toEqual([201, 429]);
});
