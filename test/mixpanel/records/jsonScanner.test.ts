import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { JsonScanner } from "../../../src/mixpanel/records/jsonScanner";
import { anyCharacter } from "../../support/anyText";

const scanner = new JsonScanner();
const LEVELS = 20;

/** The position after the value that begins the bytes, as in the middle of a text. */
function valueEnd(bytes: Uint8Array, { maxValues = 1_000, levels = LEVELS } = {}): number {
  const text = Buffer.concat([Buffer.from("\n"), bytes, Buffer.from("\n")]);
  scanner.begin(text, maxValues);
  return scanner.value(1, levels) - 1;
}
const isWhole = (json: string, bounds = {}) => valueEnd(Buffer.from(json), bounds) === Buffer.byteLength(json);

/** Every way in which three bytes begin a character, and the fourth of those that have one. */
function* sequences(): Generator<Buffer> {
  const edges = [0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff];
  for (let first = 0x80; first < 0x100; first++) {
    yield Buffer.of(first);
    for (const second of edges) {
      yield Buffer.of(first, second);
      for (const third of edges) {
        yield Buffer.of(first, second, third);
        for (const fourth of edges) yield Buffer.of(first, second, third, fourth);
      }
    }
  }
}

test("S1: a text is UTF-8 to the scanner if it is to Node", () => {
  const wrong: Buffer[] = [];
  for (const bytes of sequences()) {
    const text = Buffer.concat([Buffer.from('"'), bytes, Buffer.from('"')]);
    if ((valueEnd(text) === text.length) !== isUtf8(text)) wrong.push(bytes);
  }
  expect(wrong).toEqual([]);
});

test("S1: every value that JSON writes is proven", () => {
  const text = fc.string({ unit: anyCharacter });
  const value = fc.oneof(fc.jsonValue({ maxDepth: 4 }), fc.dictionary(text, text), fc.array(fc.double()));
  fc.assert(
    fc.property(value, fc.boolean(), (one, spaced) => {
      const json = JSON.stringify(one);
      expect(isWhole(spaced ? json.replace(/^([[{])/, "$1 ") : json)).toBe(true);
    }),
    { seed: 1, numRuns: 2_000 },
  );
});

test("S1: nothing is proven that JSON.parse rejects", () => {
  const token = fc.constantFrom(
    ...[
      '"',
      "\\",
      "\\u00e",
      "\\n",
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      " ",
      "0",
      "1",
      "-",
      ".",
      "e",
      "+",
      "true",
      "null",
      '"a"',
      "\t",
    ],
  );
  fc.assert(
    fc.property(fc.array(token, { maxLength: 8 }), (tokens) => {
      const json = tokens.join("");
      const end = valueEnd(Buffer.from(json));
      if (end > 0) expect(() => JSON.parse(json.slice(0, end))).not.toThrow();
    }),
    { seed: 1, numRuns: 20_000 },
  );
});

test.each([
  ["levels", "[[[]]]", { levels: 3 }, { levels: 2 }],
  ["levels of objects", '{"a":{"b":[1]}}', { levels: 3 }, { levels: 2 }],
  ["values", '[1,{"a":2}]', { maxValues: 3 }, { maxValues: 2 }],
])("S1: more %s than allowed are not proven", (_what, json, enough, less) => {
  expect([isWhole(json, enough), isWhole(json, less)]).toEqual([true, false]);
});

/** What may stand at the beginning of a text, before a value: whoever goes on there after a fault finds what he expects. */
const BEFORE = ["\n", ":1}", '"', ".5", "e5", "1}", "1]", "}", "]", "1,", ",1]"];
const VALUES = [
  ...['""', '"a"', '"\\n\\"\\\\\\/"', '"\\u00eF"', '"é😀"', "true", "false", "null", "0", "-0", "10", "-1.50", "0.0"],
  ...[
    "1e5",
    "1E5",
    "1e+5",
    "1E-05",
    "0e0",
    "1.5e7",
    "[]",
    "{}",
    "[ ]",
    "{ }",
    '{"a":1}',
    '{ "a" : [ 1 , {} ] , "a" : 2 }',
  ],
];
const FAULTS = [
  ...[
    '"',
    '"a',
    '"\\x0041"',
    '"\\u004"',
    '"\\u004g"',
    '"\\',
    '"\t"',
    "'a'",
    "tru",
    "trux",
    "nuxl",
    "faxxx",
    "True",
    "+1",
  ],
  ...[
    "-",
    "-a",
    ".5",
    "1.",
    "1.e5",
    "1e",
    "1e+",
    "1e-x",
    "[",
    "[1",
    "[1,",
    "[,",
    "[1;2]",
    "[1}",
    "[x",
    "{",
    '{"a"',
    '{"a":',
  ],
  ...[
    '{"a":1',
    '{"a":1,',
    '{"a":1]',
    '{"a";1}',
    '{"a" 1}',
    "{x",
    '{xa":1}',
    "{1:2}",
    '{"a":x',
    '{"a":1;"b":2}',
    "x",
    "",
    ":",
  ],
];

test.each(BEFORE)("B7, S1: values are proven behind %j, and their faults found", (before) => {
  const endOf = (json: string) => {
    scanner.begin(Buffer.from(`${before}${json}\n`), 1_000);
    return scanner.value(before.length, LEVELS);
  };
  const lengthOf = (json: string) => before.length + Buffer.byteLength(json);
  expect(VALUES.map(endOf)).toEqual(VALUES.map(lengthOf));
  // Of a fraction or an exponent without digits, the beginning is not a value either: the bytes after it would be lost.
  expect(FAULTS.filter((json) => endOf(json) !== 0)).toEqual([]);
});

test("B7, S1: an object is as deep as a list", () => {
  expect([isWhole("[[{}]]", { levels: 3 }), isWhole("[[{}]]", { levels: 2 })]).toEqual([true, false]);
});

test("B7, S1: the scanner says whether the last text has an escape", () => {
  const hasEscape = ['"a"', '"\\n"', '"é"', '"\\u0041"', '""'].map((json) => isWhole(json) && scanner.hasEscape);
  expect(hasEscape).toEqual([false, true, false, true, false]);
});
