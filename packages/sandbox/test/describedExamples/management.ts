/** Annotations, GDPR, feature flags, pipelines, service accounts and warehouse imports. */
import { type Answer, NOW_MS } from "../ingestionClient";
import { after, type Call, type Calls, call, calling, fieldsOf, queryOf } from "./calls";

const DAY_MS = 86_400_000;

/** The field of a response that holds `results`, or of the results. Throws if there is none. */
function resultOf({ text }: Answer, name: string): string {
  const value = fieldsOf(fieldsOf(JSON.parse(text)).results)[name];
  if (value === undefined) throw new Error(`No ${name} in ${text}`);
  return String(value);
}

const ANNOTATIONS = "/api/app/projects/1/annotations";
const annotate = { json: { date: "2024-06-01 09:00:00", description: "Released" } };
const makingAnnotation =
  (then: (path: string) => string, sent?: (example: unknown) => object): Call =>
  async (sandbox, example) => {
    const made = await call(sandbox, `POST ${ANNOTATIONS}`, annotate);
    return call(sandbox, then(`${ANNOTATIONS}/${resultOf(made, "id")}`), sent?.(example));
  };

const GDPR = { authorization: "Bearer sandbox-gdpr-token" };
const TASK = { ...GDPR, json: { distinct_ids: ["user-1", "user-2", "user-3"] } };
const task = (path: string) => `POST /api/app/${path}/v3.0?token=sandbox-token`;
const newTask = (path: string): Call => calling(task(path), TASK);
const askedFor =
  (path: string): Call =>
  (sandbox, example) =>
    call(sandbox, task(path), { ...GDPR, json: example });
/** A task's state on the day after it was asked for. */
const doneTask =
  (path: string): Call =>
  async (sandbox) => {
    const id = resultOf(await call(sandbox, task(path), TASK), "task_id");
    sandbox.clock.set(NOW_MS + 2 * DAY_MS);
    return call(sandbox, `GET /api/app/${path}/v3.0/${id}?token=sandbox-token`, GDPR);
  };

const VARIANTS = [
  { key: "control", value: false, is_control: true, is_sticky: true, split: 0.5 },
  { key: "treatment", value: true, is_control: false, is_sticky: true, split: 0.5 },
];
const ROLLOUT = {
  rollout_percentage: 1,
  cohort_hash: "cohort_abc123",
  runtime_evaluation_rule: { platform: "web" },
  runtime_evaluation_definition: { platform: "web" },
  variant_splits: { control: 0, treatment: 1 },
  variant_override: { key: "treatment" },
};
const FLAG = {
  name: "New Checkout Flow",
  key: "new_checkout_flow",
  tags: [],
  status: "enabled",
  context: "distinct_id",
  serving_method: "remote_or_local",
  experiment_id: "5b0c6c4a-4f3e-4c0f-9d57-6a3c4b3f2a11",
  is_experiment_active: true,
  ruleset: {
    variants: VARIANTS,
    rollout: [ROLLOUT],
    test: { users: { qa_user_1: "treatment", qa_user_2: "control" } },
  },
};
const flagged = calling("POST /api/app/projects/1/workspaces/10/feature-flags", { json: FLAG });
const QA_USER = encodeURIComponent(JSON.stringify({ distinct_id: "qa_user_1" }));

const PIPELINE = "/api/2.0/nessie/pipeline";
const piped = calling(`POST ${PIPELINE}/create`, {
  form: {
    project_id: "1",
    type: "bigquery",
    from_date: "2024-06-13",
    sync: "true",
    schema_type: "monoschema",
    bq_region: "EU",
    gcp_project: "warehouse",
    bq_dataset_name: "mixpanel",
  },
});
const later: Call = async (sandbox) => {
  sandbox.clock.set(NOW_MS + DAY_MS);
  return call(sandbox, `GET ${PIPELINE}/jobs?project_id=1`);
};

const ACCOUNTS = "/api/app/organizations/100/service-accounts";
const newAccount = calling(`POST ${ACCOUNTS}`, { json: { username: "loader", role: "admin" } });
const onAccount =
  (then: (sandbox: Parameters<Call>[0], id: number) => Promise<Answer>): Call =>
  async (sandbox, example) =>
    then(sandbox, Number(resultOf(await newAccount(sandbox, example), "id")));

const IMPORTS = "/api/app/projects/1/warehouse-sources/imports";
const TABLE = {
  warehouse_source_id: 7,
  table_params: { schema_name: "public", table_name: "orders" },
  run_every: 3_600_000_000_000,
};
const newImport = (kind: string, body: object): Call =>
  calling(`POST ${IMPORTS}/${kind}`, { json: { ...TABLE, import_type: kind.replace("-", "_"), ...body } });
