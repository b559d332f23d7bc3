import type { FaultRequest } from "mixpanel-sandbox";
import { MixpanelClient } from "../../src/mixpanel/client";
import { DEFAULT_RETRY } from "../../src/mixpanel/http/retry";
import type { TransportOptions } from "../../src/mixpanel/http/transport";

export const PROJECT_ID = 1;
export const PROJECT_TOKEN = "sandbox-token";

/**
 * With the default of 5 retries one batch in 16,000 would meet nothing but faults at one fault in five calls, and which one would be
 * a matter of timing. This many never runs out.
 */
const MAX_RETRIES = 20;

/** Long enough that, on the slowest machine, only a call that is held back on purpose meets it. */
const REQUEST_TIMEOUT_MS = 20_000;
/** For runs that meet such calls. One that is only slow may meet it too: it is repeated, and its copy dropped. */
export const STALL_TIMEOUT_MS = 1_500;

/** The time limit of calls that meet these faults: a short one costs a slow machine repetitions that the faults did not cause. */
export const timeLimitFor = (faults: readonly FaultRequest[]) => ({
  requestTimeoutMs: faults.some(({ kind }) => kind === "stall") ? STALL_TIMEOUT_MS : REQUEST_TIMEOUT_MS,
});

/** Waits between attempts take one turn of the event loop, so that a run of any number of faults takes no time. */
const noWait = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A client of the sandbox's first project, or of what stands before it, that repeats without waiting. */
export function clientAt(url: string, transport: TransportOptions = {}): MixpanelClient {
  return new MixpanelClient({
    credentials: { username: "sandbox.user", password: "sandbox-secret", projectToken: PROJECT_TOKEN },
    projectId: String(PROJECT_ID),
    apiHost: url,
    transport: {
      sleep: noWait,
      random: () => 0,
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
      retry: { ...DEFAULT_RETRY, maxRetries: MAX_RETRIES, maxTotalWaitMs: Number.POSITIVE_INFINITY },
      ...transport,
    },
  });
}
