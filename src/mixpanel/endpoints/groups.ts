import type { Endpoint } from "../endpoint";

/** `/groups` on the ingestion host changes profiles of groups, such as companies. No operation of theirs counts up or appends. */
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
  // A deletion looks no address up. As part of a batch it knows `strict`, which names what is refused.
  query: { strict: "text", verbose: "text" },
  docs: "https://developer.mixpanel.com/reference/group-batch-update",
} as const satisfies Endpoint;
