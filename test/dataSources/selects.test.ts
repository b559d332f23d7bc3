import { ConnectionError } from "@prismatic-io/spectral";
import { InputError, MixpanelRateLimitError, MixpanelResponseError } from "../../src/mixpanel/errors";
import { connections, connectionWith, PASSWORD, PROJECT_ID, USERNAME, WORKSPACE_ID } from "../support/connection";
import { actionForms, dataSourceForms } from "../support/definitions";
import { authorized, expectRequest } from "../support/expectedRequest";
import { forgetEverything, openDataSource, runDataSource } from "../support/harness";
import { HOSTS } from "../support/hosts";
import { useWire } from "../support/wire";

const wire = useWire();

beforeEach(forgetEverything);

const me = {
  status: "ok",
  results: {
    organizations: { 9: { id: 9, name: "Example Inc." }, 8: { id: 8, name: "" } },
    projects: {
      [PROJECT_ID]: {
        name: "Production",
        organization_id: 9,
        workspaces: { 71: { id: 71, name: "All Project Data" } },
      },
      42: { name: "Test", organization_id: 9 },
      43: { name: "Test", organization_id: 8 },
    },
    workspaces: {
      71: { id: 71, name: "All Project Data", project_id: Number(PROJECT_ID) },
      72: { id: 72, name: "Sales", project_id: Number(PROJECT_ID) },
      73: { id: 73, name: "All Project Data", project_id: 42 },
    },
  },
};
const account = { path: "/api/app/me", query: {}, answer: me, none: { status: "ok", results: {} }, params: {} };
const ofProject = { project_id: PROJECT_ID };

