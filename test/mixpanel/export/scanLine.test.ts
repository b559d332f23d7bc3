import fc from "fast-check";
import { endsInText, passEvents } from "../../../src/mixpanel/export/scanLine";
import { anyCharacter } from "../../support/anyText";

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

test("T15: every event that JSON writes is whole, and does not end within a text", () => {
  fc.assert(
    fc.property(line, (one) => {
      expect([isEvent(one), endsInText(Buffer.from(one))]).toEqual([true, false]);
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
      // Blanks other than spaces, and names before "event", are not looked for: such a line is parsed.
      const isUsual = byte.charCodeAt(0) >= 0x20 && changed.startsWith('{"event":"');
      expect([changed, isEvent(changed)]).toEqual([changed, isJson && isUsual]);
    }),
    { seed: 15, numRuns: 1_000 },
  );
});

test.each([
  ['{"event":"a","properties":{"t":"line1', true],
  ['{"event":"a', true],
  ['{"event":"a\\"', true],
  ['{"event":"a\\', false],
  ['{"event":"a"', false],
  ['{"event":"a\\\\"}', false],
  ['{"event":"a","t":"\tb', false],
  ['{"event":"a","prop\\n{"event":"b', false],
  ['["a', false],
  ["", false],
])("T15: whether %s ends within a text is %s", (given, expected) => {
  expect(endsInText(Buffer.from(given))).toBe(expected);
});

test('S1: {"event": "a", "n": [-1.5e+3, true, false, null]} need not be parsed', () => {
  expect(isEvent('{"event": "a", "n": [-1.5e+3, true, false, null]}')).toBe(true);
});

test.each([
  '{"properties":{},"event":"a"}',
  '{"error":"a"}',
  '{"event":null}',
  '{"event":1}',
  '{"every":"a"}',
  '{"event":"a","n":1,}',
  '{"event":"a","n":01}',
  '{"event":"a" "n":1}',
  '{"event":"a","n":"\\u12g4"}',
  '{"event":"a"}}',
  '{"event":"a"}{"event":"b"}',
  `{"event":"a","n":${"[".repeat(100)}${"]".repeat(100)}}`,
])("S1: %s has to be parsed", (given) => {
  expect(isEvent(given)).toBe(false);
});
