import { cpu, type Find, overBase, type Sizes, type Topic, US } from "./topic";

/** Heap that a sync of any size has to do with. */
const STREAM_HEAP_MB = 512;
const [LIST, STREAM] = ["Sync Rows, list", "Sync Rows, async iterable"];
const IMPORTED_STREAM = `${US}, validated async iterable`;
const IMPORTED = `${US}, validated`;

/** Rows from memory beside the events that they become. */
export function syncedRows({ events }: Sizes): Topic {
  return {
    title: "Sync Rows beside Import Events, gzip level 1",
    stage: "imports",
    unit: "records",
    records: events,
    beside: IMPORTED,
    warmUp: true,
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
export function warehouseTable({ events, memoryEvents }: Sizes): Topic {
  const all = memoryEvents / 2;
  const tenth = all / 10;
  const label = (records: number) => `Sync Rows, ${records.toLocaleString("en-US")} rows of DuckDB`;
  const READER = "reading them alone";
  const IMPORTED_ROWS = "Import Events, the rows as events";
  const OBJECTS = `${US}, objects`;
  const alone = (row: Find, name: string) => row(name).cpuSecondsPerMillion - row(READER).cpuSecondsPerMillion;
  return {
    title: "Sync Rows from a table of DuckDB",
    stage: "imports",
    unit: "records",
    records: all,
    beside: OBJECTS,
    heapMb: STREAM_HEAP_MB,
    // A process is measured from its start on, so that all of its memory counts.
    runs: 1,
    entrants: [
      { label: label(tenth), contestant: "warehouse.table", records: tenth },
      { label: label(all), contestant: "warehouse.table" },
      { label: READER, contestant: "warehouse.tableAlone" },
      { label: IMPORTED_ROWS, contestant: "warehouse.importedTable" },
      { label: OBJECTS, contestant: "connector.objects", records: Math.max(events, tenth) },
    ],
    goals: [
      {
        text: "objects: CPU beside rows, the reader's own excluded",
        atLeast: 0.8,
        value: (row: Find) => row(OBJECTS).cpuSecondsPerMillion / alone(row, label(all)),
      },
      {
        text: "CPU beside Import Events, the reader's own excluded",
        atMost: 1.25,
        value: (row: Find) => alone(row, label(all)) / alone(row, IMPORTED_ROWS),
      },
      { text: "MB over base", atMost: 120, value: overBase(label(all)) },
      {
        text: "memory of ten times as many rows",
        atMost: 1.25,
        value: (row: Find) => row(label(all)).overBaseMb / row(label(tenth)).overBaseMb,
      },
    ],
  };
}
