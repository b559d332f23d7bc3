import { type Find, IMPORTER, type Sizes, speed, type Topic, US } from "./topic";

const LATENCY_MS = 150;
const BATCH_RECORDS = 2_000;
/** Heap that an import of any size has to do with. */
const STREAM_HEAP_MB = 512;

/** Events from memory to a server that takes its time. No run can be faster than the requests at once allow. */
export function withLatency({ latencyEvents }: Sizes, concurrency: number): Topic {
  const boundPerSecond = (concurrency * BATCH_RECORDS) / (LATENCY_MS / 1000);
  return {
    title: `Import with ${LATENCY_MS} ms of latency, ${concurrency} requests at once`,
    records: latencyEvents,
    delayMs: LATENCY_MS,
    warmUp: true,
    inChart: true,
    entrants: [
      { label: US, contestant: "connector.objects", concurrency },
      { label: IMPORTER, contestant: "mixpanelImport.objects", concurrency },
    ],
    goals: [
      ...(concurrency > 10
        ? []
        : [
            {
              text: `speed beside the bound of ${boundPerSecond.toFixed(0)}/s`,
              atLeast: 0.85,
              value: (row: Find) => row(US).perSecond / boundPerSecond,
            },
          ]),
      { text: "speed beside mixpanel-import", atLeast: concurrency > 10 ? 2.3 : 1.7, value: speed(US, IMPORTER) },
    ],
  };
}

/** What an import adds to the resident set, from few events to many. */
export function memory({ memoryEvents }: Sizes): Topic {
  const [tenth, all] = [memoryEvents / 10, memoryEvents];
  const sources = [
    { source: "generator", contestant: "connector.generator" },
    { source: "NDJSON stream", contestant: "connector.linesUnaltered" },
  ];
  const label = (source: string, records: number) => `${source}, ${records.toLocaleString("en-US")} events`;
  return {
    title: "Memory over base while importing a stream",
    records: memoryEvents,
    delayMs: 0,
    // A process is measured from its start on.
    warmUp: false,
    runs: 1,
    heapMb: STREAM_HEAP_MB,
    inChart: false,
    entrants: sources.flatMap(({ source, contestant }) =>
      [tenth, all].map((records) => ({ label: label(source, records), contestant, records })),
    ),
    goals: sources.flatMap(({ source }) => [
      {
        text: `${source}: MB over base`,
        atMost: 80,
        value: (row: Find) => row(label(source, all)).overBaseMb,
      },
      {
        text: `${source}: memory of ten times as many events`,
        atMost: 1.25,
        value: (row: Find) => row(label(source, all)).overBaseMb / row(label(source, tenth)).overBaseMb,
      },
    ]),
  };
}
