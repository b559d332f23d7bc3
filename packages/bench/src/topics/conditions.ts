import { BATCH_RECORDS } from "../contestants/contestant";
import { type Find, IMPORTER, overBase, type Sizes, speed, type Topic, US } from "./topic";

const LATENCY_MS = 150;
/** Heap that an import of any size has to do with. */
const STREAM_HEAP_MB = 512;

/** Events from memory to a server that takes its time. No run can be faster than the concurrent requests allow. */
export function withLatency({ latencyEvents }: Sizes, concurrency: number): Topic {
  const boundPerSecond = (concurrency * BATCH_RECORDS) / (LATENCY_MS / 1000);
  return {
    title: `Import with ${LATENCY_MS} ms of latency, ${concurrency} requests at once`,
    stage: "imports",
    unit: "records",
    records: latencyEvents,
    beside: IMPORTER,
    delayMs: LATENCY_MS,
    warmUp: true,
    inChart: true,
    entrants: [
      { label: US, contestant: "connector.objects", concurrency },
      { label: IMPORTER, contestant: "mixpanelImport.objects", concurrency },
    ],
    goals: [
      {
        text: `speed beside the bound of ${boundPerSecond.toFixed(0)}/s`,
        atLeast: 0.92,
        value: (row: Find) => row(US).perSecond / boundPerSecond,
      },
      { text: "speed beside mixpanel-import", value: speed(US, IMPORTER) },
    ],
  };
}

/** What an import adds to the resident set, from few events to many. */
export function memory({ fewMemoryEvents: few, memoryEvents: many }: Sizes): Topic {
  const sources = [
    { source: "generator", contestant: "connector.generator" },
    { source: "NDJSON stream", contestant: "connector.linesUnaltered" },
    { source: "NDJSON stream, validated", contestant: "connector.linesValidated" },
    { source: "JSON list as a stream", contestant: "connector.listStream" },
  ];
  const label = (source: string, records: number) => `${source}, ${records.toLocaleString("en-US")} events`;
  return {
    title: "Memory over base while importing a stream",
    stage: "imports",
    unit: "records",
    records: many,
    beside: label("generator", many),
    runs: 1,
    heapMb: STREAM_HEAP_MB,
    entrants: sources.flatMap(({ source, contestant }) =>
      [few, many].map((records) => ({ label: label(source, records), contestant, records })),
    ),
    goals: sources.flatMap(({ source }) => [
      { text: `${source}: MB over base`, atMost: 60, value: overBase(label(source, many)) },
      {
        text: `${source}: memory of ${many / few} times as many events`,
        atMost: 1.25,
        value: (row: Find) => row(label(source, many)).overBaseMb / row(label(source, few)).overBaseMb,
      },
    ]),
  };
}
