import type { Endpoint } from "../endpoint";
import { queryProfiles } from "./profiles";

export const listCohorts = {
  operation: "listCohorts",
  host: "query",
  // It only reads, though by POST, and has no body.
  method: "POST",
  path: "/api/query/cohorts/list",
  query: { project_id: "text", workspace_id: "text" },
  auth: "serviceAccount",
  role: "consumer",
  effect: "read",
  quota: "query",
  response: "json",
  holds: "list",
  docs: "https://developer.mixpanel.com/reference/cohorts-list",
} as const satisfies Endpoint;

/** Members are the profiles that `filter_by_cohort` selects: Mixpanel has no operation of their own. */
export const getCohortMembers = { ...queryProfiles, operation: "getCohortMembers" } as const satisfies Endpoint;

/** Sends nothing: it changes what the flow keeps. */
export const assembleCohortPages = {
  operation: "assembleCohortPages",
  effect: "write",
} as const satisfies Partial<Endpoint>;
