import { ConnectionError } from "@prismatic-io/spectral";
import { InputError } from "../../../src/mixpanel/errors";
import { connections, PROJECT_ID } from "../../support/connection";
import { describeFailures } from "../../support/describeFailures";
import { authorized, expectRequest } from "../../support/expectedRequest";
import { runAction } from "../../support/harness";
import { HOSTS } from "../../support/hosts";
import { useWire } from "../../support/wire";

const wire = useWire("proxy.example.com");

const me = {
  status: "ok",
  results: {
    user_id: 7,
    user_name: "reporter",
    user_email: "reporter@example.com",
    projects: { [PROJECT_ID]: { name: "Production", organization_id: 1 }, "42": { name: "Test" } },
  },
};

/** Answers for the account in one residency, and refuses it in the others. */
const livesAt = (host: string) =>
  wire.current.replyAlways((request) => (request.host === host ? { body: me } : { status: 401 }));
const testing = (connection: keyof typeof connections, params = {}) =>
  runAction("testConnection", { connection: connections[connection], params });

const report = {
  ok: true,
  problems: [],
  user: { id: 7, name: "reporter", email: "reporter@example.com" },
  projects: [
    { id: "42", name: "Test" },
    { id: PROJECT_ID, name: "Production" },
  ],
  residency: "US",
  residencies_that_answer: ["US"],
  project_id: PROJECT_ID,
  project_found: true,
  has_service_account: true,
  has_project_token: true,
  has_gdpr_token: true,
};

test("asks each residency once who the account is, and reports", async () => {
  livesAt("mixpanel.com");
  const { value } = { value: undefined, ...(await testing("full")) };
  expect(value).toEqual({ data: report });
  const sent = [...wire.current.requests].sort((a, b) => a.host.localeCompare(b.host));
  expect(sent).toHaveLength(3);
  [HOSTS.EU.query, HOSTS.IN.query, HOSTS.US.query].forEach((host, position) => {
    const request = sent[position];
    if (request === undefined) throw new Error(`${host} was not asked`);
    expectRequest(request, { method: "GET", host, path: "/api/app/me", headers: authorized });
  });
});

test.each(["", null, undefined])("the project %p is the connection's", async (project_id) => {
  livesAt("mixpanel.com");
  expect(await testing("full", { project_id })).toMatchObject({ value: { data: report } });
});

test("the project of the input wins over the connection's", async () => {
  livesAt("mixpanel.com");
  expect(await testing("full", { project_id: 42 })).toMatchObject({
    value: { data: { ok: true, project_id: "42", project_found: true } },
  });
});

test("a project that the account cannot use is a problem", async () => {
  livesAt("mixpanel.com");
  expect(await testing("full", { project_id: "43" })).toMatchObject({
    value: { data: { ok: false, project_found: false, problems: [expect.stringContaining("project 43")] } },
  });
});

test("without any project there is none to find", async () => {
  livesAt("mixpanel.com");
  expect(await testing("accountWithoutProject")).toMatchObject({
    value: { data: { ok: true, project_id: null, project_found: null, has_project_token: false } },
  });
});

test("says which residencies take the account", async () => {
  wire.current.replyAlways(({ host }) => (host === "in.mixpanel.com" ? { status: 500 } : { body: me }));
  expect(await testing("eu")).toMatchObject({
    value: { data: { residency: "EU", residencies_that_answer: ["EU", "US"] } },
  });
});

test("an account that its own residency refuses is a connection to mend", async () => {
  livesAt("mixpanel.com");
  const { error } = { error: undefined, ...(await testing("eu")) };
  expect(error).toBeInstanceOf(ConnectionError);
  expect(error).toMatchObject({ status: 401, message: expect.stringContaining("data residency") });
});

test("a token alone asks nobody", async () => {
  expect(await testing("tokenOnly")).toMatchObject({
    value: { data: { ok: true, user: null, projects: [], has_service_account: false, has_project_token: true } },
  });
  expect(wire.current.requests).toEqual([]);
});

test("a connection without anything is a problem", async () => {
  expect(await testing("none")).toMatchObject({
    value: {
      data: { ok: false, problems: [expect.stringContaining("neither a service account nor a project token")] },
    },
  });
});

test.each([
  ["userWithoutPassword", "Password"],
  ["passwordWithoutUser", "Username"],
] as const)("half a service account asks for the other half: %s", async (connection, field) => {
  const { error } = { error: undefined, ...(await testing(connection)) };
  expect(error).toBeInstanceOf(ConnectionError);
  expect(error).toMatchObject({ message: expect.stringContaining(field) });
  expect(wire.current.requests).toEqual([]);
});

test("a project ID that is no number is refused before anything is sent", async () => {
  const { error } = { error: undefined, ...(await testing("full", { project_id: "my project" })) };
  expect(error).toBeInstanceOf(InputError);
  expect(wire.current.requests).toEqual([]);
});

test("behind a custom API host, each residency is asked by its own host", async () => {
  wire.current.replyAlways(() => ({ body: me }));
  await testing("proxied");
  expect(wire.current.requests.map(({ host, path }) => `${host}${path}`).sort()).toEqual([
    "proxy.example.com/eu.mixpanel.com/api/app/me",
    "proxy.example.com/in.mixpanel.com/api/app/me",
    "proxy.example.com/mixpanel.com/api/app/me",
  ]);
});

describe("behind one host for all residencies", () => {
  const single = { connection: connections.singleHost, key: "testConnection", params: {} };

  test("only that host is asked", async () => {
    wire.current.reply({ body: me });
    expect(await runAction(single.key, single)).toMatchObject({
      value: { data: { ok: true, residencies_that_answer: null } },
    });
    expect(wire.current.request).toMatchObject({ host: "proxy.example.com", path: "/api/app/me" });
  });

  describeFailures(wire, { ...single, failures: "json" });
});
