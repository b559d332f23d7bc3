import type { Quota } from "../endpoint";
import { INGESTION, QUOTAS } from "./documented";
import { type Clock, type Limiter, type Limiters, processLimiters } from "./limiter";
import { amountsOf, takeTurn } from "./turns";

export interface PaceOptions {
  /** Identifies the host: each host has its own counters. */
  host: string;
  /**
   * Share of Mixpanel's documented limits that may be used, greater than 0. The default is DEFAULT_SHARE of the request limits, and the
   * whole ingestion rate.
   */
  share?: number;
  /** The counters; by default those of the whole process. */
  limiters?: Limiters;
  clock: Clock;
  /** The longest wait for a turn, in milliseconds. */
  maxWaitMs: number;
  leftMs(): number;
}

/** A request's turn. */
export interface Turn {
  /** Counts a retry. */
  onRetry?(): void;
  /** Ends the turn, once the response has been read, so that another request can start. */
  end(): void;
}

/** How fast records may be sent to one project. */
export interface IngestionPace {
  limiter: Limiter;
  rateShare: number;
}

/** Keeps the requests of one client, together with those of other clients in the process, within Mixpanel's limits. */
export class Pace {
  /** The limiters that have already given this client a turn. */
  private readonly begun = new Set<Limiter>();

  constructor(private readonly options: PaceOptions) {}

  /** @param rateShare replaces the client's own share */
  ingestion(project: string, rateShare = this.options.share ?? 1): IngestionPace {
    return { limiter: this.limiter("ingestion", project), rateShare };
  }

  /**
   * Waits for the turn of a request.
   *
   * @param entries what it holds of what the limit counts beside requests
   * @throws MixpanelRateLimitError if the turn would come too late
   */
  async turn(operation: string, quota: Quota, project: string, entries?: number): Promise<Turn> {
    const { clock } = this.options;
    const limiter = this.limiter(quota, project);
    const hasBegun = this.begun.has(limiter);
    const end = await takeTurn({ ...this.options, limiter, quota, operation, entries, hasBegun });
    this.begun.add(limiter);
    return { onRetry: () => limiter.note(amountsOf(quota, entries), clock.now()), end };
  }

  private limiter(kind: Quota | "ingestion", project: string): Limiter {
    const { host, limiters = processLimiters } = this.options;
    return limiters.of(`${kind} ${host} ${project}`, kind === "ingestion" ? INGESTION : QUOTAS[kind]);
  }
}