const sources = [
  {
    ...account,
    key: "projects",
    result: [
      { key: PROJECT_ID, label: "Production" },
      { key: "42", label: "Test (42)" },
      { key: "43", label: "Test (43)" },
    ],
    byHand: "type the project's ID",
  },
  {
    ...account,
    key: "organizations",
    result: [
      { key: "8", label: "8" },
      { key: "9", label: "Example Inc." },
    ],
    byHand: "type the organization's ID",
  },
  {
    ...account,
    key: "workspaces",
    result: [
      { key: "71", label: "All Project Data" },
      { key: "72", label: "Sales" },
    ],
    byHand: "the number after /view/",
  },
  {
    key: "cohorts",
    path: `/api/app/projects/${PROJECT_ID}/cohorts`,
    query: {},
    params: {},
    answer: {
      status: "ok",
      results: [{ id: 2, name: "paying" }, { id: 1, name: "Active" }, { id: "3" }, { name: "x" }],
    },
    result: [
      { key: "3", label: "3" },
      { key: "1", label: "Active" },
      { key: "2", label: "paying" },
    ],
    none: { status: "ok", results: [] },
    byHand: "type the cohort's ID",
  },
  {
    key: "serviceAccounts",
    path: "/api/app/organizations/9/service-accounts",
    query: {},
    params: { organization_id: "9" },
    answer: {
      status: "ok",
      results: [
        { id: 55, username: "reporter.a1b2c3.mp-service-account", expires: "2999-01-01T00:00:00Z" },
        { id: 56, username: "old.a1b2c3.mp-service-account", expires: "2020-01-01T00:00:00Z" },
        { id: 57, username: "forever.a1b2c3.mp-service-account", expires: null },
        { username: "without-id" },
      ],
    },
    result: [
      { key: "57", label: "forever.a1b2c3.mp-service-account" },
      { key: "56", label: "old.a1b2c3.mp-service-account (expired)" },
      { key: "55", label: "reporter.a1b2c3.mp-service-account" },
    ],
    none: { status: "ok", results: [] },
    byHand: "type the ID of the service account",
  },
  {
    key: "annotations",
    path: `/api/app/projects/${PROJECT_ID}/annotations`,
    query: {},
    params: {},
    answer: {
      status: "ok",
      results: [
        { id: 2, date: "2024-01-31T12:00:00-08:00", description: "Launch" },
        { id: "1", date: "2024-01-02 00:00:00" },
        { date: "2024-01-01 00:00:00" },
      ],
    },
    result: [
      { key: "1", label: "2024-01-02" },
      { key: "2", label: "2024-01-31 Launch" },
    ],
    none: { status: "ok", results: null },
    byHand: "type the ID of the annotation",
  },
  {
    key: "annotationTags",
    path: `/api/app/projects/${PROJECT_ID}/annotations/tags`,
    query: {},
    params: {},
    answer: [
      { id: 12, name: "Release" },
      { id: 11, name: "Campaign" },
      { id: 13, name: "" },
    ],
    result: [
      { key: "13", label: "13" },
      { key: "11", label: "Campaign" },
      { key: "12", label: "Release" },
    ],
    none: [],
    byHand: "type the ID of the tag",
  },
  {
    key: "eventNames",
    path: "/api/query/events/names",
    query: { ...ofProject, type: "general", limit: "5000" },
    params: {},
    answer: ["signed up", "Purchased", " Padded "],
    result: [" Padded ", "Purchased", "signed up"].map((name) => ({ key: name, label: name })),
    none: [],
    byHand: "type the name of the event",
  },
  {
    key: "eventProperties",
    path: "/api/query/events/properties/top",
    query: { ...ofProject, event: "Signed Up", limit: "1000" },
    params: { event: "Signed Up" },
    answer: { plan: { count: 3 }, $browser: { count: 9 }, error: { count: 1 } },
    result: ["$browser", "error", "plan"].map((name) => ({ key: name, label: name })),
    none: {},
    byHand: "type the name of the property",
  },
  {
    key: "propertyValues",
    path: "/api/query/events/properties/values",
    query: { ...ofProject, event: "Signed Up", name: "plan" },
    params: { event: "Signed Up", name: "plan" },
    answer: ["pro", "free", 7],
    result: ["7", "free", "pro"].map((value) => ({ key: value, label: value })),
    none: [],
    byHand: "type the value",
  },
  {
    key: "featureFlags",
    path: `/api/app/projects/${PROJECT_ID}/workspaces/${WORKSPACE_ID}/feature-flags`,
    query: {},
    params: { workspace_id: WORKSPACE_ID },
    answer: {
      status: "ok",
      results: [{ id: "f2", name: "New checkout", key: "new_checkout" }, { id: "f1", key: "banner" }, { name: "x" }],
    },
    result: [
      { key: "f1", label: "f1 (banner)" },
      { key: "f2", label: "New checkout (new_checkout)" },
    ],
    none: { status: "ok", results: [] },
    byHand: "type the ID of the feature flag",
  },
  {
    key: "experiments",
    path: `/api/app/workspaces/${WORKSPACE_ID}/experiments`,
    query: {},
    params: { workspace_id: WORKSPACE_ID },
    answer: {
      status: "ok",
      results: [
        { id: "e2", name: "Layout", status: "draft" },
        { id: "e1", name: "Button", status: "active" },
      ],
    },
    result: [
      { key: "e1", label: "Button (active)" },
      { key: "e2", label: "Layout (draft)" },
    ],
    none: { status: "ok", results: [] },
    byHand: "type the ID of the experiment",
  },
  {
    key: "warehouseImports",
    path: `/api/app/projects/${PROJECT_ID}/warehouse-sources/imports`,
    query: {},
    params: {},
    answer: {
      status: "ok",
      results: [
        { id: 3, import_type: "people", table_params: { schema_name: "crm", table_name: "users" }, is_deleted: false },
        { id: 2, import_type: "event_stream", table_params: { project: "p", partitions: 4 } },
        { id: 4, import_type: "groups", table_params: {} },
        { id: 5, import_type: "groups", table_params: { table_name: "gone" }, is_deleted: true },
      ],
    },
    result: [
      { key: "4", label: "4 (groups)" },
      { key: "3", label: "crm.users (people)" },
      { key: "2", label: "p (event_stream)" },
    ],
    none: { status: "ok", results: [] },
    byHand: "type the ID of the import",
  },
  {
    key: "warehouseSources",
    path: `/api/app/projects/${PROJECT_ID}/warehouse-sources/sources`,
    query: {},
    params: {},
    answer: {
      status: "ok",
      results: [
        { id: 2, source_name: "Sales", warehouse_type: "snowflake" },
        { id: "1", source_name: "Core" },
      ],
    },
    result: [
      { key: "1", label: "Core" },
      { key: "2", label: "Sales (snowflake)" },
    ],
    none: { status: "ok", results: [] },
    byHand: "type the ID of the warehouse source",
  },
] as const;

