import type { Endpoint } from "../endpoint";

/** Lists the projects of a service account. It works for any service account and counts toward no limit, so it is used to test credentials. */
export const testConnection = {
  operation: "testConnection",
  host: "query",
  method: "GET",
  path: "/api/app/me",
  auth: "serviceAccount",
  effect: "read",
  response: "json",
  holds: ["results"],
  docs: "https://developer.mixpanel.com/reference/service-accounts",
} as const satisfies Endpoint;
