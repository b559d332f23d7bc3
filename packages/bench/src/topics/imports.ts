import { cpu, IMPORTER, SDK, type Sizes, speed, type Topic, US } from "./topic";

/** What only cuts a file at its lines would be done before the clock has ticked. */
const UNALTERED_FACTOR = 5;

/** Events from memory. */
export function fromObjects({ events }: Sizes): Topic {
  return {
    title: "Import from objects, gzip level 1",
    records: events,
    delayMs: 0,
    warmUp: true,
    inChart: true,
    entrants: [
      { label: US, contestant: "connector.objects" },
      { label: `${US}, insert IDs missing`, contestant: "connector.objectsWithoutInsertId" },
      { label: IMPORTER, contestant: "mixpanelImport.objects" },
      { label: SDK, contestant: "officialSdk.objects" },
      { label: "one axios request (no gzip)", contestant: "yardsticks.onePost" },
      { label: "encoding alone, nothing sent", contestant: "yardsticks.encodingAlone" },
    ],
    goals: [
      { text: "speed beside mixpanel-import", atLeast: 2.5, value: speed(US, IMPORTER) },
      { text: "speed beside the official SDK", atLeast: 1.3, value: speed(US, SDK) },
      { text: "speed beside encoding alone", atLeast: 0.85, value: speed(US, "encoding alone, nothing sent") },
      { text: "CPU beside mixpanel-import", atMost: 0.45, value: cpu(US, IMPORTER) },
    ],
  };
}

/** Events from a file of JSON lines. */
export function fromFile({ events }: Sizes): Topic {
  const [unaltered, parsed, checked] = [`${US}, lines unaltered`, `${US}, parsed`, `${US}, parsed and validated`];
  const inMemory = `${IMPORTER}, file in memory`;
  return {
    title: "Import from an NDJSON file, gzip level 1",
    records: events,
    delayMs: 0,
    warmUp: true,
    inChart: true,
    entrants: [
      { label: unaltered, contestant: "connector.linesUnaltered", records: events * UNALTERED_FACTOR },
      { label: parsed, contestant: "connector.linesParsed" },
      { label: checked, contestant: "connector.linesValidated" },
      { label: IMPORTER, contestant: "mixpanelImport.file" },
      { label: inMemory, contestant: "mixpanelImport.fileInMemory" },
      { label: SDK, contestant: "officialSdk.file" },
      { label: "read whole, one axios request (no gzip)", contestant: "yardsticks.onePostFromFile" },
    ],
    goals: [
      {
        text: "unaltered: speed beside the best peer with gzip",
        atLeast: 7,
        value: speed(unaltered, IMPORTER, inMemory),
      },
      { text: "unaltered: speed beside the best peer", atLeast: 7, value: speed(unaltered, IMPORTER, inMemory, SDK) },
      { text: "parsed: speed beside the best peer with gzip", atLeast: 2, value: speed(parsed, IMPORTER, inMemory) },
      {
        text: "validated: speed beside the best peer with gzip",
        atLeast: 2,
        value: speed(checked, IMPORTER, inMemory),
      },
      { text: "parsed: CPU beside mixpanel-import", atMost: 0.45, value: cpu(parsed, IMPORTER) },
    ],
  };
}

/** Profile updates from memory. */
export function profileUpdates({ profiles }: Sizes): Topic {
  const single = `${SDK}, a request each`;
  return {
    title: "Profile updates ($set) from objects",
    records: profiles,
    delayMs: 0,
    warmUp: true,
    inChart: true,
    entrants: [
      { label: US, contestant: "connector.profiles" },
      { label: IMPORTER, contestant: "mixpanelImport.profiles" },
      { label: single, contestant: "officialSdk.profiles", records: profiles / 10 },
    ],
    goals: [
      { text: "speed beside mixpanel-import", atLeast: 2.4, value: speed(US, IMPORTER) },
      { text: "speed beside the official SDK", atLeast: 15, value: speed(US, single) },
    ],
  };
}
