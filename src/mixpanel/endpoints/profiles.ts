import type { Endpoint } from "../endpoint";

/** `/engage` on the ingestion host changes profiles; its effect depends on the operations in the batch (see ingest/profiles). */
const updates = {
  host: "ingestion",
  method: "POST",
  path: "/engage",
  query: { ip: "text", strict: "text", verbose: "text" },
  auth: "tokenInBody",
  effect: "idempotentWrite",
  response: "accepted",
} as const;

/** Any number of updates, encoded in batches. */
const update = { ...updates, body: "application/json" } as const;

/** The update of one profile, as a list of one. */
const updateOne = { ...updates, jsonBody: "updates" } as const;

export const createProfile = {
  ...update,
  operation: "createProfile",
  docs: "https://developer.mixpanel.com/reference/profile-set",
} as const satisfies Endpoint;

export const updateMultipleProfiles = {
  ...update,
  operation: "updateMultipleProfiles",
  docs: "https://developer.mixpanel.com/reference/profile-batch-update",
} as const satisfies Endpoint;

export const deleteProfile = {
  ...update,
  operation: "deleteProfile",
  // A deletion needs no location, so it has no `ip`.
  query: { strict: "text", verbose: "text" },
  docs: "https://developer.mixpanel.com/reference/delete-profile",
} as const satisfies Endpoint;

export const setProfileProperties = {
  ...updateOne,
  operation: "setProfileProperties",
  docs: "https://developer.mixpanel.com/reference/profile-set",
} as const satisfies Endpoint;

export const setProfilePropertiesOnce = {
  ...updateOne,
  operation: "setProfilePropertiesOnce",
  docs: "https://developer.mixpanel.com/reference/profile-set-property-once",
} as const satisfies Endpoint;

export const incrementProfileProperties = {
  ...updateOne,
  operation: "incrementProfileProperties",
  // Carried out twice, it changes the profile twice.
  effect: "write",
  docs: "https://developer.mixpanel.com/reference/profile-numerical-add",
} as const satisfies Endpoint;

export const appendToProfileLists = {
  ...updateOne,
  operation: "appendToProfileLists",
  // Carried out twice, it changes the profile twice.
  effect: "write",
  docs: "https://developer.mixpanel.com/reference/profile-append-to-list-property",
} as const satisfies Endpoint;

export const removeFromProfileLists = {
  ...updateOne,
  operation: "removeFromProfileLists",
  docs: "https://developer.mixpanel.com/reference/profile-remove-from-list-property",
} as const satisfies Endpoint;

export const unionToProfileLists = {
  ...updateOne,
  operation: "unionToProfileLists",
  docs: "https://developer.mixpanel.com/reference/user-profile-union",
} as const satisfies Endpoint;

export const deleteProfileProperties = {
  ...updateOne,
  operation: "deleteProfileProperties",
  docs: "https://developer.mixpanel.com/reference/profile-delete-property",
} as const satisfies Endpoint;

export const deleteSingleProfile = {
  ...updateOne,
  operation: "deleteSingleProfile",
  query: deleteProfile.query,
  docs: "https://developer.mixpanel.com/reference/delete-profile",
} as const satisfies Endpoint;

/** `/engage` on the query host reads profiles, by POST. */
export const queryProfiles = {
  operation: "queryProfiles",
  host: "query",
  method: "POST",
  path: "/api/query/engage",
  query: { project_id: "text", workspace_id: "text" },
  form: {
    distinct_ids: "json",
    data_group_id: "text",
    where: "text",
    output_properties: "json",
    session_id: "text",
    page: "text",
    behaviors: "json",
    as_of_timestamp: "text",
    filter_by_cohort: "json",
    include_all_users: "text",
  },
  auth: "serviceAccount",
  role: "consumer",
  effect: "read",
  quota: "query",
  response: "json",
  isLarge: true,
  holds: ["results"],
  docs: "https://developer.mixpanel.com/reference/engage-query",
} as const satisfies Endpoint;

/** Reads one property of profiles, page by page. */
export const queryTransactions = { ...queryProfiles, operation: "queryTransactions" } as const satisfies Endpoint;
