import type { Auth } from "../credentials";
import type { Effect } from "../endpoint";
import {
  type ErrorDetails,
  MixpanelAuthError,
  type MixpanelError,
  MixpanelPlanError,
  MixpanelRateLimitError,
  MixpanelResponseError,
  MixpanelServerError,
  MixpanelTooLargeError,
  MixpanelValidationError,
} from "../errors";
import { parseKeepingDigits } from "../records/exactNumbers";
import type { Residency } from "../residency";
import { looksLikeHtml, MAX_MESSAGE_CHARACTERS, serverWords } from "./errorText";
import { privacyRefusal } from "./privacyRefusal";
import { parseQuota, retryAfterMs } from "./rateLimits";
import { countedIn, failedRecords, failureReasons, statusTextOf } from "./responseRecords";
import { runAgain } from "./retry";

/** What an error message needs of a failed HTTP response. */
export interface FailedResponse {
  operation: string;
  status: number;
  /** The body as text; the end of a long one may be missing. Credentials are already removed. */
  body: string;
  header(name: string): string | undefined;
  now: number;
  /** The kind of credentials that were sent, and the data residency that was called. */
  auth?: Auth;
  residency?: Residency;
  /** What the call does: a change that may have been made is to be checked before it is made again. */
  effect?: Effect;
}

/** A body as JSON; undefined if it is none, or none any more after its secrets were removed. */
export function parseJson(body: string): unknown {
  try {
    return parseKeepingDigits(body);
  } catch {
    return undefined;
  }
}

const TOKEN_FIX =
  "Check that the connection has the right Project Token (Project Settings > Access Keys) and the Data Residency of the project.";

/** What to check if credentials of this kind were rejected. */
const AUTH_FIXES: Record<Auth, string> = {
  serviceAccount:
    "Check the Username and Password of the connection, the project ID, that the service account is a member of that project with a role that allows this, and that the connection has the Data Residency of the project.",
  tokenAsUser: TOKEN_FIX,
  tokenInBody: TOKEN_FIX,
  gdprToken:
    "Check the GDPR Token and the Project Token of the connection, and that the connection has the Data Residency of the project.",
};

/** Two limits share the status 429, and Mixpanel documents no words for either: https://developer.mixpanel.com/reference/gdpr-api */
const PRIVACY_LIMITS =
  " Mixpanel takes one privacy request a second, and limits the data that unfinished retrievals and deletions of the project have to scan: if that is the cause, wait some hours until they have finished.";

/** Messages of Mixpanel that say more about the cause than the status code. */
const SENTENCES: readonly {
  says: RegExp;
  Error: new (details: ErrorDetails) => MixpanelError;
  happened(answer: FailedResponse): string;
  /** Without it, the credentials are to be checked. */
  fix?: string;
}[] = [
  {
    says: /invalid project id for cluster/i,
    Error: MixpanelAuthError,
    happened: ({ residency }) =>
      `the project is not stored in the data residency that was called${residency === undefined ? "" : `, ${residency}`}`,
    fix: "Set the Data Residency of the connection, or the region of the step, to that of the project: Project Settings > Overview.",
  },
  {
    // An export also sends this, with status 400, if the service account is not a member of the project.
    says: /unable to authenticate request|not a member of this project/i,
    Error: MixpanelAuthError,
    happened: () => "Mixpanel rejected the credentials",
  },
  {
    says: /to_date cannot be later than today/i,
    Error: MixpanelValidationError,
    happened: () => "To Date is a day that has not yet begun in the project's time zone",
    fix: "Mixpanel counts days in the time zone of the project (Project Settings > Overview), where it may still be yesterday. Choose an earlier To Date.",
  },
  {
    says: /date range exceeds \d+ days/i,
    Error: MixpanelValidationError,
    happened: () => "From Date is earlier than the project's plan allows",
    fix: "Choose a later From Date, or ask the owner of the Mixpanel organization about the plan.",
  },
];

/**
 * Turns a failed response into an error that says what happened and how to fix it.
 *
 * @see https://developer.mixpanel.com/reference/overview for the status codes
 */
