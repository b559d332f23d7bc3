import { type ClientOptions, MixpanelClient } from "../../src/mixpanel/client";
import { checkConnection } from "../../src/mixpanel/testConnection";
import { failureOf } from "./failure";
import { fakeTime } from "./fakeTime";
import { closeServers, sendJson, serve } from "./localServer";

afterEach(closeServers);

const credentials = { username: "user.1", password: "secret-1" };
const ME = {
  status: "ok",
  results: {
    user_id: 7,
    user_name: "Bot",
    user_email: "bot@example.com",
    projects: { "12": { name: "Shop", organization_id: 1 }, "13": { name: "Site", organization_id: 1 } },
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

test("a connection that works: who, which projects, which residencies", async () => {
  const server = await mixpanel("eu.mixpanel.com");
  expect(await checkConnection(clientOf(`${server.url}/{host}`, { residency: "EU" }), "12")).toEqual({
    ok: true,
    problems: [],
    user: { id: 7, name: "Bot", email: "bot@example.com" },
    projects: [
      { id: "12", name: "Shop" },
      { id: "13", name: "Site" },
    ],
    residency: "EU",
    residencies_that_answer: ["EU"],
    project_id: "12",
    project_found: true,
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

test("every residency that takes the service account is named", async () => {
  const { url } = await mixpanel("mixpanel.com", "in.mixpanel.com");
  const report = await checkConnection(clientOf(`${url}/{host}`), undefined);
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
});

test("another residency is asked once: its failures are not repeated", async () => {
  const server = await serve((response, { url }) =>
    url.startsWith("/mixpanel.com/") ? sendJson(response, ME) : sendJson(response, {}, 503),
  );
  const report = await checkConnection(clientOf(`${server.url}/{host}`), "12");
  expect(report.residencies_that_answer).toEqual(["US"]);
  expect(server.received).toHaveLength(3);
});

test("a custom API host that stands for all residencies is asked once", async () => {
  const server = await serve((response) => sendJson(response, ME));
  const report = await checkConnection(clientOf(server.url), "12");
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

test("a project token alone is enough, and nothing is asked", async () => {
  const server = await mixpanel();
  const report = await checkConnection(clientOf(server.url, { credentials: { projectToken: "t" } }), "12");
  expect(report).toMatchObject({ ok: true, user: null, has_service_account: false, has_project_token: true });
  expect(server.received).toEqual([]);
});

test.each([{}, { username: "user.1" }, { password: "secret-1" }, { gdprToken: "g" }])(
  "%j is neither a service account nor a project token",
  async (given) => {
    const server = await mixpanel();
    const report = await checkConnection(clientOf(server.url, { credentials: given }), undefined);
    expect(report).toMatchObject({ ok: false, has_service_account: false, has_gdpr_token: "gdprToken" in given });
    expect(report.problems).toEqual([
      "The connection has neither a service account nor a project token. Fill in Username and Password, Project Token, or all three.",
    ]);
    expect(server.received).toEqual([]);
  },
);
