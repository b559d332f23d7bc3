import { JsonText, notJson, refusal, withOthers } from "../../../../src/mixpanel/ingest/engine/options";
import type { Violation } from "../../../../src/mixpanel/ingest/validate";

const violation = (rule: Violation["rule"], field: string, message = `${rule} of ${field}`): Violation => ({
  rule,
  field,
  message,
});
const [first, second] = [violation("time_type", "a"), violation("event_name", "b")];

test("B7: a record that is JSON already is the same when it is serialized", () => {
  expect(JSON.stringify([new JsonText('{"a":1}')])).toBe('[{"a":1}]');
});

test.each<[string, unknown, string]>([
  ["an error, in one line", new TypeError("first line\n--> second"), "first line"],
  ["anything else that is thrown", "text", "its toJSON function throws"],
])("B7: a record that cannot be JSON says why: %s", (_, error, why) => {
  expect(notJson(error)).toEqual({ rule: "not_json", message: `the record cannot be written as JSON: ${why}` });
});

describe("B7: violations of further rules", () => {
  test.each<[string, Violation[], Violation[] | undefined, Violation[]]>([
    ["are all, if there are no others", [], [first, second], [first, second]],
    ["follow the others", [first], [second], [first, second]],
    ["are not repeated", [first], [violation("time_type", "a", "in other words"), second], [first, second]],
    ["are not repeated, whichever of several they repeat", [first, second], [second, first], [first, second]],
    ["of the same field are others", [first], [violation("event_name", "a")], [first, violation("event_name", "a")]],
    ["of the same rule are others", [first], [violation("time_type", "b")], [first, violation("time_type", "b")]],
    ["may be missing", [first], undefined, [first]],
    ["may be missing as well", [], undefined, []],
  ])("%s", (_, found, others, all) => {
    expect(withOthers(found, others)).toEqual(all);
  });
});

describe("B7: the reason for a record that breaks rules", () => {
  test("has the rule and field of the first, and the messages of all", () => {
    expect(refusal([first, second])).toEqual({
      field: "a",
      rule: "time_type",
      message: "time_type of a; event_name of b",
    });
  });

  test("has no field, if the record as a whole breaks the rule", () => {
    expect(refusal([violation("invalid_json", "", "m")])).toEqual({ rule: "invalid_json", message: "m" });
    expect(refusal([])).toEqual({ message: "", rule: undefined });
  });

  test("names the insert ID, if it is text", () => {
    expect(refusal([first], "id-1")).toMatchObject({ insert_id: "id-1", field: "a" });
    expect(refusal([first], 7)).not.toHaveProperty("insert_id");
  });
});
