import { idText, textIds } from "../../../src/mixpanel/ingest/idText";
import { parseExact } from "../../../src/mixpanel/records/exactNumbers";

/** A number as parseExact reads it. */
const exact = (number: string) => parseExact(number);

describe("B7: an ID", () => {
  test.each<[unknown, string]>([
    [7, "7"],
    [0, "0"],
    [-7, "-7"],
    [2 ** 53 - 1, "9007199254740991"],
    [exact("9007199254740993"), "9007199254740993"],
    [exact("-12345678901234567890"), "-12345678901234567890"],
  ])("is text if it is an integer with all its digits: %p", (id, text) => {
    expect(idText(id)).toBe(text);
  });

  test.each<[unknown]>([
    [1.5],
    [2 ** 53],
    [-(2 ** 53)],
    [Number.NaN],
    [""],
    ["7"],
    ["u"],
    [null],
    [undefined],
    [true],
    [7n],
    [exact("1.234567890123456789")],
    [exact("12345678901234567e1")],
    [exact("-1.2345678901234567")],
  ])("stays as it is otherwise: %p", (id) => {
    expect(idText(id)).toBe(id);
  });
});

describe("B7: of the ID fields of a record", () => {
  test("those are returned that have to become text", () => {
    const record = { a: 7, b: "b", c: 2 ** 53, d: exact("12345678901234567890"), other: 8 };
    expect(textIds(record, ["a", "b", "c", "d", "missing"])).toStrictEqual({ a: "7", d: "12345678901234567890" });
    expect(textIds({ a: "a" }, ["a"])).toStrictEqual({});
    expect(textIds(record, [])).toStrictEqual({});
  });

  test("a list is returned whole if one of its IDs has to", () => {
    expect(textIds({ ids: ["a", 7, 1.5] }, ["ids"])).toStrictEqual({ ids: ["a", "7", 1.5] });
    expect(textIds({ ids: ["a", "b"], none: [] }, ["ids", "none"])).toStrictEqual({});
  });

  test("the record is left alone", () => {
    const record = Object.freeze({ id: 7, ids: Object.freeze([7]) });
    expect(textIds(record, ["id", "ids"])).toStrictEqual({ id: "7", ids: ["7"] });
  });
});
