import { loading, replacedTable, sandboxAtScale, smallCalls } from "./calls";
import { memory, withLatency } from "./conditions";
import { exporting } from "./exports";
import { fromFile, fromList, fromObjects, profileUpdates, wholeAction } from "./imports";
import type { Sizes, Topic } from "./topic";
import { syncedRows, warehouseTable } from "./warehouse";

/** All topics, in the order in which they run. */
export function topicsOf(sizes: Sizes): Topic[] {
  return [
    fromObjects(sizes),
    fromFile(sizes),
    fromList(sizes),
    profileUpdates(sizes),
    wholeAction(sizes),
    smallCalls(sizes),
    loading(),
    withLatency(sizes, 10),
    memory(sizes),
    replacedTable(sizes),
    syncedRows(sizes),
    warehouseTable(sizes),
    exporting(sizes),
    sandboxAtScale(sizes),
  ];
}
