import fc from "fast-check";
import { copyRecords } from "../../../src/mixpanel/copy/records";
import { JsonBoundError, MAX_JSON_DEPTH } from "../../../src/mixpanel/records/boundedJson";
import {
  hasLongNumber,
  parseExact,
  parseKeepingDigits,
  stringifyExact,
} from "../../../src/mixpanel/records/exactNumbers";
import { isRecord } from "../../../src/mixpanel/records/json";
import { anyCharacter } from "../../support/anyText";

const meaning = (text: string) => JSON.stringify(JSON.parse(text));
const exact = (text: string) => stringifyExact(parseExact(text));
const outcome = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return String(error);
  }
};

const digits = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: min, maxLength: max });
/** Numbers of 17 digits and more, in every form that JSON has. */
const longNumber = fc
  .tuple(
    fc.constantFrom("", "-"),
    fc.constantFrom("1", "9"),
    digits(16, 40),
    fc.option(digits(1, 30), { nil: "" }),
    fc.constantFrom("", "e5", "E-7", "e+300"),
  )
  .map(([sign, first, rest, fraction, exponent]) => `${sign}${first}${rest}${fraction && `.${fraction}`}${exponent}`);
/** Texts that look like what numbers are masked with, and like numbers. */
const awkward = fc.oneof(
  fc.string({ unit: fc.constantFrom("\uFDD0", "n", "t", '"', "\\", "1", ":", ",", " ", "é") }),
  longNumber,
  longNumber.map((number) => `\uFDD0n${number}`),
  longNumber.map((number) => `a"\uFDD0n${number}"`),
  fc.string({ unit: anyCharacter }),
);
const escaped = (text: string) => JSON.stringify(text).replaceAll("\uFDD0", "\\uFdD0");
const quoted = fc.oneof(
  awkward.map((text) => JSON.stringify(text)),
  awkward.map(escaped),
);
const shortNumber = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })).map(String);
const { json: anyJson } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    longNumber,
    quoted,
    shortNumber.filter((number) => !hasLongNumber(number)),
    fc.constantFrom("true", "null", "-0"),
    fc.array(tie("json"), { maxLength: 4 }).map((values) => `[${values.join(" , ")}]`),
    fc
      .array(fc.tuple(quoted, tie("json")), { maxLength: 4 })
      .map((entries) => `{${entries.map(([key, value]) => `${key} :\n${value}`).join(",")}}`),
  ),
}));