export function errorFromResponse(answer: FailedResponse): MixpanelError {
  const { operation, status, body, header, now, auth = "serviceAccount", effect = "read" } = answer;
  const json = parseJson(body);
  const said = [serverWords(body, json), failureReasons(json).join("; ").slice(0, MAX_MESSAGE_CHARACTERS)]
    .filter((words) => words !== "")
    .join(": ");
  const what = (happened: string) => `${operation}: ${happened} (${status}${said === "" ? "" : `: ${said}`}).`;
  const details = (happened: string, fix: string): ErrorDetails => ({
    operation,
    status,
    message: `${what(happened)} ${fix}`,
  });

  const refusal = auth === "gdprToken" && !looksLikeHtml(body) ? privacyRefusal(status, said) : undefined;
  if (refusal) return new MixpanelAuthError(details(refusal.happened, refusal.fix));
  const known = SENTENCES.find(({ says }) => status >= 400 && status < 500 && says.test(said));
  if (known) return new known.Error(details(known.happened(answer), known.fix ?? AUTH_FIXES[auth]));
  if ((status === 401 || status === 403) && looksLikeHtml(body)) {
    return new MixpanelAuthError({
      ...details(
        "a proxy or firewall blocked the request, so it did not reach Mixpanel's API",
        "The credentials are not the cause. Check the Custom API Host of the connection and any proxies and firewalls in between, or run it again later.",
      ),
      byFrontEnd: true,
    });
  }
  if (status === 401 || status === 403) {
    return new MixpanelAuthError(details("Mixpanel rejected the credentials", AUTH_FIXES[auth]));
  }
  if (status === 402) {
    return new MixpanelPlanError(
      details(
        "the project's plan does not include this API",
        "Ask the owner of the Mixpanel organization about the plan.",
      ),
    );
  }
  if (status === 413) {
    return new MixpanelTooLargeError(
      details("the request is too large", "Send fewer or smaller records in one request."),
    );
  }
  if (status === 429) {
    const quota = parseQuota(body, header, now);
    const when =
      quota.retryAt === undefined
        ? "Wait before running it again"
        : `Run it again after ${quota.retryAt.toISOString()}`;
    return new MixpanelRateLimitError({
      ...details(
        `Mixpanel's rate limit is reached: ${quota.words}`,
        `${when}, or send fewer requests.${auth === "gdprToken" ? PRIVACY_LIMITS : ""}`,
      ),
      limit: quota.limit,
      retryAt: quota.retryAt,
      retryAfterMs: quota.retryAfterMs,
    });
  }
  if (status >= 500) {
    return new MixpanelServerError({
      ...details(
        "Mixpanel had an internal error",
        `This is usually temporary. ${runAgain(effect)} later, and check https://www.mixpanelstatus.com.`,
      ),
      retryAfterMs: retryAfterMs(header("retry-after"), now),
    });
  }
  if (status === 404) {
    return new MixpanelResponseError({
      ...details(
        "Mixpanel found nothing at this address",
        "Check the IDs and names in the inputs, the project ID and the data residency.",
      ),
      byFrontEnd: looksLikeHtml(body),
    });
  }
  if (status === 400 && json === undefined && /^\s*[[{]/.test(body)) {
    // The missing part would have said which records were rejected, and whether the others were stored.
    return new MixpanelResponseError({
      operation,
      status,
      retryable: true,
      mayHaveLanded: true,
      message: `${operation}: Mixpanel rejected some or all records, but its response was truncated before it said which (${status}). ${runAgain(effect)}.`,
    });
  }
  if (status >= 400 && status !== 405 && status !== 408) {
    return new MixpanelValidationError({
      ...details("Mixpanel rejected the request", "Correct the inputs; the same request will fail again."),
      failedRecords: failedRecords(json),
      imported: countedIn(json),
      statusText: statusTextOf(json),
    });
  }
  const redirect = status >= 300 && status < 400;
  return new MixpanelResponseError({
    ...details(
      redirect
        ? "the host responded with a redirect, which is not followed because the request contains credentials"
        : "the response does not come from Mixpanel's API",
      "Check the Data Residency and the Custom API Host of the connection.",
    ),
    retryable: status === 408,
    mayHaveLanded: status === 408,
  });
}
