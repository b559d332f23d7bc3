import { createHash } from "node:crypto";
import fc from "fast-check";
import {
  completeEvent,
  type EventDefaults,
  type MixpanelEvent,
  writeEvent,
} from "../../../src/mixpanel/ingest/completeEvent";
import { eventEncoder } from "../../../src/mixpanel/ingest/encodeEvent";
import { type Encoded, notJson } from "../../../src/mixpanel/ingest/engine/options";
import { contentInsertId } from "../../../src/mixpanel/ingest/insertId";
import { isEvent, validateIds } from "../../../src/mixpanel/ingest/validate";
import { hasLongNumber } from "../../../src/mixpanel/records/exactNumbers";
import { isRecord, type JsonObject, setOwn } from "../../../src/mixpanel/records/json";

const NOW_MS = 1_700_000_000_000;

/** Sorts keys in the plainest way. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  if (typeof value.toJSON === "function") return sorted(value.toJSON());
  const result: JsonObject = {};
  for (const key of Object.keys(value).sort()) setOwn(result, key, sorted(value[key]));
  return result;
}

/** What an insert ID is by definition: stored events have such IDs, so it must never change. */
const definedId = (...parts: unknown[]) =>
  createHash("sha256")
    .update(JSON.stringify(sorted(parts)))
    .digest("hex")
    .slice(0, 36);

const KEYS = [
  "a",
  "b",
  "__proto__",
  "constructor",
  "toJSON",
  "0",
  "10",
  "9",
  "-1",
  "01",
  "1e3",
  "é",
  "\ud800",
  '"',
  "",
];
const FIELDS = ["time", "distinct_id", "$user_id", "$insert_id", "$source", "token"];
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom("漢", "😀", "\ud83d", "\udc00", '"', "\\", "\n") }),
);
const key = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...KEYS) }, { weight: 1, arbitrary: text });
const scalar = fc.oneof(
  text,
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom(null, undefined, "", -0, 2 ** 60, 1e21, Number.NaN, Number.POSITIVE_INFINITY),
);

/** Values for which JSON.stringify does not simply write keys or elements. */
const unusual = fc.constantFrom<() => unknown>(
  () => new Date(0),
  () => new Date(Number.NaN),
  () => ({ toJSON: () => ({ b: 1, a: [2] }) }),
  () => ({ toJSON: () => undefined }),
  () => ({ toJSON: 5 }),
  () => Object.assign([1, 2], { toJSON: () => "a list" }),
  () => new String("boxed"),
  () => new Number(5),
  () => Object.assign(Object.create(null), { b: 1, a: 2 }),
  () =>
    new (class Point {
      y = 1;
      x = 2;
    })(),
  () => new Map([["a", 1]]),
  () => Buffer.from("ab"),
  () => () => "function",
  () => Symbol("symbol"),
  () => 1n,
  () => Object.assign([1], { 2: 3 }),
  () => {
    const endless: JsonObject = {};
    endless.self = endless;
    return endless;
  },
);

function objectOf(entries: readonly (readonly [string, unknown])[]): JsonObject {
  const object: JsonObject = {};
  for (const [name, value] of entries) setOwn(object, name, value);
  return object;
}
const entriesOf = (name: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>) =>
  fc.array(fc.tuple(name, value), { maxLength: 8 }).map(objectOf);

/** @param oddity how often a value is unusual, beside 20 that are not */
const valueWith = (oddity: number) =>
  fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      { weight: 14, arbitrary: scalar },
      { weight: oddity, arbitrary: unusual.map((make) => make()) },
      { weight: 3, arbitrary: fc.array(tie("value"), { maxLength: 4 }) },
      { weight: 3, arbitrary: entriesOf(key, tie("value")) },
    ),
  })).value;

