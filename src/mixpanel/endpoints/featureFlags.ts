import type { Endpoint } from "../endpoint";

const FLAGS = "/api/app/projects/{project_id}/workspaces/{workspace_id}/feature-flags";

/** Managing flags: https://developer.mixpanel.com/reference/list-feature-flags */
const managed = { host: "query", auth: "serviceAccount", response: "app" } as const;

/** What a flag that is read must have: a change sends all of it back. */
const FLAG_KEYS = ["id", "key", "name", "ruleset"] as const;

/** Evaluating flags: https://developer.mixpanel.com/reference/get-variant-assignments */
const evaluated = {
  host: "ingestion",
  method: "GET",
  auth: "serviceAccount",
  effect: "read",
  response: "json",
  holds: ["flags"],
  role: "consumer",
} as const;

export const listFeatureFlags = {
  ...managed,
  operation: "listFeatureFlags",
  method: "GET",
  path: FLAGS,
  query: { include_archived: "text" },
  effect: "read",
  holds: "list",
  role: "consumer",
  docs: "https://developer.mixpanel.com/reference/list-feature-flags",
} as const satisfies Endpoint;

export const createFeatureFlag = {
  ...managed,
  operation: "createFeatureFlag",
  method: "POST",
  path: FLAGS,
  json: ["name", "key", "context", "serving_method", "ruleset", "tags", "description", "data_group_id", "hash_salt"],
  effect: "write",
  holds: FLAG_KEYS,
  role: "analyst",
  docs: "https://developer.mixpanel.com/reference/create-feature-flag",
} as const satisfies Endpoint;

export const getFeatureFlag = {
  ...managed,
  operation: "getFeatureFlag",
  method: "GET",
  path: `${FLAGS}/{flag_id}`,
  effect: "read",
  holds: FLAG_KEYS,
  role: "consumer",
  docs: "https://developer.mixpanel.com/reference/get-feature-flag",
} as const satisfies Endpoint;

/** Replaces the whole flag: a field that is left out goes back to its default, and an unknown one is refused. */
export const updateFeatureFlag = {
  ...managed,
  operation: "updateFeatureFlag",
  method: "PUT",
  path: `${FLAGS}/{flag_id}`,
  json: [...createFeatureFlag.json, "status", "experiment_id", "is_experiment_active", "reset_hash_salt"],
  effect: "idempotentWrite",
  holds: FLAG_KEYS,
  role: "analyst",
  docs: "https://developer.mixpanel.com/reference/update-feature-flag",
} as const satisfies Endpoint;

export const deleteFeatureFlag = {
  ...managed,
  operation: "deleteFeatureFlag",
  method: "DELETE",
  path: `${FLAGS}/{flag_id}`,
  effect: "idempotentWrite",
  holds: "map",
  role: "analyst",
  docs: "https://developer.mixpanel.com/reference/delete-feature-flag",
} as const satisfies Endpoint;

export const evaluateFeatureFlags = {
  ...evaluated,
  operation: "evaluateFeatureFlags",
  billed: true,
  path: "/flags",
  query: { project_id: "text", token: "text", context: "json" },
  docs: "https://developer.mixpanel.com/reference/get-variant-assignments",
} as const satisfies Endpoint;

export const getFlagDefinitions = {
  ...evaluated,
  operation: "getFlagDefinitions",
  path: "/flags/definitions",
  query: { project_id: "text", token: "text" },
  docs: "https://developer.mixpanel.com/reference/get-flag-definitions",
} as const satisfies Endpoint;
