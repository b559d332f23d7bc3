import { type Auth, authorization, type Credentials, requireProjectToken } from "../credentials";
import type { Effect, Endpoint } from "../endpoint";
import type { Residency } from "../residency";
import { baseUrl } from "./baseUrl";
import { type DefaultIds, withDefaultIds } from "./defaultIds";
import { encodeParameters, type Parameter } from "./parameters";
import type { HttpRequest } from "./request";
import type { RetryPolicy } from "./retry";

/** Sent to Mixpanel as the user agent. */
const USER_AGENT = "mixpanel-connector";
/** Identifies this connector to Mixpanel, if the connection has no Integration ID of its own. */
const DEFAULT_INTEGRATION_ID = "prismatic-mixpanel-connector";

/** Who calls, and where. */
export interface Caller extends DefaultIds {
  credentials: Credentials;
  residency: Residency;
  /** Name of the company or product that uses the client: sent as a header with every request, and as $source with every event. */
  integrationId?: string;
  /** Called instead of Mixpanel's hosts, in the form that parseApiHost returns. */
  apiHost?: string;
}

export interface CallOptions {
  /** An encoded body, for rows that have one. */
  body?: Buffer | string;
  /** The compressed body, if the caller has already started to compress it; otherwise that is done before the first attempt. */
  compressed?: Promise<Buffer>;
  /** Replaces the `auth` of the row. */
  auth?: Auth;
  effect?: Effect;
  headers?: Record<string, string>;
  retry?: RetryPolicy;
  timeoutMs?: number;
  /** Called before each retry. */
  onRetry?(): void;
  /** Whether the request counts toward the limit (`quota`) of its row; true by default. */
  isCounted?: boolean;
  /** Masks long numbers in the response, as parseExact does, so that its parts can be sent back with all digits. */
  exact?: boolean;
  /** How many events and properties the request updates, for a limit (`quota`) that counts them. */
  entries?: number;
}

/** The headers of every request. @throws MixpanelAuthError if the connection lacks a credential that `auth` needs */
export function headersOf(
  { credentials, integrationId = DEFAULT_INTEGRATION_ID }: Caller,
  auth: Auth,
  operation: string,
): Record<string, string> {
  const authorized = authorization(auth, credentials, operation);
  return {
    "User-Agent": USER_AGENT,
    ...(authorized === undefined ? {} : { Authorization: authorized }),
    "X-Mixpanel-Integration-ID": integrationId,
  };
}

/** The privacy API finds the project by its token. */
function withProjectToken(
  { credentials }: Caller,
  auth: Auth,
  operation: string,
  parameters: Readonly<Record<string, Parameter>>,
): Readonly<Record<string, Parameter>> {
  if (auth !== "gdprToken") return parameters;
  return { ...parameters, token: parameters.token ?? requireProjectToken(credentials, operation) };
}

/**
 * The request of a call: its row's host, path and parameters, the caller's credentials and IDs.
 *
 * @throws MixpanelAuthError if a credential is missing, InputError if an ID in the path is missing
 */
export function requestOf(
  caller: Caller,
  endpoint: Endpoint,
  parameters: Readonly<Record<string, Parameter>>,
  options: CallOptions,
): HttpRequest {
  const { operation } = endpoint;
  const { residency } = caller;
  const auth = options.auth ?? endpoint.auth;
  const headers = headersOf(caller, auth, operation);
  const encoded = encodeParameters(
    endpoint,
    withDefaultIds(endpoint, auth, withProjectToken(caller, auth, operation, parameters), caller),
  );
  const url = new URL(baseUrl(endpoint.host, residency, caller.apiHost) + encoded.path);
  url.search = encoded.query.toString();
  const body = options.body ?? encoded.body;
  const contentType = encoded.contentType ?? endpoint.body;
  return {
    operation,
    method: endpoint.method,
    url,
    headers: {
      Accept: endpoint.response === "lines" ? "text/plain" : "application/json",
      ...headers,
      ...(body !== undefined && contentType ? { "Content-Type": contentType } : {}),
      ...options.headers,
    },
    body,
    gzip: endpoint.gzip,
    compressed: options.compressed,
    effect: options.effect ?? endpoint.effect,
    isLarge: endpoint.isLarge,
    auth,
    residency,
    retry: options.retry,
    timeoutMs: options.timeoutMs,
  };
}
