import component from "../../src";
import { connectionWith } from "../support/connection";
import { exampleInputs } from "../support/exampleInputs";
import { runAction, runDataSource } from "../support/harness";
import { ALL_HOSTS } from "../support/hosts";
import { leaksIn, secretForms } from "../support/leaks";
import { type Reply, useWire } from "../support/wire";

const wire = useWire();

/** Characters that look different in an address, in JSON and in a form. */
const secrets = {
  username: "sentinel-user+1.mp-service-account",
  password: 'sentinel-pass/"&=+word é',
  tokens: ["sentinel-project-token+0123/456789", "sentinel-gdpr-token=0123/456789"],
} as const;
const forms = secretForms(secrets);
const echo = forms.join(" ; ");

const connection = connectionWith({
  username: secrets.username,
  password: secrets.password,
  projectToken: secrets.tokens[0],
  gdprToken: secrets.tokens[1],
  projectId: "1234567",
  organizationId: "9876543",
  workspaceId: "7654321",
});

const record = { index: 0, insert_id: echo, $insert_id: echo, field: echo, message: echo };
const web = `<!DOCTYPE html><html><body>${echo}</body></html>`;

/** A failure of every status in every form. */
const statuses = (...list: number[]) =>
  list.flatMap((status): [string, Reply][] => [
    [`${status} in JSON`, { status, body: { error: echo, failed_records: [record] } }],
    [`${status} in text`, { status, body: echo }],
    [`${status} with a web page`, { status, body: web }],
  ]);

const failures: [string, Reply][] = [
  ["a connection that breaks", { reset: true }],
  ["a redirect", { status: 302, headers: { location: "https://evil.example.com/" }, body: echo }],
  ["200 that took nothing", { body: { status: 0, error: echo, failed_records: [record] } }],
  ["200 with an error of many parts", { body: { status: "error", error: { details: [echo] } } }],
  ["200 with a web page", { body: web }],
  ...statuses(400, 401, 429, 500),
];

/** One code tells these from the failures above, whatever the action: they meet one action for each way to read a response. */
const otherStatuses = statuses(402, 403, 404, 405, 413, 503);
const READERS = [
  "customJQLQuery",
  "createIdentity",
  "deleteGroup",
  "deletePipeline",
  "downloadData",
  "evaluateFeatureFlags",
  "importEvents",
  "queryProfiles",
  "rawRequest",
  "replaceLookupTable",
  "testConnection",
  "trackEvents",
];

function expectNoLeak(outcome: object): void {
  expect(leaksIn(outcome, forms)).toEqual([]);
  for (const { headers, host } of wire.current.requests) {
    if ("authorization" in headers) expect(ALL_HOSTS).toContain(host);
  }
}

/** Actions that send nothing, and the keys of the flow's state that they write. */
const WITHOUT_REQUESTS: Readonly<Record<string, unknown[]>> = {
  assembleCohortPages: [expect.any(String)],
  previewRows: [],
};

test.each(Object.entries(WITHOUT_REQUESTS))("%s sends nothing, and tells no secret", async (key, kept) => {
  const params = exampleInputs(key, connection);
  const flowState = {};
  const outcome = await runAction(key, { connection, params, flowState, debug: true });
  expect(outcome).toHaveProperty("value");
  expect([wire.current.requests, Object.keys(flowState)]).toEqual([[], kept]);
  expectNoLeak({ outcome, flowState });
});

describe.each(Object.keys(component.actions).filter((key) => !(key in WITHOUT_REQUESTS)))("%s", (key) => {
  const params = exampleInputs(key, connection);

  const met = READERS.includes(key) ? [...failures, ...otherStatuses] : failures;
  test.each(met)("tells no secret on %s", async (_what, reply) => {
    wire.current.replyAlways(() => reply);
    const outcome = await runAction(key, { connection, params, debug: true });
    expect(wire.current.requests.length).toBeGreaterThan(0);
    expectNoLeak(outcome);
  });

  test("logs no secret on a success that holds them, whatever it returns", async () => {
    wire.current.replyAlways(() => ({ body: { status: 1, results: [echo], code: 200 } }));
    const { logs } = await runAction(key, { connection, params, debug: true, isMadeUp: true });
    expect(logs.filter(([level]) => level === "debug").length).toBeGreaterThan(0);
    expectNoLeak(logs);
  });
});

const writers = ["importEvents", "trackEvents", "createProfile", "updateMultipleProfiles", "deleteProfile"];
describe.each(writers)("%s, where refused records are data", (key) => {
  test.each(failures)("returns no secret on %s", async (_what, reply) => {
    wire.current.replyAlways(() => reply);
    expectNoLeak(
      await runAction(key, {
        connection,
        params: { ...exampleInputs(key, connection), failOnRejected: false },
        debug: true,
      }),
    );
  });
});

describe.each(Object.keys(component.dataSources))("%s", (key) => {
  test.each(failures)("tells no secret on %s", async (_what, reply) => {
    wire.current.replyAlways(() => reply);
    expectNoLeak(await runDataSource(key, { connection, params: {} }));
  });
});

