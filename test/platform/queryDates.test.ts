import { ConnectionError } from "@prismatic-io/spectral";
import { InputError } from "../../src/mixpanel/errors";
import { isRecord } from "../../src/mixpanel/records/json";
import { connections, PROJECT_ID } from "../support/connection";
import { runAction } from "../support/harness";
import { type Reply, useWire } from "../support/wire";

const wire = useWire();

// Still January 14 in California.
beforeEach(() => jest.spyOn(Date, "now").mockReturnValue(Date.UTC(2024, 0, 15, 3)));
afterEach(() => jest.restoreAllMocks());

const me = (timezone?: string, id = PROJECT_ID): Reply => ({
  body: { status: "ok", results: { projects: { [id]: { name: "Shop", timezone } } } },
});
const funnel: Reply = { body: { meta: { dates: [] }, data: {} } };
const asked = (from_date: string, to_date: string, more = {}) =>
  runAction("queryFunnelSavedReports", {
    connection: connections.full,
    params: { funnel_id: "7509", from_date, to_date, ...more },
  });
const download = (from_date: string, to_date: string, more = {}) =>
  runAction("downloadData", { connection: connections.full, params: { from_date, to_date, ...more } });

describe("the days of a query", () => {
  test("R3: are resolved in the project's time zone, and stand in the result", async () => {
    wire.current.reply(me("US/Pacific"), funnel);
    const { value } = { value: undefined, ...(await asked("7 days ago", "today")) };
    const [who, query] = wire.current.requests;
    expect(who).toMatchObject({ method: "GET", host: "mixpanel.com", path: "/api/app/me" });
    expect(query?.query).toMatchObject({ from_date: "2024-01-07", to_date: "2024-01-14" });
    expect(value).toMatchObject({
      data: { resolved_dates: { from_date: "2024-01-07", to_date: "2024-01-14", time_zone: "US/Pacific" } },
    });
  });

  test("R3: cost no other call where both are plain", async () => {
    wire.current.reply(funnel);
    const { value } = { value: undefined, ...(await asked("2024-01-01", "2024-01-02")) };
    expect(value).toMatchObject({ data: { resolved_dates: { time_zone: null } } });
  });

  test("R3: may be plain on one side", async () => {
    wire.current.reply(me("Asia/Kolkata"), funnel);
    await asked("2024-01-01", "yesterday");
    expect(wire.current.requests[1]?.query).toMatchObject({ from_date: "2024-01-01", to_date: "2024-01-14" });
  });

  test.each([
    ["the project is not listed", me("US/Pacific", "42")],
    ["it has no time zone", me()],
    ["it has a time zone that is not known here", me("Mars/Olympus Mons")],
    ["the call fails", { status: 404, body: {} }],
  ])("R3: are refused where %s, with the advice to give plain ones", async (_, reply) => {
    wire.current.reply(reply);
    const { error } = { error: undefined, ...(await asked("2024-01-01", "today")) };
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({
      message: expect.stringMatching(/^To Date: got words for a day, expected a day as yyyy-mm-dd, because/),
    });
    expect(wire.current.requests).toHaveLength(1);
  });

  test("R3: ask for the project where none is known, not for plain dates", async () => {
    const outcome = await runAction("queryFunnelSavedReports", {
      connection: { ...connections.full, fields: { ...connections.full.fields, projectId: "" } },
      params: { funnel_id: "7509", from_date: "yesterday", to_date: "today" },
    });
    expect(outcome).toMatchObject({ error: { message: expect.stringMatching(/^Project ID: got nothing/) } });
    expect(wire.current.requests).toEqual([]);
  });

  test("R3: refused credentials are the connection's fault, not a day's", async () => {
    wire.current.reply({ status: 401, body: {} });
    const { error } = { error: undefined, ...(await asked("today", "today")) };
    expect(error).toBeInstanceOf(ConnectionError);
  });

  test("R3: must be in order once they are resolved", async () => {
    wire.current.reply(me("UTC"));
    const { error } = { error: undefined, ...(await asked("today", "7 days ago")) };
    expect(error).toMatchObject({
      message: "To Date: got 2024-01-08, expected From Date (2024-01-15) or a later day.",
    });
  });
});

describe("the days of an export", () => {
  test.each([
    ["UTC", {}, "2024-01-15"],
    ["US/Pacific", { sourceTimeZone: "US/Pacific" }, "2024-01-14"],
  ])("R3: are resolved in %s with %j", async (time_zone, params, today) => {
    wire.current.reply({ body: "" });
    const { value } = { value: undefined, ...(await download("2024-01-01", "today", params)) };
    expect(wire.current.request.query).toMatchObject({ from_date: "2024-01-01", to_date: today });
    expect(value).toMatchObject({ data: { resolved_dates: { from_date: "2024-01-01", to_date: today, time_zone } } });
  });

  test("R3: belong to the cursor, which goes on with the resolved ones on a later day", async () => {
    const line = (id: string) => `{"event":"A","properties":{"time":1705190400,"$insert_id":"${id}"}}\n`;
    const body = line("1") + line("2");
    wire.current.reply({ body });
    const page = { maxEvents: 1 };
    const outcome = await download("yesterday", "yesterday", page);
    expect(outcome).toMatchObject({
      value: { data: { resolved_dates: { from_date: "2024-01-14" }, truncated: true } },
    });
    const data: unknown = "value" in outcome ? outcome.value?.data : undefined;
    const cursor = isRecord(data) ? data.next_cursor : undefined;

    jest.spyOn(Date, "now").mockReturnValue(Date.UTC(2024, 0, 16, 3));
    expect(await download("yesterday", "yesterday", { ...page, cursor })).toMatchObject({
      error: { message: expect.stringContaining("use the days of its resolved_dates") },
    });
    wire.current.reply({ body });
    expect(await download("2024-01-14", "2024-01-14", { ...page, cursor })).toMatchObject({
      value: { data: { events: [{ properties: { $insert_id: "2" } }], truncated: false } },
    });
  });
});
