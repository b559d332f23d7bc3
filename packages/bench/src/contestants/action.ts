/** Actions of the built component, called as the platform calls them. */
import path from "node:path";
import { type BenchEvent, eventAt, TOKEN } from "../data";
import { type Assignment, type Contestant, eventBytes, eventsListOf } from "./contestant";

/** Calls by which V8 has compiled what a call runs. After 300, each of the next 2,000 still takes 1.7 times as long. */
const WARM_CALLS = 2_000;

interface Action {
  inputs: { key: string; type: string; default?: unknown }[];
  perform(context: object, params: object): Promise<{ data: { num_records_imported: number } }>;
}

interface Bundle {
  default: { actions: { importEvents: Action } };
}

const ignore = () => {};
const CONTEXT = {
  logger: { trace: ignore, debug: ignore, info: ignore, log: ignore, warn: ignore, error: ignore, metric: ignore },
  globalDebug: false,
  instanceState: {},
  crossFlowState: {},
  executionState: {},
  integrationState: {},
  configVars: {},
};

/** Import Events with every input as the form leaves it. The rate limit of the form is Mixpanel's own, so that only CPU time counts. */
function importEvents({ port }: Assignment): (events: unknown) => Promise<number> {
  const { default: component }: Bundle = require(path.resolve(__dirname, "../../../../../dist/index.js"));
  const { inputs, perform } = component.actions.importEvents;
  const fields = {
    username: "bench.user",
    password: "bench-secret",
    projectToken: TOKEN,
    projectId: "1",
    apiHost: `http://127.0.0.1:${port}`,
  };
  const defaults = Object.fromEntries(
    inputs.map(({ key, type, default: preset }) => [
      key,
      type === "connection" ? { key: "apiToken", configVarKey: "mixpanel", fields } : String(preset ?? ""),
    ]),
  );
  return async (events) => (await perform(CONTEXT, { ...defaults, events })).data.num_records_imported;
}

const oneEvent = (number: number): BenchEvent[] => [eventAt(number)];

/** The built action Import Events. */
export const action = {
  objects: async (assignment) => {
    const call = importEvents(assignment);
    const events = eventsListOf(assignment.records);
    return () => call(events);
  },
  ndjson: async (assignment) => {
    const call = importEvents(assignment);
    const data = eventBytes(assignment.records);
    return () => call({ data, contentType: "application/x-ndjson" });
  },
  /** A call for each event. */
  oneByOne: async (assignment) => {
    const call = importEvents(assignment);
    for (let number = 0; number < WARM_CALLS; number++) await call(oneEvent(number));
    return async () => {
      let imported = 0;
      for (let number = 0; number < assignment.records; number++) imported += await call(oneEvent(number));
      return imported;
    };
  },
  /** The first call of a process that has loaded the component. */
  first: async (assignment) => {
    const call = importEvents(assignment);
    return () => call(oneEvent(0));
  },
} satisfies Record<string, Contestant>;
