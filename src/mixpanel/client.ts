import type { Readable } from "node:stream";
import { type Auth, redactor } from "./credentials";
import type { Endpoint } from "./endpoint";
import { type Caller, type CallOptions, headersOf, requestOf } from "./http/callRequest";
import type { NoOthers, Parameter, ParametersOf } from "./http/parameters";
import { readResponse } from "./http/readResponse";
import type { ResponseOf } from "./http/response";
import { type HttpResponse, Transport, type TransportOptions } from "./http/transport";
import type { Limiters } from "./limits/limiter";
import { type IngestionPace, Pace, type Turn } from "./limits/pace";
import type { Residency } from "./residency";

export interface ClientOptions extends Omit<Caller, "residency"> {
  residency?: Residency;
  /** Share of Mixpanel's documented limits that may be used, as Pace explains. */
  rateShare?: number;
  /** Where calls are counted; for the whole process by default. */
  limiters?: Limiters;
  transport?: TransportOptions;
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
  private readonly caller: Caller;

  constructor(readonly options: ClientOptions) {
    this.residency = options.residency ?? "US";
    this.caller = { ...options, residency: this.residency };
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
    const request = requestOf(this.caller, endpoint, parameters, options);
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
    const request = requestOf(this.caller, endpoint, parameters, options);
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

  /** Headers that every call bears. @throws MixpanelAuthError where the connection lacks what `auth` needs */
  headers(auth: Auth, operation: string): Record<string, string> {
    return headersOf(this.caller, auth, operation);
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
}

const both = (one?: () => void, other?: () => void) => () => {
  one?.();
  other?.();
};
