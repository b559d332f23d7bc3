import { basic, DAY_MS, HOUR_MS, inside, ManagementClient, MINUTE_MS } from "./managementClient";

const PIPELINE = "/api/2.0/nessie/pipeline";
type Form = [string, string][];

const GCS_RAW: Form = [
  ["project_id", "1"],
  ["type", "gcs-raw"],
  ["from_date", "2024-06-13"],
  ["gcs_bucket", "events"],
  ["gcs_region", "us-east1"],
];
const SCHEMA: Form = [
  ["project_id", "1"],
  ["from_date", "2024-06-13"],
  ["sync", "true"],
  ["schema_type", "monoschema"],
];
const AZURE: Form = [
  ["storage_account", "account"],
  ["container_name", "container"],
  ["client_id", "client"],
  ["client_secret", "secret"],
  ["tenant_id", "tenant"],
];
const S3: Form = [
  ["s3_bucket", "bucket"],
  ["s3_region", "eu-west-1"],
  ["s3_role", "arn:aws:iam::123456789012:role/export"],
];
const BIGQUERY: Form = [
  ...SCHEMA,
  ["type", "bigquery"],
  ["bq_region", "EU"],
  ["gcp_project", "warehouse"],
  ["bq_dataset_name", "mixpanel"],
];

let api: ManagementClient;
beforeAll(async () => {
  api = await ManagementClient.start();
});
beforeEach(() => api.reset());
afterAll(() => api.sandbox.close());

const create = (form: Form) => api.call("create-warehouse-pipeline", "POST", `${PIPELINE}/create`, { form });
const change = (operation: string, name: string, more: Form = []) =>
  api.call(`${operation}-warehouse-pipeline`, "POST", `${PIPELINE}/${operation}`, {
    form: [["project_id", "1"], ["name", name], ...more],
  });
const status = (name: string, more = "") =>
  api.call("get-warehouse-pipeline-status", "GET", `${PIPELINE}/status?project_id=1&name=${name}${more}`);
// Mixpanel's schema knows the lists alone; its text says that a summary counts.
const summary = (name: string, more = "") =>
  api.send("GET", `${PIPELINE}/status?project_id=1&name=${name}&summary=true${more}`);
const jobs = (projectId = 1) =>
  api.call("list-warehouse-pipeline-jobs", "GET", `${PIPELINE}/jobs?project_id=${projectId}`);
const without = (form: Form, name: string) => form.filter(([key]) => key !== name);
const withValue = (form: Form, name: string, value: string): Form => [...without(form, name), [name, value]];

const EVERY_TYPE: [type: string, name: string, form: Form][] = [
  ["gcs-raw", "events-daily-gcs-raw", GCS_RAW],
  ["s3-raw", "events-daily-s3-raw", [["project_id", "1"], ["type", "s3-raw"], ["from_date", "2024-06-13"], ...S3]],
  [
    "azure-raw",
    "events-daily-azure-raw",
    [["project_id", "1"], ["type", "azure-raw"], ["from_date", "2024-06-13"], ...AZURE],
  ],
  ["bigquery", "events-daily-bigquery-monoschema", BIGQUERY],
  [
    "snowflake",
    "events-daily-snowflake-monoschema",
    [
      ...SCHEMA,
      ["type", "snowflake"],
      ["snowflake_account_name", "org-account"],
      ["snowflake_warehouse", "LOAD"],
      ["snowflake_storage_integration", "GCS"],
      ["snowflake_user", "loader"],
      ["snowflake_password", "secret"],
      ["snowflake_role", "LOADER"],
      ["snowflake_database", "ANALYTICS"],
      ["snowflake_schema", "MIXPANEL"],
    ],
  ],
  ["aws", "events-daily-aws-monoschema", [...SCHEMA, ["type", "aws"], ...S3]],
  ["azure-blob", "events-daily-azure-blob-monoschema", [...SCHEMA, ["type", "azure-blob"], ...AZURE]],
  [
    "gcs-schema",
    "events-daily-gcs-schema-monoschema",
    [...SCHEMA, ["type", "gcs-schema"], ["gcs_bucket", "events"], ["gcs_region", "asia-east1"]],
  ],
];

