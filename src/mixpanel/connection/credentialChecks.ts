import type { MixpanelClient } from "../client";
import type { Endpoint } from "../endpoint";
import { testConnection } from "../endpoints/account";
import { importEvents } from "../endpoints/events";
import { MixpanelAuthError, MixpanelError, MixpanelValidationError } from "../errors";
import type { CallOptions } from "../http/callRequest";
import { DEFAULT_RETRY } from "../http/retry";
import { isRecord } from "../records/json";

/** What Mixpanel says of one credential. */
export interface CredentialCheck {
  status: "valid" | "invalid" | "not checked";
  /** Why it is invalid or was not checked. Null for a valid one. */
  reason: string | null;
}

/** A check is one attempt, and a short one: a builder waits for the report. */
export const ONE_ATTEMPT = {
  retry: { ...DEFAULT_RETRY, maxRetries: 0 },
  timeoutMs: 15_000,
} as const satisfies CallOptions;

export const VALID: CredentialCheck = { status: "valid", reason: null };
export const EMPTY_FIELD: CredentialCheck = { status: "not checked", reason: "The connection has none." };

const notChecked = (reason: string): CredentialCheck => ({ status: "not checked", reason });
const invalid = (reason: string): CredentialCheck => ({ status: "invalid", reason });

/** Whether Mixpanel itself, and no proxy before it, refused the credentials with one of these statuses. */
export function isRefusal(error: unknown, ...statuses: number[]): error is MixpanelAuthError {
  return error instanceof MixpanelAuthError && !error.byFrontEnd && statuses.includes(error.status ?? 0);
}

/** A check that failed for a reason of its own says nothing about the credential. */
function undecided(error: unknown): CredentialCheck {
  if (!(error instanceof MixpanelError)) throw error;
  return notChecked(error.happened ?? error.message);
}

/** An import of no events: it needs valid credentials and stores nothing. The token alone says which project is meant. */
const emptyImport = {
  ...importEvents,
  operation: testConnection.operation,
  query: { strict: "text" },
  gzip: false,
  auth: "tokenAsUser",
  effect: "read",
  response: "json",
} as const satisfies Endpoint;

const UNCLEAR = "Mixpanel's response does not say whether it accepts the token.";

/** Sends an empty import with the project token as the user name. Only a 401 is taken as a refusal of the token. */
export async function checkProjectToken(client: MixpanelClient): Promise<CredentialCheck> {
  if (client.options.credentials.projectToken === undefined) return EMPTY_FIELD;
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

/** Reads the status of a retrieval. */
const retrievalStatus = {
  operation: testConnection.operation,
  host: "query",
  method: "GET",
  path: "/api/app/data-retrievals/v3.0/{tracking_id}",
  query: { token: "text" },
  auth: "gdprToken",
  effect: "read",
  response: "json",
  docs: "https://developer.mixpanel.com/reference/get-retrieval",
} as const satisfies Endpoint;

/** Mixpanel makes the IDs of retrievals; this is none of them. */
const NO_SUCH_RETRIEVAL = "connection-check";

/** The status of a retrieval. Mixpanel describes `results` as an object; its prose shows a list of one. */
function statusIn(response: unknown): unknown {
  const results = isRecord(response) ? response.results : undefined;
  const task: unknown = Array.isArray(results) ? results[0] : results;
  return isRecord(task) ? task.status : undefined;
}

/** Reads a retrieval that does not exist: with a valid GDPR token, Mixpanel says that there is none. */
export async function checkGdprToken(client: MixpanelClient): Promise<CredentialCheck> {
  const { gdprToken, projectToken: token } = client.options.credentials;
  if (gdprToken === undefined) return EMPTY_FIELD;
  if (token === undefined) return notChecked("The check needs the connection's Project Token as well.");
  try {
    const response = await client.call(retrievalStatus, { tracking_id: NO_SUCH_RETRIEVAL, token }, ONE_ATTEMPT);
    return statusIn(response) === "NOT_FOUND" ? VALID : notChecked(UNCLEAR);
  } catch (error) {
    if (isRefusal(error, 401, 403)) {
      return invalid(
        `Mixpanel does not accept the GDPR Token for the project of the Project Token (${error.status}). Create a new GDPR token under Profile > Data & Privacy, since it expires after a year, and check that its owner may make privacy requests in that project.`,
      );
    }
    const isUnknown = error instanceof MixpanelError && error.status === 404 && !error.byFrontEnd;
    return isUnknown ? VALID : undecided(error);
  }
}
