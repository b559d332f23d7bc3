/** What the control routes of the sandbox's page answer, as JSON. The page is compiled for the browser: nothing of Node stands here. */

/** One request and its response. Sizes are in bytes; `requestBytes` is the body after inflating. */
export interface LoggedRequest {
  id: number;
  at: string;
  operationId: string | null;
  method: string;
  /** The Mixpanel host that was named, or null. */
  host: string | null;
  path: string;
  /** Query parameters, without credentials. Project tokens stay. */
  query: Record<string, unknown>;
  /** Headers, without credentials; of `Authorization` only the scheme is kept. */
  headers: Record<string, unknown>;
  projectId: number | null;
  requestBytes: number;
  status: number | null;
  responseBytes: number | null;
  /** Why the request was refused, in the words of the response; null if it was not, or if the response gives no reason. */
  error: string | null;
  /** Milliseconds of real time until the response was sent or the connection ended; null before. */
  ms: number | null;
  /** The fault that was injected, or null. */
  fault: string | null;
  /** False if the connection ended before the response was complete. */
  completed: boolean;
}

/** `GET /_sandbox/requests/{id}` */
export interface RequestDetails extends LoggedRequest {
  /** The beginning of the body as text, without credentials; null if it is no longer kept. */
  body: string | null;
  isBodyShortened: boolean;
  /** The beginning of the response's body, without credentials; null if there is none, or it was streamed. */
  response: string | null;
  isResponseShortened: boolean;
}

/** Why an accepted record was not stored: Mixpanel returns 1 without an explanation. */
export type LossReason = "unknownToken" | "tooOld" | "otherResidency" | "invalid" | "ignored";

/** `GET /_sandbox/counts` */
export interface CountsNow {
  calls: Record<string, number>;
  statuses: Record<string, number>;
  accepted: number;
  lost: Record<LossReason, number>;
  projects: Record<string, { events: number; profiles: number; groups: number }>;
}

/** `GET /_sandbox/clock` */
export interface ClockNow {
  now: string;
  nowMs: number;
  frozen: boolean;
}

/** A fault that calls will still meet, as far as the page reads it. */
export interface ActiveFault {
  id: number;
  kind: string;
  operationId?: string;
  path?: string;
  status?: number;
  retryAfter?: number;
  delayMs?: number;
  afterProcessing?: boolean;
  remaining: number;
}

/** `GET /_sandbox/faults` */
export interface ActiveFaults {
  pending: ActiveFault[];
  random: { rate: number; kinds: string[] } | null;
}

/** One message of `GET /_sandbox/live`. The first one has the latest requests, later ones those that are new or changed. */
export interface LiveMessage {
  /** Without headers, oldest first. */
  requests: Omit<LoggedRequest, "headers">[];
  /** How many more changed: a message has at most 100. */
  leftOut: number;
  /** True if the list of requests was cleared before these. */
  isCleared: boolean;
  counts: CountsNow;
  faults: ActiveFaults;
  clock: ClockNow;
}

/** `GET /_sandbox/events` */
export interface EventsPage {
  /** Events in the project, whatever the filter. */
  total: number;
  /** Newest first. */
  events: {
    event: string;
    time: string;
    distinct_id: string;
    insert_id: string;
    properties: Record<string, unknown>;
  }[];
  /** What `before` must be for the next page; null if there is none. */
  next: string | null;
}

/** `GET /_sandbox/profiles` */
export interface ProfilesPage {
  /** Profiles that meet the search. */
  total: number;
  profiles: { id: string; properties: Record<string, unknown> }[];
  /** What `offset` must be for the next page; null if there is none. */
  next: number | null;
}

/** One documented limit: how much of it a project has used. */
export interface LimitUse {
  limit: string;
  unit: "requests" | "records" | "bytes" | "requests at once";
  used: number;
  of: number;
  /** Null for requests at once. */
  windowSeconds: number | null;
  /** When the oldest of what was used leaves the window, on the sandbox's clock. */
  freesAt: string | null;
}

/** `GET /_sandbox/limits` */
export interface Limits {
  /** False if the sandbox was started without limits: nothing is counted. */
  enabled: boolean;
  limits: LimitUse[];
}

/** Something that Mixpanel does by itself. */
export interface TaskSummary {
  kind: "retrieval" | "deletion" | "pipeline" | "warehouse import" | "cohort sync";
  id: string;
  name: string;
  status: string;
}

/** `GET /_sandbox/inventory`: at most 100 of each list. */
export interface Inventory {
  groups: { key: string; profiles: number }[];
  /** Distinct IDs that were merged into another. */
  mergedIds: number;
  cohorts: { id: number; name: string; users: number }[];
  lookupTables: { id: string; name: string; columns: string[]; rows: number }[];
  tasks: TaskSummary[];
}

/** `POST /_sandbox/sample`: what was added. */
export interface AddedSample {
  project: number;
  events: number;
  profiles: number;
}
