import fc from "fast-check";
import { copyRecords } from "../../../src/mixpanel/copy/records";
import type { JsonObject } from "../../../src/mixpanel/records/json";
import { thrownBy } from "../../support/failure";
import { eventOf } from "../export/exportSource";

const nowMs = Date.UTC(2025, 0, 1);
const OPTIONS = { operation: "copyEvents", identityEvents: false, asLines: true, present: { nowMs, clampToMs: nowMs } };
const WRITTEN = [
  "mp_processing_time_ms",
  "mp_sent_by_lib_version",
  "$import",
  "$mp_api_endpoint",
  "$mp_api_timestamp_ms",
  "$mp_event_size",
];
const IDENTITY = ["$identify", "$create_alias", "$merge"];

function copied(events: readonly JsonObject[], more: object = {}) {
  const block = Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  const { records, skipped } = copyRecords(block, { ...OPTIONS, ...more });
  const read = (record: unknown): unknown =>
    JSON.parse(Buffer.isBuffer(record) ? record.toString("utf8") : JSON.stringify(record));
  return { records, skipped, events: records.map(read) };
}

/** An event without the properties that Mixpanel writes, none of which is a list or an object, and with a distinct ID. */
function stripped({ event, properties }: { event: string; properties: JsonObject }) {
  const isOwn = (key: string, value: unknown) =>
    !WRITTEN.includes(key) || (value !== null && typeof value === "object");
  return {
    event,
    properties: {
      distinct_id: "",
      ...Object.fromEntries(Object.entries(properties).filter(([key, value]) => isOwn(key, value))),
    },
  };
}

// The characters that make up JSON, and pieces that look like what is searched for.
const awkward = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', "\\", "{", "}", "[", ",", ":", " ", "\n", "a", "é") }),
  fc.constantFrom('"$import":', '"$insert_id":"x"', "$import", '\\"$import":1', '{"event":"'),
);
const value = fc.oneof(awkward, fc.integer(), fc.boolean(), fc.constant(null), fc.array(awkward, { maxLength: 2 }));
const nested = fc.dictionary(fc.oneof(fc.constantFrom(...WRITTEN), awkward), value, { maxKeys: 2 });
const writtenValue = fc.oneof(awkward, fc.integer(), fc.boolean());
const properties = fc
  .tuple(
    fc.array(fc.tuple(awkward, fc.oneof(value, value, nested)), { maxLength: 4 }),
    fc.array(fc.tuple(fc.constantFrom(...WRITTEN), writtenValue), { maxLength: 3 }),
    fc.option(fc.tuple(fc.constant("$insert_id"), fc.constantFrom("id-1", "id:1", "")), { nil: undefined }),
  )
  .chain(([own, written, id]) => {
    const entries: [string, unknown][] = [...own, ...written, ...(id ? [id] : [])];
    return fc.shuffledSubarray(entries, { minLength: entries.length, maxLength: entries.length });
  })
  // What a line of JSON means: names are unique, and __proto__ is one of them no more than elsewhere.
  .map((entries): JsonObject => JSON.parse(JSON.stringify(Object.fromEntries(entries))));
const anyEvent = fc.record({ event: fc.oneof(awkward, fc.constantFrom("Page View", "$pageview")), properties });

test("whatever the events hold, they go on as they are but for what Mixpanel wrote", () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 5 }), (events) => {
      expect(copied(events).events).toEqual(events.map(stripped));
    }),
    { numRuns: 2_000, seed: 1 },
  );
});

test("usual events go on as their lines", () => {
  const usual = eventOf(1, 0, { mp_processing_time_ms: 1, list: ["a"], $import: true });
  expect(copied([usual, eventOf(2)]).records.map(Buffer.isBuffer)).toEqual([true, true]);
});

test.each([
  ["an insert ID that an import refuses", eventOf(1, 0, { $insert_id: "id:1" })],
  ["no insert ID", { event: "Page View", properties: { time: 1, distinct_id: "user-1" } }],
  ["an object among its properties", eventOf(1, 0, { cart: { $import: true } })],
  ["a name of Mixpanel's", { ...eventOf(1), event: "$pageview" }],
])("an event with %s is parsed", (_, event) => {
  const { records, events } = copied([event]);
  expect([records.map(Buffer.isBuffer), events]).toEqual([[false], [event]]);
});

