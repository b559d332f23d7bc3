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
