import type { ServerResponse } from "node:http";
import { type Sandbox, type SandboxOptions, startSandbox } from "mixpanel-sandbox";
import { MixpanelClient } from "../../../src/mixpanel/client";
import { DEFAULT_RETRY, type RetryPolicy } from "../../../src/mixpanel/http/retry";
import type { JsonObject } from "../../../src/mixpanel/records/json";
import { type FakeTime, fakeTime } from "../../support/fakeTime";
import { serve } from "../../support/localServer";

const DAY_SECONDS = 86_400;
/** 2024-01-01, the first day of every seed here. */
export const FIRST_SECOND = Date.UTC(2024, 0, 1) / 1000;

/** One event; `number` makes its insert ID, `day` counts from 2024-01-01. */
export function eventOf(number: number, day = 0, more: JsonObject = {}): { event: string; properties: JsonObject } {
  const properties = {
    time: FIRST_SECOND + day * DAY_SECONDS + number,
    distinct_id: `user-${number % 5}`,
    $insert_id: `id-${number}`,
    ...more,
  };
  return { event: "Page View", properties };
}

/** `perDay` events on each of `days` days. */
export function eventsOf(days: number, perDay: number): ReturnType<typeof eventOf>[] {
  return Array.from({ length: days * perDay }, (_, number) => eventOf(number, Math.floor(number / perDay)));
}

/** The insert IDs of events, in their order. */
export const idsOf = (events: Iterable<JsonObject>): unknown[] =>
  Array.from(events, ({ properties }) => (properties as JsonObject).$insert_id);

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** A client of project 1, or another, whose clock moves by sleeping alone, and that may use all of Mixpanel's limits. */
export function clientOf(
  apiHost: string,
  {
    projectId = "1",
    retry = DEFAULT_RETRY,
    time = fakeTime(),
    rateShare = 1,
  }: { projectId?: string; retry?: RetryPolicy; time?: FakeTime; rateShare?: number } = {},
): { client: MixpanelClient; time: FakeTime } {
  const credentials = { username: "sandbox.user", password: "sandbox-secret" };
  const client = new MixpanelClient({
    credentials,
    apiHost,
    projectId,
    rateShare,
    transport: { ...time.options, retry },
  });
  return { client, time };
}

const running: Sandbox[] = [];

/** A sandbox whose project 1 holds these events. */
export async function sandboxWith(
  events: { event: string; properties: JsonObject }[],
  options: SandboxOptions = {},
): Promise<Sandbox> {
  const sandbox = await startSandbox({ port: 0, limits: false, seed: { projects: [{ id: 1, events }] }, ...options });
  running.push(sandbox);
  return sandbox;
}

/** Stops the sandboxes of a test. */
export async function closeSandboxes(): Promise<void> {
  for (const sandbox of running.splice(0)) await sandbox.close();
}

export const linesOf = (events: readonly JsonObject[]) => events.map((event) => `${JSON.stringify(event)}\n`).join("");

/** A server that answers each export with the next of these bodies; a body ends as if the export had broken off where it says so. */
export async function serveExports(...bodies: (string | Buffer | { cut: string })[]) {
  return serve((response: ServerResponse, _request, number) => {
    const body = bodies[number - 1] ?? "";
    if (typeof body === "string") response.end(body);
    else if (Buffer.isBuffer(body)) response.writeHead(200, { "Content-Encoding": "gzip" }).end(body);
    else response.end(`${body.cut}terminated early\n`);
  });
}