describe.each(sources)("R9: $key", ({ key, path, query, params, answer, result, none, byHand }) => {
  const request = { method: "GET", host: HOSTS.US.query, path, query, headers: authorized };
  const choosing = (more = {}, connection: keyof typeof connections = "full") =>
    runDataSource(key, { connection: connections[connection], params: { ...params, ...more } });

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

  test.each([null, "none", 0])("%j is no list of choices", async (body) => {
    wire.current.reply({ body: JSON.stringify(body) });
    expect(await choosing()).toMatchObject({ error: { code: "unusable_response", status: 200 } });
  });

  test("is that of the residency that the form has, or of the connection's", async () => {
    wire.current.reply({ body: answer }, { body: answer });
    await choosing({ regionAndDomain: "IN" }, "eu");
    await choosing({ regionAndDomain: "" }, "eu");
    expect(wire.current.requests.map(({ host }) => host)).toEqual([HOSTS.IN.query, HOSTS.EU.query]);
  });

  test.each([
    [{ status: 401 }, ConnectionError],
    [{ status: 403 }, ConnectionError],
    [{ status: 404 }, MixpanelResponseError],
    [{ status: 429, body: "61/60 queries running in the last hour" }, MixpanelRateLimitError],
    [{ body: "<html></html>" }, MixpanelResponseError],
  ])("says on %j what to type, and where to find it", async (reply, type) => {
    wire.current.reply(reply);
    const { error } = { error: undefined, ...(await choosing()) };
    expect(error).toBeInstanceOf(type);
    expect(String(error)).toContain(byHand);
  });

  test("over a connection without a service account, asks for one", async () => {
    const { error } = { error: undefined, ...(await choosing({}, "tokenOnly")) };
    expect(error).toMatchObject({ message: expect.stringContaining("Username and Password") });
    expect(wire.current.requests).toEqual([]);
  });
});

describe("R9: lists of the account", () => {
  test.each(["region", "regionAndDomain", "dataAndDomain"])(
    "are those of the residency that a form has as %s",
    async (input) => {
      for (const key of ["projects", "workspaces", "organizations"]) {
        wire.current.reply({ body: me });
        await runDataSource(key, { connection: connections.full, params: { [input]: "EU" } });
      }
      expect(wire.current.requests.map(({ host }) => host)).toEqual(Array(3).fill(HOSTS.EU.query));
    },
  );

  test.each(["projects", "organizations"])("%s need no project", async (key) => {
    wire.current.reply({ body: me });
    const outcome = await runDataSource(key, { connection: connections.accountWithoutProject, params: {} });
    expect(outcome).toMatchObject({ value: { result: expect.any(Array) } });
  });

  test("workspaces are those of the form's project", async () => {
    wire.current.reply({ body: me });
    const params = { project_id: 42 };
    expect(await runDataSource("workspaces", { connection: connections.full, params })).toMatchObject({
      value: { result: [{ key: "73", label: "All Project Data" }] },
    });
  });

  test("workspaces of all projects say whose they are where there is no project", async () => {
    wire.current.reply({ body: me });
    const outcome = await runDataSource("workspaces", { connection: connections.accountWithoutProject, params: {} });
    expect(outcome).toMatchObject({
      value: {
        result: [
          { key: "71", label: "All Project Data (Production)" },
          { key: "73", label: "All Project Data (Test)" },
          { key: "72", label: "Sales (Production)" },
        ],
      },
    });
  });
});

