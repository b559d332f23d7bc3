import {
  cpu,
  type Entrant,
  FLOOR,
  FLOOR_ENTRANT,
  IMPORTER,
  overBase,
  percentOfCore,
  SDK,
  type Sizes,
  speed,
  type Topic,
  US,
} from "./topic";

/** Lines that are not parsed need a fraction of the time: with so many more of them, all run for about as long and are compiled as well. */
const LINES_FACTOR = 5;
const WITHOUT_IDS = `${US}, insert IDs missing`;

const importing = (topic: Pick<Topic, "title" | "records" | "beside" | "entrants" | "goals" | "inChart">): Topic => ({
  stage: "imports",
  unit: "records",
  warmUp: true,
  ...topic,
});

/** Events from memory. */
export const fromObjects = ({ events }: Sizes): Topic =>
  importing({
    title: "Import from objects, gzip level 1",
    records: events,
    beside: IMPORTER,
    inChart: true,
    entrants: [
      { label: US, contestant: "connector.objects" },
      { label: IMPORTER, contestant: "mixpanelImport.objects" },
      FLOOR_ENTRANT,
      { label: WITHOUT_IDS, contestant: "connector.objectsWithoutInsertId" },
      { label: SDK, contestant: "officialSdk.objects" },
      { label: "one axios request (no gzip)", contestant: "yardsticks.onePost" },
    ],
    goals: [
      { text: "CPU beside mixpanel-import", atMost: 0.38, value: cpu(US, IMPORTER) },
      { text: "CPU beside encoding alone", atMost: 1.2, value: cpu(US, FLOOR) },
      { text: "percent of a core at 30,000 events/s", atMost: 18, value: percentOfCore(US) },
      { text: "insert IDs missing: CPU beside present ones", atMost: 1.6, value: cpu(WITHOUT_IDS, US) },
      {
        text: "insert IDs missing: percent of a core at 30,000 events/s",
        atMost: 28,
        value: percentOfCore(WITHOUT_IDS),
      },
      { text: "speed beside mixpanel-import", value: speed(US, IMPORTER) },
      { text: "speed beside the official SDK", value: speed(US, SDK) },
    ],
  });

/** Events from a file of JSON lines. */
export function fromFile({ events }: Sizes): Topic {
  const [unaltered, parsed, checked] = [`${US}, lines unaltered`, `${US}, parsed`, `${US}, parsed and validated`];
  const inMemory = `${IMPORTER}, file in memory`;
  return importing({
    title: "Import from an NDJSON file, gzip level 1",
    records: events,
    beside: IMPORTER,
    inChart: true,
    entrants: [
      { label: unaltered, contestant: "connector.linesUnaltered", records: events * LINES_FACTOR },
      { label: parsed, contestant: "connector.linesParsed", records: events * LINES_FACTOR },
      { label: checked, contestant: "connector.linesValidated", records: events * LINES_FACTOR },
      { label: IMPORTER, contestant: "mixpanelImport.file" },
      { label: inMemory, contestant: "mixpanelImport.fileInMemory" },
      { label: SDK, contestant: "officialSdk.file" },
      { label: "read whole, one axios request (no gzip)", contestant: "yardsticks.onePostFromFile" },
      FLOOR_ENTRANT,
    ],
    goals: [
      {
        text: "unaltered: CPU beside the best peer with gzip",
        atMost: 0.2,
        value: cpu(unaltered, IMPORTER, inMemory),
      },
      ...Object.entries({ parsed, validated: checked }).flatMap(([name, label]) => [
        { text: `${name}: speed beside the best peer`, atLeast: 3.5, value: speed(label, IMPORTER, inMemory, SDK) },
        { text: `${name}: CPU beside unaltered lines`, atMost: 1.15, value: cpu(label, unaltered) },
      ]),
      ...Object.entries({ unaltered, validated: checked }).map(([name, label]) => ({
        text: `${name}: percent of a core at 30,000 events/s`,
        atMost: 15,
        value: percentOfCore(label),
      })),
      { text: "unaltered: speed beside the best peer", value: speed(unaltered, IMPORTER, inMemory, SDK) },
    ],
  });
}

/** A JSON list in memory, beside the same events as NDJSON. */
export function fromList({ listEvents }: Sizes): Topic {
  const [list, lines] = [`${US}, JSON list`, `${US}, NDJSON`];
  return importing({
    title: "Import from a JSON list in memory",
    records: listEvents,
    beside: lines,
    entrants: [
      { label: list, contestant: "connector.list" },
      { label: lines, contestant: "connector.ndjson" },
    ],
    goals: [
      { text: "CPU beside NDJSON", atMost: 1.1, value: cpu(list, lines) },
      { text: "peak memory: MB over NDJSON", atMost: 20, value: (row) => overBase(list)(row) - overBase(lines)(row) },
    ],
  });
}

/** Profile updates from memory. */
export function profileUpdates({ profiles }: Sizes): Topic {
  const single = `${SDK}, a request each`;
  return importing({
    title: "Profile updates ($set) from objects",
    records: profiles,
    beside: IMPORTER,
    inChart: true,
    entrants: [
      { label: US, contestant: "connector.profiles" },
      { label: IMPORTER, contestant: "mixpanelImport.profiles" },
      { label: single, contestant: "officialSdk.profiles", records: profiles / 10 },
    ],
    goals: [
      { text: "CPU beside mixpanel-import", atMost: 0.4, value: cpu(US, IMPORTER) },
      { text: "speed beside mixpanel-import", value: speed(US, IMPORTER) },
      { text: "speed beside the official SDK", value: speed(US, single) },
    ],
  });
}

/** Import Events as the platform calls it, beside the client that it uses. */
export function wholeAction({ events }: Sizes): Topic {
  const entrants: Entrant[] = [
    { label: "client, objects", contestant: "connector.objects" },
    { label: "action of the connector, objects", contestant: "action.objects" },
    { label: "client, NDJSON in memory", contestant: "connector.ndjson" },
    { label: "action of the connector, NDJSON in memory", contestant: "action.ndjson" },
  ];
  return importing({
    title: "Import Events, the built action (limited to Mixpanel's rate)",
    records: events,
    beside: "client, objects",
    entrants,
    goals: [
      {
        text: "objects: CPU beside the client",
        value: cpu("action of the connector, objects", "client, objects"),
      },
      {
        text: "NDJSON: CPU beside the client",
        value: cpu("action of the connector, NDJSON in memory", "client, NDJSON in memory"),
      },
    ],
  });
}
