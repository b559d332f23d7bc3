import { memory, withLatency } from "./conditions";
import { exporting } from "./exports";
import { fromFile, fromObjects, profileUpdates } from "./imports";
import type { Sizes, Topic } from "./topic";
import { syncedRows, warehouseTable } from "./warehouse";

/** All topics, in the order in which they run. */
export function topicsOf(sizes: Sizes): Topic[] {
  return [
    fromObjects(sizes),
    fromFile(sizes),
    profileUpdates(sizes),
    withLatency(sizes, 10),
    withLatency(sizes, 40),
    memory(sizes),
    syncedRows(sizes),
    warehouseTable(sizes),
    exporting(sizes),
  ];
}
