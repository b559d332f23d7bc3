import { type EventEncoding, eventEncoder } from "../../../src/mixpanel/ingest/encodeEvent";
import { ingest } from "../../../src/mixpanel/ingest/engine/run";
import { sendImport } from "../../../src/mixpanel/ingest/events";
import { verbatimEvents } from "../../../src/mixpanel/ingest/verbatimEvents";
import { linesOf, splitLines } from "../../../src/mixpanel/records/lines";
import { LongList, listItems } from "../../../src/mixpanel/records/listItems";
import { recordSource } from "../../../src/mixpanel/records/source";
import { failureOf } from "../../support/failure";
import { fakeTime } from "../../support/fakeTime";
import { closeServers, jsonOf, sendJson, serve } from "../../support/localServer";
import { importTo } from "./importTo";

afterEach(closeServers);

const NOW_MS = 1_750_000_000_000;
const { now = Date.now, sleep = async () => {} } = fakeTime().options;
const SOUND = '{"event":"E","properties":{"time":1700000000,"distinct_id":"user-1","$insert_id":"id-1"}}';
const lines = linesOf(Buffer.alloc(0));
const items = { ...lines, isLines: false };

const isPassed = (line: string, options: EventEncoding = {}, block = lines) =>
  verbatimEvents({ present: { nowMs: NOW_MS, clampToMs: NOW_MS }, ...options })(block)?.endOf(Buffer.from(line), 0) ===
  Buffer.byteLength(line);

const BEFORE = { nowMs: 1_600_000_000_000, clampToMs: 1_600_000_000_000 };
const check = () => [];
const same = <T>(value: T) => value;

describe("S1: events of a text that may be sent as they stand", () => {
  test.each<[string, EventEncoding, { ofLines: boolean; ofItems: boolean }]>([
    ["without further options", {}, { ofLines: true, ofItems: true }],
    ["replacing insert IDs", { replaceInsertIds: true }, { ofLines: true, ofItems: true }],
    ["with a token for $merge", { mergeToken: "token" }, { ofLines: true, ofItems: true }],
    ["not strict", { effectWithoutId: "write" }, { ofLines: true, ofItems: true }],
    ["unaltered", { unaltered: true }, { ofLines: true, ofItems: true }],
    ["checked by the rules of /import", { check, soundAt: NOW_MS }, { ofLines: true, ofItems: true }],
    ["prepared in a known way", { prepare: same, soundAt: NOW_MS }, { ofLines: true, ofItems: true }],
    ["unaltered and prepared", { unaltered: true, prepare: same }, { ofLines: true, ofItems: false }],
    ["checked by other rules", { check }, { ofLines: false, ofItems: false }],
    ["unaltered, checked by other rules", { unaltered: true, check }, { ofLines: false, ofItems: false }],
    ["prepared in an unknown way", { prepare: same }, { ofLines: false, ofItems: false }],
    ["mapped from rows", { map: same, soundAt: NOW_MS }, { ofLines: false, ofItems: false }],
    ["unaltered, mapped from rows", { map: same, unaltered: true }, { ofLines: false, ofItems: false }],
    ["with a token for each", { token: "token" }, { ofLines: false, ofItems: false }],
    ["with a time for those without", { now: NOW_MS }, { ofLines: false, ofItems: false }],
    ["with a source for those without", { source: "partner" }, { ofLines: false, ofItems: false }],
    ["from before the event", { soundAt: 1_600_000_000_000 }, { ofLines: false, ofItems: false }],
    ["of a run before the event", { present: BEFORE }, { ofLines: false, ofItems: false }],
    [
      "of a run before the event, with later rules",
      { present: BEFORE, soundAt: NOW_MS },
      { ofLines: false, ofItems: false },
    ],
  ])("%s", (_options, options, { ofLines, ofItems }) => {
    expect([isPassed(SOUND, options), isPassed(SOUND, options, items)]).toEqual([ofLines, ofItems]);
  });

  test("B7: unaltered lines are those that begin and end like an object, without the blanks at their end", () => {
    const verbatim = verbatimEvents({ unaltered: true, effectWithoutId: "write" })(lines);
    expect(verbatim?.note).toEqual({ effect: "write" });
    expect(verbatimEvents({ unaltered: true })(lines)?.note.effect).toBeUndefined();
    const endOf = (line: string) => verbatim?.endOf(Buffer.from(`{\n${line}\n}`), 2);
    expect(["{}", '{"a":x}', "{} ", "{}\t\r", "{}\u0000  "].map(endOf)).toEqual([4, 9, 4, 4, 4]);
    expect(["[}", "{]", "[]", " {}", "", "  ", "{", "}", "{}x"].map(endOf)).toEqual(Array(9).fill(0));
    // A text that begins with blanks.
    expect(["", " ", " \n{}"].map((text) => verbatim?.endOf(Buffer.from(text), 0))).toEqual([0, 0, 0]);
  });

  test("with a source of their own", () => {
    expect(isPassed(SOUND.replace('"time"', '"$source":"other","time"'), { source: "partner" })).toBe(true);
  });
});

