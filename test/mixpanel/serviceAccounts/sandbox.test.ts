import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { runInSandbox } from "../../support/inSandbox";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, sample: true });
});
afterAll(() => sandbox.close());

const OWNER = { username: "sandbox.user", password: "sandbox-secret" };

const run = (key: string, params: Record<string, unknown>, account = OWNER) =>
  runInSandbox(sandbox, key, params, { ...account, organizationId: "100" });
const projectsOf = async (account: typeof OWNER) =>
  (await run("testConnection", {}, account)).projects.map(({ id }: { id: string }) => id);

describe("M4: a service account over HTTP", () => {
  let created: { id: number; username: string; token: string };
  const made = () => ({ username: created.username, password: created.token });

  test("is created with a secret that logs in, under the user name of the response", async () => {
    ({ results: created } = await run("createServiceAccount", {
      username: "reporter",
      expires: "2999-01-31T00:00:00Z",
      projects: [{ id: 1, projectRole: "analyst" }],
    }));
    expect(created.username).toMatch(/^reporter\..+\.mp-service-account$/);
    expect(await projectsOf(made())).toEqual(["1"]);
  });

  test("is listed and read without its secret", async () => {
    const { token: _, ...known } = created;
    const { results: all } = await run("listServiceAccounts", {});
    expect(all).toContainEqual(known);
    expect(await run("getServiceAccount", { serviceAccountId: created.id })).toEqual({ status: "ok", results: known });
  });

  test("is added to projects, and removed from them", async () => {
    const one = { service_account_ids: [created.id], projects: [{ id: "2", projectRole: "admin" }] };
    await run("addServiceAccountsToProjects", one);
    const { results: members } = await run("listProjectServiceAccounts", { project_id: "2", regionAndDomain: "EU" });
    expect(members).toContainEqual(expect.objectContaining({ id: created.id, role: "admin" }));
    await run("removeServiceAccountsFromProjects", { serviceAccountIds: [created.id], projects: ["1", "2"] });
    expect(await projectsOf(made())).toEqual([]);
  });

  test("that is the connection's own is neither deleted nor removed from a project", async () => {
    const { results: all } = await run("listServiceAccounts", {});
    const { id: own } = all.find(({ username }: { username: string }) => username === OWNER.username);
    const refused = {
      code: "invalid_input",
      message: expect.stringContaining("the service account of this connection"),
    };
    await expect(run("deleteServiceAccount", { serviceAccountId: own })).rejects.toMatchObject(refused);
    await expect(
      run("removeServiceAccountsFromProjects", { serviceAccountIds: [created.id, own], projects: ["1"] }),
    ).rejects.toMatchObject(refused);
    expect(await projectsOf(OWNER)).toContain("1");
  });

  test("that is deleted logs in no more", async () => {
    await run("deleteServiceAccount", { serviceAccountId: created.id });
    await expect(projectsOf(made())).rejects.toMatchObject({ code: "authentication_failed" });
    await expect(run("getServiceAccount", { serviceAccountId: created.id })).rejects.toMatchObject({ status: 404 });
  });
});
