import type { MixpanelClient } from "../client";
import type { JsonObject } from "../records/json";
import type { Collected } from "../results";
import { type LineBatch, readBatches, readBlocks, readLines } from "./lineBlocks";
import { type ExportOptions, type ExportParameters, openExport } from "./open";
import { MAX_WRITTEN_LINE_BYTES } from "./parseLine";

/**
 * Exports raw events one at a time, while they are received, with constant memory. It is a single request without retries after the
 * response has begun; see exportRange for long ranges.
 *
 * @param parameters by Mixpanel's names: `from_date` and `to_date` (both inclusive, yyyy-mm-dd), `event` (a list of names), `where`, …
 * @param options.gzip whether Mixpanel sends the events compressed
 * @throws MixpanelError, possibly after some events: these are then incomplete
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
 * Exports raw events as the bytes of JSON lines, without parsing them, for writing them to a file. This is several times faster than
 * parsing, and still checks that the export is complete.
 *
 * @param parameters as for exportEvents
 * @returns chunks of whole lines
 * @throws MixpanelError, possibly after some lines: these are then incomplete and must not be used
 * @see https://developer.mixpanel.com/reference/raw-event-export
 */
export async function* exportLines(
  client: MixpanelClient,
  parameters: ExportParameters,
  options: ExportOptions = {},
): AsyncGenerator<Buffer> {
  const [answer, lines] = await openExport(client, parameters, options);
  yield* readBlocks(answer, { ...lines, maxLineBytes: MAX_WRITTEN_LINE_BYTES });
}

/**
 * Exports raw events both parsed and as the bytes of their lines, for inspecting events that are written to a file unchanged.
 *
 * @param parameters as for exportEvents
 * @throws MixpanelError, possibly after some events: these are then incomplete
 * @see https://developer.mixpanel.com/reference/raw-event-export
 */
export async function* exportBatches(
  client: MixpanelClient,
  parameters: ExportParameters,
  options: ExportOptions = {},
): AsyncGenerator<LineBatch> {
  yield* readBatches(...(await openExport(client, parameters, options)));
}

/** The events of an export, up to a maximum number. */
export interface CollectedEvents extends Collected {
  events: JsonObject[];
}

/** Collects at most `maxEvents` events of an export; the rest is not read. */
export async function collectEvents(events: AsyncIterable<JsonObject>, maxEvents: number): Promise<CollectedEvents> {
  const collected: JsonObject[] = [];
  for await (const event of events) {
    if (collected.length === maxEvents) return { events: collected, count: collected.length, truncated: true };
    collected.push(event);
  }
  return { events: collected, count: collected.length, truncated: false };
}
