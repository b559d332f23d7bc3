import { RULES } from "../../../../src/mixpanel/ingest/validate";
import {
  describe as describeValue,
  gotOf,
  MAX_VIOLATIONS,
  NO_VIOLATIONS,
  Violations,
  violationOf,
} from "../../../../src/mixpanel/ingest/validate/violations";

test.each([
  [undefined, "nothing"],
  ["", "empty text"],
  ["a", '"a"'],
  ["x".repeat(40), `"${"x".repeat(40)}"`],
  ["x".repeat(41), `"${"x".repeat(40)}…"`],
  [[1], "a list"],
  [1n, "a number of type bigint"],
  [{ a: 1 }, "an object"],
  [null, "null"],
  [7, "7"],
  [true, "true"],
])("B7: %p is described as %s", (value, words) => {
  expect(describeValue(value)).toBe(words);
});

describe("B7: the violations of one record", () => {
  const { expected, fix } = RULES.time_type;

  test("are listed with field, rule and message, and are empty for the next record", () => {
    const violations = new Violations();
    expect([violations.has("time_type"), violations.take()]).toEqual([false, NO_VIOLATIONS]);
    violations.add("time_type", "properties.time", "now");
    violations.addCounted("time_missing", "", "3 of them");
    expect([violations.has("time_type"), violations.has("event_size")]).toEqual([true, false]);
    expect(violations.take()).toEqual([
      {
        field: "properties.time",
        rule: "time_type",
        message: `properties.time: got "now", expected ${expected}. ${fix}`,
      },
      {
        field: "",
        rule: "time_missing",
        message: expect.stringMatching(/^the record: got 3 of them, expected the time/),
      },
    ]);
    expect(violations.take()).toBe(NO_VIOLATIONS);
  });

  test("are listed up to a maximum", () => {
    const violations = new Violations();
    for (let count = 0; count < MAX_VIOLATIONS + 3; count++) violations.add("time_type", `${count}`, 7);
    const fields = violations.take().map(({ field }) => field);
    expect([fields.length, fields.at(-1)]).toEqual([MAX_VIOLATIONS, `${MAX_VIOLATIONS - 1}`]);
  });

  test("can be a single one", () => {
    expect(violationOf("time_type", "time", "a day")).toEqual([
      { field: "time", rule: "time_type", message: `time: got a day, expected ${expected}. ${fix}` },
    ]);
  });
});

test.each(["properties.time", ""])("B7: what was received can be read from a violation of the field %j", (field) => {
  const [violation] = violationOf("time_type", field, "a list, expected or not");
  expect(violation && gotOf(violation)).toBe("a list, expected or not");
});