describe.each(EVERY_TYPE)("creating a %s pipeline", (type, name, form) => {
  const required = form.map(([key]) => key).filter((key) => key !== "project_id");

  test("answers its name", async () => {
    const { status: code, body } = await create(form);
    const dataset = { bigquery_dataset_name: "https://bigquery.cloud.google.com/dataset/warehouse:mixpanel" };
    expect({ code, body }).toEqual({
      code: 200,
      body: { pipeline_names: [name], ...(type === "bigquery" && dataset) },
    });
  });

  test.each(required)("is refused without %s", async (missing) => {
    expect(await create(without(form, missing))).toEqual({
      status: 400,
      body: { status: "error", error: `${missing} is required` },
    });
    expect(inside(await jobs(), "1")).toEqual([]);
  });
});

test.each<[string, Form, string]>([
  ["an unknown type", withValue(GCS_RAW, "type", "ftp"), "type must be one of gcs-raw, s3-raw"],
  ["a region that is not Google's", withValue(GCS_RAW, "gcs_region", "us-east-1"), "gcs_region must be one of"],
  ["people in a raw pipeline", [...GCS_RAW, ["data_source", "people"]], "data_source must be one of events"],
  ["parquet in a raw pipeline", [...GCS_RAW, ["data_format", "parquet"]], "data_format must be one of json"],
  ["a date that does not exist", withValue(GCS_RAW, "from_date", "2024-02-30"), "from_date must be a date formatted"],
  [
    "a from_date over six months ago",
    withValue(GCS_RAW, "from_date", "2023-12-14"),
    "from_date cannot be more than six",
  ],
  ["a window that ends before it begins", [...GCS_RAW, ["to_date", "2024-06-12"]], "to_date must not be before"],
  [
    "a frequency for a window that ends",
    [...GCS_RAW, ["to_date", "2024-06-14"], ["frequency", "daily"]],
    "frequency can only be passed",
  ],
  ["a schematized pipeline that does not sync", withValue(BIGQUERY, "sync", "false"), "sync must be one of true"],
  ["a table prefix with a hyphen", [...BIGQUERY, ["bq_prefix", "a-b"]], "bq_prefix can only have"],
  ["where on people", [...BIGQUERY, ["data_source", "people"], ["where", "true"]], "where is only valid"],
  ["glue without a database", [...SCHEMA, ["type", "aws"], ...S3, ["use_glue", "true"]], "glue_database is required"],
])("refuses %s", async (_what, form, error) => {
  const answer = await create(form);
  expect(answer.status).toBe(400);
  expect(inside(answer, "error")).toMatch(error);
});

test("the oldest from_date is six months ago", async () => {
  expect((await create(withValue(GCS_RAW, "from_date", "2023-12-15"))).status).toBe(200);
});

test("a trial of a schematized type makes an events and a people pipeline for thirty days from yesterday", async () => {
  const form: Form = [...without(without(BIGQUERY, "from_date"), "sync"), ["trial", "true"]];
  const names = ["trial-events-daily-bigquery-monoschema", "trial-people-daily-bigquery-monoschema"];
  expect(inside(await create(form), "pipeline_names")).toEqual(names);
  api.sandbox.clock.advance(60 * DAY_MS);
  const tasks = await status("trial-events-daily-bigquery-monoschema");
  expect(inside(tasks, "succeeded")).toHaveLength(30);
  expect(inside(tasks, "succeeded", 0, "from_date")).toBe("2024-06-14T00:00:00Z");
});

