import { createHash } from "node:crypto";
import { setMaxListeners } from "node:events";
import type { Readable } from "node:stream";
import type { Auth } from "./credentials";
import { assertSendable } from "./credentialText";
import type { Endpoint } from "./endpoint";
import { type Caller, type CallOptions, headersOf, requestOf } from "./http/callRequest";
import { type NoOthers, type Parameter, type ParametersOf, secretsOf } from "./http/parameters";
import type { RateLimitState } from "./http/rateLimits";
import { readResponse } from "./http/readResponse";
import type { ResponseOf } from "./http/response";
import { type HttpRequest, type HttpResponse, Transport, type TransportOptions } from "./http/transport";
import type { Limiters } from "./limits/limiter";
import { type IngestionPace, Pace, type Turn } from "./limits/pace";
import { redactor } from "./redaction/redactor";
import type { Residency } from "./residency";

export interface ClientOptions extends Omit<Caller, "residency"> {
  residency?: Residency;
  /** Share of Mixpanel's documented limits that may be used: see PaceOptions. */
  rateShare?: number;
  /** Secrets beside the credentials, which no error and no log line repeats. */
  secrets?: readonly string[];
  /** The counters of requests; by default those of the whole process. */
  limiters?: Limiters;
  transport?: TransportOptions;
}

/**
 * A client of one Mixpanel project: turns endpoint rows and parameters into requests, and responses into values. It does not depend on an
 * integration platform: clock, logger and random numbers are passed in.
 */
export class MixpanelClient {
  readonly transport: Transport;
  readonly residency: Residency;
  readonly redact: (text: string) => string;
  private readonly pace: Pace;
  private readonly caller: Caller;
  private hourlyState: RateLimitState | undefined;

  /** @throws InputError for a credential that cannot be sent */
  constructor(readonly options: ClientOptions) {
    assertSendable(options);
    this.residency = options.residency ?? "US";
    this.caller = { ...options, residency: this.residency };
    this.redact = redactor(options.credentials, options.secrets);
    this.transport = new Transport({ ...options.transport, redact: options.transport?.redact ?? this.redact });
    const { clock, policy } = this.transport;
    const { apiHost: host = this.residency, rateShare: share, limiters } = options;
    const leftMs = () => this.transport.leftMs();
    this.pace = new Pace({ host, share, limiters, clock, maxWaitMs: policy.maxWaitMs, leftMs });
  }

  /** Tells this client's credentials, residency and host from another's without revealing them. */
  get identity(): string {
    const { credentials, apiHost } = this.options;
    const parts = JSON.stringify([credentials, this.residency, apiHost]);
    return createHash("sha256").update(parts).digest("hex");
  }

  /** What responses last said about the hourly limit. Null if they said nothing, and after the limit has reset. */
  get rateLimit(): RateLimitState | null {
    const { hourlyState: state } = this;
    const isOver = state?.resets_at && Date.parse(state.resets_at) <= this.transport.clock.now();
    return state === undefined || isOver ? null : state;
  }

  /** The same client, which waits for the next free slot of an hourly limit instead of failing, but never beyond its deadline. */
  waitingForLimits(): MixpanelClient {
    const forever = { maxWaitMs: Number.POSITIVE_INFINITY, maxTotalWaitMs: Number.POSITIVE_INFINITY };
    const retry = { ...this.transport.policy, ...forever };
    return new MixpanelClient({ ...this.options, transport: { ...this.options.transport, retry } });
  }

  /** The same client for another data residency, such as the one in an action's region input. */
  inResidency(residency: Residency | undefined): MixpanelClient {
    return residency === undefined || residency === this.residency
      ? this
      : new MixpanelClient({ ...this.options, residency });
  }

  /** The same client, whose errors and log lines repeat none of these secrets either. */
  hiding(secrets: readonly string[]): MixpanelClient {
    const others = secrets.filter((secret) => !this.options.secrets?.includes(secret));
    if (others.length === 0) return this;
    return new MixpanelClient({ ...this.options, secrets: [...(this.options.secrets ?? []), ...others] });
  }

