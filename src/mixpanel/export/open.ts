import type { Readable } from "node:stream";
import type { CallOptions, MixpanelClient } from "../client";
import { downloadData } from "../endpoints/events";
import { MixpanelTimeoutError } from "../errors";
import { baseUrl } from "../http/baseUrl";
import { timeLimitMs } from "../http/timeLimits";
import type { HttpResponse } from "../http/transport";
import type { ParametersOf } from "../parameters";
import { Attempts, retryPolicyOf } from "./attempts";
import type { BadLines } from "./badLines";
import type { LinesOptions } from "./lineBlocks";

/** The parameters of an export, by Mixpanel's names. */
export type ExportParameters = ParametersOf<typeof downloadData>;

/** How an export travels. */
export interface ExportOptions {
  /** Whether the answer comes compressed; true by default. */
  gzip?: boolean;
  /** How long the answer may be silent, in milliseconds. */
  idleTimeoutMs?: number;
  /** What is left of the reader's time, in milliseconds. */
  leftMs?(): number;
  /** Told the lines that are left out, as no parser takes them. Without it, the first of them is a failure. */
  badLines?: BadLines;
}

/**
 * Starts one export.
 *
 * @param parameters by Mixpanel's names: `from_date` and `to_date` (both inclusive, yyyy-mm-dd), `event` (a list of names), `where`, …
 * @returns the answer, and what its reader needs to know of it
 * @throws MixpanelError where no answer begins
 * @see https://developer.mixpanel.com/reference/raw-event-export
 */
export async function openExport(
  client: MixpanelClient,
  parameters: ExportParameters,
  { gzip = true, badLines, idleTimeoutMs, leftMs = () => client.transport.leftMs() }: ExportOptions = {},
  call: Pick<CallOptions, "retry" | "timeoutMs"> = {},
): Promise<[answer: HttpResponse<Readable>, lines: LinesOptions]> {
  const answer = await client.open(downloadData, parameters, {
    ...call,
    headers: { "Accept-Encoding": gzip ? "gzip" : "identity" },
  });
  const host = new URL(baseUrl(downloadData.host, client.residency, client.options.apiHost)).host;
  const { operation } = downloadData;
  const fromDate = String(parameters.from_date);
  return [answer, { operation, fromDate, host, badLines, idleTimeoutMs, leftMs, redact: client.redact }];
}

/**
 * Starts one export within the time that is left: the time is looked at between the attempts, and bounds each of them.
 *
 * @param parameters as for openExport
 * @returns what openExport does; undefined where the time is over
 * @throws MixpanelError where no answer begins
 */
export async function openInTime(
  client: MixpanelClient,
  parameters: ExportParameters,
  options: ExportOptions & { leftMs(): number },
): Promise<[answer: HttpResponse<Readable>, lines: LinesOptions] | undefined> {
  const attempts = new Attempts(client);
  const retry = { ...retryPolicyOf(client), maxRetries: 0 };
  const url = new URL(baseUrl(downloadData.host, client.residency, client.options.apiHost) + downloadData.path);
  const { requestTimeoutMs = timeLimitMs(url) } = client.options.transport ?? {};
  for (let leftMs = options.leftMs(); leftMs > 0; leftMs = options.leftMs()) {
    const timeoutMs = Math.min(requestTimeoutMs, leftMs);
    try {
      return await openExport(client, parameters, options, { retry, timeoutMs });
    } catch (error) {
      // It was given all the time there was: no failure that a retry policy decides on.
      if (error instanceof MixpanelTimeoutError && error.mayHaveLanded && timeoutMs === leftMs) return undefined;
      await attempts.failed(error, options.leftMs());
    }
  }
  return undefined;
}
