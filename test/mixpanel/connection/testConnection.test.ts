import { type ClientOptions, MixpanelClient } from "../../../src/mixpanel/client";
import { checkConnection } from "../../../src/mixpanel/connection/testConnection";
import type { Credentials } from "../../../src/mixpanel/credentials";
import { DEFAULT_RETRY } from "../../../src/mixpanel/http/retry";
import { failureOf } from "../../support/failure";
import { fakeTime } from "../../support/fakeTime";
import { closeServers, sendJson, serve } from "../../support/localServer";

afterEach(closeServers);

const credentials = { username: "user.1", password: "secret-1" };
const ME = {
  status: "ok",
  results: {
    user_id: 7,
    user_name: "Bot",
    user_email: "bot@example.com",
    organizations: { "1": { id: 1, name: "Acme" } },
    projects: { "12": { name: "Shop", organization_id: 1 }, "13": { name: "Site", organization_id: 2 } },
    workspaces: { "120": { id: 120, project_id: 12 }, "130": { id: 130, project_id: 13 } },
  },
};

/** A Mixpanel whose given hosts take the service account. */
const mixpanel = (...hosts: string[]) =>
  serve((response, { url }) =>
    hosts.some((host) => url === `/${host}/api/app/me`)
      ? sendJson(response, ME)
      : sendJson(response, { status: "error", error: "unauthorized" }, 401),
  );

const clientOf = (apiHost: string, options: Partial<ClientOptions> = {}) =>
  new MixpanelClient({ credentials, apiHost, transport: fakeTime().options, ...options });

const search = { searchResidencies: true };
const missing = (field: string) => ({ status: "not checked", reason: `The connection has no ${field}.` });

test("a connection that works: who, which projects, which residencies", async () => {
  const server = await mixpanel("eu.mixpanel.com");
  expect(await checkConnection(clientOf(`${server.url}/{host}`, { residency: "EU" }), "12", search)).toEqual({
    ok: true,
    problems: [],
    credentials: {
      service_account: { status: "valid", reason: null },
      project_token: missing("Project Token"),
      gdpr_token: missing("GDPR Token"),
    },
    user: { id: 7, name: "Bot", email: "bot@example.com" },
    projects: [
      { id: "12", name: "Shop" },
      { id: "13", name: "Site" },
    ],
    residency: "EU",
    residencies_that_answer: ["EU"],
    project_id: "12",
    project_found: true,
    organization: { id: "1", name: "Acme" },
    workspace_id: null,
    workspace_found: null,
    has_service_account: true,
    has_project_token: false,
    has_gdpr_token: false,
  });
  const calls = server.received.map(({ method, url }) => `${method} ${url}`).sort();
  expect(calls).toEqual([
    "GET /eu.mixpanel.com/api/app/me",
    "GET /in.mixpanel.com/api/app/me",
    "GET /mixpanel.com/api/app/me",
  ]);
});

test("T19: no other residency receives the service account unless it is searched for", async () => {
  const server = await mixpanel("mixpanel.com", "in.mixpanel.com");
  const report = await checkConnection(clientOf(`${server.url}/{host}`), "12");
  expect(report).toMatchObject({ ok: true, residencies_that_answer: ["US"] });
  expect(server.received.map(({ url }) => url)).toEqual(["/mixpanel.com/api/app/me"]);
});

test("every residency that takes the service account is named where it is searched for", async () => {
  const { url } = await mixpanel("mixpanel.com", "in.mixpanel.com");
  const report = await checkConnection(clientOf(`${url}/{host}`), undefined, search);
  expect(report).toMatchObject({
    ok: true,
    residencies_that_answer: ["US", "IN"],
    project_id: null,
    project_found: null,
  });
});

test("a project that the service account may not use is a problem that says what to do", async () => {
  const { url } = await mixpanel("mixpanel.com");
  const report = await checkConnection(clientOf(`${url}/{host}`), "99");
  expect(report).toMatchObject({ ok: false, project_id: "99", project_found: false });
  expect(report.problems).toEqual([
    "The service account is not a member of project 99 in the US residency. Check the Project ID and the Data Residency, or add the service account to the project under Project Settings > Service Accounts.",
  ]);
});

test("a service account that its own residency refuses is an error, whatever the others say", async () => {
  const { url } = await mixpanel("eu.mixpanel.com");
  const error = await failureOf(checkConnection(clientOf(`${url}/{host}`), "12"));
  expect(error).toMatchObject({ code: "authentication_failed", status: 401, operation: "testConnection" });
  expect(error.message).not.toContain("is accepted in");
});

test("T19: where its own residency refuses it, a search says which one accepts it", async () => {
  const { url } = await mixpanel("eu.mixpanel.com", "in.mixpanel.com");
  const error = await failureOf(checkConnection(clientOf(`${url}/{host}`), "12", search));
  expect(error).toMatchObject({ code: "authentication_failed", status: 401, operation: "testConnection" });
  expect(error.message).toMatch(/accepted in EU and IN: correct the Data Residency of the connection\.$/);
});