test("T15: an event without a distinct ID gets the empty one", () => {
  const { distinct_id, ...nobody } = eventOf(1).properties;
  const events = [nobody, { ...nobody, distinct_id: null }, { ...nobody, list: ["distinct_id"] }];
  expect(copied(events.map((properties) => ({ event: "Page View", properties }))).events).toEqual(
    events.map((properties) => ({ event: "Page View", properties: { ...properties, distinct_id: "" } })),
  );
});

test("T15: events without properties go on as they are, for the import to list them", () => {
  const events = [{ event: "bare", properties: null }, { event: "none" }, { event: "digits", id: 1 }];
  expect(copied(events)).toMatchObject({ events, skipped: 0 });
  const long = Buffer.from('{"event":"long","n":12345678901234567890}\n');
  expect(copyRecords(long, OPTIONS).records).toEqual([{ event: "long", n: "12345678901234567890" }]);
  expect(copied([{ event: "$identify", properties: null }])).toMatchObject({ events: [], skipped: 1 });
});

test("T15: a line that looks like an event and is no JSON fails, or goes on to fail alone", () => {
  const line = '{"event":"a","properties":{"n":1.2.3}}';
  const block = () => Buffer.from(`${line}\n${JSON.stringify(eventOf(0))}\n`);
  expect(thrownBy(() => copyRecords(block(), OPTIONS))).toMatchObject({ code: "unusable_response" });
  const { records } = copyRecords(block(), { ...OPTIONS, skipsBadLines: true });
  expect(records).toEqual([line, Buffer.from(JSON.stringify(eventOf(0)))]);
});

test.each([
  ["T2: a time ahead of now", { time: nowMs + 1 }],
  ["T2: a time ahead of now, in seconds", { time: nowMs / 1_000 + 1 }],
  ["T6: a distinct ID that is a number", { distinct_id: 7 }],
  ["T6: a user ID that is a number", { $user_id: 7 }],
])("an event with %s is parsed, for the import to change it", (_, more) => {
  expect(copied([eventOf(1, 0, more)]).records.map(Buffer.isBuffer)).toEqual([false]);
});

test("T2, T6: an event with long numbers is changed where it is written", () => {
  const [ahead, past] = [nowMs + 60_000, nowMs - 60_000].map(
    (time) => `{"event":"Paid","properties":{"time":${time},"distinct_id":12345678901234567890,"$insert_id":"a"}}\n`,
  );
  const { records } = copyRecords(Buffer.from(`${ahead}${past}`), OPTIONS);
  expect(records.map(String)).toEqual(
    [nowMs, nowMs - 60_000].map(
      (time) => `{"event":"Paid","properties":{"time":${time},"distinct_id":"12345678901234567890","$insert_id":"a"}}`,
    ),
  );
});

test("all are parsed where their times have to be turned into UTC", () => {
  const toUtc = (ms: number) => ms + 1_000;
  const { records, events } = copied([eventOf(1)], { asLines: false, toUtc });
  const { event, properties: given } = eventOf(1);
  expect(records.map(Buffer.isBuffer)).toEqual([false]);
  expect(events).toEqual([{ event, properties: { ...given, time: Number(given.time) + 1_000 } }]);
});

test.each(IDENTITY)("%s is left out and counted, and copied where asked for", (name) => {
  const identity = { ...eventOf(1), event: name };
  expect(copied([eventOf(0), identity, eventOf(2)])).toMatchObject({ skipped: 1, events: [eventOf(0), eventOf(2)] });
  expect(copied([identity], { identityEvents: true })).toMatchObject({ skipped: 0, events: [identity] });
});

test("blank lines and carriage returns are no events", () => {
  const lines = [eventOf(0), eventOf(1)].map((event) => JSON.stringify(event));
  const { records } = copyRecords(Buffer.from(`${lines.join("\r\n\n \n")}\r\n`), OPTIONS);
  expect(records).toEqual([eventOf(0), eventOf(1)]);
});

test("a line that is no event is a broken export", () => {
  const block = Buffer.from(`${JSON.stringify(eventOf(0))}\nterminated early\n`);
  expect(thrownBy(() => copyRecords(block, OPTIONS))).toMatchObject({ code: "unusable_response", retryable: true });
});
