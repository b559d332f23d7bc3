import type { Auth } from "./credentials";
import type { HostKind } from "./residency";

/**
 * What a request does to the project. It decides what is retried after a failure, and whether a builder may run the step while designing
 * a flow. `idempotentWrite`: sending it twice has the same result as sending it once.
 */
export type Effect = "read" | "idempotentWrite" | "write";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS" | "LINK" | "UNLINK" | "PURGE";

/**
 * How a parameter is written into a query or form: as `text`; as `json` (serialized, in one field); or with `repeat`, as one field for
 * each element of a list.
 */
export type Style = "text" | "json" | "repeat";

/**
 * What the response looks like. `accepted`: `1` or `0`, or `{status, error}` when verbose. `import`: `{num_records_imported, …}`.
 * `replaced`: `{code, status}`. `status`: only the HTTP status matters, and there may be no body. `json`: an object or a list. `app`: the
 * app API's `{status: "ok", results}`, whose `results` are read from a body without that envelope, or without any, too. `lines`: a stream
 * of JSON lines.
 */
export type ResponseKind = "accepted" | "import" | "replaced" | "status" | "json" | "app" | "lines";

/** Which of Mixpanel's request limits an operation counts toward. An operation with an hourly limit is not run while a flow is designed. */
export type Quota = "query" | "export" | "lexicon" | "privacy";

/**
 * Roles of a service account, each of which may do what those before it may.
 *
 * @see https://docs.mixpanel.com/docs/orgs-and-projects/roles-and-permissions
 */
export type Role = "consumer" | "analyst" | "admin" | "owner";

/** One operation of Mixpanel's API, as data. `operation` is the name of the row, of the action's key and of the action's file. */
export interface Endpoint {
  readonly operation: string;
  readonly host: HostKind;
  readonly method: Method;
  /** The path, with Mixpanel's `{name}` for each parameter in it. */
  readonly path: string;
  readonly query?: Readonly<Record<string, Style>>;
  /** Parameters of an `application/x-www-form-urlencoded` body. */
  readonly form?: Readonly<Record<string, Style>>;
  /** Form fields that are the same in each request. */
  readonly fixedForm?: Readonly<Record<string, string>>;
  /** Fields of an `application/json` body. Their values keep their JSON type: numbers, booleans, null, objects and lists. */
  readonly json?: readonly string[];
  /** JSON fields that are the same in each request. */
  readonly fixedJson?: Readonly<Record<string, string | number | boolean>>;
  /** The parameter whose value is the whole `application/json` body, such as a list. */
  readonly jsonBody?: string;
  /** Content type of the body, if the caller encodes it. */
  readonly body?: "application/json" | "application/x-ndjson" | "text/csv";
  /** Whether the API accepts a request body compressed with gzip. */
  readonly gzip?: boolean;
  /** Parameters that are secrets of another system. Their values are removed from every error and log line, as those of the connection are. */
  readonly secrets?: readonly string[];
  readonly auth: Auth;
  readonly effect: Effect;
  readonly quota?: Quota;
  /** Whether Mixpanel bills each call. Such an operation is not run while a flow is designed. */
  readonly billed?: boolean;
  readonly response: ResponseKind;
  /**
   * What a JSON response, or the `results` of the app API, must be: a list, an object whose keys are data, such as dates (`map`), or an
   * object with these keys.
   */
  readonly holds?: "list" | "map" | readonly string[];
  /** Whether the result may be large, as that of a report may: then a response of 128 MB is read, instead of 64 MB. */
  readonly isLarge?: boolean;
  /** The least role in the project, or in the organization, that the service account needs. */
  readonly role?: Role;
  /** The page of Mixpanel's documentation that describes the operation. */
  readonly docs: string;
}