test("two pipelines alike get names that differ", async () => {
  await create(GCS_RAW);
  expect(inside(await create(GCS_RAW), "pipeline_names")).toEqual(["events-daily-gcs-raw-2"]);
});

test("a JSON body is refused", async () => {
  const json = Object.fromEntries(GCS_RAW);
  expect(await api.call("create-warehouse-pipeline", "POST", `${PIPELINE}/create`, { json })).toEqual({
    status: 415,
    body: { status: "error", error: "The body must be application/x-www-form-urlencoded" },
  });
});

test("the project secret may create, the project token may not", async () => {
  const path = `${PIPELINE}/create`;
  const as = (user: string) => api.send("POST", path, { form: GCS_RAW, authorization: basic(user) });
  expect((await as("sandbox-token")).status).toBe(401);
  expect((await as("sandbox-project-secret")).status).toBe(200);
});

test("a service account without project_id is refused", async () => {
  expect((await create(without(GCS_RAW, "project_id"))).status).toBe(401);
});

test("jobs lists the pipelines of the project under its id", async () => {
  await create([...withValue(BIGQUERY, "frequency", "hourly")]);
  expect(await jobs()).toEqual({
    status: 200,
    body: {
      "1": [
        {
          name: "events-hourly-bigquery-monoschema",
          Dispatcher: "backfill",
          last_dispatched: "2024-06-15 12:00:00 UTC",
          frequency: "hourly",
          sync_enabled: "true",
        },
      ],
    },
  });
  expect((await jobs(2)).body).toEqual({ "2": [] });
});

describe("the tasks of a pipeline", () => {
  const name = "events-daily-gcs-raw";
  beforeEach(() => create(GCS_RAW));

  test("run one after the other over the days that have passed, and wait for the end of today", async () => {
    api.sandbox.clock.advance(MINUTE_MS);
    const { body } = await status(name);
    const task = (day: number, state: string, run_at: string, last_finish: string) => ({
      project_id: 1,
      name,
      state,
      run_at: `2024-06-${run_at}Z`,
      last_finish,
      from_date: `2024-06-${day}T00:00:00Z`,
      to_date: `2024-06-${day + 1}T00:00:00Z`,
    });
    const never = "0001-01-01T00:00:00Z";
    expect(body).toEqual({
      canceled: [],
      retried: [],
      succeeded: [task(13, "succeeded", "15T12:00:00", "2024-06-15T12:01:00Z")],
      running: [task(14, "running", "15T12:01:00", never)],
      pending: [task(15, "pending", "16T00:00:00", never)],
    });
  });

  test("are counted by a summary", async () => {
    api.sandbox.clock.advance(2 * DAY_MS);
    expect((await summary(name)).body).toEqual({ canceled: 0, retried: 0, succeeded: 4, pending: 1 });
  });

  test("are filtered by one status or several", async () => {
    api.sandbox.clock.advance(MINUTE_MS);
    expect((await summary(name, "&status=pending")).body).toEqual({ pending: 1 });
    const two = await summary(name, "&status=pending&status=failed");
    expect(two.body).toEqual({ pending: 1, failed: 0 });
  });

  test("cannot be filtered by a status that is none", async () => {
    expect((await status(name, "&status=done")).status).toBe(400);
  });

  test("are cancelled by a pause and made up for after it", async () => {
    await change("pause", name);
    api.sandbox.clock.advance(DAY_MS);
    expect((await summary(name)).body).toEqual({ canceled: 1, retried: 0, succeeded: 0 });
    await change("resume", name);
    api.sandbox.clock.advance(HOUR_MS);
    expect((await summary(name)).body).toEqual({ canceled: 1, retried: 0, succeeded: 3, pending: 1 });
    expect(inside(await status(name), "succeeded", 0)).toMatchObject({
      from_date: "2024-06-13T00:00:00Z",
      run_at: "2024-06-16T12:00:00Z",
    });
  });

  test("show in the timeline by the day of their data", async () => {
    api.sandbox.clock.advance(MINUTE_MS);
    const path = `${PIPELINE}/timeline?project_id=1&name=${name}`;
    expect((await api.call("list-warehouse-pipeline-sync-dates", "GET", path)).body).toEqual({
      day_syncs: [{ date: "2024-06-13", sync_times: ["2024-06-15 12:01:00.000000 +0000 UTC"], status: "synced" }],
    });
  });

  test("stop where the window ends", async () => {
    await create([...GCS_RAW, ["to_date", "2024-06-14"]]);
    api.sandbox.clock.advance(30 * DAY_MS);
    expect((await summary(`${name}-2`)).body).toEqual({ canceled: 0, retried: 0, succeeded: 2 });
  });

  test("are the latest ten thousand after a clock that jumped by centuries", async () => {
    api.sandbox.clock.set(Date.parse("2524-01-02T12:00:00Z"));
    expect((await summary(name)).body).toMatchObject({ succeeded: 10_000, pending: 1 });
    expect(inside(await status(name), "succeeded", 9999)).toMatchObject({ from_date: "2524-01-01T00:00:00Z" });
  });

  test("survive a snapshot", async () => {
    api.sandbox.clock.advance(MINUTE_MS);
    const before = await status(name);
    const snapshot = JSON.parse(JSON.stringify(api.sandbox.snapshot()));
    api.sandbox.reset();
    expect((await status(name)).status).toBe(404);
    // The reset has moved the clock back to its start.
    api.sandbox.clock.advance(MINUTE_MS);
    api.sandbox.restore(snapshot);
    expect(await status(name)).toEqual(before);
  });
});

