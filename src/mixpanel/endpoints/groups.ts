import type { Endpoint } from "../endpoint";

/** `/groups` on the ingestion host changes profiles of groups, such as companies. Groups have no $add or $append, so it is idempotent. */
const update = {
  host: "ingestion",
  method: "POST",
  path: "/groups",
  query: { ip: "text", strict: "text", verbose: "text" },
  body: "application/json",
  auth: "tokenInBody",
  effect: "idempotentWrite",
  response: "accepted",
} as const;

export const updateMultipleGroups = {
  ...update,
  operation: "updateMultipleGroups",
  docs: "https://developer.mixpanel.com/reference/group-batch-update",
} as const satisfies Endpoint;

export const deleteGroup = {
  ...update,
  operation: "deleteGroup",
  // A deletion needs no location, so it has no `ip`. It has `strict`, with which Mixpanel names the rejected records.
  query: { strict: "text", verbose: "text" },
  docs: "https://developer.mixpanel.com/reference/group-batch-update",
} as const satisfies Endpoint;
