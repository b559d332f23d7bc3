import { type EventEncoding, eventEncoder } from "../../../src/mixpanel/ingest/encodeEvent";
import { RefusedRecord } from "../../../src/mixpanel/ingest/engine/options";
import { contentInsertId } from "../../../src/mixpanel/ingest/insertId";
import { ExactRecord } from "../../../src/mixpanel/records/exactRecord";

const NOW_MS = 1_700_000_000_000;
const LONG = "12345678901234567890";
const event = (properties: object = {}, name = "E") => ({
  event: name,
  properties: { time: 5, distinct_id: "u", $insert_id: "id-1", ...properties },
});
const lineOf = (value: unknown) => Buffer.from(JSON.stringify(value));
const withLong = (value: object) => JSON.stringify(value).replace(/\}\}$/, `,"n":${LONG}}}`);
const violation = { field: "properties.a", rule: "event_size", message: "too large" } as const;
const NOT_JSON = "the record: got a line that is not JSON in UTF-8, expected ";
const NO_OBJECT = "the record: got a line that is not a JSON object, expected ";

const encode = (record: unknown, options: EventEncoding = {}, index = 7) => eventEncoder(options)(record, index);
/** What is sent of a record, as JSON. */
function sent(record: unknown, options: EventEncoding = {}) {
  const encoded = encode(record, options);
  if (!("value" in encoded)) return encoded;
  const { value } = encoded;
  return Buffer.isBuffer(value) ? value.toString() : JSON.stringify(value);
}

describe("B7: an event that is complete", () => {
  test("is sent as it is: an object, a line without blanks at its ends, and a record with long numbers", () => {
    const given = event();
    expect(encode(given)).toEqual({ value: given });
    expect(encode(given)).toHaveProperty("value", given);
    const line = lineOf(given);
    expect(encode(line)).toEqual({ value: line });
    expect(encode(Buffer.concat([Buffer.from(" \t"), line, Buffer.from("\r \n")]))).toEqual({ value: line });
    expect(encode(Buffer.concat([line, Buffer.from("\r")]))).toEqual({ value: line });
    const spaced = ` ${JSON.stringify(given, null, 1)}`;
    expect(sent(Buffer.from(spaced))).toBe(spaced.trim());
    expect(sent(Buffer.from(withLong(given)))).toBe(withLong(given));
    expect(sent(new ExactRecord(withLong(given)))).toBe(withLong(given));
  });

  test.each(["$identify", "$create_alias", "$merge"])("says that %s is an identity event", (name) => {
    const properties = {
      alias: "b",
      $identified_id: "u",
      $anon_id: "2A3B4C5D-1234-4ABC-9DEF-0123456789AB",
      token: "t",
    };
    const own = { ...properties, $distinct_ids: ["a", "b"] };
    expect(encode(event(own, name))).toMatchObject({ identity: true });
    expect(encode(event(own, "$other"))).toMatchObject({ identity: undefined });
  });
});

describe("B7: what is filled in", () => {
  test.each<[string, unknown]>([
    ["an object", event({ time: null })],
    ["a line", lineOf(event({ time: null }))],
    ["a line with a long number", Buffer.from(withLong(event({ time: null })))],
    ["a list with a long number", new ExactRecord(withLong(event({ time: null })))],
    ["an event without an insert ID", { event: "E", properties: {} }],
  ])("makes a second run send another time: %s", (_what, record) => {
    expect(encode(record, { now: NOW_MS })).toMatchObject({ renewed: true });
    expect(JSON.parse(String(sent(record, { now: NOW_MS }))).properties.time).toBe(NOW_MS);
    expect(encode(record)).toMatchObject({ value: expect.anything() });
    expect("renewed" in encode(record) && encode(record)).toMatchObject({ renewed: undefined });
  });

  test.each<[string, unknown]>([
    ["a line", Buffer.from(withLong(event()))],
    ["a record", new ExactRecord(withLong(event()))],
  ])("leaves the digits of %s", (_what, record) => {
    const text = sent(record, { token: "t" });
    expect(text).toContain(`"n":${LONG}`);
    expect(text).toContain('"token":"t"');
  });

  test("leaves the digits of an ID of a line that is complete but for that", () => {
    const line = JSON.stringify(event()).replace(/\}\}$/, `,"$user_id":${LONG}}}`);
    expect(sent(Buffer.from(line))).toContain(`"$user_id":"${LONG}"`);
  });

  test.each<[string, (value: object) => unknown]>([
    ["an object", (value) => value],
    ["a line", lineOf],
  ])("is written once, with sorted keys, beside an insert ID that is computed: %s", (_what, form) => {
    const properties = { b: 1, a: 2 };
    const id = contentInsertId("E", properties);
    expect(sent(form({ event: "E", properties }))).toBe(
      `{"event":"E","properties":{"a":2,"b":1,"$insert_id":"${id}"}}`,
    );
    const refused = encode(form({ event: "E", properties }), { check: () => [violation] });
    expect(refused).toEqual({ insert_id: id, ...violation });
  });

  test("leaves the digits of a line without an insert ID", () => {
    const { $insert_id: _, ...properties } = event().properties;
    expect(sent(Buffer.from(withLong({ event: "E", properties })))).toContain(`"n":${LONG}`);
    expect(sent(Buffer.from(JSON.stringify({ event: "E", properties })))).toContain(contentInsertId("E", properties));
  });
});

