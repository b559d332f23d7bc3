import type { MixpanelClient } from "../client";
import { readBatches } from "../export/lineBlocks";
import { type ExportParameters, exportRetries, openExport } from "../export/open";
import { readUpToToday } from "../export/upToToday";
import { type DateWindow, MAX_WINDOW_DAYS, splitRange } from "../export/windows";
import { repeat } from "../http/retries";
import type { JsonObject } from "../records/json";

/** Which events count, by Mixpanel's names. */
export type EventFilter = Pick<ExportParameters, "project_id" | "event" | "where">;

/**
 * Exports days as a stream: one export for up to a year. If it fails midway, it is read again from its start, so `take` gets the same events
 * again.
 *
 * @returns the days that were read, which end a day earlier if the last one has not begun yet; undefined if there are none
 * @throws MixpanelError if the export cannot be read to its end
 */
export function readDays(
  client: MixpanelClient,
  filter: EventFilter,
  range: DateWindow,
  take: (event: JsonObject) => void,
): Promise<DateWindow | undefined> {
  return readUpToToday(range, async ({ from_date, to_date }) => {
    for (const window of splitRange(from_date, to_date, MAX_WINDOW_DAYS)) {
      await repeat(exportRetries(client), async () => {
        const opened = await openExport(client, { ...filter, ...window });
        for await (const { events } of readBatches(...opened)) for (const event of events) take(event);
      });
    }
  });
}
