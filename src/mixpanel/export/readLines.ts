import type { Readable } from "node:stream";
import type { HttpResponse } from "../http/transport";
import type { JsonObject } from "../records/json";
import { type LinesOptions, readBatches } from "./lineBlocks";

/**
 * Reads JSON lines as they come, holding one chunk at a time. A stream that ends in anything but a whole line is a failure: Mixpanel
 * reports a broken export as a last line of text (`terminated early`) behind a 200, or by half a line.
 *
 * @throws MixpanelResponseError, MixpanelNetworkError, MixpanelTimeoutError where the stream is not complete
 */
export async function* readLines(answer: HttpResponse<Readable>, options: LinesOptions): AsyncGenerator<JsonObject> {
  for await (const { events, bad } of readBatches(answer, options)) {
    for (const one of bad) options.badLines?.add(one.bad);
    yield* events;
  }
}