const anyEvent = fc
  .record({
    event: fc.oneof({ weight: 6, arbitrary: text }, { weight: 1, arbitrary: fc.constantFrom("$merge", "$identify") }),
    fields: fc.oneof(
      { weight: 3, arbitrary: entriesOf(fc.constantFrom("distinct_id", "$user_id"), text) },
      { weight: 1, arbitrary: fc.constant({ time: NOW_MS, distinct_id: null }) },
      { weight: 1, arbitrary: entriesOf(fc.constantFrom(...FIELDS), fc.oneof(scalar, fc.constant(NOW_MS + 5))) },
    ),
    others: fc.oneof(entriesOf(key, valueWith(0)), entriesOf(key, valueWith(1))),
    extra: fc.constantFrom({}, {}, {}, {}, {}, { more: 1 }),
  })
  .map(({ event, fields, others, extra }) => ({
    event: event || "E",
    properties: objectOf([...Object.entries(others), ...Object.entries(fields)]),
    ...extra,
  }));

const anyDefaults: fc.Arbitrary<EventDefaults> = fc.record(
  {
    token: fc.constant("token"),
    mergeToken: fc.constant("merge-token"),
    source: fc.constantFrom("source", 'quoted " source'),
    now: fc.constant(NOW_MS),
    present: fc.constant({ nowMs: NOW_MS, clampToMs: NOW_MS }),
    replaceInsertIds: fc.boolean(),
  },
  { requiredKeys: [] },
);

/** The JSON of a value, or why it has none. */
function jsonOr(make: () => unknown): { json: string } | { error: string } {
  try {
    return { json: JSON.stringify(make()) };
  } catch (error) {
    return { error: notJson(error).message };
  }
}
/** What completing an event and then writing it gives; its IDs are refused in the same way as before. */
function expectedFor(event: MixpanelEvent, index: number, defaults: EventDefaults) {
  let completed: MixpanelEvent;
  try {
    completed = completeEvent(event, index, defaults);
  } catch (error) {
    return { error: notJson(error).message };
  }
  const [violation] = validateIds(completed);
  if (violation !== undefined) return { error: violation.rule };
  if (completed.event === "$merge" && !completed.properties.token) return { error: "token_missing" };
  const written = jsonOr(() => completed);
  return "json" in written ? { json: inOrder(written.json) } : written;
}

/** What is sent for an encoded event, or why it is not. */
function sentFor(encoded: Encoded) {
  if (!("value" in encoded)) return { error: encoded.rule === "not_json" ? encoded.message : encoded.rule };
  const { value } = encoded;
  const written = Buffer.isBuffer(value) ? { json: value.toString() } : jsonOr(() => value);
  return "json" in written ? { json: inOrder(written.json) } : written;
}
const inOrder = (json: string) => JSON.stringify(sorted(JSON.parse(json)));

test("S3: an insert ID is the hash of the content with sorted keys, whatever the content and the one before it", () => {
  fc.assert(
    fc.property(fc.array(valueWith(1), { minLength: 1, maxLength: 3 }), (parts) => {
      const expected = jsonOr(() => definedId(...parts));
      expect(jsonOr(() => contentInsertId(...parts))).toEqual(expected);
    }),
    { seed: 31, numRuns: 4_000 },
  );
});

test.each([1, 64, 65, 200])("S3: the order of %d keys is not confused with that of as many others", (count) => {
  const keys = Array.from({ length: count }, (_, at) => `key-${(at * 7919) % 211}`);
  const shapes = [keys, keys.toReversed(), keys.map((name) => `x${name}`), keys.with(-1, "another")];
  for (const shape of [...shapes, ...shapes]) {
    const properties = Object.fromEntries(shape.map((name, at) => [name, at]));
    expect(contentInsertId("E", properties)).toBe(definedId("E", properties));
  }
});

