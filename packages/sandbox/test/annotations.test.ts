import { basic, inside, ManagementClient } from "./managementClient";

const ANNOTATIONS = "/api/app/projects/1/annotations";
const RELEASE = { date: "2024-06-01 09:00:00", description: "Released" };
const USER = { id: 1000, first_name: "sandbox.user", last_name: "" };

let api: ManagementClient;
beforeAll(async () => {
  api = await ManagementClient.start();
});
beforeEach(() => api.reset());
afterAll(() => api.sandbox.close());

const create = (json: unknown) => api.call("create-annotation", "POST", ANNOTATIONS, { json });
const createTag = (name: string) =>
  api.call("create-annotation-tag", "POST", `${ANNOTATIONS}/tags`, { json: { name } });
const list = (query = "", projectId = 1) =>
  api.call("list-all-annotations-for-project", "GET", `/api/app/projects/${projectId}/annotations${query}`);

test("creating answers 201 with the annotation, and getting answers it again", async () => {
  const created = await create(RELEASE);
  const body = { status: "ok", results: { id: 1, ...RELEASE, tags: [], user: USER } };
  expect(created).toEqual({ status: 201, body });
  expect(await api.call("get-annotation", "GET", `${ANNOTATIONS}/1`)).toEqual({ status: 200, body });
});

test("tags are given by id and shown by name", async () => {
  const tag = inside(await createTag("Launch"), "id");
  expect(inside(await create({ ...RELEASE, tags: [tag] }), "results", "tags")).toEqual([{ id: tag, name: "Launch" }]);
});

test("the list of tags says which of them an annotation bears", async () => {
  const tag = inside(await createTag("Launch"), "id");
  const other = inside(await createTag("Outage"), "id");
  await create({ ...RELEASE, tags: [tag] });
  expect((await api.call("get-annotation-tags", "GET", `${ANNOTATIONS}/tags`)).body).toEqual([
    { id: tag, name: "Launch", project_id: 1, has_annotations: true },
    { id: other, name: "Outage", project_id: 1, has_annotations: false },
  ]);
});

test("the list is bounded by dates, both of them included", async () => {
  for (const day of ["01", "02", "03", "04"]) await create({ date: `2024-06-${day} 23:59:59`, description: day });
  const listed = inside(await list("?fromDate=2024-06-02&toDate=2024-06-03"), "results");
  expect(listed).toMatchObject([{ description: "02" }, { description: "03" }]);
});

test("a patch changes what it names and keeps the rest", async () => {
  const tag = inside(await createTag("Launch"), "id");
  const id = inside(await create({ ...RELEASE, tags: [tag] }), "results", "id");
  const json = { description: "Released again" };
  const patched = await api.call("patch-annotation", "PATCH", `${ANNOTATIONS}/${id}`, { json });
  expect(patched.status).toBe(200);
  expect(inside(patched, "results")).toEqual({
    id,
    date: RELEASE.date,
    description: "Released again",
    tags: [{ id: tag, name: "Launch" }],
    user: USER,
  });
});

test("deleting answers the id, and the annotation is gone", async () => {
  await create(RELEASE);
  const deleted = await api.call("delete-annotation", "DELETE", `${ANNOTATIONS}/1`);
  expect(deleted).toEqual({ status: 200, body: { status: "ok", results: { id: 1 } } });
  expect(inside(await list(), "results")).toEqual([]);
});

test.each([
  ["a date without a time", { ...RELEASE, date: "2024-06-01" }, "date: must be a date and time"],
  ["a date that does not exist", { ...RELEASE, date: "2024-02-30 00:00:00" }, "date: must be a date and time"],
  ["no description", { date: RELEASE.date }, "description: "],
  ["a tag that does not exist", { ...RELEASE, tags: [77] }, "tags: no tag has the id 77"],
])("refuses %s", async (_what, json, error) => {
  const answer = await create(json);
  expect(answer.status).toBe(400);
  expect(inside(answer, "error")).toMatch(error);
});

test("refuses a fromDate that is none", async () => {
  expect((await list("?fromDate=June")).status).toBe(400);
});

test.each(["7", "seven"])("the annotation %s is not found", async (id) => {
  expect((await api.call("get-annotation", "GET", `${ANNOTATIONS}/${id}`)).status).toBe(404);
});

test("a consumer may read and not write", async () => {
  api.sandbox.projects.get(1)?.members.set(1000, "consumer");
  expect((await list()).status).toBe(200);
  expect(await create(RELEASE)).toEqual({
    status: 403,
    body: { status: "error", error: "This operation requires a role of at least Analyst" },
  });
});

test("an annotation is another project's business", async () => {
  await create(RELEASE);
  expect(inside(await list("", 2), "results")).toEqual([]);
  const other = await api.call("get-annotation", "GET", "/api/app/projects/2/annotations/1");
  expect(other.status).toBe(404);
});

test("wrong credentials answer 401", async () => {
  const sent = { json: RELEASE, authorization: basic("sandbox.user", "wrong") };
  expect((await api.call("create-annotation", "POST", ANNOTATIONS, sent)).status).toBe(401);
});
