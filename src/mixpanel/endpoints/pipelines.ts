import type { Endpoint } from "../endpoint";

const pipeline = { host: "data", auth: "serviceAccount", response: "json" } as const;

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

export const createGCSPipeline = {
  ...pipeline,
  operation: "createGCSPipeline",
  method: "POST",
  path: "/api/2.0/nessie/pipeline/create",
  fixedForm: { type: "gcs-raw" },
  form: {
    project_id: "text",
    gcs_bucket: "text",
    gcs_prefix: "text",
    gcs_region: "text",
    from_date: "text",
    to_date: "text",
    trial: "text",
    frequency: "text",
    events: "repeat",
    where: "text",
  },
  effect: "write",
  holds: ["pipeline_names"],
  docs: "https://developer.mixpanel.com/reference/create-warehouse-pipeline",
} as const satisfies Endpoint;

export const editGCSPipeline = {
  ...pipeline,
  operation: "editGCSPipeline",
  method: "POST",
  path: "/api/2.0/nessie/pipeline/edit",
  form: { project_id: "text", name: "text", events: "repeat", where: "text" },
  effect: "idempotentWrite",
  // According to Mixpanel's description, the response has no body.
  response: "status",
  docs: "https://developer.mixpanel.com/reference/edit-warehouse-pipeline",
} as const satisfies Endpoint;

export const deletePipeline = {
  ...pipeline,
  operation: "deletePipeline",
  method: "POST",
  path: "/api/2.0/nessie/pipeline/cancel",
  form: { project_id: "text", name: "text" },
  effect: "idempotentWrite",
  // According to Mixpanel's description, the response has no body.
  response: "status",
  docs: "https://developer.mixpanel.com/reference/cancel-warehouse-pipeline",
} as const satisfies Endpoint;
