import type { Connection } from "@prismatic-io/spectral";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { Limiter, processLimiters } from "../../../src/mixpanel/limits/limiter";
import type { JsonObject } from "../../../src/mixpanel/records/json";
import { runAction } from "../../support/harness";
import { sandboxConnection } from "../../support/inSandbox";
import { closeServers, sendJson, serve } from "../../support/localServer";

const FIRST_SECOND = Date.UTC(2024, 0, 1) / 1000;
const DAY_SECONDS = 86_400;

/** One event on each of four days from 2024-01-01. */
const events = [0, 1, 2, 3].map((day) => ({
  event: "Page View",
  properties: { time: FIRST_SECOND + day * DAY_SECONDS, distinct_id: "user-1", $insert_id: `id-${day}`, day },
}));

let sandbox: Sandbox;
beforeEach(async () => {
  // A fourth export in a second would wait for the next one; the rate limits have tests of their own.
  jest.spyOn(processLimiters, "of").mockReturnValue(new Limiter({ allowances: [] }));
  sandbox = await startSandbox({ port: 0, limits: false, seed: { projects: [{ id: 1, events }] } });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await sandbox.close();
  await closeServers();
});

function connectionTo(projectId: string, fields: Record<string, unknown> = {}): Connection {
  return sandboxConnection(sandbox, { projectId, ...fields });
}

function copying(params: Record<string, unknown> = {}) {
  const range = { from_date: "2024-01-01", to_date: "2024-01-04" };
  return runAction("copyEvents", {
    connection: connectionTo("1"),
    params: { ...range, destination: connectionTo("3"), ...params },
  });
}

const arrived = (project = 3): JsonObject[] =>
  [...(sandbox.projects.get(project)?.events.range() ?? [])].map(({ properties }) => properties);
const days = (project?: number) => arrived(project).map(({ day }) => day);

const whole = {
  exported: 4,
  imported: 4,
  failed: 0,
  unconfirmed: 0,
  skipped: 0,
  failed_records: [],
  failed_records_truncated: false,
  windows: 4,
  complete: true,
  stopped_by: null,
  resume_from_date: null,
  retry_at: null,
  error: null,
};

test("copies a range from the connection's project into the destination's", async () => {
  expect(await copying()).toMatchObject({ value: { data: whole } });
  expect(days()).toEqual([0, 1, 2, 3]);
});

test("logs its progress, but not for each window of a fast copy", async () => {
  const begun = Date.now();
  let looks = 0;
  const { logs } = await copying({ windowDays: "2" });
  expect(logs).toEqual([]);
  // Real time stands still; each look at the clock moves this one on by a second.
  const clock = jest.spyOn(Date, "now").mockImplementation(() => begun + 1_000 * looks++);
  const slow = await copying({ windowDays: "2" }).finally(() => clock.mockRestore());
  expect(slow.logs).toContainEqual([
    "info",
    [
      expect.stringMatching(
        /^Copy Events: \d+ events read, \d+ stored, 0 rejected so far; \d windows of days are complete$/,
      ),
    ],
  ]);
});

test.each([
  ["the events of a name", { event: "Other" }, []],
  ["the events that an expression finds", { where: 'properties["day"] > 1' }, [2, 3]],
  ["R7: the events of conditions", { conditions: [{ property: "day", operator: "greaterThan", value: 1 }] }, [2, 3]],
  ["the days of the range alone", { from_date: "2024-01-02", to_date: "2024-01-03" }, [1, 2]],
])("copies %s", async (_, params, copied) => {
  await copying(params);
  expect(days()).toEqual(copied);
});

test("copies between the projects that the inputs name", async () => {
  sandbox.restore({ projects: [{ id: 2, events }] });
  await copying({ project_id: "2", destination_project_id: "1" });
  expect([days(2), days(1), days(3)]).toEqual([[0, 1, 2, 3], [0, 1, 2, 3], []]);
});

test("turns the times of an old project into UTC", async () => {
  await copying({ sourceTimeZone: "US/Pacific" });
  expect(arrived().map(({ time }) => time)).toEqual(events.map(({ properties }) => properties.time + 8 * 3600));
});

describe("T15: a line that is not JSON", () => {
  const line = (id: number) =>
    JSON.stringify({
      event: "A",
      properties: { time: FIRST_SECOND * 1000, distinct_id: "u", $insert_id: `bad-${id}` },
    });
  beforeEach(() => {
    const body = `${line(0)}\n{"event":"B","prop\n${line(1)}\n`;
    sandbox.faults.add({ kind: "body", operationId: "raw-event-export", body });
  });
  const day = { to_date: "2024-01-01" };

  test("is left out and listed if Skip Bad Lines is on", async () => {
    const lines = [{ from_date: "2024-01-01", line: 2, excerpt: '{"event":"B","prop' }];
    expect(await copying({ ...day, skipBadLines: "true" })).toMatchObject({
      value: { data: { exported: 2, imported: 2, failed: 0, complete: true, bad_lines: { count: 1, lines } } },
    });
    expect(arrived().map(({ $insert_id }) => $insert_id)).toEqual(["bad-0", "bad-1"]);
  });

  test("fails the step if Skip Bad Lines is off, and the error says how to continue", async () => {
    const message = /line 2 is not complete JSON.*turn Skip Bad Lines on/;
    expect(await copying(day)).toMatchObject({ error: { message: expect.stringMatching(message) } });
  });
});

