import fc from "fast-check";
import { unpacker } from "../src/query/jql/library/elements";
import { asciiJson, Shapes } from "../src/query/jql/packedEvents";
import type { StoredEvent } from "../src/types";

/** Events as a script gets them, from as many chunks as there are lists. */
function crossed(chunks: StoredEvent[][], labels: string[] = []): unknown[] {
  const shapes = new Shapes();
  const unpack = unpacker();
  return chunks.flatMap((events) => {
    const elements = events.map((event) => shapes.pack(event, labels));
    return unpack(JSON.parse(asciiJson({ shapes: shapes.takeFresh(), elements })));
  });
}

const elementOf = ({ event, distinctId, time, properties }: StoredEvent, labels: string[] = []) => ({
  name: event,
  distinct_id: distinctId,
  time,
  sampling_factor: 1,
  dataset: "$mixpanel",
  properties,
  ...(labels.length > 0 && { labels }),
});

const names = fc.oneof(
  fc.constantFrom("a", "b", "__proto__", "constructor", "1", "0", 'x"\n\\', "ä"),
  fc.string({ unit: "binary" }),
);
const properties = fc
  .array(fc.tuple(names, fc.jsonValue()), { maxLength: 6 })
  .map((entries) => Object.fromEntries(entries));
const events: fc.Arbitrary<StoredEvent> = fc.record({
  event: fc.string({ unit: "binary" }),
  time: fc.integer(),
  distinctId: fc.string(),
  insertId: fc.string(),
  properties,
});

test("S9: events cross to a script as their JSON, whatever their properties, in chunks of any size", () => {
  fc.assert(
    fc.property(fc.array(fc.array(events)), fc.array(fc.string(), { maxLength: 2 }), (chunks, labels) => {
      const plain = chunks.flat().map((event) => elementOf(event, labels));
      // As text, which also compares the order of the names and tells -0 from nothing that JSON can tell.
      expect(crossed(chunks, labels).map((element) => JSON.stringify(element))).toEqual(
        plain.map((element) => JSON.stringify(element)),
      );
    }),
    { numRuns: 200 },
  );
});

const event = (properties: StoredEvent["properties"]): StoredEvent => ({
  event: "E",
  time: 1,
  distinctId: "u",
  insertId: "i",
  properties,
});

test("S9: the names of properties cross once", () => {
  const shapes = new Shapes();
  const packed = [event({ a: 1, b: 2 }), event({ a: 3, b: 4 }), event({ b: 5, a: 6 })].map((one) =>
    shapes.pack(one, []),
  );
  expect(packed.map(([shape, , , , , values]) => [shape, values])).toEqual([
    [0, [1, 2]],
    [0, [3, 4]],
    [1, [5, 6]],
  ]);
  expect(shapes.takeFresh()).toEqual([
    ["a", "b"],
    ["b", "a"],
  ]);
  expect(shapes.takeFresh()).toEqual([]);
});

test("S9: events with ever new names cross with them, so that no more than a thousand lists of names are kept", () => {
  const chunk = Array.from({ length: 1_500 }, (_, i) => event({ [`p${i}`]: i }));
  expect(crossed([chunk])).toEqual(chunk.map((one) => elementOf(one)));
  const shapes = new Shapes();
  for (const one of chunk) shapes.pack(one, []);
  expect(shapes.takeFresh()).toHaveLength(1_000);
});

test("S9: a name that would set the prototype is a property like others", () => {
  const [element] = crossed([[event(JSON.parse('{"__proto__":{"admin":true}}'))]]);
  expect(JSON.stringify(element)).toContain('"properties":{"__proto__":{"admin":true}}');
});

test("S9: a property that is undefined is left out, as in JSON", () => {
  expect(crossed([[event({ a: undefined, b: 1 })]])).toEqual([elementOf(event({ b: 1 }))]);
});
