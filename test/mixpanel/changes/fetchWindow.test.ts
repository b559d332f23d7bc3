import { arrivalOf, keyOf } from "../../../src/mixpanel/changes/arrival";
import { fetchFile, fetchPage } from "../../../src/mixpanel/changes/fetchWindow";
import { pollEvents } from "../../../src/mixpanel/changes/pollEvents";
import { pollWindows } from "../../../src/mixpanel/changes/pollWindows";
import { START_MS } from "../../support/fakeTime";
import { clientOf, closeSandboxes, eventOf, sandboxWith } from "../export/exportSource";

afterEach(closeSandboxes);

const FIRST_ARRIVAL = START_MS - 1_000_000;
const stored = Array.from({ length: 30 }, (_, n) => eventOf(n, 14, { mp_processing_time_ms: FIRST_ARRIVAL + n }));
const window = {
  from_date: "2024-01-15",
  to_date: "2024-01-15",
  received_after: FIRST_ARRIVAL + 4,
  received_through: FIRST_ARRIVAL + 24,
};
const wanted = stored.slice(5, 25).map(keyOf);
const options = { filter: {}, lateDays: 5, timeZone: "UTC" };
const state = { of: "US 1", received: { received_after: FIRST_ARRIVAL + 4, keys: {} } };

/** A client of a sandbox whose exports break off twice before they are whole. */
async function brokenSource() {
  const sandbox = await sandboxWith(stored);
  sandbox.faults.add({ kind: "terminatedEarly", operationId: "raw-event-export", afterLines: 12 });
  sandbox.faults.add({ kind: "halfLine", operationId: "raw-event-export", afterLines: 20 });
  const { client } = clientOf(sandbox.url);
  return { client, exports: () => sandbox.countsNow().calls["raw-event-export"] };
}

describe("G3: an export that breaks off twice is read again, and gives each event once", () => {
  test("to a page", async () => {
    const { client, exports } = await brokenSource();
    const { events } = await fetchPage(client, window, { maxEvents: 100 });

    expect(events.map(({ key }) => key)).toEqual(wanted);
    expect(exports()).toBe(3);
  });

  test("to a file", async () => {
    const { client, exports } = await brokenSource();
    const lines = (await fetchFile(client, window, 1_000_000)).toString().trimEnd().split("\n");

    expect(lines.map((line) => JSON.parse(line).key)).toEqual(wanted);
    expect(exports()).toBe(3);
  });

  test.each([5, 100])("to a poll of at most %i events", async (maxEvents) => {
    const { client, exports } = await brokenSource();
    const { found } = await pollEvents(client, { ...options, maxEvents }, state);

    expect(found.events.map(keyOf)).toEqual(stored.slice(5, 5 + maxEvents).map(keyOf));
    expect(found.truncated).toBe(maxEvents === 5);
    expect(exports()).toBe(3);
  });

  test("to a poll for windows", async () => {
    const { client, exports } = await brokenSource();
    const polled = await pollWindows(client, { ...options, windows: {} }, state);

    const last = stored.at(-1);
    const keys = stored.slice(5).map(keyOf);
    expect(polled.windows).toEqual([{ ...window, received_through: last && arrivalOf(last), keys }]);
    expect(exports()).toBe(3);
  });
});

test("G3: a duplicate in the export is returned once", async () => {
  const sandbox = await sandboxWith([]);
  const twice = [
    eventOf(1, 14, { mp_processing_time_ms: FIRST_ARRIVAL + 5 }),
    eventOf(1, 14, { mp_processing_time_ms: FIRST_ARRIVAL + 6 }),
  ];
  sandbox.faults.add({
    kind: "body",
    count: 3,
    operationId: "raw-event-export",
    body: twice.map((event) => `${JSON.stringify(event)}\n`).join(""),
  });
  const { client } = clientOf(sandbox.url);

  expect((await fetchPage(client, window, { maxEvents: 10 })).count).toBe(1);
  expect((await fetchFile(client, window, 1_000)).toString().trimEnd().split("\n")).toHaveLength(1);
  expect((await pollEvents(client, { ...options, maxEvents: 10 }, state)).found.count).toBe(1);
});
