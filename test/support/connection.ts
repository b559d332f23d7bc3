import type { Connection } from "@prismatic-io/spectral";

export const USERNAME = "reporter.a1b2c3.mp-service-account";
export const PASSWORD = "account-secret-0123456789";
export const PROJECT_TOKEN = "0123456789abcdef0123456789abcdef";
export const GDPR_TOKEN = "gdpr-token-0123456789";
export const PROJECT_ID = "1234567";
export const WORKSPACE_ID = "7654321";

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

export const SERVICE_ACCOUNT_HEADER = basic(USERNAME, PASSWORD);
export const PROJECT_TOKEN_HEADER = basic(PROJECT_TOKEN, "");

/** A connection with these fields. Nothing is repeated, so that no test waits; `maxRetries` in the fields says otherwise. */
export function connectionWith(fields: Record<string, unknown>): Connection {
  return { key: "apiToken", configVarKey: "Mixpanel Connection", fields: { maxRetries: "0", ...fields } };
}

const account = { username: USERNAME, password: PASSWORD };

/** Connections as users fill them in. */
export const connections = {
  full: connectionWith({ ...account, projectToken: PROJECT_TOKEN, gdprToken: GDPR_TOKEN, projectId: PROJECT_ID }),
  withWorkspace: connectionWith({
    ...account,
    projectToken: PROJECT_TOKEN,
    projectId: PROJECT_ID,
    workspaceId: WORKSPACE_ID,
  }),
  accountOnly: connectionWith({ ...account, projectId: PROJECT_ID }),
  accountWithoutProject: connectionWith(account),
  tokenOnly: connectionWith({ projectToken: PROJECT_TOKEN, projectId: PROJECT_ID }),
  gdprTokenOnly: connectionWith({ gdprToken: GDPR_TOKEN, projectId: PROJECT_ID }),
  none: connectionWith({ projectId: PROJECT_ID }),
  userWithoutPassword: connectionWith({ username: USERNAME, projectToken: PROJECT_TOKEN, projectId: PROJECT_ID }),
  passwordWithoutUser: connectionWith({ password: PASSWORD, projectToken: PROJECT_TOKEN, projectId: PROJECT_ID }),
  eu: connectionWith({ ...account, projectToken: PROJECT_TOKEN, projectId: PROJECT_ID, residency: "EU" }),
  india: connectionWith({ ...account, projectToken: PROJECT_TOKEN, projectId: PROJECT_ID, residency: "IN" }),
  partner: connectionWith({
    ...account,
    projectToken: PROJECT_TOKEN,
    projectId: PROJECT_ID,
    integrationId: "example-partner",
  }),
  proxied: connectionWith({
    ...account,
    projectToken: PROJECT_TOKEN,
    projectId: PROJECT_ID,
    apiHost: "https://proxy.example.com/{host}",
  }),
  /** A custom API host that stands for every one of Mixpanel's. */
  singleHost: connectionWith({
    ...account,
    projectToken: PROJECT_TOKEN,
    projectId: PROJECT_ID,
    apiHost: "https://proxy.example.com",
  }),
};
