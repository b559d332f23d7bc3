import { ConnectionError } from "@prismatic-io/spectral";
import { InputError } from "../../../src/mixpanel/errors";
import { connections, connectionWith, PASSWORD, PROJECT_ID, USERNAME } from "../../support/connection";
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

const TOKEN_TAKEN = { body: { code: 200, num_records_imported: 0, status: "OK" } };
const NO_SUCH_TASK = { body: { status: "ok", results: { status: "NOT_FOUND" } } };

/** Answers for the account in one residency, and refuses it in the others; takes the tokens. */
const livesAt = (host: string) =>
  wire.current.replyAlways((request) => {
    if (request.path === "/import") return TOKEN_TAKEN;
    if (request.path.includes("/data-retrievals/")) return NO_SUCH_TASK;
    return request.host === host ? { body: me } : { status: 401 };
  });
const asked = () => wire.current.requests.map(({ method, host, path }) => `${method} ${host}${path}`).sort();
const testing = (connection: keyof typeof connections, params = {}) =>
  runAction("testConnection", { connection: connections[connection], params });

const report = {
  ok: true,
  problems: [],
  credentials: {
    service_account: { status: "valid", reason: null },
    project_token: { status: "valid", reason: null },
    gdpr_token: { status: "valid", reason: null },
  },
  user: { id: 7, name: "reporter", email: "reporter@example.com" },
  projects: [
    { id: "42", name: "Test" },
    { id: PROJECT_ID, name: "Production" },
  ],
  residency: "US",
  residencies_that_answer: ["US"],
  project_id: PROJECT_ID,
  project_found: true,
  organization: { id: "1", name: "" },
  workspace_id: null,
  workspace_found: null,
  has_service_account: true,
  has_project_token: true,
  has_gdpr_token: true,
};

const OWN_RESIDENCY = [
  "GET mixpanel.com/api/app/data-retrievals/v3.0/connection-check",
  "GET mixpanel.com/api/app/me",
  "POST api.mixpanel.com/import",
];

test("T19: checks each credential at the connection's own residency, and reports", async () => {
  livesAt("mixpanel.com");
  const { value } = { value: undefined, ...(await testing("full")) };
  expect(value).toEqual({ data: report });
  expect(asked()).toEqual(OWN_RESIDENCY);
  const who = wire.current.requests.find(({ path }) => path === "/api/app/me");
  if (who === undefined) throw new Error("nobody was asked who the account is");
  expectRequest(who, { method: "GET", host: HOSTS.US.query, path: "/api/app/me", headers: authorized });
});

test.each([true, "true"])("T19: searches the other residencies where Search Residencies is %p", async (search) => {
  livesAt("mixpanel.com");
  expect(await testing("full", { searchResidencies: search })).toMatchObject({ value: { data: report } });
  expect(asked()).toEqual(
    [...OWN_RESIDENCY, "GET eu.mixpanel.com/api/app/me", "GET in.mixpanel.com/api/app/me"].sort(),
  );
});

test.each(["", null, undefined, false, "false"])(
  "T19: searches none where Search Residencies is %p",
  async (search) => {
    livesAt("mixpanel.com");
    await testing("full", { searchResidencies: search });
    expect(asked()).toEqual(OWN_RESIDENCY);
  },
);

test("a search that is no switch is refused before anything is sent", async () => {
  const { error } = { error: undefined, ...(await testing("full", { searchResidencies: "perhaps" })) };
  expect(error).toBeInstanceOf(InputError);
  expect(error).toMatchObject({ input: "Search Residencies" });
  expect(wire.current.requests).toEqual([]);
});

test("T19: refused tokens are problems, and the step succeeds", async () => {
  wire.current.replyAlways(({ path }) => (path === "/api/app/me" ? { body: me } : { status: 401 }));
  expect(await testing("full")).toMatchObject({
    value: {
      data: {
        ok: false,
        problems: [expect.stringContaining("Project Token"), expect.stringContaining("GDPR Token")],
        credentials: {
          service_account: { status: "valid" },
          project_token: { status: "invalid" },
          gdpr_token: { status: "invalid" },
        },
      },
    },
  });
});

test.each([{ status: 429 }, { status: 503 }, { reset: true }])(
  "T19: %j at a token's check decides nothing",
  async (fault) => {
    wire.current.replyAlways(({ path }) => (path === "/api/app/me" ? { body: me } : fault));
    const undecided = { status: "not checked", reason: expect.stringContaining("testConnection") };
    expect(await testing("full")).toMatchObject({
      value: { data: { ok: true, credentials: { project_token: undecided, gdpr_token: undecided } } },
    });
  },
);

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
  expect(await testing("eu", { searchResidencies: true })).toMatchObject({
    value: { data: { residency: "EU", residencies_that_answer: ["EU", "US"] } },
  });
});

test("T19: an account that its own residency refuses is a connection to mend, and the error says where", async () => {
  livesAt("mixpanel.com");
  const { error } = { error: undefined, ...(await testing("eu")) };
  expect(error).toBeInstanceOf(ConnectionError);
  const message =
    "testConnection: Mixpanel does not accept the service account in the EU residency (401). Check Username, Password and Data Residency of the connection. Turn Search Residencies on to find one that accepts it.";
  expect(error).toMatchObject({ status: 401, message: expect.stringContaining(message) });
  // The tokens are checked all the same, and the error says what came of it.
  expect(error).toMatchObject({ message: expect.stringMatching(/ Project Token: (valid|invalid|not checked)/) });
});

test("T19: a token alone is checked on its own", async () => {
  livesAt("mixpanel.com");
  expect(await testing("tokenOnly")).toMatchObject({
    value: { data: { ok: true, user: null, projects: [], has_service_account: false, has_project_token: true } },
  });
  expect(asked()).toEqual(["POST api.mixpanel.com/import"]);
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
  await testing("proxied", { searchResidencies: true });
  expect(asked()).toEqual([
    "GET proxy.example.com/eu.mixpanel.com/api/app/me",
    "GET proxy.example.com/in.mixpanel.com/api/app/me",
    "GET proxy.example.com/mixpanel.com/api/app/me",
    "POST proxy.example.com/api.mixpanel.com/import",
  ]);
});

describe("behind one host for all residencies", () => {
  const single = { connection: connections.singleHost, key: "testConnection", params: {} };

  test("only that host is asked, a search or not", async () => {
    wire.current.replyAlways(() => ({ body: me }));
    expect(await runAction(single.key, { ...single, params: { searchResidencies: true } })).toMatchObject({
      value: { data: { ok: true, residencies_that_answer: null } },
    });
    expect(asked()).toEqual(["GET proxy.example.com/api/app/me", "POST proxy.example.com/import"]);
  });

  // Without a token, the service account's check is the only call.
  const account = { username: USERNAME, password: PASSWORD, apiHost: "https://proxy.example.com" };
  describeFailures(wire, { ...single, connection: connectionWith(account), failures: "json" });
});
