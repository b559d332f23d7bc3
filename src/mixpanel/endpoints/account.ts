import type { Endpoint } from "../endpoint";

/** Answers for any service account and costs no allowance: the cheapest test of credentials, and the list of its projects. */
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
