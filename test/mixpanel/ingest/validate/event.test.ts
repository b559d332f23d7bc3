import { NO_VIOLATIONS, REFUSED_IDS, validateEvent } from "../../../../src/mixpanel/ingest/validate";

const NOW_MS = Date.UTC(2024, 0, 15, 12);
const HOUR_MS = 3_600_000;

const event = (properties: object = {}, rest: object = {}) => ({
  event: "Signed Up",
  properties: { time: 1_700_000_000, distinct_id: "user-1", $insert_id: "signup-1", ...properties },
  ...rest,
});
const UUID = "2A3B4C5D-1234-4ABC-9DEF-0123456789AB";
const identify = (ids: object) =>
  event({ $identified_id: "user-1", $anon_id: `$device:${UUID}`, ...ids }, { event: "$identify" });
const merge = (...ids: unknown[]) => ({ event: "$merge", properties: { $distinct_ids: ids } });
const broken = (record: unknown) => validateEvent(record, { now: NOW_MS }).map(({ rule, field }) => [rule, field]);

const filled = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, i]));
const list = (count: number) => Array.from({ length: count }, (_, i) => i);
/** The three that every event has are among its properties. */
const OWN_PROPERTIES = 3;
/** An event of exactly so many bytes of JSON. */
const eventOf = (bytes: number, letter = "x") => {
  const around = Buffer.byteLength(JSON.stringify(event({ text: "" })));
  return event({ text: letter.repeat((bytes - around) / Buffer.byteLength(letter)) });
};
const MB_BYTES = 1024 * 1024;

describe("an event that satisfies every rule", () => {
  test.each([
    ["a plain one", event()],
    ["a name of 255 characters", event({}, { event: "n".repeat(255) })],
    ["a name of 255 characters of two UTF-16 units each", event({}, { event: "🙂".repeat(255) })],
    ["no user", event({ distinct_id: "" })],
    ["T6: a user whose ID is an integer", event({ distinct_id: 12345, $user_id: 1, $device_id: -1 })],
    ["T7: a link to the anonymous ID of an SDK", identify({})],
    [
      "T7: a link to one in lower case, of another version",
      identify({ $anon_id: `$device:${UUID.toLowerCase().replace("4abc", "1abc")}` }),
    ],
    ["T7: a link to a UUID of version 4", identify({ $anon_id: UUID })],
    ["a user whose ID merely begins like a placeholder", event({ distinct_id: "0815", $insert_id: "anon-1" })],
    ["the first moment of 1971, in seconds", event({ time: 31_536_000 })],
    ["the first moment of 1971, in milliseconds", event({ time: 31_536_000_000 })],
    ["one hour ahead, in seconds", event({ time: (NOW_MS + HOUR_MS) / 1000 })],
    ["one hour ahead, in milliseconds", event({ time: NOW_MS + HOUR_MS })],
    ["a fraction of a second", event({ time: 1_700_000_000.5 })],
    ["an insert ID of 36 bytes", event({ $insert_id: "A-9".repeat(12) })],
    ["254 properties", event(filled(254 - OWN_PROPERTIES))],
    ["properties that JSON leaves out", event({ ...filled(254 - OWN_PROPERTIES), absent: undefined })],
    ["a list of 254 elements", event({ items: list(254) })],
    ["a nested object of 254 keys", event({ cart: filled(254) })],
    ["objects three deep", event({ a: { b: { c: { d: 1 } } } })],
    ["lists three deep", event({ a: [[[1]]] })],
    ["a list of objects three deep", event({ a: [{ b: [{ c: [{ d: 1 }] }] }] })],
    ["one byte less than 1 MB of JSON", eventOf(MB_BYTES - 1)],
    ["a date", event({ at: new Date(NOW_MS) })],
    [
      "a merge of two users, which has neither time nor user",
      { event: "$merge", properties: { $distinct_ids: ["a", "b"] } },
    ],
  ])("%s", (_what, record) => {
    expect(validateEvent(record, { now: NOW_MS })).toBe(NO_VIOLATIONS);
  });
});

