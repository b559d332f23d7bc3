import { gunzipSync } from "node:zlib";
import { recordsOrCsv } from "../../../src/inputs/cleanJson";
import { MixpanelClient } from "../../../src/mixpanel/client";
import { InputError } from "../../../src/mixpanel/errors";
import { sendImport, sendTrack } from "../../../src/mixpanel/ingest/events";
import { contentInsertId } from "../../../src/mixpanel/ingest/insertId";
import { eventsFrom } from "../../../src/mixpanel/rows/recordRows";
import { fakeTime, START_MS } from "../../support/fakeTime";
import { closeServers, jsonOf, type LocalServer, sendJson, serve } from "../../support/localServer";

afterEach(closeServers);

const TIME = 1_700_000_000;
const clientOf = ({ url }: LocalServer) =>
  new MixpanelClient({
    credentials: { username: "user.1", password: "secret-1", projectToken: "token-1" },
    projectId: "12",
    apiHost: url,
    transport: fakeTime().options,
  });

const stores = () =>
  serve((response, request) => {
    const list = jsonOf(request);
    sendJson(response, { code: 200, status: "OK", num_records_imported: Array.isArray(list) ? list.length : 0 });
  });

const clean = recordsOrCsv("Events", "a list of events");

async function imported(value: unknown, reading: { mapping?: unknown; zone?: string } = {}) {
  const server = await stores();
  const { records, warnings, ...read } = await eventsFrom(clean(value), { input: "Events", ...reading });
  const result = await sendImport(clientOf(server), records, read);
  return { result, warnings, sent: server.received.flatMap((request) => jsonOf(request)) as unknown[] };
}

const of = (properties: object) => ({
  event: "E",
  properties: { distinct_id: "u", $insert_id: "id-1", time: TIME, ...properties },
});
const ndjson = (...records: object[]) => records.map((record) => JSON.stringify(record)).join("\n");

test.each([
  ["seconds as text", "1700000000"],
  ["milliseconds as text", "1700000000000"],
  ["ISO text in UTC", "2023-11-14T22:13:20Z"],
  ["ISO text with an offset", "2023-11-15T00:13:20+02:00"],
  ["a database's spelling", "2023-11-14 22:13:20+00"],
  ["text without a zone, which is UTC", "2023-11-14 22:13:20"],
  ["a Date", new Date(TIME * 1_000)],
  ["BigQuery's {value}", { value: "2023-11-14T22:13:20.000Z" }],
])("W7, expectation 7: a time that is %s is sent as a number, in a list and in NDJSON", async (_, time) => {
  const expected = of({ time: TIME * 1_000 });
  expect((await imported([of({ time })])).sent).toEqual([expected]);
  expect((await imported(ndjson(of({ time })))).sent).toEqual([expected]);
});

test("W7, expectation 7: a stated zone applies to times without one only", async () => {
  const times = ["2023-11-15", "2023-11-15T00:00:00Z"].map((time) => of({ time }));
  const { sent } = await imported(times, { zone: "America/New_York" });
  expect(sent).toEqual([of({ time: Date.UTC(2023, 10, 15, 5) }), of({ time: Date.UTC(2023, 10, 15) })]);
});

test("W7, expectation 7: February 30 is rejected, and never March 2", async () => {
  const { result, sent } = await imported([of({}), of({ time: "2023-02-30T10:00:00Z" })]);
  expect(sent).toEqual([of({})]);
  expect(result.failed_records).toEqual([
    expect.objectContaining({ index: 1, field: "properties.time", rule: "time_impossible" }),
  ]);
});

test("W7: text that is no time is left to Mixpanel", async () => {
  expect((await imported([of({ time: "yesterday" })])).sent).toEqual([of({ time: "yesterday" })]);
});

test("W7: an event whose time is text has the same computed insert ID whatever the spelling and the form", async () => {
  const event = (time: unknown) => ({ event: "E", properties: { distinct_id: "u", time } });
  const sent = [
    ...(await imported([event("2023-11-14T22:13:20Z"), event("2023-11-15T00:13:20+02:00")])).sent,
    ...(await imported(ndjson(event("2023-11-14 22:13:20")))).sent,
  ];
  const properties = { distinct_id: "u", time: TIME * 1_000 };
  const $insert_id = contentInsertId("E", properties);
  expect(sent).toEqual(Array(3).fill({ event: "E", properties: { ...properties, $insert_id } }));
});