describe("R9: reports", () => {
  const choosing = (params = {}) => runDataSource("reports", { connection: connections.full, params });
  const bookmarks: Record<string, unknown> = {
    insights: { results: { results: [{ id: 9, name: "weekly", type: "insights", dashboard_id: 1 }] } },
    funnels: {
      status: "ok",
      results: [
        { id: "8", name: "Sign-up", type: "funnels" },
        { id: 7, type: "funnels" },
      ],
    },
    // Without a type: that of the list it is in.
    retention: [{ id: 6, name: "Weekly" }],
  };
  const answering = () =>
    wire.current.replyAlways(({ query }) => ({ body: JSON.stringify(bookmarks[String(query.type)]) }));

  test("are listed by name with their type, from one free list for each type", async () => {
    answering();
    expect(await choosing()).toMatchObject({
      value: {
        result: [
          { key: "7", label: "7 (Funnels)" },
          { key: "8", label: "Sign-up (Funnels)" },
          { key: "9", label: "weekly (Insights)" },
          { key: "6", label: "Weekly (Retention)" },
        ],
      },
    });
    const { path } = { path: `/api/app/projects/${PROJECT_ID}/bookmarks` };
    expect(wire.current.requests.map((request) => [request.method, request.path, request.query])).toEqual(
      ["insights", "funnels", "retention"].map((type) => ["GET", path, { v: "2", type }]),
    );
  });

  test("are those of the form's project", async () => {
    answering();
    await choosing({ project_id: "42" });
    expect(new Set(wire.current.requests.map(({ path }) => path))).toEqual(new Set(["/api/app/projects/42/bookmarks"]));
  });

  test("are there once where Mixpanel does not filter them, without those that no operation reads", async () => {
    const all = [
      { id: 1, name: "A", type: "insights" },
      { id: 2, name: "B", type: "funnels" },
      { id: 3, name: "C", type: "flows" },
    ];
    wire.current.replyAlways(() => ({ body: { results: all } }));
    expect(await choosing()).toMatchObject({
      value: {
        result: [
          { key: "1", label: "A (Insights)" },
          { key: "2", label: "B (Funnels)" },
        ],
      },
    });
  });

  test("that cannot be listed leave a word on what to type, and where to find it", async () => {
    wire.current.replyAlways(({ query }) => (query.type === "funnels" ? { status: 404 } : { body: [] }));
    const { error } = { error: undefined, ...(await choosing()) };
    expect(String(error)).toContain("it is the number after report- in the address of the report");
  });
});

describe("R9: a list with pages", () => {
  const page = (id: number, next_cursor: string | null) => ({
    body: { status: "ok", results: [{ id, name: `Cohort ${id}` }], pagination: { page_size: 1, next_cursor } },
  });
  const choosing = () => runDataSource("cohorts", { connection: connections.full, params: {} });

  test("is read to its end", async () => {
    wire.current.reply(page(1, "a b"), page(2, "c"), page(3, null));
    expect(await choosing()).toMatchObject({ value: { result: [{ key: "1" }, { key: "2" }, { key: "3" }] } });
    expect(wire.current.requests.map(({ query }) => query)).toEqual([{}, { cursor: "a b" }, { cursor: "c" }]);
  });

  test("ends after 20 pages, so that one without an end ends", async () => {
    wire.current.replyAlways(() => page(1, "again"));
    expect(await choosing()).toMatchObject({ value: { result: [{ key: "1" }] } });
    expect(wire.current.requests).toHaveLength(20);
  });
});

