import type { Endpoint } from "../endpoint";

/** `/engage` on the ingestion host changes profiles; its effect depends on the operations in the batch (see ingest/profiles). */
const update = {
  host: "ingestion",
  method: "POST",
  path: "/engage",
  query: { ip: "text", strict: "text", verbose: "text" },
  body: "application/json",
  auth: "tokenInBody",
  effect: "idempotentWrite",
  response: "accepted",
} as const;

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
  effect: "read",
  quota: "query",
  response: "json",
  holds: ["results"],
  docs: "https://developer.mixpanel.com/reference/engage-query",
} as const satisfies Endpoint;