test("W7: a text time beside a number of many digits keeps all of these", async () => {
  const line =
    '{"event":"E","properties":{"distinct_id":"u","$insert_id":"i","time":"2023-11-14T22:13:20Z","n":12345678901234567}}';
  const server = await stores();
  const { records, warnings: _, ...read } = await eventsFrom(clean(line), { input: "Events" });
  await sendImport(clientOf(server), records, read);
  expect(gunzipSync(server.received[0]?.body ?? "").toString()).toContain('"n":12345678901234567');
});

test("W7: events in CSV keep text as text, and leave empty columns out", async () => {
  const csv =
    "event,time,$insert_id,distinct_id,page,note\nPageView,1700000000,c1,u1,/home,\nPageView,1700000000,c2,,007,x\n";
  const { sent } = await imported(csv);
  const properties = { time: TIME * 1_000, $insert_id: "c1", distinct_id: "u1", page: "/home" };
  expect(sent).toEqual([
    { event: "PageView", properties },
    { event: "PageView", properties: { ...properties, $insert_id: "c2", distinct_id: "", page: "007", note: "x" } },
  ]);
});

test("W7, expectation 1: a CSV row that is wrong is named by its position, and the others are sent", async () => {
  const csv = "event,time,distinct_id\nA,2023-11-14,u1\nB,2023-02-30,u2\nC,2023-11-14\nD,2023-11-14,u4\n";
  const { result, sent } = await imported(csv);
  expect(sent).toHaveLength(2);
  expect(result.failed_records).toEqual([
    expect.objectContaining({ index: 1, rule: "time_impossible" }),
    expect.objectContaining({ index: 2, rule: "row_fields" }),
  ]);
});

test("W7, expectation 19: columns that no event has a source in are refused before anything is sent", async () => {
  const read = eventsFrom(clean("name,time,distinct_id\nA,1,u\n"), { input: "Events" });
  await expect(read).rejects.toThrow(InputError);
  await expect(read).rejects.toThrow(/no source for "event".*Their columns are "name", "time", "distinct_id"/);
});

test("W7: a mapping makes rows of a list, of NDJSON and of a file alike", async () => {
  const row = { what: "E", at: "2023-11-14T22:13:20Z", who: 7, id: "id-1" };
  const mapping = { event: "what", time: "at", distinct_id: "who", $insert_id: "id" };
  const expected = [of({ time: TIME * 1_000, distinct_id: "7" })];
  const file = { data: Buffer.from(ndjson(row)), contentType: "application/x-ndjson" };
  for (const value of [[row], ndjson(row), JSON.stringify([row]), file])
    expect((await imported(value, { mapping })).sent).toEqual(expected);
});

test("W7, expectation 6: IDs of 19 digits in rows of JSON keep every digit", async () => {
  const json = '[{"event":"E","time":1700000000,"distinct_id":9007199254740993123,"$insert_id":"id-1"}]';
  const mapping = { event: "event" };
  expect((await imported(json, { mapping })).sent).toEqual([
    of({ distinct_id: "9007199254740993123", time: TIME * 1_000 }),
  ]);
});

test("W7: two equal rows without a time are two tracked events, both now", async () => {
  const server = await stores();
  const csv = "event,distinct_id\nE,u\nE,u\n";
  const reading = { input: "Events", needsTime: false };
  const { records, warnings: _, ...read } = await eventsFrom(clean(csv), reading);
  await sendTrack(clientOf(server), records, { ...read, fillToken: true, parameters: { verbose: "1" } });
  const sent = server.received.flatMap((request) => jsonOf(request)) as ReturnType<typeof of>[];
  expect(sent.map(({ properties }) => properties.time)).toEqual(Array(2).fill(START_MS));
  expect(new Set(sent.map(({ properties }) => properties.$insert_id)).size).toBe(2);
});
