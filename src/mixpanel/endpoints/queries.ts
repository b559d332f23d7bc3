import type { Endpoint } from "../endpoint";

/** Queries: Mixpanel allows 60 per hour and 5 at once, per project. Listing funnels counts too. */
export const query = {
  host: "query",
  auth: "serviceAccount",
  role: "consumer",
  effect: "read",
  quota: "query",
  response: "json",
  isLarge: true,
} as const;

export const listSavedFunnels = {
  ...query,
  operation: "listSavedFunnels",
  holds: "list",
  method: "GET",
  path: "/api/query/funnels/list",
  query: { project_id: "text", workspace_id: "text" },
  docs: "https://developer.mixpanel.com/reference/funnels-list-saved",
} as const satisfies Endpoint;

export const queryFunnelSavedReports = {
  ...query,
  operation: "queryFunnelSavedReports",
  holds: ["data"],
  method: "GET",
  path: "/api/query/funnels",
  query: {
    project_id: "text",
    workspace_id: "text",
    funnel_id: "text",
    from_date: "text",
    to_date: "text",
    length: "text",
    length_unit: "text",
    interval: "text",
    unit: "text",
    on: "text",
    where: "text",
    limit: "text",
  },
  docs: "https://developer.mixpanel.com/reference/funnels-query",
} as const satisfies Endpoint;

export const queryInsightsSavedReports = {
  ...query,
  operation: "queryInsightsSavedReports",
  holds: ["series"],
  method: "GET",
  path: "/api/query/insights",
  query: { project_id: "text", workspace_id: "text", bookmark_id: "text" },
  docs: "https://developer.mixpanel.com/reference/insights-query",
} as const satisfies Endpoint;

export const queryRetention = {
  ...query,
  operation: "queryRetention",
  holds: "map",
  method: "GET",
  path: "/api/query/retention",
  query: {
    project_id: "text",
    workspace_id: "text",
    from_date: "text",
    to_date: "text",
    retention_type: "text",
    born_event: "text",
    event: "text",
    born_where: "text",
    where: "text",
    interval: "text",
    interval_count: "text",
    unit: "text",
    unbounded_retention: "text",
    on: "text",
    limit: "text",
  },
  docs: "https://developer.mixpanel.com/reference/retention-query",
} as const satisfies Endpoint;

export const queryFrequency = {
  ...query,
  operation: "queryFrequency",
  holds: "map",
  method: "GET",
  path: "/api/query/retention/addiction",
  query: {
    project_id: "text",
    workspace_id: "text",
    from_date: "text",
    to_date: "text",
    unit: "text",
    addiction_unit: "text",
    event: "text",
    where: "text",
    on: "text",
    limit: "text",
  },
  docs: "https://developer.mixpanel.com/reference/retention-frequency-query",
} as const satisfies Endpoint;

export const queryActivityStream = {
  ...query,
  operation: "queryActivityStream",
  holds: ["results"],
  method: "GET",
  path: "/api/query/stream/query",
  query: { project_id: "text", workspace_id: "text", distinct_ids: "json", from_date: "text", to_date: "text" },
  docs: "https://developer.mixpanel.com/reference/activity-stream-query",
} as const satisfies Endpoint;

export const customJQLQuery = {
  ...query,
  operation: "customJQLQuery",
  holds: "list",
  method: "POST",
  path: "/api/query/jql",
  query: { project_id: "text", workspace_id: "text" },
  form: { script: "text", params: "json" },
  docs: "https://developer.mixpanel.com/reference/query-jql",
} as const satisfies Endpoint;