test("a search that finds no other residency leaves the refusal as it is", async () => {
  const { url } = await mixpanel();
  const error = await failureOf(checkConnection(clientOf(`${url}/{host}`), "12", search));
  expect(error).toMatchObject({ code: "authentication_failed", status: 401 });
  expect(error.message).not.toContain("is accepted in");
});

test.each([
  ["an outage of its own residency", 500, "{}", "server_error"],
  ["a proxy's web page", 403, "<!DOCTYPE html><html></html>", "authentication_failed"],
])("%s starts no search", async (_what, status, body, code) => {
  const server = await serve((response) => response.writeHead(status).end(body));
  const once = { ...fakeTime().options, retry: { ...DEFAULT_RETRY, maxRetries: 0 } };
  const client = clientOf(`${server.url}/{host}`, { transport: once });
  expect(await failureOf(checkConnection(client, "12", search))).toMatchObject({ code });
  expect(server.received).toHaveLength(1);
});

test("another residency is asked once: its failures are not repeated", async () => {
  const server = await serve((response, { url }) =>
    url.startsWith("/mixpanel.com/") ? sendJson(response, ME) : sendJson(response, {}, 503),
  );
  const report = await checkConnection(clientOf(`${server.url}/{host}`), "12", search);
  expect(report.residencies_that_answer).toEqual(["US"]);
  expect(server.received).toHaveLength(3);
});

test("a custom API host that stands for all residencies is asked once", async () => {
  const server = await serve((response) => sendJson(response, ME));
  const report = await checkConnection(clientOf(server.url), "12", search);
  expect(report).toMatchObject({ ok: true, residencies_that_answer: null });
  expect(server.received.map(({ url }) => url)).toEqual(["/api/app/me"]);
});

test("T3: an answer without results tells nothing of the credentials", async () => {
  const server = await serve((response) => sendJson(response, { status: "ok" }));
  const error = await failureOf(checkConnection(clientOf(server.url), undefined));
  expect(error).toMatchObject({ code: "unusable_response", status: 200 });
});

test.each([
  [{ results: { projects: [], user_id: null } }, { user: {}, projects: [] }],
  [
    { results: { projects: { "12": null } }, status: "ok" },
    { user: {}, projects: [{ id: "12", name: "" }] },
  ],
])("an answer such as %j is read as far as it goes", async (body, expected) => {
  const server = await serve((response) => sendJson(response, body));
  expect(await checkConnection(clientOf(server.url), undefined)).toMatchObject(expected);
});

describe("the default workspace", () => {
  const found = async (workspaceId: string, projectId: string | undefined, body: unknown = ME) => {
    const server = await serve((response) => sendJson(response, body));
    return checkConnection(clientOf(server.url, { workspaceId }), projectId);
  };

  test.each([
    ["T19: belongs to the project", "120", "12"],
    ["T19: belongs to any project where none is given", "130", undefined],
  ])("%s", async (_title, workspaceId, projectId) => {
    const report = await found(workspaceId, projectId);
    expect(report).toMatchObject({ ok: true, workspace_id: workspaceId, workspace_found: true });
  });

  test.each([
    ["T19: of another project is a problem", "130", "12", "project 12"],
    ["T19: that nobody knows is a problem", "999", "12", "project 12"],
    ["T19: that nobody knows is a problem without a project, too", "999", undefined, "any project"],
  ])("%s", async (_title, workspaceId, projectId, where) => {
    const report = await found(workspaceId, projectId);
    expect(report).toMatchObject({ ok: false, workspace_found: false });
    expect(report.problems).toEqual([
      `The connection's Default Workspace ID ${workspaceId} is not a workspace of ${where} that the service account can see. Correct it, or clear it to query the whole project.`,
    ]);
  });

  test("is found where workspaces are listed below their project", async () => {
    const projects = { "12": { name: "Shop", workspaces: { "120": { id: 120 } } } };
    expect(await found("120", "12", { results: { projects } })).toMatchObject({ ok: true, workspace_found: true });
    expect(await found("121", "12", { results: { projects } })).toMatchObject({ ok: false, workspace_found: false });
  });

  test("is not judged where Mixpanel lists no workspaces of the project", async () => {
    const body = { results: { projects: { "12": {} } } };
    expect(await found("120", "12", body)).toMatchObject({ ok: true, workspace_found: null, organization: null });
  });
});

test.each<Credentials>([{}, { username: "user.1" }, { password: "secret-1" }, { gdprToken: "g" }])(
  "%j is neither a service account nor a project token",
  async (given) => {
    const server = await mixpanel();
    const report = await checkConnection(clientOf(server.url, { credentials: given }), undefined);
    expect(report).toMatchObject({ ok: false, has_service_account: false, has_gdpr_token: "gdprToken" in given });
    expect(report.problems).toEqual([
      "The connection has neither a service account nor a project token. Fill in Username and Password, or Project Token, or both.",
    ]);
    expect(server.received).toEqual([]);
  },
);
