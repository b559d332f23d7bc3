import type { Auth } from "../credentials";
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
import { parseQuota, retryAfterMs } from "./rateLimits";
import { countedIn, failedRecords, failureReasons, statusTextOf } from "./responseRecords";

/** The part of an HTTP answer that tells what went wrong. */
export interface FailedResponse {
  operation: string;
  status: number;
  /** The body as text; long ones cut. Already free of credentials. */
  body: string;
  header(name: string): string | undefined;
  now: number;
  /** What the call was authorized with, and the residency that it went to. */
  auth?: Auth;
  residency?: Residency;
}

function parseJson(body: string): unknown {
  try {
    return parseKeepingDigits(body);
  } catch {
    return undefined;
  }
}

const TOKEN_FIX =
  "Check the Project Token of the connection (Project Settings > Access Keys), and that the data residency is the project's.";

/** What to check of what a call was authorized with. */
const AUTH_FIXES: Record<Auth, string> = {
  serviceAccount:
    "Check the credentials of the connection, the project ID, that the service account is a member of that project with a role that allows this, and that the data residency is the project's.",
  tokenAsUser: TOKEN_FIX,
  tokenInBody: TOKEN_FIX,
  gdprToken:
    "Check the GDPR Token of the connection (Profile > Data & Privacy; it expires after a year), that its owner is an owner or admin of the organization, the Project Token, and that the data residency is the project's.",
};

/** Sentences of Mixpanel's that tell more than their status does. */
const SENTENCES: readonly {
  says: RegExp;
  Error: new (details: ErrorDetails) => MixpanelError;
  happened(answer: FailedResponse): string;
  fix: string;
}[] = [
  {
    says: /invalid project id for cluster/i,
    Error: MixpanelAuthError,
    happened: ({ residency }) =>
      `the project is not in the data residency that was asked${residency === undefined ? "" : `, ${residency}`}`,
    fix: "Set the Data Residency of the connection, or the step's own region, to that of the project: Project Settings > Overview.",
  },
  {
    // Also what an export says with the status 400 to a service account of another project.
    says: /unable to authenticate request|not a member of this project/i,
    Error: MixpanelAuthError,
    happened: () => "Mixpanel refused the credentials",
    fix: AUTH_FIXES.serviceAccount,
  },
  {
    says: /to_date cannot be later than today/i,
    Error: MixpanelValidationError,
    happened: () => "To Date is a day that has not begun in the project's time zone",
    fix: "Mixpanel counts days in the time zone of the project (Project Settings > Overview), where it may still be yesterday. Choose an earlier To Date.",
  },
  {
    says: /date range exceeds \d+ days/i,
    Error: MixpanelValidationError,
    happened: () => "From Date is further back than the project's plan reaches",
    fix: "Choose a later From Date, or ask the owner of the Mixpanel organization about the plan.",
  },
];

/**
 * Turns an answer that is no success into the error that tells what to do.
 *
 * @see https://developer.mixpanel.com/reference/overview for the status codes
 */
export function errorFromResponse(answer: FailedResponse): MixpanelError {
  const { operation, status, body, header, now, auth = "serviceAccount" } = answer;
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

  const known = SENTENCES.find(({ says }) => status >= 400 && status < 500 && says.test(said));
  if (known) return new known.Error(details(known.happened(answer), known.fix));
  if ((status === 401 || status === 403) && looksLikeHtml(body)) {
    return new MixpanelAuthError({
      ...details(
        "a front end refused the request before Mixpanel's API saw it",
        "This is no fault of the credentials. Check the custom API host of the connection and firewalls and proxies on the way, or run it again later.",
      ),
      byFrontEnd: true,
    });
  }
  if (status === 401 || status === 403) {
    return new MixpanelAuthError(details("Mixpanel refused the credentials", AUTH_FIXES[auth]));
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
    return new MixpanelTooLargeError(details("the request is too large", "Send fewer or smaller records at once."));
  }
  if (status === 429) {
    const quota = parseQuota(body, header, now);
    const when =
      quota.retryAt === undefined
        ? "Wait before running it again"
        : `Run it again after ${quota.retryAt.toISOString()}`;
    return new MixpanelRateLimitError({
      ...details(`Mixpanel's limit is reached: ${quota.words}`, `${when}, or make fewer calls.`),
      limit: quota.limit,
      retryAt: quota.retryAt,
      retryAfterMs: quota.retryAfterMs,
    });
  }
  if (status >= 500) {
    return new MixpanelServerError({
      ...details(
        "Mixpanel failed to answer",
        "This is usually brief; run it again later, and see https://www.mixpanelstatus.com.",
      ),
      retryAfterMs: retryAfterMs(header("retry-after"), now),
    });
  }
  if (status === 404) {
    return new MixpanelResponseError({
      ...details(
        "there is no such thing",
        "Check the IDs and names in the inputs, the project ID and the data residency.",
      ),
      byFrontEnd: looksLikeHtml(body),
    });
  }
  if (status === 400 && json === undefined && /^\s*[[{]/.test(body)) {
    // Which records were refused, and that the others were stored, stood in the part that is missing.
    return new MixpanelResponseError({
      operation,
      status,
      retryable: true,
      mayHaveLanded: true,
      message: `${operation}: Mixpanel refused some or all of the request, but its answer broke off before it said what (${status}). Run it again.`,
    });
  }
  if (status >= 400 && status !== 405 && status !== 408) {
    return new MixpanelValidationError({
      ...details("Mixpanel refused the request", "Correct the inputs; sending the same again fails again."),
      failedRecords: failedRecords(json),
      imported: countedIn(json),
      statusText: statusTextOf(json),
    });
  }
  const redirect = status >= 300 && status < 400;
  return new MixpanelResponseError({
    ...details(
      redirect
        ? "the host sent the call elsewhere, and credentials follow no redirect"
        : "the answer is not one of Mixpanel's API",
      "Check the data residency and the custom API host of the connection.",
    ),
    retryable: status === 408,
    mayHaveLanded: status === 408,
  });
}
