import type { MixpanelClient } from "../client";
import type { JsonObject } from "../records/json";
import type { Collected } from "../results";
import { type LineBatch, readBatches, readBlocks, readLines } from "./lineBlocks";
import { type ExportOptions, type ExportParameters, openExport } from "./open";

/**
 * Exports raw events as they come, one at a time, with constant memory. One call, read once; see exportRange for long ranges.
 *
 * @param parameters by Mixpanel's names: `from_date` and `to_date` (both inclusive, yyyy-mm-dd), `event` (a list of names), `where`, …
 * @param options.gzip whether the answer comes compressed
 * @throws MixpanelError, also in the middle: what came until then is not complete
 * @see https://developer.mixpanel.com/reference/raw-event-export
 */
export async function* exportEvents(
  client: MixpanelClient,
  parameters: ExportParameters,
  options: ExportOptions = {},
): AsyncGenerator<JsonObject> {
  yield* readLines(...(await openExport(client, parameters, options)));
}

/**
 * Exports raw events as the bytes of JSON lines, unparsed, for writing them on: several times as fast as parsing them, and checked to be
 * complete all the same.
 *
 * @param parameters as for exportEvents
 * @returns pieces of whole lines
 * @throws MixpanelError, also in the middle: what came until then is not complete and not to be used
 * @see https://developer.mixpanel.com/reference/raw-event-export
 */
export async function* exportLines(
  client: MixpanelClient,
  parameters: ExportParameters,
  options: ExportOptions = {},
): AsyncGenerator<Buffer> {
  yield* readBlocks(...(await openExport(client, parameters, options)));
}

/**
 * Exports raw events parsed and as lines at once, for looking into what is written on unchanged.
 *
 * @param parameters as for exportEvents
 * @throws MixpanelError, also in the middle: what came until then is not complete
 * @see https://developer.mixpanel.com/reference/raw-event-export
 */
export async function* exportBatches(
  client: MixpanelClient,
  parameters: ExportParameters,
  options: ExportOptions = {},
): AsyncGenerator<LineBatch> {
  yield* readBatches(...(await openExport(client, parameters, options)));
}

/** Events of an export, as many as were asked for. */
export interface CollectedEvents extends Collected {
  events: JsonObject[];
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
