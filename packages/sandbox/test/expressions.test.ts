import fc from "fast-check";
import { anyCharacter } from "../../../test/support/anyText";
import { compile, Datetime, ExpressionError, type Subject } from "../src/expressions";

const subject: Subject = {
  event: "Signed up",
  time: 1_700_000_000_123,
  properties: {
    plan: "pro",
    age: 42,
    zero: 0,
    active: true,
    tags: ["a", "b"],
    empty: "",
    nothing: null,
    last: "2023-05-01T10:00:00",
    address: { city: "Austin" },
  },
  user: { plan: "free" },
  behaviors: { b1: 3 },
};

const evaluate = (expression: string): unknown => compile(expression)(subject);

describe("values", () => {
  test.each([
    ['properties["plan"]', "pro"],
    ["properties['plan']", "pro"],
    ['event["plan"]', "pro"],
    ['user["plan"]', "free"],
    ['behaviors["b1"]', 3],
    ["event", "Signed up"],
    ["NOW", undefined],
    ['properties["time"]', 1_700_000_000],
    ['properties["address"]["city"]', "Austin"],
    ['properties["tags"][1]', "b"],
    ['properties["missing"]', undefined],
    ['properties["toString"]', undefined],
    ['properties["__proto__"]', undefined],
    ["1.5e3", 1500],
    ["-2", -2],
    ["--2", 2],
    ["[1, 'x', true]", [1, "x", true]],
    ["[]", []],
    ['"a\\"b\\n\\u00e9"', 'a"b\né'],
    ["'it\\'s'", "it's"],
  ])("%s is %p", (expression, value) => expect(evaluate(expression)).toEqual(value));
});

describe("operators", () => {
  test.each([
    ['properties["plan"] == "pro"', true],
    ['properties["plan"] != "pro"', false],
    ['properties["missing"] != "pro"', true],
    ['properties["missing"] == undefined', true],
    ['properties["age"] == "42"', false],
    ['properties["tags"] == ["a", "b"]', true],
    ['properties["age"] >= 42 and properties["age"] < 43', true],
    ['properties["missing"] > 1', false],
    ['properties["missing"] <= 1', false],
    ['"a" < "b"', true],
    ['1 < "b"', false],
    ['"pr" in properties["plan"]', true],
    ['"x" not in properties["plan"]', true],
    ['"a" in properties["tags"]', true],
    ['properties["plan"] in ["free", "pro"]', true],
    ['properties["age"]   not   in [41, 43]', true],
    ["1 + 2 * 3 - 4 / 2", 5],
    ["(1 + 2) * 3", 9],
    ["7 % 4", 3],
    ["1 / 0", undefined],
    ['1 + "a"', undefined],
    ['"a" + "b"', "ab"],
    ["10 - 3 - 2", 5],
    ["not true or true", true],
    ["not (true or true)", false],
    ["not not true", true],
    ["not 1 == 2", true],
    ["true or false and false", true],
    ["false and false or true", true],
    ['properties["empty"] or properties["zero"]', false],
    ['properties["plan"] == "pro" and not (defined(properties["x"]) or properties["age"] < 18)', true],
  ])("%s is %p", (expression, value) => expect(evaluate(expression)).toBe(value));
});

describe("functions", () => {
  test.each([
    ['defined(properties["empty"])', true],
    ['defined(properties["nothing"])', false],
    ['defined(properties["missing"])', false],
    ['string(properties["age"])', "42"],
    ['string(properties["missing"])', undefined],
    ['string(datetime("2020-02-01"))', "2020-02-01T00:00:00"],
    ['number("42") == properties["age"]', true],
    ['number("4x")', undefined],
    ["number(true)", 1],
    ['number(datetime("1970-01-02"))', 86_400],
    ['boolean(properties["empty"])', false],
    ['boolean(properties["tags"])', true],
    ['lower("ABC") + upper("def")', "abcDEF"],
    ['datetime(properties["last"]) > datetime("2023-05-01T09:59:59")', true],
    ['properties["last"] >= datetime("2023-05-01T10:00:00Z")', true],
    ['properties["last"] == datetime("2023-05-01T12:00:00+02:00")', true],
    ["datetime(86400) == datetime('1970-01-02')", true],
    ['datetime("soon")', undefined],
    ["number(datetime(86400.9))", 86_400],
    ["number(datetime(4294967295))", 4_294_967_295],
    ["number(datetime(1718452800999))", 1_718_452_800],
    ["datetime(0)", undefined],
    ["datetime(-5)", undefined],
    ["string(datetime(1e300))", undefined],
  ])("%s is %p", (expression, value) => expect(evaluate(expression)).toBe(value));

  test("datetime reads a date without a zone as UTC", () => {
    expect(evaluate('datetime("2023-05-01T10:00:00")')).toEqual(new Datetime(Date.UTC(2023, 4, 1, 10)));
  });
});

