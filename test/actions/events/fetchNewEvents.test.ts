import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { keyOf } from "../../../src/mixpanel/changes/arrival";
import { eventOf } from "../../mixpanel/export/exportSource";
import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";
import { runInSandbox } from "../../support/inSandbox";

const event = (n: number) => ({
  event: "Signed Up",
  properties: { time: 1706695200 + n, distinct_id: `user-${n}`, $insert_id: `id-${n}`, mp_processing_time_ms: n },
});
const window = { from_date: "2024-01-30", to_date: "2024-01-31", received_after: 1, received_through: 3 };
const where = 'properties["plan"] == "pro"';

describeAction({
  key: "fetchNewEvents",
  params: { window },
  request: {
    method: "GET",
    host: "data.mixpanel.com",
    path: "/api/2.0/export",
    query: { project_id: PROJECT_ID, from_date: "2024-01-30", to_date: "2024-01-31" },
    headers: { ...authorized, accept: "text/plain", "accept-encoding": "gzip" },
  },
  reply: { body: [1, 2, 3, 3, 4].map((n) => `${JSON.stringify(event(n))}\n`).join("") },
  result: {
    events: [2, 3].map((n) => ({ key: keyOf(event(n)), ...event(n) })),
    count: 2,
    truncated: false,
  },
  optional: [
    ["output", "events", {}],
    ["maxFileMegabytes", "1", {}],
    ["maxEvents", "10", {}],
    ["cursor", "", {}],
  ],
  variants: [
    ["a window as JSON text", { window: JSON.stringify(window) }, {}],
    ["a window of a batch of one", { window: [window] }, {}],
    ["the events of a window", { window: { ...window, event: ["Signed Up"] } }, { query: { event: '["Signed Up"]' } }],
    ["the filter of a window", { window: { ...window, where } }, { query: { where } }],
    ["the project of a window", { window: { ...window, project_id: "42" } }, { query: { project_id: "42" } }],
    [
      "a project of its own before that of a window",
      { window: { ...window, project_id: "42" }, project_id: "43" },
      { query: { project_id: "43" } },
    ],
    ["the residency of a window", { window: { ...window, residency: "EU" } }, { host: "data-eu.mixpanel.com" }],
    [
      "a residency of its own before that of a window",
      { window: { ...window, residency: "EU" }, dataAndDomain: "IN" },
      { host: "data-in.mixpanel.com" },
    ],
  ],
  steering: ["cursor", "maxEvents", "maxFileMegabytes", "output"],
  refusals: [
    ["no window", { window: "" }, "Window"],
    ["a window that is no JSON", { window: "yesterday" }, "Window"],
    ["a window without days", { window: { received_after: 1, received_through: 2 } }, "Window"],
    ["several windows", { window: [window, window] }, "Window"],
    ["the events of a trigger without batching", { window: { events: [], count: 0 } }, "Window"],
    ["an output that does not exist", { output: "csv" }, "Output"],
    ["a bound of nothing", { maxEvents: 0 }, "Max Events"],
    ["a cursor that is none", { cursor: "page 2" }, "Cursor"],
    ["a file of nothing", { maxFileMegabytes: 0 }, "Max File Size"],
  ],
});

describe("G3: over a sandbox", () => {
  let sandbox: Sandbox;
  const stored = Array.from({ length: 30 }, (_, n) => eventOf(n, n % 3, { mp_processing_time_ms: 1_000 + n }));
  const whole = { from_date: "2024-01-01", to_date: "2024-01-03", received_after: 1_004, received_through: 1_024 };
  const expected = stored.slice(5, 25).map(keyOf).sort();
  beforeEach(async () => {
    sandbox = await startSandbox({ port: 0, limits: false, seed: { projects: [{ id: 1, events: stored }] } });
  });
  afterEach(() => sandbox.close());

  const linesOf = (file: unknown): unknown[] =>
    Buffer.from(Object(file).data)
      .toString()
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line).key);

  test("pages have each event once, although others arrive in between", async () => {
    const keys: string[] = [];
    let cursor = "";
    do {
      const page = await runInSandbox(sandbox, "fetchNewEvents", { window: whole, maxEvents: "6", cursor });
      keys.push(...page.events.map(({ key }: { key: string }) => key));
      cursor = page.next_cursor ?? "";
      expect(page.truncated).toBe(cursor !== "");
      for (const n of [0, 1]) {
        const late = eventOf(100 + keys.length + n, n, { mp_processing_time_ms: 5_000 });
        sandbox.projects.get(1)?.events.add({
          ...late,
          time: Number(late.properties.time) * 1000,
          distinctId: "u",
          insertId: `x${n}${keys.length}`,
        });
      }
    } while (cursor !== "");

    expect(keys.sort()).toEqual(expected);
  });

  test("a file has each event of the window once, one per line", async () => {
    const file = await runInSandbox(sandbox, "fetchNewEvents", { window: whole, output: "file" });

    expect(linesOf(file).sort()).toEqual(expected);
  });

  test("a file of a window without events is empty", async () => {
    const file = await runInSandbox(sandbox, "fetchNewEvents", {
      window: { ...whole, received_after: 1_024 },
      output: "file",
    });

    expect(linesOf(file)).toEqual([]);
  });

  test("a cursor of another window is refused", async () => {
    const { next_cursor: cursor } = await runInSandbox(sandbox, "fetchNewEvents", { window: whole, maxEvents: "6" });
    const other = { ...whole, received_through: 1_023 };
    await expect(runInSandbox(sandbox, "fetchNewEvents", { window: other, maxEvents: "6", cursor })).rejects.toThrow(
      /^Cursor: got a cursor of a different query/,
    );
  });

  test("a last day that has not begun where the project is counts as empty", async () => {
    const today = new Date(sandbox.clock.now()).toISOString().slice(0, 10);
    const tomorrow = new Date(sandbox.clock.now() + 86_400_000).toISOString().slice(0, 10);
    const page = (from_date: string) =>
      runInSandbox(sandbox, "fetchNewEvents", { window: { ...whole, from_date, to_date: tomorrow } });

    expect(await page(today)).toEqual({ events: [], count: 0, truncated: false });
    expect(await page(tomorrow)).toEqual({ events: [], count: 0, truncated: false });
  });

  test("a file that would be too large fails with what to do", async () => {
    const large = Array.from({ length: 12 }, (_, n) =>
      eventOf(n, 0, { text: "x".repeat(100_000), mp_processing_time_ms: 1_010 }),
    );
    sandbox.restore({ projects: [{ id: 1, events: large }] });
    await expect(
      runInSandbox(sandbox, "fetchNewEvents", { window: whole, output: "file", maxFileMegabytes: "1" }),
    ).rejects.toThrow(/fetchNewEvents: the file is larger than 1000000 bytes\. Raise Max File Size/);
  });
});
