import type { Endpoint } from "../endpoint";
import { queryProfiles } from "./profiles";

/**
 * Retrievals and deletions of personal data, after GDPR and CCPA: https://developer.mixpanel.com/reference/gdpr-api. The project is that of
 * the project token in the query.
 */
const task = {
  host: "query",
  query: { token: "text" },
  // The project token of another project than the connection's.
  secrets: ["token"],
  auth: "gdprToken",
  quota: "privacy",
  response: "app",
  role: "admin",
} as const;

const RETRIEVALS = "/api/app/data-retrievals/v3.0";
const DELETIONS = "/api/app/data-deletions/v3.0";

export const createRetrieval = {
  ...task,
  operation: "createRetrieval",
  method: "POST",
  path: RETRIEVALS,
  json: ["distinct_ids", "compliance_type", "disclosure_type"],
  effect: "write",
  docs: "https://developer.mixpanel.com/reference/create-retrieval",
} as const satisfies Endpoint;

export const getRetrieval = {
  ...task,
  operation: "getRetrieval",
  method: "GET",
  path: `${RETRIEVALS}/{tracking_id}`,
  effect: "read",
  docs: "https://developer.mixpanel.com/reference/get-retrieval",
} as const satisfies Endpoint;

/** Asks for the link to a retrieval's archive, which is then downloaded from the storage. */
export const downloadRetrieval = { ...getRetrieval, operation: "downloadRetrieval" } as const satisfies Endpoint;

export const createDeletion = {
  ...task,
  operation: "createDeletion",
  method: "POST",
  path: DELETIONS,
  json: ["distinct_ids", "compliance_type"],
  effect: "write",
  docs: "https://developer.mixpanel.com/reference/create-deletion",
} as const satisfies Endpoint;

export const getDeletion = {
  ...task,
  operation: "getDeletion",
  method: "GET",
  path: `${DELETIONS}/{tracking_id}`,
  effect: "read",
  docs: "https://developer.mixpanel.com/reference/get-deletion",
} as const satisfies Endpoint;

/** Answers 204, or 405 if the deletion has started. */
export const cancelDeletion = {
  ...task,
  operation: "cancelDeletion",
  method: "DELETE",
  path: `${DELETIONS}/{tracking_id}`,
  effect: "idempotentWrite",
  docs: "https://developer.mixpanel.com/reference/delete-deletion",
} as const satisfies Endpoint;

/** Queries of profiles that find whose data a task is about. */
export const findDistinctIds = { ...queryProfiles, operation: "findDistinctIds" } as const satisfies Endpoint;

/** Finds people, and creates retrievals of their data. */
export const requestUserData = { ...createRetrieval, operation: "requestUserData" } as const satisfies Endpoint;

/** Finds people, and creates deletions of them. */
export const eraseUsers = { ...createDeletion, operation: "eraseUsers" } as const satisfies Endpoint;

/** Queries of profiles, and exports, that find what an erasure left. */
export const verifyErasure = { ...queryProfiles, operation: "verifyErasure" } as const satisfies Endpoint;
