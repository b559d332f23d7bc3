import type { Endpoint } from "../endpoint";

/** Mixpanel has deprecated this API: it knows only the pipelines that it made. JSON pipelines, which are set up in the app, replace it. */
const pipeline = { host: "data", auth: "serviceAccount", response: "json", role: "admin" } as const;
const REFERENCE = "https://developer.mixpanel.com/reference";

export const listPipelines = {
  ...pipeline,
  operation: "listPipelines",
  method: "GET",
  path: "/api/2.0/nessie/pipeline/jobs",
  query: { project_id: "text" },
  effect: "read",
  docs: "https://developer.mixpanel.com/reference/list-warehouse-pipeline-jobs",
} as const satisfies Endpoint;

export const getPipeline = {
  ...pipeline,
  operation: "getPipeline",
  method: "GET",
  path: "/api/2.0/nessie/pipeline/status",
  query: { project_id: "text", name: "text", summary: "text", status: "repeat" },
  effect: "read",
  docs: "https://developer.mixpanel.com/reference/get-warehouse-pipeline-status",
} as const satisfies Endpoint;

const creation = {
  ...pipeline,
  method: "POST",
  path: "/api/2.0/nessie/pipeline/create",
  effect: "write",
  holds: ["pipeline_names"],
  docs: `${REFERENCE}/create-warehouse-pipeline`,
} as const;
const window = {
  project_id: "text",
  from_date: "text",
  to_date: "text",
  trial: "text",
  frequency: "text",
  events: "repeat",
  where: "text",
} as const;
/** Of pipelines that make tables, not files of raw events. `sync` is not sent for a trial. */
const tables = { schema_type: "text", data_source: "text", sync: "text" } as const;
const gcs = { gcs_bucket: "text", gcs_prefix: "text", gcs_region: "text" } as const;
const glue = { glue_database: "text", glue_role: "text", glue_table_prefix: "text" } as const;

export const createGCSPipeline = {
  ...creation,
  operation: "createGCSPipeline",
  fixedForm: { type: "gcs-raw" },
  form: { ...gcs, ...window },
} as const satisfies Endpoint;

export const createGCSSchemaPipeline = {
  ...creation,
  operation: "createGCSSchemaPipeline",
  fixedForm: { type: "gcs-schema" },
  form: { ...gcs, ...window, ...tables, data_format: "text" },
} as const satisfies Endpoint;

export const createS3Pipeline = {
  ...creation,
  operation: "createS3Pipeline",
  form: {
    type: "text",
    s3_bucket: "text",
    s3_region: "text",
    s3_role: "text",
    s3_prefix: "text",
    s3_encryption: "text",
    s3_kms_key_id: "text",
    ...window,
    ...tables,
    data_format: "text",
    use_glue: "text",
    ...glue,
  },
} as const satisfies Endpoint;

export const createAzurePipeline = {
  ...creation,
  operation: "createAzurePipeline",
  form: {
    type: "text",
    storage_account: "text",
    container_name: "text",
    prefix: "text",
    client_id: "text",
    client_secret: "text",
    tenant_id: "text",
    ...window,
    ...tables,
    data_format: "text",
  },
  secrets: ["client_secret"],
} as const satisfies Endpoint;

export const createBigQueryPipeline = {
  ...creation,
  operation: "createBigQueryPipeline",
  fixedForm: { type: "bigquery" },
  form: {
    gcp_project: "text",
    bq_dataset_name: "text",
    bq_region: "text",
    bq_prefix: "text",
    ...window,
    ...tables,
  },
} as const satisfies Endpoint;

export const createSnowflakePipeline = {
  ...creation,
  operation: "createSnowflakePipeline",
  fixedForm: { type: "snowflake" },
  form: {
    snowflake_account_name: "text",
    snowflake_user: "text",
    snowflake_password: "text",
    snowflake_role: "text",
    snowflake_warehouse: "text",
    snowflake_database: "text",
    snowflake_schema: "text",
    snowflake_storage_integration: "text",
    snowflake_prefix: "text",
    ...window,
    ...tables,
  },
  secrets: ["snowflake_password"],
} as const satisfies Endpoint;

/** A change of one pipeline. According to Mixpanel's description, the response has no body. */
const change = { ...pipeline, method: "POST", effect: "idempotentWrite", response: "status" } as const;
const edition = {
  ...change,
  path: "/api/2.0/nessie/pipeline/edit",
  docs: `${REFERENCE}/edit-warehouse-pipeline`,
} as const;
const edited = { project_id: "text", name: "text", events: "repeat", where: "text" } as const;
const named = { project_id: "text", name: "text" } as const;

export const editGCSPipeline = {
  ...edition,
  operation: "editGCSPipeline",
  form: edited,
} as const satisfies Endpoint;

export const editS3Pipeline = {
  ...edition,
  operation: "editS3Pipeline",
  form: { ...edited, ...glue },
} as const satisfies Endpoint;

export const editAzurePipeline = {
  ...edition,
  operation: "editAzurePipeline",
  form: { ...edited, azure_client_id: "text", azure_client_secret: "text", azure_tenant_id: "text" },
  secrets: ["azure_client_secret"],
} as const satisfies Endpoint;

export const editBigQueryPipeline = {
  ...edition,
  operation: "editBigQueryPipeline",
  form: { ...edited, bq_share_with_group: "repeat" },
} as const satisfies Endpoint;

export const editSnowflakePipeline = {
  ...edition,
  operation: "editSnowflakePipeline",
  form: edited,
} as const satisfies Endpoint;

export const deletePipeline = {
  ...change,
  operation: "deletePipeline",
  path: "/api/2.0/nessie/pipeline/cancel",
  form: named,
  docs: `${REFERENCE}/cancel-warehouse-pipeline`,
} as const satisfies Endpoint;

export const pausePipeline = {
  ...change,
  operation: "pausePipeline",
  path: "/api/2.0/nessie/pipeline/pause",
  form: named,
  docs: `${REFERENCE}/pause-warehouse-pipeline`,
} as const satisfies Endpoint;

export const resumePipeline = {
  ...change,
  operation: "resumePipeline",
  path: "/api/2.0/nessie/pipeline/resume",
  form: named,
  docs: `${REFERENCE}/resume-warehouse-pipeline`,
} as const satisfies Endpoint;

export const getPipelineTimeline = {
  ...pipeline,
  operation: "getPipelineTimeline",
  method: "GET",
  path: "/api/2.0/nessie/pipeline/timeline",
  query: { project_id: "text", name: "text" },
  effect: "read",
  holds: ["day_syncs"],
  docs: `${REFERENCE}/list-warehouse-pipeline-sync-dates`,
} as const satisfies Endpoint;
