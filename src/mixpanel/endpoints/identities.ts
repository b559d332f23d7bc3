import type { Endpoint } from "../endpoint";

const link = {
  host: "ingestion",
  method: "POST",
  path: "/track",
  query: { ip: "text", verbose: "text" },
  form: { data: "json", strict: "text" },
  auth: "tokenInBody",
  // The same link made twice is one link.
  effect: "idempotentWrite",
  response: "accepted",
} as const;

export const createIdentity = {
  ...link,
  operation: "createIdentity",
  docs: "https://developer.mixpanel.com/reference/create-identity",
} as const satisfies Endpoint;

export const createAlias = {
  ...link,
  operation: "createAlias",
  docs: "https://developer.mixpanel.com/reference/identity-create-alias",
} as const satisfies Endpoint;

/** An event that names two users, in an import of its own. */
export const mergeIdentities = {
  operation: "mergeIdentities",
  host: "ingestion",
  method: "POST",
  path: "/import",
  query: { project_id: "text", strict: "text", ip: "text" },
  jsonBody: "events",
  auth: "serviceAccount",
  // Users that are one already stay one.
  effect: "idempotentWrite",
  response: "import",
  docs: "https://developer.mixpanel.com/reference/identity-merge",
} as const satisfies Endpoint;
