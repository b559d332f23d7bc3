import type { ServerResponse } from "node:http";
import { MixpanelClient } from "../../../src/mixpanel/client";
import { type CopyOptions, copyEvents } from "../../../src/mixpanel/copy/copyEvents";
import { DEFAULT_RETRY, type RetryPolicy } from "../../../src/mixpanel/http/retry";
import { fakeTime } from "../../support/fakeTime";
import { closeServers, sendJson, serve } from "../../support/localServer";
import { clientOf, closeSandboxes, eventsOf, idsOf, linesOf, sandboxWith } from "../export/exportSource";

afterEach(async () => {
  await closeSandboxes();
  await closeServers();
});

const DAYS = { from_date: "2024-01-01", to_date: "2024-01-03" };
const MAX_MS = 60_000;

/**
 * Copies a source whose first day comes and whose later days do not.
 *
 * @param answer what each later export gets
 * @param laterMs how far the clock is once the first day has come
 */
async function copyFrom(
  answer: (response: ServerResponse) => void,
  laterMs: number,
  { retry, ...options }: CopyOptions & { retry?: RetryPolicy } = {},
) {
  const first = eventsOf(1, 3);
  const source = await serve((response, _request, number) =>
    number === 1 ? response.end(linesOf(first)) : answer(response),
  );
  const sandbox = await sandboxWith([]);
  const stored = () => [...(sandbox.projects.get(3)?.events.range() ?? [])].map(({ properties }) => ({ properties }));
  const time = fakeTime();
  const { now = Date.now } = time.options;
  time.options = { ...time.options, now: () => now() + (stored().length === 0 ? 0 : laterMs) };
  const receiver = clientOf(sandbox.url, { projectId: "3" }).client;
  const copying = { windowDays: 1, maxDurationMs: MAX_MS, ...options };
  const result = await copyEvents(clientOf(source.url, { time, retry }).client, receiver, DAYS, copying);
  expect(idsOf(stored())).toEqual(idsOf(first));
  return { result, exports: source.received.length, waits: time.waits };
}

const stopped = {
  windows: 1,
  exported: 3,
  complete: false,
  stopped_by: "time",
  resume_from_date: "2024-01-02",
};

const goSilent = (response: ServerResponse) => response.writeHead(200).flushHeaders();
const fail = (response: ServerResponse) => response.writeHead(503).end();

test.each([
  ["goes silent again and again", goSilent],
  ["fails before it begins again and again", fail],
])("an export that %s is asked for until the copy's time is over, and no longer", async (_what, answer) => {
  const { result, exports, waits } = await copyFrom(answer, MAX_MS - 10_000, { idleTimeoutMs: 20 });
  expect(result).toEqual(expect.objectContaining(stopped));
  expect(result.failure).toBeUndefined();
  // The third wait would be one of 9 s, where 2 are left.
  expect(waits).toEqual([3_000, 5_000]);
  expect(exports).toBe(2 + waits.length);
});

describe.each([
  ["the usual retries", undefined],
  ["no retries", { maxRetries: 0, maxWaitMs: 0, maxTotalWaitMs: 0 }],
])("T18: with %s, the end of the copy's time is no failure", (_policy, retry) => {
  test.each([
    ["silence within an export", goSilent],
    ["an export that does not begin", () => {}],
  ])("of %s, which is not waited out", async (_what, answer) => {
    const { result, exports, waits } = await copyFrom(answer, MAX_MS - 100, { retry });
    expect(result).toEqual(expect.objectContaining(stopped));
    expect(result.failure).toBeUndefined();
    expect([exports, waits]).toEqual([2, []]);
  });
});

test("T18: an import that does not end by the deadline stops the copy for its time, too", async () => {
  const source = await serve((response) => response.end(linesOf(eventsOf(1, 3))));
  const receiver = await serve((response, _request, number) => {
    if (number === 1) sendJson(response, { code: 200, status: "OK", num_records_imported: 3 });
  });
  const time = fakeTime();
  const { now = Date.now } = time.options;
  const transport = { ...time.options, retry: DEFAULT_RETRY, deadline: now() + 100 };
  const credentials = { username: "user", password: "password" };
  const destination = new MixpanelClient({ credentials, projectId: "3", apiHost: receiver.url, transport });
  const result = await copyEvents(clientOf(source.url).client, destination, DAYS, { windowDays: 1 });
  expect(result).toEqual(expect.objectContaining(stopped));
});
