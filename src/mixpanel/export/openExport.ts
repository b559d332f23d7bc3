import type { Readable } from "node:stream";
import { baseUrl } from "../baseUrl";
import type { MixpanelClient } from "../client";
import type { Parameter } from "../endpoint";
import { downloadData } from "../endpoints/events";
import type { HttpAnswer } from "../transport";
import type { LinesOptions } from "./lineBlocks";

/** How an export travels. */
export interface ExportOptions {
  /** Whether the answer comes compressed; true by default. */
  gzip?: boolean;
  /** How long the answer may be silent, in milliseconds. */
  idleTimeoutMs?: number;
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
  parameters: Readonly<Record<string, Parameter>>,
  { gzip = true, idleTimeoutMs }: ExportOptions = {},
): Promise<[answer: HttpAnswer<Readable>, lines: LinesOptions]> {
  const answer = await client.open(downloadData, parameters, {
    headers: { "Accept-Encoding": gzip ? "gzip" : "identity" },
  });
  const host = new URL(baseUrl(downloadData.host, client.residency, client.options.apiHost)).host;
  return [answer, { operation: downloadData.operation, host, idleTimeoutMs, redact: client.redact }];
}
