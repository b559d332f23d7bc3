import fc from "fast-check";
import { passEvents, scanLine } from "../../../src/mixpanel/export/scanLine";
import { anyCharacter } from "../../support/anyText";

const shapeOf = (line: string) => scanLine(Buffer.from(line));
/** Behind other bytes, as the last line of a piece and as one with another behind it. */
const isEvent = (line: string) => {
  const next = '{"event":"next"}';
  const [last, before] = [Buffer.from(`x\n${line}`), Buffer.from(`x\n${line}\n${next}\n`)];
  const passed = [passEvents(last, 2), passEvents(before, 2)];
  const start = { lines: 0, end: 2 };
  const isPassed = passed.map(({ lines }) => lines > 0);
  expect(passed).toEqual(
    isPassed.map((all, index) => (all ? { lines: 1 + index, end: [last, before][index]?.length } : start)),
  );
  return isPassed.includes(true);
};

const text = fc.oneof(
  fc.string({ unit: anyCharacter }),
  fc.string({ unit: fc.constantFrom('"', "\\", "{", "}", "[", "]", ",", ":", "\n", "\t", "é", "a") }),
);
const value = fc.oneof(text, fc.jsonValue({ maxDepth: 2 }));
const event = fc.record({ event: text, properties: fc.dictionary(text, value, { maxKeys: 4 }) });
const line = event.map((one) => JSON.stringify(one));

test("T15: every event that JSON writes is whole", () => {
  fc.assert(
    fc.property(line, (one) => {
      expect([shapeOf(one), isEvent(one)]).toEqual(["whole", true]);
    }),
    { seed: 15, numRuns: 1_000 },
  );
});

test("T15: a line that was cut is never whole, whatever follows it", () => {
  fc.assert(
    fc.property(line, line, fc.nat(), (one, next, at) => {
      const bytes = Buffer.from(one);
      const cut = bytes.subarray(0, 1 + (at % (bytes.length - 1))).toString("latin1");
      const ends = ["", next, `,${next}`, `}}${next}`];
      expect(ends.map((end) => isEvent(cut + end))).not.toContain(true);
    }),
    { seed: 15, numRuns: 1_000 },
  );
});

test("T15: one more quote, brace or control character is found, wherever it stands", () => {
  fc.assert(
    fc.property(line, fc.nat(), fc.constantFrom('"', "{", "}", "]", "\n", "\r", "\t", "\u0000"), (one, at, byte) => {
      const place = 1 + (at % (one.length - 1));
      const changed = one.slice(0, place) + byte + one.slice(place);
      const isJson = (() => {
        try {
          JSON.parse(changed);
          return true;
        } catch {
          return false;
        }
      })();
      const shape = shapeOf(changed);
      // The digits of \\u0000 are not looked at.
      fc.pre(!one.slice(0, place).slice(-6).includes("\\u"));
      // Blanks between values are not looked for: such a line is parsed.
      expect([changed, shape === "whole"]).toEqual([changed, isJson && byte.charCodeAt(0) >= 0x20]);
    }),
    { seed: 15, numRuns: 1_000 },
  );
});

test.each([
  ["open", '{"event":"a","properties":{"t":"line1'],
  ["open", '{"event":"a'],
  ["broken", '{"event":"a\\'],
  ["broken", '{"event":"a"'],
  ["broken", '{"event":"a","t":"\tb"}'],
  ["broken", '{"event":"a"}}'],
  ["broken", '{"event":"a"}{"event":"b"}'],
  ["broken", '{"event":NaN}'],
  ["broken", '{"event":"a",\\"b":1}'],
  ["broken", ""],
  ["broken", "[]"],
  ["whole", '{"event": "a", "n": [-1.5e+3, true, false, null]}'],
])("T15: the shape is %s for %s", (shape, given) => {
  expect(shapeOf(given)).toBe(shape);
});

test.each(['{"properties":{},"event":"a"}', '{"error":"a"}', '{"event":null}', '{"event":1}', '{"every":"a"}'])(
  "T15: %s has to be parsed",
  (given) => {
    expect(isEvent(given)).toBe(false);
  },
);
