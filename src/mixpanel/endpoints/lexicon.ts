import type { Endpoint } from "../endpoint";

/** Lexicon is the data dictionary of a project: https://docs.mixpanel.com/docs/data-governance/lexicon */
const schemas = {
  host: "query",
  path: "/api/app/projects/{projectId}/schemas",
  auth: "serviceAccount",
  quota: "lexicon",
  response: "app",
} as const;

const ofType = { ...schemas, path: `${schemas.path}/{entityType}` } as const;
const ofEntity = { ...schemas, path: `${schemas.path}/{entityType}/{name}` } as const;

export const listLexiconSchemas = {
  ...schemas,
  operation: "listLexiconSchemas",
  method: "GET",
  effect: "read",
  holds: "list",
  role: "consumer",
  docs: "https://developer.mixpanel.com/reference/list-all-schemas-for-project",
} as const satisfies Endpoint;

export const listLexiconSchemasByType = {
  ...ofType,
  operation: "listLexiconSchemasByType",
  method: "GET",
  // With entity_name, Mixpanel's results are one schema instead of a list.
  query: { entity_name: "text" },
  effect: "read",
  role: "consumer",
  docs: "https://developer.mixpanel.com/reference/list-schemas-for-entity",
} as const satisfies Endpoint;

export const getLexiconSchema = {
  ...ofEntity,
  operation: "getLexiconSchema",
  method: "GET",
  effect: "read",
  holds: "map",
  role: "consumer",
  docs: "https://developer.mixpanel.com/reference/list-schemas-by-entity-and-name",
} as const satisfies Endpoint;

export const uploadLexiconSchemas = {
  ...schemas,
  operation: "uploadLexiconSchemas",
  method: "POST",
  json: ["entries", "truncate"],
  effect: "idempotentWrite",
  holds: ["added"],
  role: "admin",
  docs: "https://developer.mixpanel.com/reference/upload-schemas-for-project",
} as const satisfies Endpoint;

export const uploadLexiconSchema = {
  ...ofEntity,
  operation: "uploadLexiconSchema",
  method: "POST",
  jsonBody: "schema",
  effect: "idempotentWrite",
  // The response has no results.
  response: "json",
  holds: ["status"],
  role: "admin",
  docs: "https://developer.mixpanel.com/reference/upload-schema-by-entity-and-name",
} as const satisfies Endpoint;

const deleting = { method: "DELETE", effect: "idempotentWrite", holds: ["delete_count"], role: "admin" } as const;

export const deleteLexiconSchema = {
  ...ofEntity,
  ...deleting,
  operation: "deleteLexiconSchema",
  docs: "https://developer.mixpanel.com/reference/delete-schema-by-entity-and-name",
} as const satisfies Endpoint;

/** Without the parameter `entity_name`, which it therefore must not have, it deletes every schema of the type. */
export const deleteLexiconSchemasByType = {
  ...ofType,
  ...deleting,
  operation: "deleteLexiconSchemasByType",
  docs: "https://developer.mixpanel.com/reference/delete-schemas-for-entity",
} as const satisfies Endpoint;

export const deleteAllLexiconSchemas = {
  ...schemas,
  ...deleting,
  operation: "deleteAllLexiconSchemas",
  docs: "https://developer.mixpanel.com/reference/delete-all-schemas-in-project",
} as const satisfies Endpoint;
