import { baseUrl } from "../baseUrl";
import type { MixpanelClient } from "../client";
import type { Parameter } from "../endpoint";
import { downloadData } from "../endpoints/events";
import type { JsonObject } from "../json";
import { readLines } from "./readLines";

/** The most events that one call of the export may be limited to. */
export const MAX_EXPORT_LIMIT = 100_000;

/**
 * Exports raw events as they come, one at a time, with constant memory.
 *
 * @param parameters by Mixpanel's names: `from_date` and `to_date` (both inclusive, yyyy-mm-dd), `event` (a list of names), `where`, …
 * @param options.gzip whether the answer comes compressed
 * @throws MixpanelError, also in the middle: what came until then is not complete
 * @see https://developer.mixpanel.com/reference/raw-event-export
 */
export async function* exportEvents(
  client: MixpanelClient,
  parameters: Readonly<Record<string, Parameter>>,
  { gzip = true }: { gzip?: boolean } = {},
): AsyncGenerator<JsonObject> {
  const answer = await client.open(downloadData, parameters, {
    headers: { "Accept-Encoding": gzip ? "gzip" : "identity" },
  });
  const host = new URL(baseUrl(downloadData.host, client.residency, client.options.apiHost)).host;
  yield* readLines(answer, { operation: downloadData.operation, host });
}

/** Events of an export, as many as were asked for. */
export interface CollectedEvents {
  events: JsonObject[];
  count: number;
  /** Whether there are more. */
  truncated: boolean;
}

/** Collects an export's events up to a bound; beyond it the rest is not read. */
export async function collectEvents(events: AsyncIterable<JsonObject>, maxEvents: number): Promise<CollectedEvents> {
  const collected: JsonObject[] = [];
  for await (const event of events) {
    if (collected.length === maxEvents) return { events: collected, count: collected.length, truncated: true };
    collected.push(event);
  }
  return { events: collected, count: collected.length, truncated: false };
}