describe("an event that breaks one rule", () => {
  test.each([
    ["event_object", "", "text", "Signed Up"],
    ["event_object", "", "null", null],
    ["event_object", "", "a list", [event()]],
    ["event_name", "event", "no name", event({}, { event: undefined })],
    ["event_name", "event", "an empty name", event({}, { event: "" })],
    ["event_name", "event", "a number", event({}, { event: 7 })],
    ["event_name_length", "event", "256 characters", event({}, { event: "n".repeat(256) })],
    ["properties_object", "properties", "none", { event: "Signed Up" }],
    ["properties_object", "properties", "a list", { event: "Signed Up", properties: [] }],
    ["time_missing", "properties.time", "none", event({ time: undefined })],
    ["time_missing", "properties.time", "null", event({ time: null })],
    ["time_missing", "properties.time", "empty text", event({ time: "" })],
    ["time_type", "properties.time", "text", event({ time: "2024-01-01T00:00:00Z" })],
    ["time_type", "properties.time", "digits as text", event({ time: "1700000000" })],
    ["time_type", "properties.time", "no number", event({ time: Number.NaN })],
    ["time_too_early", "properties.time", "the last second of 1970", event({ time: 31_535_999 })],
    ["time_too_early", "properties.time", "before 1970", event({ time: -1 })],
    ["time_too_late", "properties.time", "a second more than an hour", event({ time: (NOW_MS + HOUR_MS) / 1000 + 1 })],
    ["time_too_late", "properties.time", "a millisecond more than an hour", event({ time: NOW_MS + HOUR_MS + 1 })],
    ["distinct_id_missing", "properties.distinct_id", "none", event({ distinct_id: undefined })],
    ["distinct_id_missing", "properties.distinct_id", "null", event({ distinct_id: null })],
    ["distinct_id_type", "properties.distinct_id", "a truth value", event({ distinct_id: true })],
    ["distinct_id_type", "properties.distinct_id", "a fraction", event({ distinct_id: 1.5 })],
    ["id_rounded", "properties.distinct_id", "a rounded number", event({ distinct_id: 2 ** 53 })],
    ["id_rounded", "properties.$insert_id", "a rounded number", event({ $insert_id: 1e21 })],
    ["id_rounded", "properties.$user_id", "a rounded number", event({ $user_id: -(2 ** 53) })],
    ["id_type", "properties.$device_id", "an object", event({ $device_id: {} })],
    ["distinct_id_refused", "properties.distinct_id", "zero", event({ distinct_id: 0 })],
    ["event_ignored", "properties.$ignore", "true", event({ $ignore: true })],
    ["property_reserved", "properties.bucket", "a name", event({ bucket: "a" })],
    ["property_reserved", "properties.$bucket", "a name", event({ $bucket: "a" })],
    ["linked_id_missing", "properties.$anon_id", "none", identify({ $anon_id: undefined })],
    ["anon_id_format", "properties.$anon_id", "no UUID", identify({ $anon_id: "user-2" })],
    ["anon_id_format", "properties.$anon_id", "no UUID of a device", identify({ $anon_id: "$device:user-2" })],
    ["linked_id_refused", "properties.$anon_id", "a placeholder", identify({ $anon_id: "$device:undefined" })],
    ["linked_id_refused", "properties.$identified_id", "a placeholder", identify({ $identified_id: "undefined" })],
    ["id_rounded", "properties.$identified_id", "a rounded number", identify({ $identified_id: 2 ** 53 })],
    ["linked_id_refused", "properties.alias", "a placeholder", event({ alias: "null" }, { event: "$create_alias" })],
    ["linked_id_refused", "properties.$distinct_ids", "a placeholder", merge("a", "undefined")],
    ["id_rounded", "properties.$distinct_ids", "a rounded number", merge("a", 2 ** 53)],
    ["merge_ids", "properties.$distinct_ids", "one ID", merge("a")],
    ["insert_id_missing", "properties.$insert_id", "none", event({ $insert_id: undefined })],
    ["insert_id_missing", "properties.$insert_id", "empty", event({ $insert_id: "" })],
    ["insert_id_missing", "properties.$insert_id", "null", event({ $insert_id: null })],
    ["insert_id_type", "properties.$insert_id", "a number", event({ $insert_id: 12345 })],
    ["insert_id_length", "properties.$insert_id", "37 bytes", event({ $insert_id: "a".repeat(37) })],
    ["insert_id_charset", "properties.$insert_id", "a colon", event({ $insert_id: "signup:1" })],
    ["insert_id_charset", "properties.$insert_id", "a line break at its end", event({ $insert_id: "signup-1\n" })],
    ["insert_id_charset", "properties.$insert_id", "a letter beyond ASCII", event({ $insert_id: "é" })],
    ["properties_count", "properties", "255 properties", event(filled(255 - OWN_PROPERTIES))],
    ["array_length", "properties.items", "255 elements", event({ items: list(255) })],
    ["array_length", "properties.cart.0.items", "255 elements below", event({ cart: [{ items: list(255) }] })],
    ["object_keys", "properties.cart", "255 keys", event({ cart: filled(255) })],
    ["nesting_depth", "properties.a.b.c.d", "objects four deep", event({ a: { b: { c: { d: { e: 1 } } } } })],
    ["nesting_depth", "properties.a.0.0.0", "lists four deep", event({ a: [[[[1]]]] })],
    ["event_size", "", "1 MB of JSON", eventOf(MB_BYTES)],
    ["not_json", "properties.amount", "a bigint", event({ amount: 1n })],
    ["not_json", "properties.items.1", "a bigint in a list", event({ items: [1, 1n] })],
  ])("%s of %j: %s", (rule, field, _what, record) => {
    expect(broken(record)).toEqual([[rule, field]]);
  });

  test.each(["$user_id", "$device_id"])("%s replaces the distinct ID, because Mixpanel derives it", (name) => {
    expect(broken(event({ distinct_id: undefined, [name]: "x" }))).toEqual([]);
    expect(broken(event({ distinct_id: undefined, [name]: "" }))).toEqual([
      ["distinct_id_missing", "properties.distinct_id"],
    ]);
  });

  test("a megabyte is counted in bytes, not in characters", () => {
    expect(
      broken(
        eventOf(MB_BYTES - 1 - ((MB_BYTES - 1 - Buffer.byteLength(JSON.stringify(event({ text: "" })))) % 3), "€"),
      ),
    ).toEqual([]);
    expect(broken(event({ text: "€".repeat(MB_BYTES / 3) }))).toEqual([["event_size", ""]]);
  });

  test("B7: all of the record counts, not only its properties", () => {
    const large = "x".repeat(MB_BYTES);
    expect(broken(event({}, { event: large }))).toEqual([
      ["event_name_length", "event"],
      ["event_size", ""],
    ]);
    expect(broken(event({}, { note: large }))).toEqual([["event_size", ""]]);
    expect(broken(event({}, { notes: { [large]: 1 } }))).toEqual([["event_size", ""]]);
    expect(broken(event({}, { [large]: 1 }))).toEqual([["event_size", ""]]);
    expect(broken(event({}, { amount: 1n }))).toEqual([["not_json", ""]]);
  });

  test("an object that contains itself is too deep, and cannot be serialized", () => {
    const endless: Record<string, unknown> = {};
    endless.self = endless;
    expect(broken(event({ endless }))).toEqual([
      ["nesting_depth", "properties.endless.self.self.self"],
      ["not_json", ""],
    ]);
  });

  test.each(REFUSED_IDS)(
    "the placeholder %s is rejected as distinct ID and as insert ID, in upper or lower case",
    (id) => {
      for (const written of [id, id.toUpperCase()]) {
        expect(broken(event({ distinct_id: written }))).toEqual([["distinct_id_refused", "properties.distinct_id"]]);
        expect(broken(event({ $insert_id: written }))).toEqual([["insert_id_refused", "properties.$insert_id"]]);
      }
    },
  );
});

