import type { Readable } from "node:stream";
import { type Auth, authorization, type Credentials, redactor } from "./credentials";
import type { Effect, Endpoint } from "./endpoint";
import { baseUrl } from "./http/baseUrl";
import { type DefaultIds, withDefaultIds } from "./http/defaultIds";
import { encodeParameters, type NoOthers, type Parameter, type ParametersOf } from "./http/parameters";
import { readResponse } from "./http/readResponse";
import type { ResponseOf } from "./http/response";
import type { RetryPolicy } from "./http/retry";
import { type HttpRequest, type HttpResponse, Transport, type TransportOptions } from "./http/transport";
import type { Limiters } from "./limits/limiter";
import { type IngestionPace, Pace, type Turn } from "./limits/pace";
import type { Residency } from "./residency";

/** Sent to Mixpanel as the user agent. */
const USER_AGENT = "mixpanel-connector";
/** Names this connector to Mixpanel where the connection names no company or solution of its own. */
const DEFAULT_INTEGRATION_ID = "prismatic-mixpanel-connector";

export interface ClientOptions extends DefaultIds {
  credentials: Credentials;
  residency?: Residency;
  /** Name of the company or solution that uses the client: sent as a header with every call, and as $source with every event. */
  integrationId?: string;
  /** Called in place of Mixpanel's hosts, as parseApiHost returned it. */
  apiHost?: string;
  /** Share of Mixpanel's documented limits that may be used, as Pace explains. */
  rateShare?: number;
  /** Where calls are counted; for the whole process by default. */
  limiters?: Limiters;
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
  /** Whether the call counts toward the limit that its row names; true by default. */
  isCounted?: boolean;
}

/**
 * A client of one Mixpanel project: turns endpoint rows and parameters into requests, and answers into values.
 * It knows no platform; what it needs from outside is handed in.
 */
export class MixpanelClient {
  readonly transport: Transport;
  readonly residency: Residency;
  readonly redact: (text: string) => string;
  private readonly pace: Pace;

  constructor(readonly options: ClientOptions) {
    this.residency = options.residency ?? "US";
    this.redact = redactor(options.credentials);
    this.transport = new Transport({ redact: this.redact, ...options.transport });
    const { clock, policy } = this.transport;
    const { apiHost: host = this.residency, rateShare: share, limiters } = options;
    const leftMs = () => this.transport.leftMs();
    this.pace = new Pace({ host, share, limiters, clock, maxWaitMs: policy.maxWaitMs, leftMs });
  }

  /** The same client for another residency, as an action's own region input asks for. */
  inResidency(residency: Residency | undefined): MixpanelClient {
    return residency === undefined || residency === this.residency
      ? this
      : new MixpanelClient({ ...this.options, residency });
  }

  /** The same client with less time: what it does ends after `ms`, or by its own deadline where that comes first. */
  endingIn(ms: number): MixpanelClient {
    const deadline = this.transport.clock.now() + Math.min(ms, this.transport.leftMs());
    return new MixpanelClient({ ...this.options, transport: { ...this.options.transport, deadline } });
  }

  /**
   * Calls an operation and reads its answer.
   *
   * @param parameters cleaned values by Mixpanel's names, and no others; `project_id`, `workspace_id` and `organization_id` fall back
   * to the client's own, and fill `{projectId}` and its like
   * @returns the parsed response, typed as far as its row proves it
   * @throws MixpanelError
   */
  async call<const Row extends Endpoint, Given extends ParametersOf<Row>>(
    endpoint: Row,
    parameters: Given & NoOthers<Given, Row>,
    options: CallOptions = {},
  ): Promise<ResponseOf<Row>> {
    const { operation } = endpoint;
    const effect = options.effect ?? endpoint.effect;
    const { img }: Readonly<Record<string, Parameter>> = parameters;
    const request = this.request(endpoint, parameters, options);
    const turn = await this.turn(endpoint, parameters, options.isCounted);
    try {
      return await this.transport.send(
        { ...request, onRetry: both(turn.onRetry, options.onRetry) },
        ({ status, header, body }) =>
          readResponse(endpoint, {
            operation,
            effect,
            asksForImage: img === "1",
            status,
            contentType: header("content-type") ?? "",
            body,
            redact: this.redact,
          }),
      );
    } finally {
      turn.end();
    }
  }

  /** Calls an operation whose answer is read as it comes. The body is still compressed as its `content-encoding` says. */
  async open<const Row extends Endpoint, Given extends ParametersOf<Row>>(
    endpoint: Row,
    parameters: Given & NoOthers<Given, Row>,
    options: CallOptions = {},
  ): Promise<HttpResponse<Readable>> {
    const request = this.request(endpoint, parameters, options);
    const turn = await this.turn(endpoint, parameters, options.isCounted);
    try {
      const response = await this.transport.open({ ...request, onRetry: both(turn.onRetry, options.onRetry) });
      response.body.once("close", turn.end);
      return response;
    } catch (error) {
      turn.end();
      throw error;
    }
  }

  /** How fast records may be sent to a project. @param rateShare in place of the client's own */
  ingestion(projectId = this.options.projectId, rateShare?: number): IngestionPace {
    return this.pace.ingestion(projectId ?? this.options.credentials.projectToken ?? "", rateShare);
  }

  private async turn(
    { operation, quota }: Endpoint,
    { project_id = this.options.projectId }: Readonly<Record<string, Parameter>>,
    isCounted = true,
  ): Promise<Turn> {
    return quota === undefined || !isCounted
      ? { end: () => {} }
      : this.pace.turn(operation, quota, String(project_id ?? ""));
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
    const encoded = encodeParameters(endpoint, withDefaultIds(endpoint, auth, parameters, this.options));
    const url = new URL(baseUrl(endpoint.host, this.residency, this.options.apiHost) + encoded.path);
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
      auth,
      residency: this.residency,
      retry: options.retry,
      timeoutMs: options.timeoutMs,
    };
  }
}

const both = (one?: () => void, other?: () => void) => () => {
  one?.();
  other?.();
};
