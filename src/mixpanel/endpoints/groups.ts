import type { Endpoint } from "../endpoint";

/** `/groups` on the ingestion host changes profiles of groups, such as companies. Groups have no $add or $append, so it is idempotent. */
const updates = {
  host: "ingestion",
  method: "POST",
  path: "/groups",
  query: { ip: "text", strict: "text", verbose: "text" },
  auth: "tokenInBody",
  effect: "idempotentWrite",
  response: "accepted",
} as const;

/** Any number of updates, encoded in batches. */
const update = { ...updates, body: "application/json" } as const;

/** The update of one group's profile, as a list of one. */
const updateOne = { ...updates, jsonBody: "updates" } as const;

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

export const setGroupProperties = {
  ...updateOne,
  operation: "setGroupProperties",
  docs: "https://developer.mixpanel.com/reference/group-set-property",
} as const satisfies Endpoint;

export const setGroupPropertiesOnce = {
  ...updateOne,
  operation: "setGroupPropertiesOnce",
  docs: "https://developer.mixpanel.com/reference/group-set-property-once",
} as const satisfies Endpoint;

export const removeFromGroupLists = {
  ...updateOne,
  operation: "removeFromGroupLists",
  docs: "https://developer.mixpanel.com/reference/group-remove-from-list-property",
} as const satisfies Endpoint;

export const unionToGroupLists = {
  ...updateOne,
  operation: "unionToGroupLists",
  docs: "https://developer.mixpanel.com/reference/group-union",
} as const satisfies Endpoint;

export const deleteGroupProperties = {
  ...updateOne,
  operation: "deleteGroupProperties",
  docs: "https://developer.mixpanel.com/reference/group-delete-property",
} as const satisfies Endpoint;

export const deleteSingleGroup = {
  ...updateOne,
  operation: "deleteSingleGroup",
  // Unlike a batch, it knows no `strict`.
  query: { verbose: "text" },
  docs: "https://developer.mixpanel.com/reference/delete-group",
} as const satisfies Endpoint;