  /** The same client with less time: its requests end after `ms` milliseconds, or at its own deadline if that is earlier. */
  endingIn(ms: number): MixpanelClient {
    const deadline = this.transport.clock.now() + Math.min(ms, this.transport.leftMs());
    return new MixpanelClient({ ...this.options, transport: { ...this.options.transport, deadline } });
  }

  /**
   * The same client, whose work ends early when the signal is aborted: as at a deadline, nothing new is begun, requests in flight have five
   * seconds to finish, and a run says where the next one begins.
   */
  endedBy(signal: AbortSignal): MixpanelClient {
    // One for each request that waits or is in flight.
    setMaxListeners(0, signal);
    return new MixpanelClient({ ...this.options, transport: { ...this.options.transport, signal } });
  }

  /**
   * Calls an operation and reads its response.
   *
   * @param parameters cleaned values by Mixpanel's names; another name is a compile error. `project_id`, `workspace_id` and
   * `organization_id` default to the client's own, and also fill `{projectId}`, `{workspaceId}` and `{organizationId}` in the path
   * @returns the parsed response, typed as far as its row allows to check it
   * @throws MixpanelError
   */
  async call<const Row extends Endpoint, Given extends ParametersOf<Row>>(
    endpoint: Row,
    parameters: Given & NoOthers<Given, Row>,
    options: CallOptions = {},
  ): Promise<ResponseOf<Row>> {
    const { operation } = endpoint;
    const hiding = this.hiding(secretsOf(endpoint, parameters));
    if (hiding !== this) return hiding.call(endpoint, parameters, options);
    const effect = options.effect ?? endpoint.effect;
    const { img }: Readonly<Record<string, Parameter>> = parameters;
    const request = this.request(endpoint, parameters, options);
    const turn = await this.turn(endpoint, parameters, options);
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
            exact: options.exact,
            redact: this.redact,
          }),
      );
    } finally {
      turn.end();
    }
  }

  /** Calls an operation and returns the body of its response as a stream, still compressed if `content-encoding` says so. */
  async open<const Row extends Endpoint, Given extends ParametersOf<Row>>(
    endpoint: Row,
    parameters: Given & NoOthers<Given, Row>,
    options: CallOptions = {},
  ): Promise<HttpResponse<Readable>> {
    const request = this.request(endpoint, parameters, options);
    const turn = await this.turn(endpoint, parameters, options);
    try {
      const response = await this.transport.open({ ...request, onRetry: both(turn.onRetry, options.onRetry) });
      response.body.once("close", turn.end);
      return response;
    } catch (error) {
      turn.end();
      throw error;
    }
  }

  /** How fast records may be sent to a project. @param rateShare replaces the client's own share */
  ingestion(projectId = this.options.projectId, rateShare?: number): IngestionPace {
    return this.pace.ingestion(projectId ?? this.options.credentials.projectToken ?? "", rateShare);
  }

  /** The headers of every request. @throws MixpanelAuthError if the connection lacks a credential that `auth` needs */
  headers(auth: Auth, operation: string): Record<string, string> {
    return headersOf(this.caller, auth, operation);
  }

  private request(
    endpoint: Endpoint,
    parameters: Readonly<Record<string, Parameter>>,
    options: CallOptions,
  ): HttpRequest {
    const onHourlyState = (state: RateLimitState) => {
      this.hourlyState = state;
    };
    return { ...requestOf(this.caller, endpoint, parameters, options), onHourlyState };
  }

  private async turn(
    { operation, quota }: Endpoint,
    { project_id = this.options.projectId }: Readonly<Record<string, Parameter>>,
    { isCounted = true, entries }: CallOptions,
  ): Promise<Turn> {
    return quota === undefined || !isCounted
      ? { end: () => {} }
      : this.pace.turn(operation, quota, String(project_id ?? ""), entries);
  }
}

const both = (one?: () => void, other?: () => void) => () => {
  one?.();
  other?.();
};
