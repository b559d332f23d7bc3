import { isEvent, validateIds, validateShape } from "../../../../src/mixpanel/ingest/validate";

const name = "Signed Up";
const SHAPES: [string, unknown, [string, string][]][] = [
  ["a name and properties", { event: name, properties: {} }, []],
  ["a name that breaks other rules, with IDs that do so too", { event: "$merge", properties: { a: 1n } }, []],
  ["a name that is too long", { event: "n".repeat(256), properties: {} }, []],
  ["text", name, [["event_object", ""]]],
  ["null", null, [["event_object", ""]]],
  ["a list with an event in it", [{ event: name, properties: {} }], [["event_object", ""]]],
  ["no name", { properties: {} }, [["event_name", "event"]]],
  ["an empty name", { event: "", properties: {} }, [["event_name", "event"]]],
  ["a number for a name", { event: 7, properties: {} }, [["event_name", "event"]]],
  ["no properties", { event: name }, [["properties_object", "properties"]]],
  ["a list for properties", { event: name, properties: [] }, [["properties_object", "properties"]]],
  [
    "neither",
    {},
    [
      ["event_name", "event"],
      ["properties_object", "properties"],
    ],
  ],
];

test.each(SHAPES)("B7: the shape of an event: %s", (_what, value, expected) => {
  expect(validateShape(value).map(({ rule, field }) => [rule, field])).toEqual(expected);
  expect(isEvent(value)).toBe(expected.length === 0);
});

test("B7: IDs of an event are checked without its other rules", () => {
  const properties = { $user_id: 2 ** 53, distinct_id: "a", $insert_id: "" };
  expect(validateIds({ event: name, properties }).map(({ rule, field }) => [rule, field])).toEqual([
    ["id_rounded", "properties.$user_id"],
  ]);
  expect(validateIds({ event: name, properties: { distinct_id: "a" } })).toEqual([]);
});
