import { actionCount } from "../load";
import { cpu, type Find, FLOOR_ENTRANT, median, microseconds, overBase, type Sizes, type Topic, US } from "./topic";

const [SMALL, FIRST] = ["connector, one event a call", "connector, first call after load"];

/** CPU milliseconds for a call, on the machine for which the goals were set. */
const milliseconds = (label: string) => (row: Find) => microseconds(label)(row) / 1000;

/** What a step costs that sends one event. */
export const smallCalls = ({ calls, events }: Sizes): Topic => ({
  title: "Import Events with one event",
  stage: "imports",
  unit: "calls",
  records: calls,
  beside: SMALL,
  entrants: [
    { label: SMALL, contestant: "action.oneByOne" },
    { label: FIRST, contestant: "action.first", records: 1 },
    { ...FLOOR_ENTRANT, records: events },
  ],
  goals: [
    { text: "one event a call: CPU in ms", atMost: 0.7, value: milliseconds(SMALL) },
    { text: "first call after load: CPU in ms", atMost: 25, value: milliseconds(FIRST) },
  ],
});

/** CPU time to load spectral alone, on the machine for which the goals were set. */
const SPECTRAL_MS = 95;

const exactMb = (row: Find, label: string) => median(row(label).rounds.map(({ overBaseMb }) => overBaseMb));

/** What it costs Prismatic to load the bundle. */
export function loading(): Topic {
  const [alone, loaded] = ["spectral alone", US];
  return {
    title: "Loading the component",
    stage: "loading",
    unit: "loads",
    records: 1,
    beside: alone,
    entrants: [
      { label: alone, contestant: "spectral" },
      { label: loaded, contestant: "component" },
    ],
    goals: [
      {
        text: "over spectral alone: CPU in ms an action",
        atMost: 0.4,
        value: (row) => ((cpu(loaded, alone)(row) - 1) * SPECTRAL_MS) / actionCount(),
      },
      {
        text: "over spectral alone: MB an action",
        atMost: 0.07,
        value: (row) => (exactMb(row, loaded) - exactMb(row, alone)) / actionCount(),
      },
      { text: "CPU beside spectral alone", value: cpu(loaded, alone) },
    ],
  };
}

/** Of a table of 93 MB. */
const TABLE_ROWS = 1_310_000;

/** A lookup table nearly as large as Mixpanel takes. */
export function replacedTable({ tableRows, events }: Sizes): Topic {
  const label = `${US}, CSV checked, compressed and sent`;
  return {
    title: "Replace a lookup table",
    stage: "imports",
    unit: "records",
    records: tableRows,
    beside: label,
    entrants: [
      { label, contestant: "lookupTable.csv" },
      { ...FLOOR_ENTRANT, records: events },
    ],
    goals: [
      { text: "CPU seconds for 93 MB", atMost: 2, value: (row) => (microseconds(label)(row) * TABLE_ROWS) / 1e6 },
      { text: "MB over base and file", atMost: 60, value: overBase(label) },
    ],
  };
}

/** The sandbox, with everything in memory that it was sent. */
export function sandboxAtScale({ sandboxEvents }: Sizes): Topic {
  const [store, whole, jql] = ["store events", "export all", "JQL over all"];
  const seconds = (label: string) => (row: Find) => 1e6 / row(label).perSecond;
  /** A sandbox of fewer events is held to as much less. */
  const gigabytesPerMillion = (label: string) => (row: Find) => (row(label).overBaseMb / sandboxEvents) * 1e3;
  return {
    title: "Sandbox",
    stage: "sandbox",
    unit: "records",
    records: sandboxEvents,
    beside: store,
    runs: 1,
    entrants: [
      { label: store, contestant: "store" },
      { label: whole, contestant: "export" },
      { label: jql, contestant: "jql" },
    ],
    goals: [
      { text: "GB for a million events stored", atMost: 0.7, value: gigabytesPerMillion(store) },
      { text: "export of a million: seconds", atMost: 6, value: seconds(whole) },
      { text: "JQL over a million: seconds", atMost: 20, value: seconds(jql) },
      { text: "GB for a million events, at most during JQL", value: gigabytesPerMillion(jql) },
    ],
  };
}
