import type { FailedRecord, IngestResult } from "./results";

export type { FailedRecord, FailedRecords, RecordCounts } from "./results";

/**
 * Every failure is one of these. The message says what happened, to which operation, and what to do; it never holds a credential.
 * `code` is stable and meant for programs, the message for people.
 */
export interface ErrorDetails {
  message: string;
  /** The operation that failed, as in its endpoint row: `importEvents`. */
  operation?: string;
  /** HTTP status, where there was an answer. */
  status?: number;
  byFrontEnd?: boolean;
  cause?: unknown;
}

export abstract class MixpanelError extends Error {
  abstract readonly code: string;
  readonly operation: string | undefined;
  readonly status: number | undefined;
  /** Whether a web page refused the call, and not Mixpanel's API: then neither credentials nor inputs were looked at. */
  readonly byFrontEnd: boolean;
  /** Whether the same call may succeed later without anything being changed. */
  abstract readonly retryable: boolean;
  /** Whether Mixpanel may have carried the call out although it failed. Repeating it is then safe for reads and idempotent writes alone. */
  readonly mayHaveLanded: boolean = false;
  /** The message as far as it says what happened, where advice or an account comes behind it that is not a wider task's. */
  happened?: string;
  /**
   * Set where a failure was given up: the retry policy allows no other attempt, or the time left does not. Nothing around the attempts
   * takes it up again.
   */
  givenUp?: "policy" | "time";
  /** Of a run over many records: what had become of them when it ended. */
  progress?: Readonly<IngestResult>;

  constructor(details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.operation = details.operation;
    this.status = details.status;
    this.byFrontEnd = details.byFrontEnd ?? false;
  }
}

/** What a builder or a previous step handed in is not usable. Nothing was sent, but of a file whose damage shows as it is read. */
export class InputError extends MixpanelError {
  readonly code = "invalid_input";
  readonly retryable = false;
  /** Label of the input, as the form shows it. */
  readonly input: string;

  /** @param details.got and expected are put into the message; never pass a secret */
  constructor(details: { input: string; got: string; expected: string; fix?: string; cause?: unknown }) {
    const { input, got, expected, fix, cause } = details;
    super({ message: `${input}: got ${got}, expected ${expected}.${fix === undefined ? "" : ` ${fix}`}`, cause });
    this.input = input;
  }
}

/** 401 or 403, or a credential that the call needs and the connection lacks (then `status` is undefined and nothing was sent). */
export class MixpanelAuthError extends MixpanelError {
  readonly code = "authentication_failed";
  readonly retryable = false;
}

/** 402: the project's plan does not include the API. */
export class MixpanelPlanError extends MixpanelError {
  readonly code = "plan_does_not_include";
  readonly retryable = false;
}

/** Mixpanel understood the call and refused what it carries. */
export class MixpanelValidationError extends MixpanelError {
  readonly code = "validation_failed";
  readonly retryable = false;
  /** The refused records, where Mixpanel names them; at most as many as a result lists. */
  readonly failedRecords: FailedRecord[];
  /** Events of the same call that were stored all the same, where Mixpanel says so. */
  readonly imported: number | undefined;
  /** `status` of Mixpanel's response, where it is a text: `Bad Request`. */
  readonly statusText: string | undefined;

  constructor(details: ErrorDetails & { failedRecords?: FailedRecord[]; imported?: number; statusText?: string }) {
    super(details);
    this.failedRecords = details.failedRecords ?? [];
    this.imported = details.imported;
    this.statusText = details.statusText;
  }
}

/** Which of Mixpanel's limits a 429 speaks of. */
export type RateLimit = "hourly" | "concurrent" | "perSecond" | "perMinute" | "ingestion" | "unknown";

/** 429 that waiting within this execution does not cure. */
export class MixpanelRateLimitError extends MixpanelError {
  readonly code = "rate_limited";
  readonly retryable = true;
  readonly limit: RateLimit;
  /** When Mixpanel will take the next call, where it says so. */
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
  /** A 413 did nothing. A response that is too large comes to a call that was carried out. */
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

/** No answer: the host was not reached, or the connection broke. */
export class MixpanelNetworkError extends MixpanelError {
  readonly code = "network_error";
  readonly retryable = true;
  override readonly mayHaveLanded: boolean;
  /** Whether the server had closed a connection that was kept open, just as the call went out on it. */
  readonly closedIdle: boolean;

  constructor(details: ErrorDetails & { mayHaveLanded: boolean; closedIdle?: boolean }) {
    super(details);
    this.mayHaveLanded = details.mayHaveLanded;
    this.closedIdle = details.closedIdle ?? false;
  }
}

/** No answer in time. */
export class MixpanelTimeoutError extends MixpanelError {
  readonly code = "timeout";
  readonly retryable = true;
  override readonly mayHaveLanded: boolean;
  /** Whether the time limit of the whole task was reached, not that of one request. */
  readonly ofDeadline: boolean;

  constructor(details: ErrorDetails & { mayHaveLanded: boolean; ofDeadline?: boolean }) {
    super(details);
    this.mayHaveLanded = details.mayHaveLanded;
    this.ofDeadline = details.ofDeadline ?? false;
  }
}

/** An answer that is none of Mixpanel's API: a web page, half a JSON text, an export that broke off, a redirect, an unknown status. */
export class MixpanelResponseError extends MixpanelError {
  readonly code = "unusable_response";
  readonly retryable: boolean;
  override readonly mayHaveLanded: boolean;

  constructor(details: ErrorDetails & { retryable?: boolean; mayHaveLanded?: boolean }) {
    super(details);
    this.retryable = details.retryable ?? false;
    // A status such as 404 says that nothing was done; what stands behind a 200 that cannot be read, nobody knows.
    this.mayHaveLanded = details.mayHaveLanded ?? (details.status === undefined || details.status < 300);
  }
}

/** Whether something failed for want of time: its deadline ended it, or leaves too little for another attempt. */
export function isOutOfTime(error: unknown): boolean {
  if (error instanceof MixpanelTimeoutError && error.ofDeadline) return true;
  return error instanceof MixpanelError && error.givenUp === "time";
}
