import { cpu, type Find, type Sizes, type Topic, US } from "./topic";

/** Heap that a sync of any size has to do with. */
const STREAM_HEAP_MB = 512;
const [LIST, STREAM] = ["Sync Rows, list", "Sync Rows, async iterable"];
const IMPORTED_STREAM = `${US}, validated async iterable`;
const IMPORTED = `${US}, validated`;

/** Rows from memory beside the events that they become. */
export function syncedRows({ events }: Sizes): Topic {
  return {
    title: "Sync Rows beside Import Events, gzip level 1",
    records: events,
    delayMs: 0,
    warmUp: true,
    inChart: false,
    entrants: [
      { label: LIST, contestant: "warehouse.list" },
      { label: IMPORTED, contestant: "connector.objectsValidated" },
      { label: STREAM, contestant: "warehouse.stream" },
      { label: IMPORTED_STREAM, contestant: "warehouse.importedStream" },
    ],
    goals: [
      { text: "list: CPU beside Import Events", atMost: 1.25, value: cpu(LIST, IMPORTED) },
      { text: "async iterable: CPU beside Import Events", atMost: 1.25, value: cpu(STREAM, IMPORTED_STREAM) },
    ],
  };
}

/** Rows of an embedded DuckDB. */
export function warehouseTable({ memoryEvents }: Sizes): Topic {
  const all = memoryEvents / 2;
  const tenth = all / 10;
  const label = (records: number) => `Sync Rows, ${records.toLocaleString("en-US")} rows of DuckDB`;
  const READER = "reading them alone";
  const EVENTS = "Import Events, the rows as events";
  const seconds = (row: Find, name: string) => row(name).cpuSecondsPerMillion;
  return {
    title: "Sync Rows from a table of DuckDB",
    records: all,
    delayMs: 0,
    // A process is measured from its start on.
    warmUp: false,
    heapMb: STREAM_HEAP_MB,
    inChart: false,
    entrants: [
      { label: label(tenth), contestant: "warehouse.table", records: tenth },
      { label: label(all), contestant: "warehouse.table" },
      { label: READER, contestant: "warehouse.tableAlone" },
      { label: EVENTS, contestant: "warehouse.importedTable" },
    ],
    goals: [
      {
        text: "CPU beside Import Events, the reader's own excluded",
        atMost: 1.25,
        value: (row: Find) =>
          (seconds(row, label(all)) - seconds(row, READER)) / (seconds(row, EVENTS) - seconds(row, READER)),
      },
      { text: "MB over base", atMost: 120, value: (row: Find) => row(label(all)).overBaseMb },
      {
        text: "memory of ten times as many rows",
        atMost: 1.25,
        value: (row: Find) => row(label(all)).overBaseMb / row(label(tenth)).overBaseMb,
      },
    ],
  };
}
