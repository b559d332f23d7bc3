import type { Sandbox } from "mixpanel-sandbox";
import type { StoredEvent } from "../../packages/sandbox/src/types";
import { PROJECT_ID } from "./client";

/** The first few are enough to look into, and few enough to read. */
const SHOWN = 5;

/** How what is stored differs from what was handed in; all empty where each record is there once and as it was. */
export interface Differences {
  stored: number;
  missing: number[];
  doubled: number[];
  altered: number[];
  strange: number[];
}

/** The account of a run that stored each of `stored` records exactly once. */
export const exactlyOnce = (stored: number): Differences => ({
  stored,
  missing: [],
  doubled: [],
  altered: [],
  strange: [],
});

/** Earliest time of the events here, in seconds. */
export const FIRST_SECOND = 1_700_000_000;
const USERS = 5_000;

interface TestEvent {
  event: string;
  properties: { n: number; time: number; distinct_id: string; $insert_id?: string; token?: string };
}

/** Event number `n`: every second one comes with an insert ID of its own, the others leave it to the connector. */
export function eventOf(n: number, firstSecond = FIRST_SECOND): TestEvent {
  const properties = { n, time: firstSecond + (n % 1_000), distinct_id: `user-${n % USERS}` };
  const name = n % 3 === 0 ? "Signed Up" : "Page View";
  return { event: name, properties: n % 2 === 0 ? { ...properties, $insert_id: `insert-${n}` } : properties };
}

/** The first so many events, made as they are read. */
export function* eventsUpTo(count: number, firstSecond = FIRST_SECOND): Generator<TestEvent> {
  for (let n = 0; n < count; n++) yield eventOf(n, firstSecond);
}

function isAsSent(stored: StoredEvent, n: number, firstSecond: number, ownIds: boolean): boolean {
  const { event, properties } = eventOf(n, firstSecond);
  return (
    stored.event === event &&
    stored.time === properties.time * 1000 &&
    stored.distinctId === properties.distinct_id &&
    (!ownIds || properties.$insert_id === undefined || stored.insertId === properties.$insert_id)
  );
}

/** What the sandbox's first project stores, oldest first. */
export function storedEvents(sandbox: Sandbox): StoredEvent[] {
  return [...(sandbox.projects.get(PROJECT_ID)?.events.range() ?? [])];
}

/**
 * Compares the stored events with the first `count` ones, by their property `n`.
 *
 * @param options.isExpected which of them are to be stored; all unless told otherwise
 * @param options.ownIds whether every second event was sent with its own insert ID
 */
export function differences(
  sandbox: Sandbox,
  count: number,
  {
    isExpected = () => true,
    firstSecond = FIRST_SECOND,
    ownIds = true,
  }: { isExpected?(n: number): boolean; firstSecond?: number; ownIds?: boolean } = {},
): Differences {
  const times = new Uint8Array(count);
  const found: Differences = exactlyOnce(0);
  const note = (list: number[], n: number) => list.length < SHOWN && list.push(n);
  for (const stored of storedEvents(sandbox)) {
    found.stored++;
    const { n } = stored.properties;
    if (typeof n !== "number" || n >= count || !isExpected(n)) {
      note(found.strange, Number(n));
      continue;
    }
    times[n] = (times[n] ?? 0) + 1;
    if (times[n] === 2) note(found.doubled, n);
    if (!isAsSent(stored, n, firstSecond, ownIds)) note(found.altered, n);
  }
  for (let n = 0; n < count; n++) if (times[n] === 0 && isExpected(n)) note(found.missing, n);
  return found;
}

/** Which faults struck, by kind and status, and which part of all calls they struck. */
export function struck(sandbox: Sandbox): { kinds: Set<string>; rate: number } {
  const requests = sandbox.requests.list();
  const faulty = requests.filter(({ fault }) => fault !== null);
  // On a machine that stands still, a caller may have given up before the answer.
  const seen = faulty.filter(({ fault, status }) => fault !== "status" || status !== null);
  return {
    kinds: new Set(seen.map(({ fault, status }) => (fault === "status" ? `${fault} ${status}` : String(fault)))),
    rate: faulty.length / requests.length,
  };
}
