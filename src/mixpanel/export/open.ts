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

/** How an export travels. */
export interface ExportOptions {
  /** Whether the answer comes compressed; true by default. */
  gzip?: boolean;
  /** How long the answer may be silent, in milliseconds. */
  idleTimeoutMs?: number;
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
 * Begins to count the attempts at reading one window to its end. The transport repeats a call until its answer begins; an answer that
 * breaks off later is asked for anew, by the same policy.
 */
export const exportRetries = (client: MixpanelClient) => client.transport.retries(downloadData);
