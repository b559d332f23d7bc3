import type { Quota } from "../endpoint";
import { INGESTION, QUOTAS } from "./documented";
import { type Clock, type Limiter, type Limiters, processLimiters } from "./limiter";
import { amountsOf, takeTurn } from "./turns";

export interface PaceOptions {
  /** What tells the host's counters from another's. */
  host: string;
  /**
   * Share of Mixpanel's documented limits that may be used, 0 < share; by default DEFAULT_SHARE of those on calls, and all of the rate of
   * ingestion.
   */
  share?: number;
  /** Where calls are counted; for the whole process by default. */
  limiters?: Limiters;
  clock: Clock;
  /** The longest wait for a turn, in milliseconds. */
  maxWaitMs: number;
  leftMs(): number;
}

/** A call's turn. */
export interface Turn {
  /** Counts a repetition. */
  onRetry?(): void;
  /** Lets others have their turn, once the response has been read. */
  end(): void;
}

/** How fast records of one project go. */
export interface IngestionPace {
  limiter: Limiter;
  rateShare: number;
}

/** Holds the calls of one client, together with those of the others in the process, to Mixpanel's limits. */
export class Pace {
  /** The limiters that have let this client through. */
  private readonly begun = new Set<Limiter>();

  constructor(private readonly options: PaceOptions) {}

  /** @param rateShare in place of the client's own */
  ingestion(project: string, rateShare = this.options.share ?? 1): IngestionPace {
    return { limiter: this.limiter("ingestion", project), rateShare };
  }

  /** Waits for the turn of a call. @throws MixpanelRateLimitError where it would come too late */
  async turn(operation: string, quota: Quota, project: string): Promise<Turn> {
    const { clock } = this.options;
    const limiter = this.limiter(quota, project);
    const hasBegun = this.begun.has(limiter);
    const end = await takeTurn({ ...this.options, limiter, quota, operation, hasBegun });
    this.begun.add(limiter);
    return { onRetry: () => limiter.note(amountsOf(quota), clock.now()), end };
  }

  private limiter(kind: Quota | "ingestion", project: string): Limiter {
    const { host, limiters = processLimiters } = this.options;
    return limiters.of(`${kind} ${host} ${project}`, kind === "ingestion" ? INGESTION : QUOTAS[kind]);
  }
}