describe("B7: an event that is refused", () => {
  test.each([
    [null, "event_object"],
    [{ properties: { $insert_id: "a" } }, "event_name"],
    [{ event: "E" }, "properties_object"],
  ])("has no shape of an event: %j", (given, rule) => {
    const insert = rule === "event_name" ? { insert_id: "a" } : {};
    expect(encode(given)).toMatchObject({ rule, ...insert });
    expect(encode(lineOf(given))).toMatchObject({ rule, ...insert });
    expect("insert_id" in encode(given)).toBe(rule === "event_name");
  });

  test.each([
    ["text", Buffer.from("no JSON")],
    ["nothing", Buffer.from("  ")],
    ["a byte that is not UTF-8", Buffer.of(0x22, 0xff, 0x22)],
  ])("is no JSON: %s", (_what, line) => {
    const map = jest.fn();
    for (const options of [{}, { map }])
      expect(encode(line, options)).toMatchObject({ rule: "invalid_json", message: expect.stringContaining(NOT_JSON) });
    expect(map).not.toHaveBeenCalled();
  });

  test("cannot be written", () => {
    const { $insert_id: _, ...properties } = event().properties;
    expect(encode({ event: "E", properties: { ...properties, a: 1n } })).toMatchObject({ rule: "not_json" });
  });

  test("has an ID that is none, also in a line", () => {
    for (const given of [event({ $user_id: 1.5 }), lineOf(event({ $user_id: 1.5 }))])
      expect(encode(given)).toMatchObject({ insert_id: "id-1", field: "properties.$user_id", rule: "id_type" });
    expect(encode(event({ $user_id: 2 ** 53 }), { check: () => [violation] })).toMatchObject({
      rule: "id_rounded",
      message: expect.stringMatching(/; too large$/),
    });
  });

  test("breaks another rule, in whatever form it came", () => {
    const seen: unknown[] = [];
    const check = (value: unknown) => {
      seen.push(value);
      return [violation];
    };
    const refused = { insert_id: "id-1", ...violation };
    for (const record of [event(), lineOf(event()), Buffer.from(withLong(event())), new ExactRecord(withLong(event()))])
      expect(encode(record, { check })).toEqual(refused);
    expect(seen).toEqual([event(), event(), event({ n: Number(LONG) }), event({ n: Number(LONG) })]);
  });

  test("merges users without a token", () => {
    const merge = { event: "$merge", properties: { $distinct_ids: ["a", "b"], $insert_id: "a" } };
    expect(encode(merge)).toEqual({
      field: "properties.token",
      rule: "token_missing",
      message:
        "properties.token: got nothing, expected the project token, which Mixpanel requires in a $merge event. Fill in Project Token on the Mixpanel connection.",
    });
    expect(encode(merge, { mergeToken: "t" })).toMatchObject({ value: { properties: { token: "t" } } });
  });
});

