/** A sandbox with the sample project at a fixed time, which is also the component's. */
import { type Sandbox, type SandboxOptions, startSandbox } from "mixpanel-sandbox";
import { forgetEverything } from "../../../test/support/harness";

export const NOW = "2024-03-15T12:00:00Z";
const DAY_MS = 86_400_000;

/** Stops the clock for as long as the tests of a file run. Timers and sockets go on. */
export function stopClock(): void {
  jest.useFakeTimers({
    now: Date.parse(NOW),
    doNotFake: [
      "hrtime",
      "nextTick",
      "performance",
      "queueMicrotask",
      "setImmediate",
      "clearImmediate",
      "setInterval",
      "clearInterval",
      "setTimeout",
      "clearTimeout",
    ],
  });
}

/** A sandbox for the tests of a file. Before each, no query is counted and no fault is waiting; tests that change the project reset it. */
export function sampleSandbox(options: SandboxOptions = {}): () => Sandbox {
  let sandbox: Sandbox;
  beforeAll(async () => {
    stopClock();
    sandbox = await startSandbox({ sample: true, port: 0, clock: NOW, ...options });
  });
  beforeEach(() => {
    forgetEverything();
    sandbox.requests.clear();
    sandbox.limits.reset();
    sandbox.faults.clear();
  });
  afterAll(async () => {
    await sandbox.close();
    jest.useRealTimers();
  });
  return () => sandbox;
}

/** The day so many days before today, as yyyy-mm-dd. */
export const day = (ago: number): string => new Date(Date.parse(NOW) - ago * DAY_MS).toISOString().slice(0, 10);

/** The sample project's events from one day to another, both included. */
export function eventsOf(sandbox: Sandbox, from: string, to: string) {
  const events = [...(sandbox.projects.get(1)?.events.range() ?? [])];
  return events.filter(({ time }) => {
    const on = new Date(time).toISOString().slice(0, 10);
    return on >= from && on <= to;
  });
}

export function groupsOf<T>(things: readonly T[], keyOf: (thing: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) groups.set(keyOf(thing), [...(groups.get(keyOf(thing)) ?? []), thing]);
  return groups;
}

/** How many of the requests so far count toward the hourly limit of queries: Mixpanel counts each path below /api/query. */
export const queriesOf = (sandbox: Sandbox): number =>
  sandbox.requests.list().filter(({ path }) => path.startsWith("/api/query/")).length;
