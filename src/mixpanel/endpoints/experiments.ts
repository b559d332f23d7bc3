import type { Endpoint } from "../endpoint";

const EXPERIMENTS = "/api/app/workspaces/{workspace_id}/experiments";
const EXPERIMENT = `${EXPERIMENTS}/{experiment_id}` as const;

/** Experiments: https://developer.mixpanel.com/reference/list-experiments */
const managed = { host: "query", auth: "serviceAccount", response: "app" } as const;
const EXPERIMENT_KEYS = ["id", "name", "status"] as const;
/** A change of one experiment, which is the response. */
const changing = { ...managed, holds: EXPERIMENT_KEYS, role: "analyst" } as const;

export const listExperiments = {
  ...managed,
  operation: "listExperiments",
  method: "GET",
  path: EXPERIMENTS,
  effect: "read",
  holds: "list",
  role: "consumer",
  docs: "https://developer.mixpanel.com/reference/list-experiments",
} as const satisfies Endpoint;

export const createExperiment = {
  ...changing,
  operation: "createExperiment",
  method: "POST",
  path: EXPERIMENTS,
  json: ["name", "description", "hypothesis", "settings", "variants", "metrics", "global_access_type"],
  effect: "write",
  docs: "https://developer.mixpanel.com/reference/create-experiment",
} as const satisfies Endpoint;

export const getExperiment = {
  ...changing,
  operation: "getExperiment",
  method: "GET",
  path: EXPERIMENT,
  effect: "read",
  role: "consumer",
  docs: "https://developer.mixpanel.com/reference/get-experiment",
} as const satisfies Endpoint;

export const updateExperiment = {
  ...changing,
  operation: "updateExperiment",
  method: "PATCH",
  path: EXPERIMENT,
  json: [...createExperiment.json, "tags", "start_date", "end_date"],
  effect: "idempotentWrite",
  docs: "https://developer.mixpanel.com/reference/update-experiment",
} as const satisfies Endpoint;

export const deleteExperiment = {
  ...changing,
  operation: "deleteExperiment",
  method: "DELETE",
  path: EXPERIMENT,
  effect: "idempotentWrite",
  holds: "map",
  docs: "https://developer.mixpanel.com/reference/delete-experiment",
} as const satisfies Endpoint;

export const archiveExperiment = {
  ...changing,
  operation: "archiveExperiment",
  method: "POST",
  path: `${EXPERIMENT}/archive`,
  effect: "idempotentWrite",
  holds: "map",
  docs: "https://developer.mixpanel.com/reference/archive-experiment",
} as const satisfies Endpoint;

/** A DELETE that deletes nothing but the archiving. */
export const unarchiveExperiment = {
  ...changing,
  operation: "unarchiveExperiment",
  method: "DELETE",
  path: `${EXPERIMENT}/archive`,
  effect: "idempotentWrite",
  docs: "https://developer.mixpanel.com/reference/unarchive-experiment",
} as const satisfies Endpoint;

/** A second launch is refused, so a launch that may have been processed is not repeated. The same is true of the next two. */
export const launchExperiment = {
  ...changing,
  operation: "launchExperiment",
  method: "PUT",
  path: `${EXPERIMENT}/launch`,
  effect: "write",
  docs: "https://developer.mixpanel.com/reference/launch-experiment",
} as const satisfies Endpoint;

/** The body is required, `{}` at least. */
export const forceConcludeExperiment = {
  ...changing,
  operation: "forceConcludeExperiment",
  method: "PUT",
  path: `${EXPERIMENT}/force_conclude`,
  json: ["end_date"],
  effect: "write",
  docs: "https://developer.mixpanel.com/reference/force-conclude-experiment",
} as const satisfies Endpoint;

export const decideExperiment = {
  ...changing,
  operation: "decideExperiment",
  method: "PATCH",
  path: `${EXPERIMENT}/decide`,
  json: ["success", "variant", "message"],
  effect: "write",
  docs: "https://developer.mixpanel.com/reference/decide-experiment",
} as const satisfies Endpoint;