const people = newImport("people", { user_column_name: "id", sync_mode: "full_sync" });
const onImport =
  (method: string, path = "", json?: object): Call =>
  async (sandbox, example) =>
    call(sandbox, `${method} ${IMPORTS}/${resultOf(await people(sandbox, example), "id")}${path}`, { json });

export const MANAGEMENT: Calls = {
  "create-annotation 201": calling(`POST ${ANNOTATIONS}`, annotate),
  "create-annotation request 1": (sandbox, example) => call(sandbox, `POST ${ANNOTATIONS}`, { json: example }),
  "get-annotation 200": makingAnnotation((path) => `GET ${path}`),
  "patch-annotation 200": makingAnnotation(
    (path) => `PATCH ${path}`,
    () => ({ json: { description: "Later" } }),
  ),
  "patch-annotation request 1": makingAnnotation(
    (path) => `PATCH ${path}`,
    (json) => ({ json }),
  ),
  "delete-annotation 200": makingAnnotation((path) => `DELETE ${path}`),
  "list-all-annotations-for-project 200": makingAnnotation(() => `GET ${ANNOTATIONS}`),
  "create-retrieval 201": newTask("data-retrievals"),
  "create-retrieval request 1": askedFor("data-retrievals"),
  "get-retrieval 200": doneTask("data-retrievals"),
  "create-deletion 201": newTask("data-deletions"),
  "create-deletion request 1": askedFor("data-deletions"),
  "get-deletion 200": doneTask("data-deletions"),
  "get-flag-definitions 200": after(flagged, calling("GET /flags/definitions?project_id=1")),
  "get-variant-assignments 200": after(flagged, calling(`GET /flags?project_id=1&context=${QA_USER}`)),
  // The example is written as it stands in an address.
  "get-variant-assignments request 1": (sandbox, example) =>
    call(sandbox, `GET /flags?project_id=1&context=${queryOf(example).context}`),
  "get-variant-assignments request 2": (sandbox, example) =>
    call(sandbox, `GET /flags?project_id=1&${new URLSearchParams(queryOf(example))}`),
  "create-warehouse-pipeline 200": piped,
  "list-warehouse-pipeline-jobs 200": after(piped, calling(`GET ${PIPELINE}/jobs?project_id=1`)),
  "list-warehouse-pipeline-sync-dates 200": after(
    piped,
    later,
    calling(`GET ${PIPELINE}/timeline?project_id=1&name=events-daily-bigquery-monoschema`),
  ),
  "create-service-account 201": newAccount,
  "list-service-accounts 200": calling(`GET ${ACCOUNTS}`),
  "list-project-service-accounts 200": calling("GET /api/app/projects/1/service-accounts"),
  "delete-service-account 200": onAccount((sandbox, id) => call(sandbox, `DELETE ${ACCOUNTS}/${id}`)),
  "add-service-accounts-to-projects 200": onAccount((sandbox, id) =>
    call(sandbox, `POST ${ACCOUNTS}/add-to-project`, {
      json: { projects: [{ id: 2, role: "consumer" }], service_account_ids: [id] },
    }),
  ),
  "remove-service-accounts-from-projects 200": onAccount((sandbox, id) =>
    call(sandbox, `POST ${ACCOUNTS}/remove-from-project`, {
      json: { projects: [{ id: 1, service_account_ids: [id] }] },
    }),
  ),
  "create-event-stream-import 200": newImport("event-stream", {
    event_name: "Order",
    time_column_name: "created_at",
    sync_mode: "time_based",
  }),
  "create-people-import 200": people,
  "create-groups-import 200": newImport("groups", {
    group_key: "company",
    group_id_column: "id",
    sync_mode: "full_sync",
  }),
  "create-lookup-table-import 200": newImport("lookup-table", {
    mixpanel_property: { value: "product_id", resourceType: "event" },
    property_key_column_name: "id",
    sync_mode: "full_sync",
  }),
  "list-warehouse-imports 200": calling(`GET ${IMPORTS}`),
  "get-warehouse-import 200": onImport("GET"),
  "update-warehouse-import 200": onImport("PATCH", "", { paused: true, run_every: 0 }),
  "delete-warehouse-import 200": onImport("DELETE"),
  "run-an-import 200": onImport("PUT", "/manual-sync", {}),
  "get-import-history 200": onImport("GET", "/history"),
};
