import type { ProfileUpdateExpectation } from "./describeProfileUpdate";
import { pair } from "./describeProfileUpdate";

/** What is expected of each operation on one profile, whether it is a user's or a group's. */
type Expected = Omit<ProfileUpdateExpectation, "key" | "of">;

const typed = (valueTypes: string, ...properties: object[]) => ({ valueTypes, properties });
const UNKNOWN_TYPES = ["R6: an unknown choice", { valueTypes: "perhaps" }, "Value Types"] as const;

export const SETTING: Omit<Expected, "operation"> = {
  params: { properties: [pair("plan", "pro"), pair("seats", "5")] },
  operand: { plan: "pro", seats: "5" },
  optional: [
    ["propertiesJson", { logins: 0 }, { plan: "pro", seats: "5", logins: 0 }],
    ["propertiesJson", '{"on": false, "note": null}', { plan: "pro", seats: "5", on: false, note: null }],
    ["valueTypes", "auto", { plan: "pro", seats: 5 }],
    ["valueTypes", "text", { plan: "pro", seats: "5" }],
  ],
  variants: [
    [
      "R6: values of a previous step, which keep their type",
      { properties: [pair("n", 0), pair("b", false), pair("l", [1, "2"]), pair("o", { a: 1 }), pair("x", null)] },
      { n: 0, b: false, l: [1, "2"], o: { a: 1 }, x: null },
    ],
    ["R6: a date of a previous step", { properties: [pair("d", new Date(0))] }, { d: "1970-01-01T00:00:00" }],
    ["R6: empty text", { properties: [pair("t", "")] }, { t: "" }],
    [
      "R6: what text spells",
      typed(
        "auto",
        pair("n", "-1.5"),
        pair("b", "true"),
        pair("l", "[1]"),
        pair("d", "2024-01-31"),
        pair("z", "01234"),
      ),
      { n: -1.5, b: true, l: [1], d: "2024-01-31T00:00:00", z: "01234" },
    ],
    ["R6: an object of a previous step", { properties: { seats: 5 } }, { seats: 5 }],
    ["R6: properties as JSON alone", { properties: [], propertiesJson: { seats: "5" } }, { seats: "5" }],
  ],
  refusals: [
    UNKNOWN_TYPES,
    ["R6: a profile of 1 MB", { properties: [pair("text", "x".repeat(1_048_576))] }, "Properties"],
    ["R6: an invalid date", { properties: [pair("d", new Date(Number.NaN))] }, "Properties"],
    ["R6: a number that JSON lacks", { properties: [pair("n", Number.POSITIVE_INFINITY)] }, "Properties"],
    ["R6: a bigint", { propertiesJson: { n: 1n } }, "Properties (JSON)"],
  ],
};

const withPlan = (more: object) => ({ plan: "pro", seats: "5", ...more });

/** Of users, with the properties that Mixpanel has for each of them. */
export const SETTING_USER: Omit<Expected, "operation"> = {
  ...SETTING,
  optional: [
    ...(SETTING.optional ?? []),
    ["email", "jane@example.com", withPlan({ $email: "jane@example.com" })],
    ["name", "Jane Doe", withPlan({ $name: "Jane Doe" })],
    ["firstName", "Jane", withPlan({ $first_name: "Jane" })],
    ["lastName", "Doe", withPlan({ $last_name: "Doe" })],
    ["phone", "+14155550100", withPlan({ $phone: "+14155550100" })],
    ["avatar", "https://example.com/jane.png", withPlan({ $avatar: "https://example.com/jane.png" })],
    ["created", "2024-01-31T09:30:00+02:00", withPlan({ $created: "2024-01-31T07:30:00" })],
    ["created", new Date("2024-01-31T09:30:00.250Z"), withPlan({ $created: "2024-01-31T09:30:00" })],
  ],
  variants: [
    ...(SETTING.variants ?? []),
    ["R6: a common property alone", { properties: [], name: "J" }, { $name: "J" }],
  ],
  refusals: [
    ...(SETTING.refusals ?? []),
    ["R6: a common property twice", { properties: [pair("$email", "a")], email: "b" }, "Common Properties"],
    ["R6: a sign-up that is no date", { created: "last year" }, "Created"],
  ],
};

/** Of lists: one value for each. */
export const ONE_VALUE: Omit<Expected, "operation"> = {
  params: { properties: [pair("features", "sso"), pair("sizes", "7")] },
  operand: { features: "sso", sizes: "7" },
  optional: [
    ["propertiesJson", { seats: 5 }, { features: "sso", sizes: "7", seats: 5 }],
    ["valueTypes", "auto", { features: "sso", sizes: 7 }],
  ],
  variants: [
    ["R6: values that keep their type", { properties: [pair("a", 0), pair("b", { c: 1 })] }, { a: 0, b: { c: 1 } }],
  ],
  refusals: [
    UNKNOWN_TYPES,
    ["R6: a list", { properties: [pair("l", ["a"])] }, "Properties"],
    ["R6: text that spells a list", typed("auto", pair("l", "[1]")), "Properties"],
    ["R6: a list in JSON", { propertiesJson: { l: [] } }, "Properties (JSON)"],
    ["R6: a property twice", { properties: [pair("a", 1), pair("a", 2)] }, "Properties"],
  ],
};

export const UNITING: Expected = {
  operation: "$union",
  params: { properties: [pair("features", "sso"), pair("sizes", "7")] },
  operand: { features: ["sso"], sizes: ["7"] },
  optional: [
    ["propertiesJson", { seats: [5, 6] }, { features: ["sso"], sizes: ["7"], seats: [5, 6] }],
    ["valueTypes", "auto", { features: ["sso"], sizes: [7] }],
  ],
  variants: [
    ["R6: a list of a previous step", { properties: [pair("l", ["a", 1])] }, { l: ["a", 1] }],
    [
      "R6: the same key for each value",
      { properties: [pair("l", "a"), pair("l", 1), pair("m", "b")] },
      { l: ["a", 1], m: ["b"] },
    ],
    [
      "R6: what text spells",
      typed("auto", pair("l", '["a", 1]'), pair("m", "1"), pair("m", "[true]")),
      { l: ["a", 1], m: [1, true] },
    ],
    ["R6: text that looks like a list", { properties: [pair("l", '["a"]')] }, { l: ['["a"]'] }],
    ["R6: one value in JSON", { properties: null, propertiesJson: { l: 0 } }, { l: [0] }],
  ],
  refusals: [
    UNKNOWN_TYPES,
    ["R6: an empty list", { properties: [pair("l", [])] }, "Properties"],
    ["R6: an empty list in JSON", { propertiesJson: { l: [] } }, "Properties (JSON)"],
  ],
};

export const UNSETTING: Expected = {
  operation: "$unset",
  params: { propertyNames: ["plan", " seats "] },
  operand: ["plan", " seats "],
  variants: [
    ["R6: one name", { propertyNames: "plan" }, ["plan"]],
    ["R6: names as JSON", { propertyNames: '["plan"]' }, ["plan"]],
  ],
  refusals: [
    ["R6: no name", { propertyNames: [] }, "Property Names"],
    ["R6: a name that is an object", { propertyNames: [{}] }, "Property Names"],
  ],
};

export const DELETING: Expected = {
  operation: "$delete",
  operand: "",
  steering: ["allowPlaceholderIds"],
  refusals: [["a placeholder switch that is no switch", { allowPlaceholderIds: "perhaps" }, "Allow Placeholder IDs"]],
};