test("T15: a copy without bad lines returns an empty list if Skip Bad Lines is on", async () => {
  expect(await copying({ skipBadLines: "true" })).toMatchObject({
    value: { data: { ...whole, bad_lines: { count: 0, lines: [] } } },
  });
});

describe("a failure on the third day", () => {
  beforeEach(() => {
    sandbox.faults.add({ kind: "terminatedEarly", operationId: "raw-event-export", after: 2, afterLines: 0 });
  });

  test("fails the step, and the error names the day to continue from", async () => {
    expect(await copying()).toMatchObject({
      error: { code: "unusable_response", message: expect.stringContaining("Continue with From Date 2024-01-03") },
    });
  });

  test("is returned in the result if Fail On Failure is off, and a run from that day completes the copy", async () => {
    expect(await copying({ failOnFailure: "false" })).toMatchObject({
      value: {
        data: {
          exported: 2,
          windows: 2,
          complete: false,
          stopped_by: "failure",
          resume_from_date: "2024-01-03",
          error: expect.stringContaining("terminated the export early"),
        },
      },
    });
    await copying({ from_date: "2024-01-03" });
    expect(days()).toEqual([0, 1, 2, 3]);
  });
});

describe("events that the destination rejects", () => {
  beforeEach(() => {
    const [first, ...rest] = events;
    const refused = { event: "Page View", properties: { ...first?.properties, distinct_id: "anonymous" } };
    sandbox.restore({ projects: [{ id: 1, events: [refused, ...rest] }] });
  });

  test("fail the step with an error about the first one; the others stay in the destination", async () => {
    expect(await copying()).toMatchObject({
      error: {
        code: "validation_failed",
        message: expect.stringContaining("1 of 4 events were rejected, 3 were accepted. First: event 0 (id-0)"),
      },
    });
    expect(days()).toEqual([1, 2, 3]);
  });

  test("are returned in the result if Fail On Rejected is off", async () => {
    expect(await copying({ failOnRejected: false })).toMatchObject({
      value: { data: { imported: 3, failed: 1, failed_records: [{ index: 0, insert_id: "id-0" }], complete: true } },
    });
  });
});

test("T3: events that the destination does not confirm fail the step, or are in the result if Fail On Rejected is off", async () => {
  const { url } = await serve((response) => sendJson(response, { code: 200, status: "OK", num_records_imported: 0 }));
  const destination = connectionTo("3", { apiHost: url });
  expect(await copying({ destination })).toMatchObject({
    error: {
      code: "validation_failed",
      message: expect.stringContaining("did not confirm that it stored 4 of 4 events; it stored 0"),
    },
  });
  expect(await copying({ destination, failOnRejected: false })).toMatchObject({
    value: { data: { exported: 4, imported: 0, failed: 0, unconfirmed: 4, complete: true } },
  });
});

test.each([
  ["source", "connection", "downloadData"],
  ["destination", "destination", "importEvents"],
])(
  "if Mixpanel rejects the credentials of the %s connection, the error belongs to that connection",
  async (_, side, operation) => {
    const wrong = connectionTo(side === "connection" ? "1" : "3", { password: "wrong" });
    const { error } = { error: undefined, ...(await copying({ [side]: { ...wrong, configVarKey: `The ${side}` } })) };
    expect(error).toMatchObject({
      status: 401,
      operation,
      connection: { configVarKey: `The ${side}`, fields: {} },
    });
  },
);

test.each([
  ["no destination", { destination: undefined }, "Destination"],
  ["the same project", { destination_project_id: "1" }, "Destination"],
  ["no such time zone", { sourceTimeZone: "Mars/Olympus" }, "Source Time Zone"],
  ["an end before the beginning", { to_date: "2023-12-31" }, "To Date"],
  ["windows of no days", { windowDays: 0 }, "Window Days"],
  ["no minutes", { maxMinutes: "0" }, "Time Limit (minutes)"],
  ["a project in words", { destination_project_id: "mine" }, "Destination Project ID"],
  ["a switch that is none", { copyIdentityEvents: "maybe" }, "Copy Identity Events"],
  ["a location switch that is none", { geolocate: "Berlin" }, "Geolocate"],
  ["another switch that is none", { failOnFailure: "maybe" }, "Fail On Failure"],
  ["a third switch that is none", { skipBadLines: "maybe" }, "Skip Bad Lines"],
])("the error for %s names the input, and nothing is sent", async (_, params, input) => {
  expect(await copying(params)).toMatchObject({ error: { code: "invalid_input", input } });
  expect(sandbox.requests.list({})).toEqual([]);
});
