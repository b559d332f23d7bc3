/** Why Mixpanel refused a privacy request, and what to do. */
export interface PrivacyRefusal {
  happened: string;
  fix: string;
}

const REGION = /invalid project id for cluster/i;
const SERVICE_ACCOUNT = /service account/i;
const PROJECT_TOKEN = /\b(project|token of a|token parameter)\b/i;
const NO_PERMISSION = /permission|not allowed|not authorized|does not have access|not a member/i;

const ACCOUNT: PrivacyRefusal = {
  happened: "the GDPR Token of the connection is a service account or its secret, which privacy requests do not take",
  fix: "Create an OAuth token in Mixpanel under Profile > Data & Privacy, and put it into the field GDPR Token.",
};

const PROJECT: PrivacyRefusal = {
  happened: "Mixpanel knows no project with this Project Token",
  fix: "Check the Project Token of the connection, or of the step: Project Settings > Access Keys. Check also that the connection has the Data Residency of the project.",
};

const FOREIGN: PrivacyRefusal = {
  happened: "the owner of the GDPR Token may not make privacy requests in the project of the Project Token",
  fix: "The person who creates the GDPR Token must be an owner or admin of the organization that the project belongs to. Use the token of such a person, and check that the Project Token is that of the project that you mean.",
};

const EXPIRED: PrivacyRefusal = {
  happened: "Mixpanel rejected the GDPR Token",
  fix: "Check the GDPR Token of the connection: it is valid for a year, and may have expired, been revoked or been mistyped. Create a new one in Mixpanel under Profile > Data & Privacy. If it is right, check the Project Token, and that the connection has the Data Residency of the project.",
};

/**
 * Tells apart why a privacy request was refused. Mixpanel documents the statuses 401 and 403, but not their words: without words that say
 * more, 401 is about the token itself, and 403 about what its owner may do.
 *
 * @param said the words of the response
 * @returns undefined if the credentials are not the cause
 * @see https://developer.mixpanel.com/reference/gdpr-api
 */
export function privacyRefusal(status: number, said: string): PrivacyRefusal | undefined {
  if ((status !== 401 && status !== 403) || REGION.test(said)) return undefined;
  if (SERVICE_ACCOUNT.test(said)) return ACCOUNT;
  if (status === 403 || NO_PERMISSION.test(said)) return FOREIGN;
  return PROJECT_TOKEN.test(said) ? PROJECT : EXPIRED;
}
