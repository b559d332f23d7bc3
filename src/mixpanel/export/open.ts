import type { Readable } from "node:stream";
import type { MixpanelClient } from "../client";
import { downloadData } from "../endpoints/events";
import { baseUrl } from "../http/baseUrl";
import type { ParametersOf } from "../http/parameters";
import type { HttpResponse } from "../http/transport";
import type { BadLines } from "./badLines";
import type { LinesOptions } from "./lineBlocks";

/** The parameters of an export, by Mixpanel's names. */
export type ExportParameters = ParametersOf<typeof downloadData>;

/** Options for reading an export. */
export interface ExportOptions {
  /** Whether Mixpanel sends the events compressed; true by default. */
  gzip?: boolean;
  /** Maximum time without data, in milliseconds. */
  idleTimeoutMs?: number;
  /** Collects lines that are not valid JSON, which are then skipped. Without it, such a line is an error. */
  badLines?: BadLines;
}

/**
 * Starts one export.
 *
 * @param parameters by Mixpanel's names: `from_date` and `to_date` (both inclusive, yyyy-mm-dd), `event` (a list of names), `where`, …
 * @returns the response, and the options for its reader
 * @throws MixpanelError if no response begins
 * @see https://developer.mixpanel.com/reference/raw-event-export
 */
export async function openExport(
  client: MixpanelClient,
  parameters: ExportParameters,
  { gzip = true, badLines, idleTimeoutMs }: ExportOptions = {},
): Promise<[answer: HttpResponse<Readable>, lines: LinesOptions]> {
  const headers = { "Accept-Encoding": gzip ? "gzip" : "identity" };
  const answer = await client.open(downloadData, parameters, { headers });
  const host = new URL(baseUrl(downloadData.host, client.residency, client.options.apiHost)).host;
  const { operation } = downloadData;
  const fromDate = String(parameters.from_date);
  const leftMs = () => client.transport.leftMs();
  return [answer, { operation, fromDate, host, badLines, idleTimeoutMs, leftMs, redact: client.redact }];
}

/**
 * Counts the attempts at reading one window to its end. The transport retries a request until its response begins; if the response fails
 * later, the window is requested again, with the same retry policy.
 */
export const exportRetries = (client: MixpanelClient) => client.transport.retries(downloadData);
