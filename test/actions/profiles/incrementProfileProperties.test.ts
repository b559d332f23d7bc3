import { describeProfileUpdate, pair } from "../../support/describeProfileUpdate";

describeProfileUpdate({
  key: "incrementProfileProperties",
  of: "user",
  operation: "$add",
  params: { properties: [pair("logins", "1")] },
  operand: { logins: 1 },
  optional: [["propertiesJson", { seats: -2.5 }, { logins: 1, seats: -2.5 }]],
  variants: [
    [
      "R6: numbers, and text that spells them",
      { properties: [pair("a", -3), pair("b", " -0.5 ")] },
      { a: -3, b: -0.5 },
    ],
    ["R6: numbers as text in JSON", { properties: "", propertiesJson: { a: "7" } }, { a: 7 }],
  ],
  refusals: [
    ["R6: text that is no number", { properties: [pair("logins", "many")] }, "Properties"],
    ["R6: empty text", { properties: [pair("logins", "")] }, "Properties"],
    ["R6: true", { properties: [pair("logins", true)] }, "Properties"],
    ["R6: a list", { properties: [pair("logins", [1])] }, "Properties"],
    ["R6: null", { propertiesJson: { seats: null } }, "Properties (JSON)"],
    ["R6: a number that would lose digits", { properties: [pair("logins", "12345678901234567")] }, "Properties"],
  ],
});