describe("an event that breaks several rules", () => {
  test("all violations are listed", () => {
    expect(
      broken({ event: "", properties: { time: "now", distinct_id: true, $insert_id: "a b".repeat(20), a: list(300) } }),
    ).toEqual([
      ["event_name", "event"],
      ["time_type", "properties.time"],
      ["distinct_id_type", "properties.distinct_id"],
      ["insert_id_charset", "properties.$insert_id"],
      ["insert_id_length", "properties.$insert_id"],
      ["array_length", "properties.a"],
    ]);
  });

  test("only the first twenty violations are listed", () => {
    const lists = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`list${i}`, list(255)]));
    expect(validateEvent(event(lists), { now: NOW_MS })).toHaveLength(20);
  });

  test("its violations do not appear for the next event", () => {
    expect(broken(event({ time: "now" }))).toHaveLength(1);
    expect(broken(event())).toEqual([]);
  });
});

describe("the message of a violation", () => {
  test.each([
    [
      event({ $insert_id: "signup:1" }),
      'properties.$insert_id: got "signup:1", expected only letters, digits and -. Replace the other characters in the same way each time.',
    ],
    [
      event({ time: undefined }),
      "properties.time: got nothing, expected the time of the event. Set it in seconds or milliseconds since 1970, such as 1700000000.",
    ],
    [
      event({ items: list(255) }),
      "properties.items: got 255 elements, expected fewer than 255 elements. Shorten the list.",
    ],
    [
      event({}, { event: "🙂".repeat(256) }),
      "event: got 256 characters, expected at most 255 characters. Shorten it, or Mixpanel truncates it. Put variable parts into a property.",
    ],
    [
      event({ $insert_id: "a".repeat(37) }),
      "properties.$insert_id: got 37 bytes, expected at most 36 bytes. Shorten it, or use the first 36 characters of its hash.",
    ],
    [
      [],
      'the record: got a list, expected an object such as {"event": "Signed Up", "properties": {}}. Pass one object for each event.',
    ],
  ])("says what was received, what is expected and how to fix it", (record, message) => {
    expect(validateEvent(record, { now: NOW_MS }).map((violation) => violation.message)).toEqual([message]);
  });

  test("shows neither long text nor the content of objects", () => {
    const [long] = validateEvent(event({ $insert_id: "_".repeat(36) }), { now: NOW_MS });
    expect(long?.message).toContain(`got "${"_".repeat(36)}"`);
    const [longer] = validateEvent(event({ time: "s".repeat(500) }), { now: NOW_MS });
    expect(longer?.message).toContain(`got "${"s".repeat(40)}…"`);
    const [inside] = validateEvent(event({ time: { secret: "inside" } }), { now: NOW_MS });
    expect(inside?.message).toContain("got an object,");
    expect(inside?.message).not.toContain("inside");
  });
});
