import type { Readable } from "node:stream";
import { type Auth, authorization, type Credentials, redactor } from "./credentials";
import { type Effect, type Endpoint, encodeParameters, type Parameter } from "./endpoint";
import { MixpanelAuthError } from "./errors";
import { baseUrl } from "./http/baseUrl";
import { readResponse } from "./http/readResponse";
import type { RetryPolicy } from "./http/retry";
import { type HttpRequest, type HttpResponse, Transport, type TransportOptions } from "./http/transport";
import type { Residency } from "./residency";

/** Sent to Mixpanel as the user agent. */
const USER_AGENT = "mixpanel-connector";
/** Names this connector to Mixpanel where the connection names no company or solution of its own. */
const DEFAULT_INTEGRATION_ID = "prismatic-mixpanel-connector";

export interface ClientOptions {
  credentials: Credentials;
  residency?: Residency;
  /** Projects and workspaces that calls are made for unless they name another. */
  projectId?: string;
  workspaceId?: string;
  /** Name of the company or solution that uses the client: sent as a header with every call, and as $source with every event. */
  integrationId?: string;
  /** Called in place of Mixpanel's hosts, as parseApiHost returned it. */
  apiHost?: string;
  transport?: TransportOptions;
}

export interface CallOptions {
  /** An encoded body, for rows that have one. */
  body?: Buffer | string;
  /** The body compressed, or being compressed, for rows whose body is sent so: else it is done before the first attempt. */
  compressed?: Promise<Buffer>;
  /** In place of the row's, where the same row may be called differently. */
  auth?: Auth;
  effect?: Effect;
  headers?: Record<string, string>;
  retry?: RetryPolicy;
  timeoutMs?: number;
  /** Told of each repetition. */
  onRetry?(): void;
}

/**
 * A client of one Mixpanel project: turns endpoint rows and parameters into requests, and answers into values.
 * It knows no platform; what it needs from outside is handed in.
 */
export class MixpanelClient {
  readonly transport: Transport;
  readonly residency: Residency;
  readonly redact: (text: string) => string;

  constructor(readonly options: ClientOptions) {
    this.residency = options.residency ?? "US";
    this.redact = redactor(options.credentials);
    this.transport = new Transport({ redact: this.redact, ...options.transport });
  }

  /** The same client for another residency, as an action's own region input asks for. */
  inResidency(residency: Residency | undefined): MixpanelClient {
    return residency === undefined || residency === this.residency
      ? this
      : new MixpanelClient({ ...this.options, residency });
  }

  /**
   * Calls an operation and reads its answer.
   *
   * @param parameters cleaned values by Mixpanel's names; `project_id` and `workspace_id` fall back to the client's own
   * @returns the parsed answer
   * @throws MixpanelError
   */
  async call(
    endpoint: Endpoint,
    parameters: Readonly<Record<string, Parameter>>,
    options: CallOptions = {},
  ): Promise<unknown> {
    const { operation } = endpoint;
    const effect = options.effect ?? endpoint.effect;
    return this.transport.send(this.request(endpoint, parameters, options), ({ status, header, body }) =>
      readResponse(endpoint, {
        operation,
        effect,
        asksForImage: parameters.img === "1",
        status,
        contentType: header("content-type") ?? "",
        body,
        redact: this.redact,
      }),
    );
  }

  /** Calls an operation whose answer is read as it comes. The body is still compressed as its `content-encoding` says. */
  async open(
    endpoint: Endpoint,
    parameters: Readonly<Record<string, Parameter>>,
    options: CallOptions = {},
  ): Promise<HttpResponse<Readable>> {
    return this.transport.open(this.request(endpoint, parameters, options));
  }

  /** Headers that every call bears. @throws MixpanelAuthError where the connection lacks what `auth` needs */
  headers(auth: Auth, operation: string): Record<string, string> {
    const { credentials, integrationId = DEFAULT_INTEGRATION_ID } = this.options;
    const authorized = authorization(auth, credentials, operation);
    return {
      "User-Agent": USER_AGENT,
      ...(authorized === undefined ? {} : { Authorization: authorized }),
      "X-Mixpanel-Integration-ID": integrationId,
    };
  }

  private request(
    endpoint: Endpoint,
    parameters: Readonly<Record<string, Parameter>>,
    options: CallOptions,
  ): HttpRequest {
    const { operation } = endpoint;
    const auth = options.auth ?? endpoint.auth;
    const headers = this.headers(auth, operation);
    const { path, query, form } = encodeParameters(endpoint, this.withProject(endpoint, auth, parameters));
    const url = new URL(baseUrl(endpoint.host, this.residency, this.options.apiHost) + path);
    url.search = query.toString();
    const body = options.body ?? form?.toString();
    const contentType = form ? "application/x-www-form-urlencoded" : endpoint.body;
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
      auth,
      residency: this.residency,
      retry: options.retry,
      timeoutMs: options.timeoutMs,
      onRetry: options.onRetry,
    };
  }

  /** Fills in the connection's project and workspace where the row knows them. */
  private withProject(
    endpoint: Endpoint,
    auth: Auth,
    parameters: Readonly<Record<string, Parameter>>,
  ): Readonly<Record<string, Parameter>> {
    const knows = (name: string) =>
      endpoint.query?.[name] !== undefined ||
      endpoint.form?.[name] !== undefined ||
      endpoint.path.includes(`{${name}}`);
    const filled = { ...parameters };
    if (knows("project_id")) filled.project_id = parameters.project_id ?? this.options.projectId;
    if (knows("workspace_id")) filled.workspace_id = parameters.workspace_id ?? this.options.workspaceId;
    if (auth === "serviceAccount" && knows("project_id") && filled.project_id === undefined) {
      throw new MixpanelAuthError({
        operation: endpoint.operation,
        message: `${endpoint.operation} was not sent: a service account works on one project at a time, and neither the Project ID input nor the connection's Default Project ID is filled in. Find it in Mixpanel under Project Settings > Overview.`,
      });
    }
    return filled;
  }
}
