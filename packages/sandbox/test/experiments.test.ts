import { DAY_MS, inside, ManagementClient } from "./managementClient";

const EXPERIMENTS = "/api/app/workspaces/10/experiments";
const NOW = "2024-06-15T12:00:00.000Z";

let api: ManagementClient;
beforeAll(async () => {
  api = await ManagementClient.start();
});
beforeEach(() => api.reset());
afterAll(() => api.sandbox.close());

const create = (json: unknown) => api.call("create-experiment", "POST", EXPERIMENTS, { json });
const newId = async () => String(inside(await create({ name: "Checkout" }), "results", "id"));
const get = (id: string) => api.call("get-experiment", "GET", `${EXPERIMENTS}/${id}`);
const update = (id: string, json: unknown) => api.call("update-experiment", "PATCH", `${EXPERIMENTS}/${id}`, { json });
const launch = (id: string) => api.call("launch-experiment", "PUT", `${EXPERIMENTS}/${id}/launch`);
const conclude = (id: string, json: unknown = {}) =>
  api.call("force-conclude-experiment", "PUT", `${EXPERIMENTS}/${id}/force_conclude`, { json });
const decide = (id: string, json: unknown) =>
  api.call("decide-experiment", "PATCH", `${EXPERIMENTS}/${id}/decide`, { json });
const archive = (id: string) => api.call("archive-experiment", "POST", `${EXPERIMENTS}/${id}/archive`, { json: {} });
const unarchive = (id: string) => api.call("unarchive-experiment", "DELETE", `${EXPERIMENTS}/${id}/archive`);
const list = (workspaceId = 10) =>
  api.call("list-experiments", "GET", `/api/app/workspaces/${workspaceId}/experiments`);
const invalidState = (error: string) => ({ status: 400, body: { status: "error", type: "invalid_state", error } });

test("creating answers 201 with a draft", async () => {
  const sent = { name: "Checkout", description: "One page", hypothesis: "More sales", variants: [{ key: "a" }] };
  const created = await create(sent);
  expect(created.status).toBe(201);
  expect(inside(created, "results")).toMatchObject({
    ...sent,
    status: "draft",
    created: NOW,
    creator_id: 1000,
    start_date: null,
    end_date: null,
    deleted: null,
    feature_flag: null,
  });
  expect(await get(String(inside(created, "results", "id")))).toEqual({ status: 200, body: created.body });
  expect(inside(await list(), "results")).toHaveLength(1);
});

test("an experiment is launched, concluded and decided", async () => {
  const id = await newId();
  expect(inside(await launch(id), "results")).toMatchObject({ status: "active", start_date: NOW, end_date: null });
  api.sandbox.clock.advance(DAY_MS);
  const end = "2024-06-16T12:00:00.000Z";
  expect(inside(await conclude(id), "results")).toMatchObject({ status: "concluded", start_date: NOW, end_date: end });
  const decided = await decide(id, { success: true, variant: "treatment", message: "Ship it" });
  expect(inside(decided, "results")).toMatchObject({ status: "success", modified: end });
});

test("a decision without success fails the experiment", async () => {
  const id = await newId();
  await launch(id);
  await conclude(id);
  expect(inside(await decide(id, { success: false }), "results", "status")).toBe("fail");
});

test("an experiment is concluded when its end has passed", async () => {
  const id = await newId();
  await update(id, { end_date: "2024-06-16T00:00:00Z" });
  await launch(id);
  expect(inside(await get(id), "results", "status")).toBe("active");
  api.sandbox.clock.advance(DAY_MS);
  expect(inside(await get(id), "results")).toMatchObject({ status: "concluded", end_date: "2024-06-16T00:00:00.000Z" });
});

test("a conclusion may name the end", async () => {
  const id = await newId();
  await launch(id);
  const concluded = await conclude(id, { end_date: "2024-06-15T00:00:00Z" });
  expect(inside(concluded, "results", "end_date")).toBe("2024-06-15T00:00:00.000Z");
});

test("a draft is neither concluded nor decided", async () => {
  const id = await newId();
  expect(await conclude(id)).toEqual(invalidState("An experiment that is draft cannot become concluded"));
  expect(await decide(id, { success: true })).toEqual(
    invalidState("An experiment that is draft cannot become success"),
  );
});

test("an active experiment is neither launched again nor decided", async () => {
  const id = await newId();
  await launch(id);
  expect(await launch(id)).toEqual(invalidState("An experiment that is active cannot become active"));
  expect((await decide(id, { success: true })).status).toBe(400);
});

test("what is decided stays decided", async () => {
  const id = await newId();
  await launch(id);
  await conclude(id);
  await decide(id, { success: true });
  expect((await decide(id, { success: false })).status).toBe(400);
  expect((await launch(id)).status).toBe(400);
});

test("an update changes what it names, and its status by the same rules", async () => {
  const id = await newId();
  const updated = await update(id, { name: "Checkout 2", tags: ["growth"], status: "active" });
  expect(inside(updated, "results")).toMatchObject({ name: "Checkout 2", tags: ["growth"], status: "active" });
  const refused = await update(id, { name: "Checkout 3", status: "success" });
  expect(refused.status).toBe(400);
  expect(inside(await get(id), "results", "name")).toBe("Checkout 2");
});

test("an archived experiment is out of the list, takes no change, and comes back as it was", async () => {
  const id = await newId();
  await launch(id);
  expect(await archive(id)).toEqual({ status: 200, body: { status: "ok", results: {} } });
  expect(inside(await list(), "results")).toEqual([]);
  expect(inside(await get(id), "results", "deleted")).toBe(NOW);
  expect(await conclude(id)).toEqual(invalidState("The experiment is archived"));
  expect(inside(await unarchive(id), "results")).toMatchObject({ id, deleted: null, status: "active" });
  expect(inside(await list(), "results")).toHaveLength(1);
});

test("deleting takes the experiment away", async () => {
  const id = await newId();
  const deleted = await api.call("delete-experiment", "DELETE", `${EXPERIMENTS}/${id}`);
  expect(deleted).toEqual({ status: 200, body: { status: "ok", results: {} } });
  expect(await get(id)).toEqual({
    status: 404,
    body: { status: "error", type: "not_found", error: "Experiment not found" },
  });
});

test.each([
  ["no name", {}, "name: "],
  ["a name of 256 characters", { name: "x".repeat(256) }, "name: "],
  ["a description of 401 characters", { name: "x", description: "x".repeat(401) }, "description: "],
  ["settings that are a list", { name: "x", settings: [] }, "settings: "],
])("refuses %s", async (_what, json, error) => {
  const answer = await create(json);
  expect(answer).toMatchObject({ status: 400, body: { status: "error", type: "validation_error" } });
  expect(inside(answer, "error")).toMatch(error);
});

test("a decision must say whether it is a success", async () => {
  const id = await newId();
  await launch(id);
  await conclude(id);
  expect((await decide(id, { variant: "treatment" })).status).toBe(400);
});

test("experiments are another workspace's business", async () => {
  const id = await newId();
  expect(inside(await list(20), "results")).toEqual([]);
  const other = `/api/app/workspaces/20/experiments/${id}`;
  expect((await api.call("get-experiment", "GET", other)).status).toBe(404);
});
