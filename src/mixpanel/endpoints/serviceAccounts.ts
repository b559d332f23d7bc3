import type { Endpoint } from "../endpoint";

/** Service accounts belong to an organization and are members of its projects: https://docs.mixpanel.com/docs/orgs-and-projects/service-accounts */
const PATH = "/api/app/organizations/{organizationId}/service-accounts";

const account = { host: "query", auth: "serviceAccount", response: "app", role: "admin" } as const;

export const listServiceAccounts = {
  ...account,
  operation: "listServiceAccounts",
  method: "GET",
  path: PATH,
  effect: "read",
  holds: "list",
  docs: "https://developer.mixpanel.com/reference/list-service-accounts",
} as const satisfies Endpoint;

/** The only response that contains the secret of an account, as `token`. */
export const createServiceAccount = {
  ...account,
  operation: "createServiceAccount",
  method: "POST",
  path: PATH,
  json: ["username", "role", "expires", "projects"],
  effect: "write",
  holds: ["id", "username", "token"],
  docs: "https://developer.mixpanel.com/reference/create-service-account",
} as const satisfies Endpoint;

export const getServiceAccount = {
  ...account,
  operation: "getServiceAccount",
  method: "GET",
  path: `${PATH}/{serviceAccountId}`,
  effect: "read",
  holds: ["id", "username"],
  docs: "https://developer.mixpanel.com/reference/get-service-account",
} as const satisfies Endpoint;

export const deleteServiceAccount = {
  ...account,
  operation: "deleteServiceAccount",
  method: "DELETE",
  path: `${PATH}/{serviceAccountId}`,
  effect: "idempotentWrite",
  docs: "https://developer.mixpanel.com/reference/delete-service-account",
} as const satisfies Endpoint;

export const listProjectServiceAccounts = {
  ...account,
  operation: "listProjectServiceAccounts",
  method: "GET",
  path: "/api/app/projects/{projectId}/service-accounts",
  effect: "read",
  holds: "list",
  docs: "https://developer.mixpanel.com/reference/list-project-service-accounts",
} as const satisfies Endpoint;

export const addServiceAccountsToProjects = {
  ...account,
  operation: "addServiceAccountsToProjects",
  method: "POST",
  path: `${PATH}/add-to-project`,
  json: ["projects", "service_account_ids"],
  effect: "idempotentWrite",
  docs: "https://developer.mixpanel.com/reference/add-service-accounts-to-projects",
} as const satisfies Endpoint;

export const removeServiceAccountsFromProjects = {
  ...account,
  operation: "removeServiceAccountsFromProjects",
  method: "POST",
  path: `${PATH}/remove-from-project`,
  // Each project names its own list of accounts, as `service_account_ids`.
  json: ["projects"],
  effect: "idempotentWrite",
  docs: "https://developer.mixpanel.com/reference/remove-service-accounts-from-projects",
} as const satisfies Endpoint;
