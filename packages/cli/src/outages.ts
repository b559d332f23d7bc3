/** Shows an outage in two lines: when it begins, with its cause, and when it is over or the run gives up. */
import type { Log } from "./execute";
import { counted } from "./terminal";

/** What one attempt at a request came to. */
export interface Attempt {
  /** HTTP status, or the code of the error if there was no response. */
  outcome: number | string;
  /** As Node names it: `ECONNREFUSED`. */
  reason?: string | undefined;
  /** Set if the request is sent again after this delay. */
  retryInMs?: number | undefined;
  /** The last attempt begins at most this long from now. */
  givesUpInMs?: number | undefined;
}

/** The line that the component logs for each attempt. Retries are warnings, the others come in debug mode only. */
const ATTEMPT =
  /^Mixpanel \w+: [A-Z]+ \S* (\w+)(?: \(([^)]*)\))? in \d+ ms, .*attempt \d+(?:; retry in ([\d.]+) s(?:, and for at most ([\d.]+) s)?)?$/;

const TOO_MANY_REQUESTS = 429;

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens at its address",
  ECONNRESET: "the connection was interrupted",
  EAI_AGAIN: "its name cannot be resolved now",
  ENOTFOUND: "its name cannot be resolved",
  EHOSTUNREACH: "there is no way to its host",
  ENETUNREACH: "there is no network",
};

/** An attempt in a line of the component's log; undefined for any other line. */
export function attemptIn(line: string): Attempt | undefined {
  const [whole, outcome = "", reason, retry, atMost] = ATTEMPT.exec(line) ?? [];
  if (whole === undefined) return undefined;
  const ms = (seconds: string | undefined) => (seconds === undefined ? undefined : Number(seconds) * 1000);
  const isStatus = /^\d+$/.test(outcome);
  return { outcome: isStatus ? Number(outcome) : outcome, reason, retryInMs: ms(retry), givesUpInMs: ms(atMost) };
}

function causeOf({ outcome, reason }: Attempt): string {
  if (outcome === TOO_MANY_REQUESTS) return "Mixpanel's rate limit is reached (429)";
  if (typeof outcome === "number") return `Mixpanel responds with an error (${outcome})`;
  if (outcome === "timeout") return "Mixpanel does not respond in time";
  if (reason === undefined || outcome !== "network_error") return `Mixpanel's response cannot be used (${outcome})`;
  const words = REASONS[reason];
  return `Mixpanel cannot be reached${words === undefined ? "" : `: ${words}`} (${reason})`;
}

const isFailure = ({ outcome }: Attempt) =>
  typeof outcome === "string" || outcome === TOO_MANY_REQUESTS || outcome >= 500;

const seconds = (ms: number) => `${Math.max(1, Math.round(ms / 1000))} s`;

/** The log prints delays to a tenth of a second. */
const ROUNDED_MS = 100;

/** Follows the attempts of a run, of all its requests together. */
export class Outages {
  private begunMs = 0;
  private failed = 0;
  /** When the last of the announced retries is due: a success before it may be another request's. */
  private dueMs = 0;
  /** When Mixpanel first responded without an error. Its response may be unusable: the next one, or the end of the run, tells. */
  private respondedMs: number | undefined;

  constructor(
    private readonly write: Log,
    private readonly now: () => number = Date.now,
  ) {}

  note(attempt: Attempt): void {
    const { retryInMs, givesUpInMs } = attempt;
    if (retryInMs !== undefined) {
      if (this.failed++ === 0) {
        this.begunMs = this.now();
        const bound = givesUpInMs === undefined ? "" : `, for at most ${seconds(givesUpInMs)}`;
        this.write("warn", `${causeOf(attempt)}. Trying again${bound}.`);
      }
      this.respondedMs = undefined;
      this.dueMs = Math.max(this.dueMs, this.now() + retryInMs - ROUNDED_MS);
    } else if (this.failed > 0) {
      if (isFailure(attempt)) {
        this.failed++;
        this.respondedMs = undefined;
        this.end(false);
      } else if (this.respondedMs !== undefined) this.end(true);
      else if (this.now() >= this.dueMs) this.respondedMs = this.now();
    }
  }

  /** Ends the outage, if there is one. @param succeeded whether the run did what it was asked */
  end(succeeded: boolean): void {
    const { failed, respondedMs } = this;
    if (failed === 0) return;
    this.failed = 0;
    this.dueMs = 0;
    this.respondedMs = undefined;
    const after = `after ${seconds((respondedMs ?? this.now()) - this.begunMs)} and ${counted(failed, "failed attempt")}`;
    if (succeeded) this.write("info", `Mixpanel responds again ${after}.`);
    // After a response that could not be used, the run's own failure is what there is to say.
    else if (respondedMs === undefined) this.write("warn", `Given up ${after}.`);
  }
}

/** A log that shows an outage in two lines. */
export interface CollapsedLog {
  log: Log;
  /** Ends the run, and with it an outage. */
  end(succeeded: boolean): void;
}

/** Collapses the attempts in a component's log, which it must write in debug mode; with `debug`, the log shows each of them. */
export function collapsed(write: Log, debug: boolean): CollapsedLog {
  if (debug) return { log: write, end: () => {} };
  const outages = new Outages(write);
  return {
    log: (level, message) => {
      const attempt = attemptIn(message);
      if (attempt === undefined) write(level, message);
      else outages.note(attempt);
    },
    end: (succeeded) => outages.end(succeeded),
  };
}