describe("R9: lists that depend on another input", () => {
  test.each([
    ["eventProperties", {}, "Event"],
    ["eventProperties", { event: "" }, "Event"],
    ["propertyValues", { name: "plan" }, "Event"],
    ["propertyValues", { event: "Signed Up" }, "Property"],
  ])("%s with %j asks for it first", async (key, params, input) => {
    const { error } = { error: undefined, ...(await runDataSource(key, { connection: connections.full, params })) };
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ input, message: expect.stringContaining("choose it first") });
    expect(wire.current.requests).toEqual([]);
  });

  test.each(["eventNames", "eventProperties", "propertyValues"])("%s says that it spends a query", (key) => {
    const source = dataSourceForms.find((form) => form.key === key);
    expect(source?.description).toContain("uses one query of the hourly limit");
  });

  test.each([
    ["eventNames", {}],
    ["eventProperties", { event: "e" }],
    ["propertyValues", { event: "e", name: "p" }],
  ])("%s is that of the workspace", async (key, params) => {
    wire.current.replyAlways(() => ({ body: key === "eventProperties" ? {} : [] }));
    await runDataSource(key, { connection: connections.withWorkspace, params });
    expect(wire.current.request.query).toMatchObject({ workspace_id: WORKSPACE_ID });
  });
});

describe("R9: what is remembered", () => {
  const full = { connection: connections.full, params: {} };

  test.each(["projects", "reports", "cohorts"])("of %s is that of the same credentials alone", async (key) => {
    wire.current.replyAlways(() => ({ body: key === "projects" ? me : { results: [] } }));
    await openDataSource(key, full);
    const { length } = wire.current.requests;
    await openDataSource(key, full);
    expect(wire.current.requests).toHaveLength(length);
    const connection = connectionWith({ username: `${USERNAME}2`, password: PASSWORD, projectId: PROJECT_ID });
    await openDataSource(key, { connection, params: {} });
    expect(wire.current.requests).toHaveLength(2 * length);
  });

  test("is that of the same drop-down alone, though others ask Mixpanel the same", async () => {
    wire.current.replyAlways(() => ({ body: me }));
    expect(await openDataSource("organizations", full)).toMatchObject({
      value: { result: [{ key: "8" }, { key: "9" }] },
    });
    expect(await openDataSource("workspaces", full)).toMatchObject({
      value: { result: [{ key: "71" }, { key: "72" }] },
    });
  });

  test("of an event's properties is that of the same event alone", async () => {
    wire.current.replyAlways(({ query }) => ({ body: { [String(query.event)]: { count: 1 } } }));
    for (const event of ["one", "two"]) {
      const params = { event };
      expect(await openDataSource("eventProperties", { connection: connections.full, params })).toMatchObject({
        value: { result: [{ key: event }] },
      });
    }
  });
});

/** Inputs that take an ID or a name that a drop-down knows, by key. */
const SOURCES: Readonly<Record<string, string>> = {
  project_id: "projects",
  workspace_id: "workspaces",
  organization_id: "organizations",
  funnel_id: "funnels",
  bookmark_id: "reports",
  filter_by_cohort: "cohorts",
  serviceAccountId: "serviceAccounts",
};

describe("R9: inputs offer their drop-down", () => {
  // One in a group may not see the inputs outside of it, the connection among them.
  const inputs = actionForms.flatMap((form) =>
    form.inputs
      .filter(({ key, group }) => key in SOURCES && group === undefined)
      .map((input) => ({ title: `${form.key}.${input.key}`, input })),
  );

  test.each(inputs)("$title", ({ input }) => {
    expect(input.dataSource).toBe(SOURCES[input.key]);
  });

  test("each of which exists", () => {
    const known = dataSourceForms.map(({ key }) => key);
    const offered = actionForms.flatMap((form) => form.inputs.map(({ dataSource }) => dataSource));
    expect(offered.filter((key) => key !== undefined && !known.includes(key))).toEqual([]);
  });

  test("but inputs of a drop-down have none of their own", () => {
    expect(dataSourceForms.flatMap((form) => form.inputs).filter(({ dataSource }) => dataSource !== undefined)).toEqual(
      [],
    );
  });
});
