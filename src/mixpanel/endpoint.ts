import type { Auth } from "./credentials";
import type { HostKind } from "./residency";

/**
 * What a call does to the project. It decides what is repeated after a failure, and whether a builder may run the step while designing.
 * `idempotentWrite`: sending it twice leaves what sending it once leaves.
 */
export type Effect = "read" | "idempotentWrite" | "write";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS" | "LINK" | "UNLINK" | "PURGE";

/**
 * How a parameter is written into a query or form: as `text`; as `json` (a JSON text in a string); or `repeat`ed, once for each element
 * of a list.
 */
export type Style = "text" | "json" | "repeat";

/**
 * What the answer looks like. `accepted`: `1` or `0`, or `{status, error}` when verbose. `import`: `{num_records_imported, …}`.
 * `replaced`: `{code, status}`. `status`: the HTTP status says all, and there may be no body. `json`: an object or a list. `lines`: a
 * stream of JSON lines.
 */
export type ResponseKind = "accepted" | "import" | "replaced" | "status" | "json" | "lines";

/** Which of Mixpanel's limits on calls an operation counts toward. What is counted by the hour is never spent by merely designing a flow. */
export type Quota = "query" | "export" | "lexicon" | "privacy";

/** One operation of Mixpanel's API, as data. `operation` is the name of the row, the action's key and the action's file. */
export interface Endpoint {
  readonly operation: string;
  readonly host: HostKind;
  readonly method: Method;
  /** With the official `{name}` of each parameter that stands in the path. */
  readonly path: string;
  readonly query?: Readonly<Record<string, Style>>;
  /** Parameters of an `application/x-www-form-urlencoded` body. */
  readonly form?: Readonly<Record<string, Style>>;
  /** Form fields that are the same on each call. */
  readonly fixedForm?: Readonly<Record<string, string>>;
  /** Fields of an `application/json` body. Their values keep their JSON type: numbers, booleans, null, objects and lists. */
  readonly json?: readonly string[];
  /** The parameter whose value is the whole `application/json` body, such as a list. */
  readonly jsonBody?: string;
  /** Content type of a body that the caller has encoded. */
  readonly body?: "application/json" | "application/x-ndjson" | "text/csv";
  /** Whether the API takes a gzip request body. */
  readonly gzip?: boolean;
  readonly auth: Auth;
  readonly effect: Effect;
  readonly quota?: Quota;
  readonly response: ResponseKind;
  /** Whether a JSON answer is a list, or the keys without which an object is not this operation's answer. */
  readonly holds?: "list" | readonly string[];
  /** The page that the row follows. */
  readonly docs: string;
}