test("parsing and writing keeps every digit of a long number at any place in the JSON", () => {
  fc.assert(
    fc.property(longNumber, (number) => {
      expect(exact(number)).toBe(number);
      expect(exact(`[${number}\n, -0,{"${number}" : {"a":${number} }}]`)).toBe(
        `[${number},0,{"${number}":{"a":${number}}}]`,
      );
      expect(hasLongNumber(`{"a":${number}}`)).toBe(true);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test("everything except long numbers is read and written like with JSON.parse and JSON.stringify", () => {
  fc.assert(
    fc.property(anyJson, (text) => {
      const written = exact(text);
      expect(meaning(written)).toBe(meaning(text));
      expect(exact(written)).toBe(written);
      if (!hasLongNumber(text)) expect(written).toBe(meaning(text));
    }),
    { seed: 1, numRuns: 3_000 },
  );
});

test("invalid JSON throws the same error as JSON.parse", () => {
  const pieces = fc.constantFrom(
    '"',
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "-",
    "+",
    ".",
    "e",
    "0",
    "1234567890123456",
    "\\",
    " ",
  );
  const text = fc.oneof(
    fc.string({ unit: pieces, maxLength: 8 }),
    anyJson.map((json) => json.slice(0, -1)),
  );
  fc.assert(
    fc.property(text, (broken) => {
      const expected = outcome(() => meaning(broken));
      const got = outcome(() => meaning(exact(broken)));
      expect(got).toBe(expected);
    }),
    { seed: 1, numRuns: 3_000 },
  );
});

test.each([
  "{1234567890123456:1}",
  "1234567890123456.",
  "01234567890123456",
  "--1234567890123456",
  "[1234567890123456e]",
  "1.2.34567890123456789",
])("%s is refused", (text) => {
  expect(() => parseExact(text)).toThrow(SyntaxError);
  expect(outcome(() => parseExact(text))).toBe(outcome(() => JSON.parse(text)));
});

test.each([
  ["15 digits", '{"time":170406720000012}', false],
  ["16 digits", '{"time":1704067200000123}', true],
  ["16 digits about a point", "[-12345678.12345678]", true],
  ["digits of the exponent", "1e0000000000000016", false],
  ["a text of digits", '{"id":"12345678901234567890"}', false],
  ["a text of digits behind quotes", '{"id":"\\\\\\" 12345678901234567890"}', false],
  ["a number behind a text that ends with a backslash", '["\\\\",12345678901234567890]', true],
  ["short numbers side by side", "[1234567,1234567,1234567]", false],
])("%s", (_, text, isLong) => {
  expect(hasLongNumber(text)).toBe(isLong);
});

test("a masked number that is moved or combined with other values stays a number, and text that looks like a mask stays text", () => {
  const parsed = parseExact('{"a":12345678901234567890,"b":"\\uFDD0n12345678901234567890"}');
  expect(isRecord(parsed)).toBe(true);
  const moved = isRecord(parsed) ? { list: [parsed.a], ...parsed, more: 1 } : undefined;
  expect(stringifyExact(moved)).toBe(
    '{"list":[12345678901234567890],"a":12345678901234567890,"b":"\uFDD0n12345678901234567890","more":1}',
  );
});

test("`__proto__` is a key like any other", () => {
  expect(exact('{"__proto__":{"a":12345678901234567890}}')).toBe('{"__proto__":{"a":12345678901234567890}}');
});

describe("texts of megabytes", () => {
  const million = 1_000_000;
  test.each([
    ["digits", `[${"1".repeat(million)}]`],
    ["digits and no JSON", `{${"1".repeat(million)}:1}`],
    ["points", `[${"1.".repeat(million)}]`],
    ["a text of escapes", JSON.stringify({ a: '\\"'.repeat(5 * million), b: 1 })],
    ["quotes", `[${'"",'.repeat(million)}1234567890123456]`],
    ["a text without its end", `["${'\\"'.repeat(million)}1234567890123456`],
    ["blanks behind numbers", `[${"1234567890123456   ,".repeat(million / 10)}1]`],
    ["minus signs", "-".repeat(million)],
  ])("of %s are parsed quickly", (_, text) => {
    const begun = performance.now();
    hasLongNumber(text);
    const got = outcome(() => meaning(exact(text)));
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(got).toBe(outcome(() => meaning(text)));
  });
});

describe("a copied event that has to be changed keeps its numbers", () => {
  const NUMBERS = '"n":12345678901234567890,"o":{"p":[-0.1234567890123456789]}';
  const copied = (properties: string, more: object = {}) => {
    const block = Buffer.from(`{"event":"Paid","properties":{"time":1704067200000,"distinct_id":"u",${properties}}}\n`);
    const present = { nowMs: 1_735_689_600_000, clampToMs: 1_735_689_600_000 };
    const options = { operation: "copyEvents", identityEvents: false, asLines: true, present, ...more };
    return copyRecords(block, options).records.map(String);
  };
  const written = (properties: string) => [
    `{"event":"Paid","properties":{"time":1704067200000,"distinct_id":"u",${properties}}}`,
  ];

  test("when properties that Mixpanel added are removed", () => {
    const given = `"$insert_id":"id-1","$import":true,"$mp_api_timestamp_ms":1704067200000000,${NUMBERS}`;
    expect(copied(given)).toEqual(written(`"$insert_id":"id-1",${NUMBERS}`));
  });

  test("when an invalid insert ID is replaced by a valid one, the same in each copy", () => {
    const [copy = ""] = copied(`"$insert_id":"id:1",${NUMBERS}`);
    expect(copy).toContain(NUMBERS);
    expect(JSON.parse(copy).properties.$insert_id).toMatch(/^[0-9a-f]{36}$/);
    expect(copied(`"$insert_id":"id:1",${NUMBERS}`)).toEqual([copy]);
  });

  test("when a missing insert ID is added, a different one for each number", () => {
    const idOf = (number: string) => JSON.parse(copied(`"n":${number}`).join("")).properties.$insert_id;
    expect(idOf("12345678901234567890")).toMatch(/^[0-9a-f]{36}$/);
    expect(idOf("12345678901234567891")).not.toBe(idOf("12345678901234567890"));
  });

  test("when its time is converted to UTC and the integration ID is added", () => {
    const more = { asLines: false, toUtc: (ms: number) => ms + 1, source: "partner" };
    expect(copied(`"$insert_id":"id-1",${NUMBERS}`, more)).toEqual([
      `{"event":"Paid","properties":{"time":1704067200001,"distinct_id":"u","$insert_id":"id-1",${NUMBERS},"$source":"partner"}}`,
    ]);
  });
});

describe("T13: parseKeepingDigits", () => {
  /** A tree, the JSON text that it is written as, and what is to be read from it. */
  interface Sample {
    text: string;
    value: unknown;
  }
  const integer = fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map((number): Sample => {
    const isSafe = Number.isSafeInteger(Number(number));
    return { text: String(number), value: isSafe ? Number(number) : String(number) };
  });
  const other = fc
    .oneof(
      longNumber.filter((text) => /[.eE]/.test(text)),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
    )
    .filter((text) => /[.eE]/.test(text))
    .map((text): Sample => ({ text, value: Number(text) }));
  const text = awkward.map((value): Sample => ({ text: JSON.stringify(value), value }));
  const { tree } = fc.letrec<{ tree: Sample }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      integer,
      other,
      text,
      fc.array(tie("tree"), { maxLength: 4 }).map((list) => ({
        text: `[${list.map((element) => element.text).join(", ")}]`,
        value: list.map(({ value }) => value),
      })),
      fc.dictionary(fc.oneof(awkward, fc.constant("__proto__")), tie("tree"), { maxKeys: 4 }).map((record) => ({
        text: `{${Object.entries(record)
          .map(([key, element]) => `${JSON.stringify(key)}: ${element.text}`)
          .join(", ")}}`,
        value: JSON.parse(JSON.stringify(record), (_, value) => (isSample(value) ? value.value : value)),
      })),
    ),
  }));
  const isSample = (value: unknown): value is Sample =>
    isRecord(value) && typeof value.text === "string" && Object.hasOwn(value, "value");

  test("integers beyond 2^53 are text with all their digits, everything else is what JSON.parse reads", () => {
    fc.assert(
      fc.property(tree, ({ text, value }) => {
        expect(JSON.stringify(sorted(parseKeepingDigits(text)))).toBe(JSON.stringify(sorted(value)));
      }),
      { numRuns: 1_000 },
    );
  });

  /** The order of keys is no content. */
  function sorted(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(sorted);
    if (!isRecord(value)) return value;
    return Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]);
  }

  const nested = (depth: number) => `${"[".repeat(depth)}3928097563762691601${"]".repeat(depth)}`;

  test("a long number is found in the deepest JSON that is read", () => {
    let value = parseKeepingDigits(nested(MAX_JSON_DEPTH));
    while (Array.isArray(value)) value = value[0];
    expect(value).toBe("3928097563762691601");
  });

  test.each([parseKeepingDigits, parseExact])("B1: %p refuses deeper JSON, which would overflow the stack", (parse) => {
    for (const depth of [MAX_JSON_DEPTH + 1, 100_000])
      expect(() => parse(nested(depth))).toThrow(new JsonBoundError("JSON nested more than 500 levels deep"));
  });

  test("invalid JSON throws the same error as JSON.parse", () => {
    expect(outcome(() => parseKeepingDigits('{"a": 3928097563762691601'))).toMatch(/^SyntaxError/);
  });
});