describe("M4: the secret of a new service account", () => {
  const token = "sentinel-of-a-new-account+0123/456789";
  const account = { id: 55, username: "reporter.a1b2c3.mp-service-account" };
  const create = () =>
    runAction("createServiceAccount", {
      connection: { ...connection, fields: { ...connection.fields, maxRetries: "1" } },
      params: { username: "reporter" },
      debug: true,
    });

  test("is in the result alone, and in no log", async () => {
    wire.current.reply({ status: 201, body: { status: "ok", results: { ...account, token } } });
    const { logs, ...outcome } = await create();
    expect(outcome).toMatchObject({ value: { data: { results: { token } } } });
    expect(logs.length).toBeGreaterThan(0);
    expect(leaksIn(logs, [token])).toEqual([]);
  });

  const held = { ...account, token };
  test.each<[string, Reply]>([
    ["that is cut off", { body: JSON.stringify({ status: "ok", results: held }).slice(0, -1) }],
    ["without an ID", { body: { status: "ok", results: { token } } }],
    ["that is a list", { body: { status: "ok", results: [held] } }],
    ["that is a web page", { body: `<html><body>${token}</body></html>` }],
    ["with an error beside it", { body: { status: "error", error: "no such project", results: held } }],
    ["with the status 400", { status: 400, body: { status: "error", error: "no such project", results: held } }],
    ["with the status 500", { status: 500, body: { status: "error", error: "no such project", results: held } }],
  ])("is in no error on a response %s", async (_what, reply) => {
    wire.current.reply(reply);
    const outcome = await create();
    expect(outcome).toMatchObject({ error: { code: expect.any(String) } });
    expect(leaksIn(outcome, [token])).toEqual([]);
  });
});

test("a line on a repeated call tells no secret", async () => {
  wire.current.reply({ status: 503, body: echo }, { body: {} });
  const params = { method: "GET", url: "/api/query/insights", maxRetries: "1", retryDelayMS: "0" };
  const outcome = await runAction("rawRequest", { connection, params, debug: true });
  expect(outcome.logs.filter(([level]) => level === "warn")).toHaveLength(1);
  expectNoLeak(outcome);
});

const inAddress = `https://${secrets.username}:${encodeURIComponent(secrets.password)}@mixpanel.com`;
test.each([
  ["an Authorization header", { headers: [{ key: "Authorization", value: `Bearer ${secrets.password}` }] }],
  ["a base URL with credentials", { baseUrl: inAddress }],
  ["a URL with credentials", { url: inAddress }],
])("what is refused is not repeated in the message: %s", async (_what, wrong) => {
  const params = { method: "GET", url: "/api/query/insights", ...wrong };
  const outcome = await runAction("rawRequest", { connection, params, debug: true });
  expect(outcome).toMatchObject({ error: { code: "invalid_input" } });
  expect(wire.current.requests).toEqual([]);
  expectNoLeak(outcome);
});

test.each([
  ["a custom API host with credentials", { apiHost: inAddress }],
  ["half a service account", { username: "" }],
  ["a residency that does not exist", { residency: "mars" }],
])("a connection that is wrong keeps its secrets: %s", async (_what, fields) => {
  const wrong = { ...connection, fields: { ...connection.fields, ...fields } };
  const outcome = await runAction("listPipelines", { connection: wrong, params: {}, debug: true });
  expect(outcome).toMatchObject({ error: { code: "authentication_failed" } });
  expect(wire.current.requests).toEqual([]);
  expectNoLeak(outcome);
});

test.each([
  ["createSnowflakePipeline", "snowflake_password"],
  ["createAzurePipeline", "client_secret"],
  ["editAzurePipeline", "azure_client_secret"],
  ["createRetrieval", "token"],
  ["getRetrieval", "token"],
  ["createDeletion", "token"],
  ["getDeletion", "token"],
  ["cancelDeletion", "token"],
])("M3, M4: %s repeats its %s neither in an error nor in the log", async (key, input) => {
  await expectNoSecret(key, (cloud) => ({ [input]: cloud }));
});

test.each<[string, (cloud: string) => object]>([
  ["data", (client_secret) => ({ data: { type: "azure-raw", client_secret } })],
  ["data as JSON", (snowflake_password) => ({ data: JSON.stringify({ snowflake_password }) })],
  ["data as a form", (snowflake_password) => ({ data: new URLSearchParams({ snowflake_password }).toString() })],
  ["formData", (value) => ({ formData: [{ key: "azure_client_secret", value }] })],
])("M3: generic pipelines repeat no secret in their %s", async (_where, inputs) => {
  await expectNoSecret("createGenericPipeline", inputs);
  await expectNoSecret("editGenericPipeline", inputs);
});

async function expectNoSecret(key: string, inputs: (cloud: string) => object): Promise<void> {
  const cloud = 'cloud-secret+0123/"&=é';
  const cloudForms = secretForms({ username: cloud, password: cloud, tokens: [] });
  for (const [, reply] of failures) {
    const echoed = { ...reply, ...(reply.reset ? {} : { body: { status: "error", error: cloudForms.join(" ; ") } }) };
    wire.current.replyAlways(() => echoed);
    const example = exampleInputs(key, connection);
    const unsent = { data: undefined, formData: undefined, fileData: undefined, fileDataFileNames: undefined };
    const params = { ...example, ...(key.includes("Generic") ? unsent : {}), ...inputs(cloud) };
    const outcome = await runAction(key, { connection, params, debug: true });
    expect(outcome).toHaveProperty("error");
    expect(leaksIn(outcome, cloudForms)).toEqual([]);
  }
}