/** As they come from an application, an export, Python's json, a warehouse and a browser. */
const REALISTIC = [
  '{"event":"Order Completed","properties":{"time":1704067200,"distinct_id":"user-1","$insert_id":"3f2a-9b","items":["sku-1","sku-2"],"amount":12.5,"is_first":false,"coupon":null}}',
  '{"event":"Page View","properties":{"time":1704067200123,"distinct_id":"ann@example.com","$insert_id":"5b1b2c3d4e5f60718293a4b5c6d7e8f90123","$browser":"Chrome","$city":"São Paulo","mp_country_code":"BR","mp_processing_time_ms":1704067201000,"$import":true}}',
  '{"event": "Signed Up", "properties": {"time": 1704067200.123, "distinct_id": "0f8fad5b-d9cb-469f-a165-70867728950e", "$insert_id": "0f8fad5b-d9cb-469f-a165-70867728950e", "name": "Zo\\u00eb \\"Z\\"", "score": 1.5e-7}}',
  '{"properties":{"$insert_id":"a","$user_id":"u-1","$device_id":"d-1","time":1704067200,"cart":[{"sku":"A","price":{"amount":9.99,"currency":"EUR"}}],"utm":{"source":"x","medium":"y"}},"event":"Cart"}',
  '{"event":"$mp_web_page_view","properties":{"time":1704067200,"distinct_id":"$device:18d1f2a3b4c5d6","$device_id":"18d1f2a3b4c5d6","$insert_id":"k3j4h5g6f7d8s9a0","mp_lib":"web","$lib_version":"2.49.0","$screen_height":1080,"current_url_search":"?q=%F0%9F%98%80","title":"日本語 😀"}}',
  '{"event":"Anonymous","properties":{"time":1704067200,"distinct_id":"","$insert_id":"order-0000000000123456789","order":12345678901234567890}}',
];

test.each(REALISTIC)("S1: %s is sent as it stands", (line) => {
  expect(isPassed(line)).toBe(true);
  expect(eventEncoder({})(Buffer.from(line), 0)).toEqual({ value: Buffer.from(line) });
});

/** Imports events and counts those that were encoded one by one. */
async function encodedOf(records: AsyncIterable<unknown>, options: EventEncoding = {}): Promise<number> {
  let encoded = 0;
  const encode = eventEncoder(options);
  await ingest<unknown>({
    operation: "importEvents",
    noun: "events",
    records,
    encode: (record, index) => {
      encoded++;
      return encode(record, index);
    },
    verbatim: verbatimEvents(options),
    limits: { maxRecords: 2_000, maxBytes: 1_000_000 },
    clock: { now, sleep },
    send: async () => {},
  });
  return encoded;
}

const MANY = Array.from({ length: 20_000 }, (_, at) => REALISTIC[at % REALISTIC.length] ?? "");

test("S1, S4: nearly no sound line becomes an object", async () => {
  const text = Buffer.from(MANY.join("\n"));
  expect(await encodedOf(splitLines("Events", [text]))).toBeLessThan(MANY.length / 100);
  expect(await encodedOf(splitLines("Events", [text]), { unaltered: true })).toBeLessThan(MANY.length / 100);
});

test("S2: nearly no sound item of a long JSON list becomes an object", async () => {
  const list = new LongList("Events", Buffer.from(`[${MANY}]`));
  expect(await encodedOf(list)).toBeLessThan(MANY.length / 100);
});

test("S1: a text of lines that are not sound is hardly looked at before they are parsed", () => {
  const unsound = SOUND.replace('"$insert_id"', '"insert_id"');
  let looked = 0;
  const verbatim = () => ({
    endOf: () => {
      looked++;
      return 0;
    },
    note: {},
  });
  const text = Buffer.from(`${unsound}\n`.repeat(10_000));
  return ingest<unknown>({
    operation: "importEvents",
    noun: "events",
    records: splitLines("Events", [text]),
    encode: eventEncoder({}),
    verbatim,
    limits: { maxRecords: 2_000, maxBytes: 1_000_000 },
    clock: { now, sleep },
    send: async () => {},
  }).then(() => expect(looked).toBeLessThan(1_000));
});

const LONG_LIST_BYTES = 9_000_000;

test("S2: of a long list that breaks off, what comes before is sent, and the error says how much", async () => {
  const stored: unknown[] = [];
  const server = await serve((response, request) => {
    const list = jsonOf(request);
    if (Array.isArray(list)) stored.push(...list);
    sendJson(response, { code: 200, num_records_imported: Array.isArray(list) ? list.length : 0, status: "OK" });
  });
  const records = Math.ceil(LONG_LIST_BYTES / (SOUND.length + 1));
  const list = `[${Array(records).fill(SOUND)},{"event":`;
  const error = await failureOf(sendImport(importTo(server), recordSource("Events", list)));
  expect(error).toMatchObject({ code: "invalid_input" });
  expect(error.message).toMatch(/^Events: got text that is not JSON \(fault at its end\), expected a JSON list/);
  expect(error.message).toContain(`Mixpanel stored ${records} events`);
  expect(stored).toHaveLength(records);
});

test("S2: a shorter list that breaks off is rejected before anything is sent", () => {
  expect(() => recordSource("Events", `[${SOUND},{"event":`)).toThrow("got text that is not JSON");
});

test("S2: a long list that is not read to its end goes on behind what was read", async () => {
  const blocks = listItems("Events", [Buffer.from("[1,2,"), Buffer.from("3,4]")]);
  const read: unknown[] = [];
  for await (const block of blocks) {
    const [first] = block;
    read.push(first);
  }
  expect(read).toEqual([1, 3]);
});
