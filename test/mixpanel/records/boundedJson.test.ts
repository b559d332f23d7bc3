import fc from "fast-check";
import {
  assertFewValues,
  isJson,
  isTooDeep,
  JsonBoundError,
  MAX_JSON_DEPTH,
  MAX_RESPONSE_VALUES,
  parseJson,
} from "../../../src/mixpanel/records/boundedJson";

/** Levels of objects and lists in turn, each after a text with brackets, quotes and escapes. */
const nested = (levels: number, text: string) => {
  let json = "1";
  for (let level = 0; level < levels; level++)
    json = level % 2 === 0 ? `[${JSON.stringify(text)},${json}]` : `{${JSON.stringify(text)}:${json}}`;
  return json;
};

test("B1: JSON of the greatest depth is parsed, and one level more is refused, whatever its texts hold", () => {
  const texts = fc.string({ unit: fc.constantFrom("[", "{", "]", "}", '"', "\\", ",", "a", "ü"), maxLength: 12 });
  fc.assert(
    fc.property(texts, (text) => {
      const json = nested(MAX_JSON_DEPTH, text);
      expect(JSON.stringify(parseJson(json))).toBe(json);
      expect(() => parseJson(nested(MAX_JSON_DEPTH + 1, text))).toThrow(JsonBoundError);
    }),
    { seed: 1, numRuns: 100 },
  );
});

test("B1: many objects beside each other are not deep", () => {
  const json = `[${Array.from({ length: 2_000 }, () => '{"a":[[]]}').join(",")}]`;
  expect(parseJson(json)).toHaveLength(2_000);
});

test("B1: invalid JSON is a SyntaxError, but not beyond a bound", () => {
  expect(() => parseJson("[".repeat(MAX_JSON_DEPTH))).toThrow(SyntaxError);
  expect(() => parseJson("[".repeat(MAX_JSON_DEPTH))).not.toThrow(JsonBoundError);
  expect([isJson("[1]"), isJson("[1"), isJson(nested(1_000, "a"))]).toEqual([true, false, true]);
});

test.each([
  ["numbers", "1,", MAX_RESPONSE_VALUES],
  ["empty objects", "{},", MAX_RESPONSE_VALUES / 4],
])("B1: a response may have ten million values, of which an object counts as four: %s", (_, value, most) => {
  const list = (count: number) => `[${value.repeat(count)}1]`;
  expect(() => assertFewValues(list(most - 10))).not.toThrow();
  expect(() => assertFewValues(list(most + 10))).toThrow(new JsonBoundError("JSON with more than 10 million values"));
});

test("B1: a value is too deep beyond the greatest depth, or if it contains itself in several places", () => {
  expect(isTooDeep(JSON.parse(nested(MAX_JSON_DEPTH, "a")))).toBe(false);
  expect(isTooDeep(JSON.parse(nested(MAX_JSON_DEPTH + 1, "a")))).toBe(true);
  const circular: unknown[] = [1, "a", null];
  circular.push(circular, [circular], { circular });
  expect(isTooDeep(circular)).toBe(true);
  expect([isTooDeep("a"), isTooDeep(null), isTooDeep(Buffer.alloc(1_000))]).toEqual([false, false, false]);
});
