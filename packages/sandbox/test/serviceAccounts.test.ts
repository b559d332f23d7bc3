import { basic, DAY_MS, inside, ManagementClient } from "./managementClient";

const ACCOUNTS = "/api/app/organizations/100/service-accounts";

let api: ManagementClient;
beforeAll(async () => {
  api = await ManagementClient.start();
});
beforeEach(() => api.reset());
afterAll(() => api.sandbox.close());

const create = (json: unknown) => api.call("create-service-account", "POST", ACCOUNTS, { json });
const list = () => api.call("list-service-accounts", "GET", ACCOUNTS);
const members = (projectId: number) =>
  api.call("list-project-service-accounts", "GET", `/api/app/projects/${projectId}/service-accounts`);

/** A new account with the header that authenticates it. */
async function newAccount(json: unknown): Promise<{ id: unknown; authorization: string }> {
  const created = await create(json);
  const authorization = basic(
    String(inside(created, "results", "username")),
    String(inside(created, "results", "token")),
  );
  return { id: inside(created, "results", "id"), authorization };
}

async function annotationsAs(authorization: string, projectId = 1): Promise<number> {
  const answer = await api.send("GET", `/api/app/projects/${projectId}/annotations`, { authorization });
  return answer.status;
}

test("creating shows the secret once", async () => {
  const created = await create({ username: "loader", role: "admin", expires: "2025-01-01T00:00:00Z" });
  expect(created.status).toBe(201);
  expect(inside(created, "results")).toEqual({
    id: 1001,
    username: expect.stringMatching(/^loader\.[0-9a-f]{6}\.mp-service-account$/),
    token: expect.stringMatching(/^[0-9a-f]{32}$/),
    created: "2024-06-15T12:00:00.000Z",
    expires: "2025-01-01T00:00:00Z",
    creator: 1000,
    user: 1001,
  });
  const got = await api.call("get-service-account", "GET", `${ACCOUNTS}/1001`);
  expect(got.status).toBe(200);
  expect(got.body).toEqual({
    id: 1001,
    username: inside(created, "results", "username"),
    created: "2024-06-15T12:00:00.000Z",
    expires: "2025-01-01T00:00:00Z",
    creator: 1000,
    user: 1001,
  });
  expect(JSON.stringify((await list()).body)).not.toContain(String(inside(created, "results", "token")));
});

test("a new account authenticates, in the projects it was made for only", async () => {
  const { authorization } = await newAccount({ username: "loader", projects: [{ id: 1, role: "analyst" }] });
  expect(await annotationsAs(authorization, 1)).toBe(200);
  expect(await annotationsAs(authorization, 2)).toBe(403);
});

test("an account authenticates until it expires", async () => {
  const expires = "2024-06-16T00:00:00Z";
  const { authorization } = await newAccount({ username: "loader", expires, projects: [{ id: 1, role: "analyst" }] });
  expect(await annotationsAs(authorization)).toBe(200);
  api.sandbox.clock.advance(DAY_MS);
  expect(await annotationsAs(authorization)).toBe(401);
});

test("accounts are added to projects and removed from them", async () => {
  const { id, authorization } = await newAccount({ username: "loader" });
  const addition = { projects: [{ id: 2, role: "consumer" }], service_account_ids: [id] };
  const path = `${ACCOUNTS}/add-to-project`;
  const added = await api.call("add-service-accounts-to-projects", "POST", path, { json: addition });
  expect(added).toEqual({ status: 200, body: { status: "ok" } });
  expect(await annotationsAs(authorization, 2)).toBe(200);
  expect(inside(await members(2), "results", 1)).toMatchObject({
    id,
    role: "consumer",
    role_order: 3,
    target_type: "individual",
  });
  const removal = { projects: [{ id: 2, service_account_ids: [id] }] };
  const removed = await api.call("remove-service-accounts-from-projects", "POST", `${ACCOUNTS}/remove-from-project`, {
    json: removal,
  });
  expect(removed).toEqual({ status: 200, body: { status: "ok" } });
  expect(await annotationsAs(authorization, 2)).toBe(403);
});

test("a deleted account is gone from its projects and does not authenticate", async () => {
  const { id, authorization } = await newAccount({ username: "loader", projects: [{ id: 1, role: "owner" }] });
  const deleted = await api.call("delete-service-account", "DELETE", `${ACCOUNTS}/${id}`);
  expect(deleted).toEqual({ status: 200, body: { status: "ok" } });
  expect(await annotationsAs(authorization)).toBe(401);
  expect(inside(await members(1), "results")).toMatchObject([{ id: 1000 }]);
  expect(api.sandbox.projects.get(1)?.members.has(Number(id))).toBe(false);
});

test.each([
  ["no user name", {}, 400, "username: "],
  ["a role that is none", { username: "x", role: "viewer" }, 400, "role: "],
  ["an expiry that is no date", { username: "x", expires: "soon" }, 400, "expires: "],
  ["a project that is not there", { username: "x", projects: [{ id: 99 }] }, 404, "Project 99 not found"],
])("refuses %s and makes no account", async (_what, json, status, error) => {
  const answer = await create(json);
  expect(answer.status).toBe(status);
  expect(inside(answer, "error")).toMatch(error);
  expect(inside(await list(), "results")).toHaveLength(1);
});

test("an addition with an account that is not there changes nothing", async () => {
  const json = { projects: [{ id: 1, role: "admin" }], service_account_ids: [1000, 99] };
  const answer = await api.call("add-service-accounts-to-projects", "POST", `${ACCOUNTS}/add-to-project`, { json });
  expect(answer).toEqual({ status: 404, body: { status: "error", error: "Service account 99 not found" } });
  expect(inside(await members(1), "results", 0, "role")).toBe("owner");
});

test("an account that is not there answers 404", async () => {
  expect((await api.call("get-service-account", "GET", `${ACCOUNTS}/99`)).status).toBe(404);
});

test("another organization is refused", async () => {
  const path = "/api/app/organizations/200/service-accounts";
  expect((await api.call("list-service-accounts", "GET", path)).status).toBe(403);
});
