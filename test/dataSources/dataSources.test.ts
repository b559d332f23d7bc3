import { ConnectionError } from "@prismatic-io/spectral";
import {
  InputError,
  MixpanelRateLimitError,
  MixpanelResponseError,
  MixpanelValidationError,
} from "../../src/mixpanel/errors";
import { connections, PROJECT_ID, WORKSPACE_ID } from "../support/connection";
import { authorized, changed, expectRequest } from "../support/expectedRequest";
import { forgetEverything, openDataSource, runDataSource } from "../support/harness";
import { HOSTS, SPELLINGS } from "../support/hosts";
import { useWire } from "../support/wire";

const wire = useWire();

beforeEach(forgetEverything);

const sources = [
  {
    key: "funnels",
    region: "regionAndDomain",
    kind: "query",
    path: "/api/query/funnels/list",
    answer: [
      { funnel_id: 9070, name: "signup" },
      { funnel_id: 7509, name: "Activation" },
      { funnel_id: 8000, name: "Über" },
      { funnel_id: 8100 },
    ],
    result: [
      { key: "8100", label: "8100" },
      { key: "7509", label: "Activation" },
      { key: "9070", label: "signup" },
      { key: "8000", label: "Über" },
    ],
    none: [],
  },
  {
    key: "pipelines",
    region: "dataAndDomain",
    kind: "data",
    path: "/api/2.0/nessie/pipeline/jobs",
    // M6: a pipeline of another project is no choice.
    answer: {
      [PROJECT_ID]: [{ name: "people-daily" }, { name: "events-daily" }, { frequency: "daily" }],
      "42": [{ name: "other-daily" }],
    },
    result: [
      { key: "events-daily", label: "events-daily" },
      { key: "people-daily", label: "people-daily" },
    ],
    none: {},
  },
] as const;

describe.each(sources)("$key", ({ key, region, kind, path, answer, result, none }) => {
  const request = {
    method: "GET",
    host: HOSTS.US[kind],
    path,
    query: { project_id: PROJECT_ID },
    headers: authorized,
  };
  const choosing = (params = {}, connection: keyof typeof connections = "full") =>
    runDataSource(key, { connection: connections[connection], params });

  test("lists the choices by their label", async () => {
    wire.current.reply({ body: answer });
    const { value } = { value: undefined, ...(await choosing()) };
    expect(value).toEqual({ result });
    expectRequest(wire.current.request, request);
  });

  test("lists no choices where there are none", async () => {
    wire.current.reply({ body: none });
    expect(await choosing()).toMatchObject({ value: { result: [] } });
  });

  test.each([null, "none", 0])("T3: %j is no list of choices", async (body) => {
    wire.current.reply({ body: JSON.stringify(body) });
    expect(await choosing()).toMatchObject({ error: { code: "unusable_response", status: 200 } });
  });

  test.each(SPELLINGS)(`${region} %p is the residency %s`, async (spelling, residency) => {
    wire.current.reply({ body: answer });
    await choosing({ [region]: spelling });
    expectRequest(wire.current.request, changed(request, { host: HOSTS[residency][kind] }));
  });

  test.each(["", null, undefined])("leaves the residency and the project to the connection: %p", async (empty) => {
    wire.current.reply({ body: answer });
    await choosing({ [region]: empty, project_id: empty, workspace_id: empty }, "eu");
    expectRequest(wire.current.request, changed(request, { host: HOSTS.EU[kind] }));
  });

  test("the project of the input wins", async () => {
    wire.current.reply({ body: answer });
    await choosing({ project_id: "42" });
    expectRequest(wire.current.request, changed(request, { query: { project_id: "42" } }));
  });

  test.each([
    [{ [region]: "mars" }, region === "dataAndDomain" ? "Data and Domain" : "Region and Domain"],
    [{ project_id: "my project" }, "Project ID"],
  ])("refuses %j", async (params, input) => {
    const { error } = { error: undefined, ...(await choosing(params)) };
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ input });
    expect(wire.current.requests).toEqual([]);
  });

  test.each([
    ["tokenOnly", "Username and Password"],
    ["userWithoutPassword", "Password"],
    ["accountWithoutProject", "Default Project ID"],
  ] as const)("over the connection %s, asks for its %s", async (connection, field) => {
    const { error } = { error: undefined, ...(await choosing({}, connection)) };
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ message: expect.stringContaining(field) });
    expect(wire.current.requests).toEqual([]);
  });

  test.each([
    [{ status: 401 }, ConnectionError],
    [{ status: 403 }, ConnectionError],
    [{ status: 429, body: "61/60 queries running in the last hour" }, MixpanelRateLimitError],
    [{ body: "<html></html>" }, MixpanelResponseError],
    [{ body: { error: "went wrong" } }, MixpanelValidationError],
  ])("fails on %j", async (reply, type) => {
    wire.current.reply(reply);
    const { error } = { error: undefined, ...(await choosing()) };
    expect(error).toBeInstanceOf(type);
  });
});

test("funnels are those of the connection's workspace, or of the input's", async () => {
  wire.current.reply({ body: [] }, { body: [] });
  await runDataSource("funnels", { connection: connections.withWorkspace, params: {} });
  await runDataSource("funnels", { connection: connections.withWorkspace, params: { workspace_id: "43" } });
  expect(wire.current.requests.map(({ query }) => query.workspace_id)).toEqual([WORKSPACE_ID, "43"]);
});

test("R9: a project without lookup tables has no choices", async () => {
  wire.current.reply({ body: { code: 200, results: null, status: "OK" } });
  expect(await runDataSource("lookupTables", { connection: connections.full, params: {} })).toMatchObject({
    value: { result: [] },
  });
});

describe("R9: a list is remembered for a while", () => {
  const listing = async (name: string, params: Record<string, unknown>, connection: keyof typeof connections) => {
    wire.current.replyAlways(() => ({ body: [{ funnel_id: 1, name }] }));
    const result = await openDataSource("funnels", { connection: connections[connection], params });
    return result;
  };

  test("for the same credentials, project and residency", async () => {
    await listing("first", {}, "full");
    expect(await listing("second", {}, "full")).toMatchObject({ value: { result: [{ label: "first" }] } });
    expect(wire.current.requests).toHaveLength(1);
  });

  test.each([
    ["another project", { project_id: "42" }, "full"],
    ["another residency", { regionAndDomain: "EU" }, "full"],
    ["the residency of another connection", {}, "eu"],
    ["another workspace", { workspace_id: "5" }, "full"],
  ] as const)("and not for %s", async (_, params, connection) => {
    await listing("first", {}, "full");
    expect(await listing("second", params, connection)).toMatchObject({ value: { result: [{ label: "second" }] } });
  });

  test("and not if it could not be had: the form then says what to type", async () => {
    wire.current.replyAlways(() => ({ status: 403, body: {} }));
    const { error } = {
      error: undefined,
      ...(await runDataSource("funnels", { connection: connections.full, params: {} })),
    };
    expect(String(error)).toContain("type the number of the funnel");
    expect(await listing("first", {}, "full")).toMatchObject({ value: { result: [{ label: "first" }] } });
  });
});