describe("editing", () => {
  const parameters = () => {
    const state = api.sandbox.state(1);
    return JSON.parse(JSON.stringify(state?.slices?.pipelines)).pipelines[0].parameters;
  };

  test("replaces the whitelist of events with all that are named", async () => {
    await create([...GCS_RAW, ["events", "Old"]]);
    const answer = await change("edit", "events-daily-gcs-raw", [
      ["events", "Sign Up"],
      ["events", "Purchase"],
    ]);
    expect(answer).toEqual({ status: 200, body: { status: "ok" } });
    expect(parameters().events).toEqual(["Sign Up", "Purchase"]);
  });

  test("adds to the shares of a BigQuery dataset", async () => {
    await create(BIGQUERY);
    const name = "events-daily-bigquery-monoschema";
    await change("edit", name, [["bq_share_with_group", "a@example.com"]]);
    await change("edit", name, [["bq_share_with_group", "b@example.com"]]);
    expect(parameters().bq_share_with_group).toEqual(["a@example.com", "b@example.com"]);
  });

  test("refuses what cannot be edited", async () => {
    await create(GCS_RAW);
    expect(await change("edit", "events-daily-gcs-raw", [["gcs_bucket", "other"]])).toEqual({
      status: 400,
      body: { status: "error", error: "gcs_bucket cannot be edited for a gcs-raw pipeline" },
    });
    expect(parameters().gcs_bucket).toEqual(["events"]);
  });
});

test("cancelling deletes the pipeline", async () => {
  await create(GCS_RAW);
  expect(await change("cancel", "events-daily-gcs-raw")).toEqual({ status: 200, body: { status: "ok" } });
  expect((await jobs()).body).toEqual({ "1": [] });
});

test.each(["edit", "cancel", "pause", "resume"])(
  "%s of a pipeline that is not there answers 404",
  async (operation) => {
    expect(await change(operation, "none")).toEqual({
      status: 404,
      body: { status: "error", error: "Pipeline none not found" },
    });
  },
);

test("a pipeline is another project's business", async () => {
  await create(GCS_RAW);
  const path = `${PIPELINE}/status?project_id=2&name=events-daily-gcs-raw`;
  expect((await api.call("get-warehouse-pipeline-status", "GET", path)).status).toBe(404);
});