describe("B7: the effect of an event without a usable insert ID", () => {
  test("is that of the caller", () => {
    const effectWithoutId = "write";
    expect(encode(event({ $insert_id: "a:b" }), { effectWithoutId })).toMatchObject({ effect: "write" });
    expect(encode(event(), { effectWithoutId })).toMatchObject({ effect: undefined });
    expect(encode(event({ $insert_id: "a:b" }))).toMatchObject({ effect: undefined });
  });
});

describe("B7: a change to each event", () => {
  test.each<[string, (value: object) => unknown]>([
    ["an object", (value) => value],
    ["a line", lineOf],
    ["a line with a long number", (value) => Buffer.from(withLong(value))],
  ])("is made before it is completed, or refuses it: %s", (_what, form) => {
    const prepare: EventEncoding["prepare"] = (given) => ({ ...given, event: "F" });
    expect(JSON.parse(String(sent(form(event()), { prepare }))).event).toBe("F");
    const refuse = () => new RefusedRecord(violation);
    expect(encode(form(event()), { prepare: refuse })).toEqual(violation);
  });

  test("is no renewal of a time that it has set itself", () => {
    const prepare: EventEncoding["prepare"] = ({ event: name, properties }) => ({
      event: name,
      properties: { ...properties, time: 9 },
    });
    expect(encode(event(), { prepare, now: NOW_MS })).toMatchObject({ renewed: undefined });
  });
});

describe("B7: lines that are sent unaltered", () => {
  const unaltered = true;
  const line = lineOf({ any: "object" });

  test("are not read if nothing is checked", () => {
    expect(encode(line, { unaltered, effectWithoutId: "write" })).toEqual({ value: line, effect: "write" });
    const broken = Buffer.from("{no JSON}");
    expect(encode(broken, { unaltered })).toEqual({ value: broken });
    expect(encode(Buffer.concat([Buffer.from(" "), line, Buffer.from("\r")]), { unaltered })).toEqual({ value: line });
  });

  test.each(["[1]", "{1]", "[1}", "", "x"])("begin and end with a brace, which %j does not", (text) => {
    expect(encode(Buffer.from(text), { unaltered })).toMatchObject({
      rule: "event_object",
      message: expect.stringContaining(NO_OBJECT),
    });
  });

  test("are checked as they are, where IDs keep their digits", () => {
    const seen: unknown[] = [];
    const check = (value: unknown) => {
      seen.push(value);
      return [];
    };
    const own = `{"event":"E","properties":{"$user_id":${LONG},"n":${LONG}},"more":1}`;
    expect(encode(Buffer.from(own), { unaltered, check })).toEqual({ value: Buffer.from(own) });
    expect(encode(line, { unaltered, check })).toEqual({ value: line });
    expect(seen).toEqual([{ event: "E", properties: { $user_id: LONG, n: Number(LONG) }, more: 1 }, { any: "object" }]);
    expect(encode(Buffer.from(`{"any":${LONG}}`), { unaltered, check })).toHaveProperty("value");
    expect(seen.at(-1)).toEqual({ any: Number(LONG) });
    expect(encode(Buffer.from("{no JSON}"), { unaltered, check })).toMatchObject({ rule: "invalid_json" });
    expect(encode(lineOf(event()), { unaltered, check: () => [violation] })).toEqual({
      insert_id: "id-1",
      ...violation,
    });
  });

  test("are those of NDJSON only: a list is completed", () => {
    expect(sent(event(), { unaltered, token: "t" })).toContain('"token":"t"');
    expect(sent(new ExactRecord(withLong(event())), { unaltered, token: "t" })).toContain('"token":"t"');
  });
});

describe("B7: an event that is made of each record", () => {
  test.each<[string, unknown, unknown]>([
    ["an object", { a: 1 }, { a: 1 }],
    ["a line", Buffer.from(`{"a":${LONG}}`), { a: LONG }],
    ["a record with long numbers", new ExactRecord(`{"a":${LONG}}`), { a: LONG }],
  ])("is made of %s, with its position", (_what, record, parsed) => {
    const map = jest.fn(() => event());
    expect(encode(record, { map })).toEqual({ value: event() });
    expect(map).toHaveBeenCalledWith(parsed, 7);
  });

  test("may be refused", () => {
    expect(encode({}, { map: () => new RefusedRecord(violation) })).toEqual(violation);
    expect(encode({}, { map: () => "no event" })).toMatchObject({ rule: "event_object" });
  });
});
