import fc from "fast-check";
import { dateText, propertyValue } from "../../src/inputs/propertyValues";

const typed = (text: string) => propertyValue("Properties", "a", text, "auto");

describe("dateText", () => {
  test.each([
    ["2024-01-31", "2024-01-31T00:00:00"],
    ["2024-02-29 09:30", "2024-02-29T09:30:00"],
    ["2024-01-31T09:30:15", "2024-01-31T09:30:15"],
    ["2024-01-31T09:30:15.987Z", "2024-01-31T09:30:15"],
    ["2024-01-31T23:30:00-02:00", "2024-02-01T01:30:00"],
    ["2024-01-31 00:30:00 +0530", "2024-01-30T19:00:00"],
    ["2024-01-31T09:30+02", "2024-01-31T07:30:00"],
  ])("R6: writes %s as Mixpanel does", (text, expected) => {
    expect(dateText(text)).toBe(expected);
  });

  test.each([
    "",
    "today",
    "2023-02-29",
    "2024-13-01",
    "2024-01-31T25:00",
    "2024-01-31T09:61",
    "20240131",
    "31/01/2024",
    "1706693400",
    "2024-01-31T09:30:00+99:00",
    "0000-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
  ])("R6: takes %p for no date", (text) => {
    expect(dateText(text)).toBeUndefined();
  });

  test("R6: keeps the second of every moment", () => {
    const years = { min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(years), (date) => {
        expect(dateText(date.toISOString())).toBe(date.toISOString().slice(0, 19));
      }),
    );
  });
});

describe("propertyValue", () => {
  test.each<[string, unknown]>([
    ["0", 0],
    ["-12.50", -12.5],
    [" 7 ", 7],
    ["true", true],
    ["false", false],
    ['["a", 1]', ["a", 1]],
    ['{"a": 1}', { a: 1 }],
    ["2024-01-31", "2024-01-31T00:00:00"],
  ])("R6: recognizes what %p spells", (text, expected) => {
    expect(typed(text)).toEqual(expected);
  });

  test.each([
    "",
    "01234",
    "+49 30 1234",
    "12e5",
    "1,5",
    ".5",
    "0x10",
    "NaN",
    "Infinity",
    "null",
    "yes",
    "[1",
    "{name}",
  ])("R6: leaves %p as text", (text) => {
    expect(typed(text)).toBe(text);
  });

  test.each(["12345678901234567", "[12345678901234567]", "0.12345678901234567"])(
    "R6: leaves %p as text, as a number would lose digits",
    (text) => {
      expect(typed(text)).toBe(text);
    },
  );

  test("R6: keeps every JSON value of a previous step that is not text, whatever the type of text", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom("text" as const, "auto" as const), (value, types) => {
        fc.pre(typeof value !== "string");
        expect(propertyValue("Properties", "a", value, types)).toEqual(value);
      }),
    );
  });

  test("R6: keeps every text as it is unless it is asked to type it", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(propertyValue("Properties", "a", text, "text")).toBe(text);
      }),
    );
  });

  test("R6: reads back every number, boolean, list and object that JSON wrote", () => {
    const spelled = fc.oneof(
      fc.integer(),
      fc.boolean(),
      fc.array(fc.integer()),
      fc.dictionary(fc.string(), fc.boolean()),
    );
    fc.assert(
      fc.property(spelled, (value) => {
        expect(typed(JSON.stringify(value))).toEqual(value);
      }),
    );
  });

  test.each([[undefined], [Number.NaN], [1n], [() => 1], [Symbol("a")], [[undefined]], [new Date(Number.NaN)]])(
    "R6: refuses %p, naming input and property",
    (value) => {
      expect(() => propertyValue("Properties", "plan", value, "text")).toThrow(
        /^Properties: got .* for plan, expected/,
      );
    },
  );
});
