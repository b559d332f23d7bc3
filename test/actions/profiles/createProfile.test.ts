import { PROJECT_TOKEN } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { JSON_BODY } from "../../support/expectedRequest";
import { badRecords, jsonForms, TUNING, TUNING_REFUSALS, takenAll } from "../../support/ingestion";

const profile = { $distinct_id: "user-1", $set: { $name: "Jane Doe", logins: 0, paid: false } };

describeAction({
  key: "createProfile",
  params: { properties: [profile] },
  request: {
    method: "POST",
    host: "api.mixpanel.com",
    path: "/engage",
    query: { ip: "0", strict: "1", verbose: "1" },
    headers: JSON_BODY,
    json: [{ ...profile, $token: PROJECT_TOKEN }],
  },
  reply: { body: { status: 1, error: null } },
  result: { status: 1, error: null, ...takenAll(1) },
  optional: [
    ["verbose", "0", { query: { verbose: "0" } }],
    ["verbose", 0, { query: { verbose: "0" } }],
    ["redirect", "https://example.com", {}],
    ...TUNING,
  ],
  variants: [
    ...jsonForms("properties", profile),
    [
      "a profile that bears a token of its own",
      { properties: [{ ...profile, $token: "another-token" }] },
      { json: [{ ...profile, $token: "another-token" }] },
    ],
    [
      "a distinct ID that is zero",
      { properties: [{ ...profile, $distinct_id: 0 }] },
      { json: [{ ...profile, $distinct_id: 0, $token: PROJECT_TOKEN }] },
    ],
  ],
  residency: { input: "region", kind: "ingestion" },
  auth: "projectToken",
  failures: "records",
  refusals: [
    ...badRecords("properties", "Properties"),
    ...TUNING_REFUSALS,
    ["a profile without an ID", { properties: [{ $set: {} }] }, "Properties"],
    [
      "a profile without an operation",
      { properties: [profile, { $distinct_id: "user-1", plan: "pro" }] },
      "Properties",
    ],
    ["a wordiness that is no switch", { verbose: "very" }, "Verbose"],
  ],
});