test("S3: an event that is written once is what completing and writing it give, but for the order of keys", () => {
  const seen = { written: 0, left: 0 };
  fc.assert(
    fc.property(anyEvent, fc.nat(3), anyDefaults, (event, index, defaults) => {
      const written = writeEvent(event, index, defaults);
      seen[written ? "written" : "left"]++;
      if (written === undefined) return;
      const completed = completeEvent(event, index, defaults);
      const json = JSON.stringify(completed);
      expect(inOrder(written.json)).toBe(inOrder(json));
      expect(Buffer.byteLength(written.json)).toBe(Buffer.byteLength(json));
      expect(inOrder(JSON.stringify(written.event()))).toBe(inOrder(json));
      expect(written.isUntimed).toBe(!Object.is(completed.properties.time, event.properties.time));
      const { time, ...rest } = event.properties;
      const content = written.isUntimed ? { ...rest, time: NOW_MS } : event.properties;
      const id = definedId(event.event, content, ...(written.isUntimed ? [index] : []));
      expect(completed.properties.$insert_id).toBe(id);
    }),
    { seed: 32, numRuns: 6_000 },
  );
  // Both ways are taken often enough for the comparison to mean something.
  expect(seen.written).toBeGreaterThan(2_000);
  expect(seen.left).toBeGreaterThan(500);
});

test("S3: the encoder sends and refuses the same as before for any event, as an object and as a line", () => {
  fc.assert(
    fc.property(anyEvent, fc.nat(3), anyDefaults, (event, index, defaults) => {
      const check = () => [];
      for (const options of [defaults, { ...defaults, check }])
        expect(sentFor(eventEncoder(options)(event, index))).toEqual(expectedFor(event, index, defaults));
      const line = jsonOr(() => event);
      if (!("json" in line) || hasLongNumber(line.json)) return;
      const parsed: unknown = JSON.parse(line.json);
      const encoded = eventEncoder(defaults)(Buffer.from(line.json), index);
      if (isEvent(parsed)) expect(sentFor(encoded)).toEqual(expectedFor(parsed, index, defaults));
    }),
    { seed: 33, numRuns: 3_000 },
  );
});

describe("S3: an event without an insert ID", () => {
  const plain = { event: "E", properties: { time: 5, distinct_id: "u", a: { z: 1, y: [{ d: 1, c: 2 }] } } };
  const textOf = (record: unknown, defaults: EventDefaults = {}) => {
    const encoded = eventEncoder(defaults)(record, 0);
    return "value" in encoded ? JSON.stringify(encoded.value) : encoded.message;
  };
  const id = definedId(plain.event, plain.properties);
  const expected = `{"event":"E","properties":{"a":{"y":[{"c":2,"d":1}],"z":1},"distinct_id":"u","time":5,"$insert_id":"${id}"}}`;

  test.each<[string, unknown]>([
    ["an object", plain],
    ["a line", Buffer.from(JSON.stringify(plain))],
  ])("is written once, with sorted keys (%s)", (_, record) => {
    expect(textOf(record)).toBe(expected);
    const stringify = jest.spyOn(JSON, "stringify");
    const written = writeEvent(plain, 0, {});
    const values = stringify.mock.calls.map(([value]) => value);
    stringify.mockRestore();
    expect(written?.json).toBe(expected);
    expect(values).toEqual([plain.properties, "E"]);
  });

  test("without any property has the ID alone", () => {
    const empty: MixpanelEvent = { event: "E", properties: {} };
    expect(textOf(empty)).toBe(`{"event":"E","properties":{"$insert_id":"${definedId("E", {})}"}}`);
  });

  test("has what is filled in before the ID, which does not depend on it", () => {
    expect(textOf(plain, { source: "s", token: "t" })).toBe(
      expected.replace(',"$insert_id"', ',"$source":"s","token":"t","$insert_id"'),
    );
  });

  test("keeps all digits of its numbers if it is a line", () => {
    const line = JSON.stringify(plain).replace('"time":5', '"time":5,"n":12345678901234567890');
    const encoded = eventEncoder({})(Buffer.from(line), 0);
    expect("value" in encoded && String(encoded.value)).toContain('"n":12345678901234567890');
  });

  test("is refused if a rule is broken, and is then named by its ID", () => {
    const violation = { field: "properties.a", rule: "event_size", message: "too large" } as const;
    const seen: unknown[] = [];
    const check = (event: unknown) => {
      seen.push(event);
      return [violation];
    };
    expect(eventEncoder({ check })(plain, 0)).toEqual({
      insert_id: id,
      field: "properties.a",
      rule: "event_size",
      message: "too large",
    });
    expect(seen).toEqual([{ event: "E", properties: { ...plain.properties, $insert_id: id } }]);
  });
});
