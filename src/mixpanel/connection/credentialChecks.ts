import type { MixpanelClient } from "../client";
import { testConnection } from "../endpoints/account";
import { importEvents } from "../endpoints/events";
import { getRetrieval } from "../endpoints/privacy";
import { MixpanelAuthError, MixpanelError, MixpanelValidationError } from "../errors";
import type { CallOptions } from "../http/callRequest";
import { DEFAULT_RETRY } from "../http/retry";
import { taskIn } from "../privacy/tasks";
import { isRecord } from "../records/json";

/** Whether Mixpanel accepts a credential. */
export interface CredentialCheck {
  status: "valid" | "invalid" | "not checked";
  /** Why it is invalid, or why it was not checked. Null if it is valid. */
  reason: string | null;
}

/** Each check is a single short attempt, because a builder is waiting for the result. */
export const ONE_ATTEMPT = {
  retry: { ...DEFAULT_RETRY, maxRetries: 0 },
  timeoutMs: 15_000,
} as const satisfies CallOptions;

export const VALID: CredentialCheck = { status: "valid", reason: null };

const notChecked = (reason: string): CredentialCheck => ({ status: "not checked", reason });

/** The results for credentials that the connection does not have. */
export const MISSING = {
  service_account: notChecked("The connection has no service account (Username and Password)."),
  project_token: notChecked("The connection has no Project Token."),
  gdpr_token: notChecked("The connection has no GDPR Token."),
};

const invalid = (reason: string): CredentialCheck => ({ status: "invalid", reason });

/** Whether Mixpanel itself (not a proxy) rejected the credentials with one of these statuses. */
export function isRefusal(error: unknown, ...statuses: number[]): error is MixpanelAuthError {
  return error instanceof MixpanelAuthError && !error.byFrontEnd && statuses.includes(error.status ?? 0);
}

/** If a check fails for another reason, it says nothing about the credential. */
function undecided(error: unknown): CredentialCheck {
  if (!(error instanceof MixpanelError)) throw error;
  return notChecked(error.happened ?? error.message);
}

/** An import without events: it requires valid credentials and stores nothing. Mixpanel finds the project by the token. */
const emptyImport = {
  ...importEvents,
  operation: testConnection.operation,
  query: { strict: "text" },
  gzip: false,
  auth: "tokenAsUser",
  effect: "read",
  response: "json",
} as const;

const UNCLEAR = "Mixpanel's response does not say whether it accepts the token.";

/** Sends an empty import with the project token as the user name. Only a 401 means that the token is invalid. */
export async function checkProjectToken(client: MixpanelClient): Promise<CredentialCheck> {
  if (client.options.credentials.projectToken === undefined) return MISSING.project_token;
  try {
    const response = await client.call(emptyImport, { strict: "1" }, { ...ONE_ATTEMPT, body: "[]" });
    const accepted = isRecord(response) && response.code === 200 && response.num_records_imported === 0;
    return accepted ? VALID : notChecked(UNCLEAR);
  } catch (error) {
    if (isRefusal(error, 401)) {
      return invalid(
        `Mixpanel does not accept the Project Token in the ${client.residency} residency (401). Copy the token again from Project Settings > Access Keys, and check the Data Residency.`,
      );
    }
    return error instanceof MixpanelValidationError ? notChecked(UNCLEAR) : undecided(error);
  }
}

/** It counts toward no limit of the steps. */
const retrievalStatus = { ...getRetrieval, operation: testConnection.operation, quota: undefined } as const;

/** Not an ID that Mixpanel would create for a retrieval. */
const NO_SUCH_RETRIEVAL = "connection-check";

/** Asks for a retrieval that does not exist: if the GDPR token is valid, Mixpanel responds that it was not found. */
export async function checkGdprToken(client: MixpanelClient): Promise<CredentialCheck> {
  const { gdprToken, projectToken } = client.options.credentials;
  if (gdprToken === undefined) return MISSING.gdpr_token;
  if (projectToken === undefined)
    return notChecked("The connection has no Project Token, which is needed to check the GDPR Token.");
  try {
    const { results } = await client.call(retrievalStatus, { tracking_id: NO_SUCH_RETRIEVAL }, ONE_ATTEMPT);
    return taskIn(results).status === "NOT_FOUND" ? VALID : notChecked(UNCLEAR);
  } catch (error) {
    if (isRefusal(error, 401, 403)) {
      return invalid(
        `Mixpanel does not accept the GDPR Token for the project of the Project Token (${error.status}). Create a new GDPR token under Profile > Data & Privacy, because it expires after a year, and check that the person who created it may make privacy requests in that project.`,
      );
    }
    const isUnknown = error instanceof MixpanelError && error.status === 404 && !error.byFrontEnd;
    return isUnknown ? VALID : undecided(error);
  }
}