test("R7: NOW is the second of an engage query", () => {
  expect(compile("NOW - 60")({ ...subject, now: 1_700_000_000_999 })).toBe(1_699_999_940);
});

describe("what is no expression", () => {
  test.each([
    ["", 0],
    ['properties["a"', 14],
    ['properties["a"] = 1', 16],
    ['properties["a"] == 1 2', 21],
    ['eval("1")', 0],
    ["trueish", 4],
    ['"open', 5],
    ["1 and", 5],
  ])("%p is refused at character %i", (expression, position) => {
    expect(() => compile(expression)).toThrow(expect.objectContaining({ name: "ExpressionError", position }));
  });

  test("an expression nested too deep is refused where it passes the limit", () => {
    expect(() => compile(`${"(".repeat(51)}1${")".repeat(51)}`)).toThrow(
      new ExpressionError("The expression nests deeper than 50 brackets.", "", 50),
    );
    expect(compile(`${"(".repeat(50)}1${")".repeat(50)}`)({ properties: {} })).toBe(1);
  });

  test("brackets inside a text do not nest", () => {
    expect(compile(`"${"(".repeat(60)}\\""`)({ properties: {} })).toBe(`${"(".repeat(60)}"`);
  });

  test("an expression that is too long is refused", () => {
    expect(() => compile(" ".repeat(10_001))).toThrow(ExpressionError);
  });
});

/** An expression tree beside the text that writes it, and its value computed without the parser. */
interface Model {
  text: string;
  value: boolean;
}

const leaf: fc.Arbitrary<Model> = fc
  .tuple(
    fc.integer({ min: -9, max: 9 }),
    fc.constantFrom("==", "!=", "<", "<=", ">", ">="),
    fc.integer({ min: -9, max: 9 }),
  )
  .map(([a, operator, b]) => {
    const values: Record<string, boolean> = {
      "==": a === b,
      "!=": a !== b,
      "<": a < b,
      "<=": a <= b,
      ">": a > b,
      ">=": a >= b,
    };
    return { text: `${a} ${operator} ${b}`, value: values[operator] === true };
  });

const { tree } = fc.letrec<{ tree: Model }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6 },
    leaf,
    tie("tree").map(({ text, value }) => ({ text: `not (${text})`, value: !value })),
    fc
      .tuple(tie("tree"), tie("tree"))
      .map(([a, b]) => ({ text: `(${a.text}) and (${b.text})`, value: a.value && b.value })),
    fc
      .tuple(tie("tree"), tie("tree"))
      .map(([a, b]) => ({ text: `((${a.text}) or ${b.text})`, value: a.value || b.value })),
  ),
}));

describe("for any expression", () => {
  test("its value is that of its tree", () => {
    fc.assert(
      fc.property(tree, ({ text, value }) => {
        fc.pre(text.length < 10_000);
        expect(compile(text)({ properties: {} })).toBe(value);
      }),
    );
  });

  test("a property and a text written as JSON read back unchanged", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), fc.string({ unit: anyCharacter }), (key, value) => {
        const properties = Object.fromEntries([[key, value]]);
        const text = `properties[${JSON.stringify(key)}] == ${JSON.stringify(value)}`;
        expect(compile(text)({ properties })).toBe(true);
      }),
    );
  });

  test("arithmetic follows the usual ranks from left to right", () => {
    const number = fc.integer({ min: 1, max: 99 });
    fc.assert(
      fc.property(number, number, number, number, (a, b, c, d) => {
        expect(compile(`${a} - ${b} * ${c} - ${d} % ${c}`)({ properties: {} })).toBe(a - b * c - (d % c));
      }),
    );
  });

  test("any text is either an expression or refused with a position inside it", () => {
    const fragment = fc.constantFrom(
      "properties",
      '["a"]',
      "(",
      ")",
      "==",
      "not",
      "in",
      " ",
      "1",
      "'x'",
      "and",
      "-",
      ",",
    );
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 20 }), (fragments) => {
        const text = fragments.join("");
        try {
          compile(text)({ properties: {} });
        } catch (error) {
          if (!(error instanceof ExpressionError)) throw error;
          expect(error.position).toBeGreaterThanOrEqual(0);
          expect(error.position).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });
});
