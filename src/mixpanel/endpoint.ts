import type { Auth } from "./credentials";
import { InputError } from "./errors";
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

/** Allowances that are counted by the hour. A call that spends one is never made by merely designing a flow. */
export type Quota = "query" | "export";

/** One operation of Mixpanel's API, as data. `operation` is the name of the row, the action's key and the action's file. */
export interface Endpoint {
  readonly operation: string;
  readonly host: HostKind;
  readonly method: Method;
  /** With `{name}` for the parameters that stand in the path. */
  readonly path: string;
  readonly query?: Readonly<Record<string, Style>>;
  /** Parameters of an `application/x-www-form-urlencoded` body. */
  readonly form?: Readonly<Record<string, Style>>;
  /** Form fields that are the same on each call. */
  readonly fixedForm?: Readonly<Record<string, string>>;
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

/** A parameter as an action hands it over: already cleaned, undefined where unset. */
export type Parameter = string | number | boolean | readonly unknown[] | object | undefined;

/** The parameters of a call, written as its row says. */
export interface EncodedParameters {
  path: string;
  query: URLSearchParams;
  form: URLSearchParams | undefined;
}

function append(target: URLSearchParams, name: string, style: Style, value: Parameter): void {
  if (value === undefined) return;
  if (style === "repeat" && Array.isArray(value)) for (const element of value) target.append(name, String(element));
  else if (style === "json" && typeof value !== "string") target.append(name, JSON.stringify(value));
  else target.append(name, String(value));
}

/** A value that stands in a path. Nothing or dots would make it another path, however they are encoded. */
function pathSegment(name: string, value: string): string {
  if (/^\s*\.{0,2}\s*$/.test(value)) throw new InputError({ input: name, got: `"${value}"`, expected: "an ID" });
  return encodeURIComponent(value);
}

/**
 * Places parameters where the row wants them. What is undefined is absent; `0` and `false` are values.
 *
 * @throws InputError on a value that no path can hold; Error on a parameter that the row does not know or the path lacks: a fault of
 * the code, never of an input
 */
export function encodeParameters(
  endpoint: Endpoint,
  parameters: Readonly<Record<string, Parameter>>,
): EncodedParameters {
  const query = new URLSearchParams();
  const form = endpoint.form || endpoint.fixedForm ? new URLSearchParams(endpoint.fixedForm) : undefined;
  let path = endpoint.path;
  for (const [name, value] of Object.entries(parameters)) {
    const queryStyle = endpoint.query?.[name];
    const formStyle = endpoint.form?.[name];
    if (queryStyle) append(query, name, queryStyle, value);
    else if (formStyle && form) append(form, name, formStyle, value);
    else if (path.includes(`{${name}}`)) {
      if (value !== undefined) path = path.replace(`{${name}}`, pathSegment(name, String(value)));
    } else throw new Error(`${endpoint.operation} has no parameter ${name}`);
  }
  const unfilled = path.match(/\{(\w+)\}/);
  if (unfilled) throw new Error(`${endpoint.operation} needs ${unfilled[1]} in its path`);
  return { path, query, form };
}
