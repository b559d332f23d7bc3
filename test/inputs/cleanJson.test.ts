import { json, keyValues, textList } from "../../src/inputs/cleanJson";
import { thrownBy } from "../support/failure";

describe("textList", () => {
  test.each([{ value: [null] }, { value: [undefined, null] }])("T14: $value does not ask for all", ({ value }) => {
    expect(() => textList("Distinct IDs", { numbers: true })(value)).toThrow(
      "Distinct IDs: got a list of nothing but null, expected at least one text.",
    );
  });

  const names = textList("Event Name");

  test.each([
    ["[Auto] Page View", ["[Auto] Page View"]],
    ["[1] Signed Up", ["[1] Signed Up"]],
    ["[", ["["]],
    ['["A", "B"]', ["A", "B"]],
    [" [7] ", [" [7] "]],
    ["[]", undefined],
    ["   ", undefined],
    ['{"a": 1}', ['{"a": 1}']],
    [
      ["[A]", 7],
      ["[A]", "7"],
    ],
    ["[404]", ["[404]"]],
    ["[404, 405]", ["[404, 405]"]],
    ["[null]", ["[null]"]],
    [["[404]"], ["[404]"]],
    ['["[404]", 404]', ["[404]", "404"]],
    [" Page View ", [" Page View "]],
    [
      [" Page View ", "", null, " "],
      [" Page View ", " "],
    ],
    [' [" Page View "] ', [" Page View "]],
  ])("T14: %j is read as %j", (value, expected) => {
    expect(names(value)).toEqual(expected);
  });

  test.each([
    ["[404]", ["404"]],
    ['[404, "user-1", " user-2 "]', ["404", "user-1", " user-2 "]],
    ["[true]", ["[true]"]],
    ["404", ["404"]],
  ])("T14: as IDs, %j is read as %j", (value, expected) => {
    expect(textList("Distinct IDs", { numbers: true })(value)).toEqual(expected);
  });

  test("T14: an ID that JSON has rounded is refused", () => {
    const ids = textList("Distinct IDs", { numbers: true });
    expect(thrownBy(() => ids("[3928097563762691601]")).message).toBe(
      "Distinct IDs: got a number with more than 15 digits, which has lost its last digits, expected the number as text.",
    );
  });

  test.each([
    ['["A", "B"', "Event Name: got text that is not JSON (fault at position 9), expected JSON,"],
    ['["A",]', "Event Name: got text that is not JSON, expected JSON,"],
    ['["A", ', "Event Name: got text that is not JSON (fault at its end), expected JSON,"],
  ])("the broken list %s is refused, with the place where that is known", (value, message) => {
    expect(thrownBy(() => names(value)).message).toContain(message);
  });
});

describe("json", () => {
  const params = json("Params");

  test.each([
    ["text", '{"from": 1}'],
    ["bytes", Buffer.from('{"from": 1}')],
    ["bytes that were JSON in between", JSON.parse(JSON.stringify(Buffer.from('{"from": 1}')))],
    ["a file of a previous step", { data: Buffer.from('{"from": 1}'), contentType: "application/json" }],
    ["the object itself", { from: 1 }],
  ])("takes %s", (_form, value) => {
    expect(params(value)).toEqual({ from: 1 });
  });

  test("a number that would be rounded is refused", () => {
    expect(thrownBy(() => params('{"id": 12345678901234567890}')).message).toBe(
      "Params: got JSON with a number of more than 15 digits, which would lose its last digits, expected the number as text, in quotes.",
    );
    expect(params('{"id": "12345678901234567890"}')).toEqual({ id: "12345678901234567890" });
  });
});

/** What JSON.parse makes of it. */
const LONG = Number("3928097563762691601");

describe("keyValues", () => {
  const twice = [
    { key: "events", value: "A" },
    { key: "events", value: "B" },
    { key: "type", value: "raw" },
  ];

  test("values of one key become a list where a key may be there twice", () => {
    expect(keyValues("Form Data", { repeats: true })(twice)).toEqual({ events: ["A", "B"], type: "raw" });
  });

  test("T14: keys and values stay as given, blanks at their ends included", () => {
    const pairs = [
      { key: " event ", value: " Page View " },
      { key: "name", value: "[404]" },
    ];
    expect(keyValues("Form Data", { repeats: true })(pairs)).toEqual({ " event ": " Page View ", name: "[404]" });
  });

  test.each([
    [
      '{"data_group_id": 3928097563762691601}',
      "JSON with a number of more than 15 digits, which would lose its last digits",
    ],
    [{ data_group_id: LONG }, "a number of more than 15 digits, which has lost its last digits"],
    [[{ key: "id", value: { ids: [LONG] } }], "a number of more than 15 digits, which has lost its last digits"],
  ])("T13: %j, whose integer is not exact, is refused", (value, got) => {
    const expected = "the number as text, in quotes";
    expect(thrownBy(() => keyValues("Query Parameter")(value)).message).toBe(
      `Query Parameter: got ${got}, expected ${expected}.`,
    );
  });

  test("T13: as text, it stays as it is", () => {
    const pair = { key: "data_group_id", value: "3928097563762691601" };
    expect(keyValues("Query Parameter")([pair])).toEqual({ data_group_id: "3928097563762691601" });
  });

  test("a key that is there twice is refused elsewhere, and nothing dropped", () => {
    expect(thrownBy(() => keyValues("Header")(twice)).message).toBe("Header: got a key twice, expected each key once.");
  });
});
