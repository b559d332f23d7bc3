import type { FailedRecord, IngestResult } from "./results";

export type { FailedRecord, FailedRecords, RecordCounts } from "./results";

/**
 * Details of a MixpanelError; every failure of the client is one. The message says what happened, in which operation, and what to do; it
 * never contains a credential. `code` is stable and meant for programs, the message for people.
 */
export interface ErrorDetails {
  message: string;
  /** The operation that failed, as in its endpoint row: `importEvents`. */
  operation?: string;
  /** HTTP status, if there was a response. */
  status?: number;
  byFrontEnd?: boolean;
  cause?: unknown;
}

export abstract class MixpanelError extends Error {
  abstract readonly code: string;
  readonly operation: string | undefined;
  readonly status: number | undefined;
  /** Whether a proxy or firewall rejected the request before Mixpanel's API checked credentials or inputs. */
  readonly byFrontEnd: boolean;
  /** Whether the same request may succeed later without any change. */
  abstract readonly retryable: boolean;
  /** Whether Mixpanel may have processed the request although it failed. A retry is then safe only for reads and idempotent writes. */
  readonly mayHaveLanded: boolean = false;
  /** The first part of the message, without advice and counts, for callers that add their own. Not set if the message has no other part. */
  happened?: string;
  /**
   * Set if there will be no further attempt, because of the retry policy or the time left. Outer loops must not retry either.
   */
  givenUp?: "policy" | "time";
  /** For a run over many records: how many had succeeded, failed and so on when it stopped. */
  progress?: Readonly<IngestResult>;

  constructor(details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.operation = details.operation;
    this.status = details.status;
    this.byFrontEnd = details.byFrontEnd ?? false;
  }
}

/** An input cannot be used. Nothing was sent, except for the first part of a file that turns out to be damaged while it is read. */
export class InputError extends MixpanelError {
  readonly code = "invalid_input";
  readonly retryable = false;
  /** Label of the input, as the form shows it. */
  readonly input: string;

  /** @param details `got` and `expected` become part of the message, so they must not contain a secret */
  constructor(details: { input: string; got: string; expected: string; fix?: string; cause?: unknown }) {
    const { input, got, expected, fix, cause } = details;
    super({ message: `${input}: got ${got}, expected ${expected}.${fix === undefined ? "" : ` ${fix}`}`, cause });
    this.input = input;
  }
}

/** The caller's stream or iterable of records failed while it was read. What it gave before was sent; `cause` is its own error. */
export class SourceError extends MixpanelError {
  readonly code = "source_failed";
  readonly retryable = false;

  /** @param input what was read, for the message */
  constructor(input: string, cause: unknown) {
    // Not instanceof: the error of a stream may come from another realm, such as a worker's or a test's.
    const { message } = Object(cause);
    const reason = typeof message === "string" ? message : String(cause);
    super({ message: `${input}: reading them failed: ${reason.replace(/\.$/, "")}.`, cause });
  }
}

/** 401 or 403; or a credential is missing on the connection (then `status` is undefined and nothing was sent). */
export class MixpanelAuthError extends MixpanelError {
  readonly code = "authentication_failed";
  readonly retryable = false;
}

/** 402: the project's plan does not include the API. */
export class MixpanelPlanError extends MixpanelError {
  readonly code = "plan_does_not_include";
  readonly retryable = false;
}

/** Mixpanel understood the request and rejected its content. */
export class MixpanelValidationError extends MixpanelError {
  readonly code = "validation_failed";
  readonly retryable = false;
  /** The rejected records, if Mixpanel names them; at most as many as a result lists. */
  readonly failedRecords: FailedRecord[];
  /** How many records of the same request were stored nevertheless, if Mixpanel says so. */
  readonly imported: number | undefined;
  /** `status` of Mixpanel's response, if it is a text such as `Bad Request`. */
  readonly statusText: string | undefined;

  constructor(details: ErrorDetails & { failedRecords?: FailedRecord[]; imported?: number; statusText?: string }) {
    super(details);
    this.failedRecords = details.failedRecords ?? [];
    this.imported = details.imported;
    this.statusText = details.statusText;
  }
}

/** Which of Mixpanel's limits was reached. */
export type RateLimit = "hourly" | "concurrent" | "perSecond" | "perMinute" | "ingestion" | "scans" | "unknown";

/** A rate limit (429) that does not reset soon enough for a retry within this execution. */
export class MixpanelRateLimitError extends MixpanelError {
  readonly code = "rate_limited";
  readonly retryable = true;
  readonly limit: RateLimit;
  /** When Mixpanel accepts the next request, if it says so. */
  readonly retryAt: Date | undefined;
  /** How long Mixpanel asked to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(details: ErrorDetails & { limit: RateLimit; retryAt?: Date; retryAfterMs?: number }) {
    super(details);
    this.limit = details.limit;
    this.retryAt = details.retryAt;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** 413, one record beyond the limit, or a response larger than this connector holds in memory. */
export class MixpanelTooLargeError extends MixpanelError {
  readonly code = "too_large";
  readonly retryable = false;
  /** False for a 413. True for a response that is too large: Mixpanel has processed the request. */
  override readonly mayHaveLanded: boolean;

  constructor(details: ErrorDetails) {
    super(details);
    this.mayHaveLanded = details.status !== 413;
  }
}

/** 5xx. */
export class MixpanelServerError extends MixpanelError {
  readonly code = "server_error";
  readonly retryable = true;
  override readonly mayHaveLanded = true;
  /** How long Mixpanel asked to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(details: ErrorDetails & { retryAfterMs?: number }) {
    super(details);
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** No response: the host was not reached, or the connection was interrupted. */
export class MixpanelNetworkError extends MixpanelError {
  readonly code = "network_error";
  readonly retryable = true;
  override readonly mayHaveLanded: boolean;
  /** Whether the server closed an idle connection at the moment the request was sent on it. */
  readonly closedIdle: boolean;

  constructor(details: ErrorDetails & { mayHaveLanded: boolean; closedIdle?: boolean }) {
    super(details);
    this.mayHaveLanded = details.mayHaveLanded;
    this.closedIdle = details.closedIdle ?? false;
  }
}

/** No response in time. */
export class MixpanelTimeoutError extends MixpanelError {
  readonly code = "timeout";
  readonly retryable = true;
  override readonly mayHaveLanded: boolean;
  /** Whether the time limit of the whole step was reached, not that of one request. */
  readonly ofDeadline: boolean;

  constructor(details: ErrorDetails & { mayHaveLanded: boolean; ofDeadline?: boolean }) {
    super(details);
    this.mayHaveLanded = details.mayHaveLanded;
    this.ofDeadline = details.ofDeadline ?? false;
  }
}

/** A response that Mixpanel's API would not send: a web page, truncated JSON, a truncated export, a redirect, an unknown status. */
export class MixpanelResponseError extends MixpanelError {
  readonly code = "unusable_response";
  readonly retryable: boolean;
  override readonly mayHaveLanded: boolean;

  constructor(details: ErrorDetails & { retryable?: boolean; mayHaveLanded?: boolean }) {
    super(details);
    this.retryable = details.retryable ?? false;
    // With a status such as 404, Mixpanel did nothing. With a 200 that cannot be read, we cannot know.
    this.mayHaveLanded = details.mayHaveLanded ?? (details.status === undefined || details.status < 300);
  }
}

/** Whether something failed because the time limit of the step was reached, or left too little time for a retry. */
export function isOutOfTime(error: unknown): boolean {
  if (error instanceof MixpanelTimeoutError && error.ofDeadline) return true;
  return error instanceof MixpanelError && error.givenUp === "time";
}
