import { PROJECT_TOKEN } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { JSON_BODY } from "../../support/expectedRequest";
import {
  badElements,
  badRecords,
  jsonForms,
  TUNING,
  TUNING_REFUSALS,
  TUNING_STEERS,
  takenAll,
} from "../../support/ingestion";

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
  steering: [...TUNING_STEERS, "mapping", "timeZone", "redirect"],
  variants: [
    [
      "W7: CSV with a mapping and dates in a zone",
      {
        properties: "user,born\nuser-1,2001-02-03\n",
        mapping: { distinct_id: "user", born: { column: "born", type: "date" } },
        timeZone: "+01:00",
      },
      {
        json: [
          {
            $distinct_id: "user-1",
            $ignore_time: true,
            $set: { born: "2001-02-02T23:00:00.000Z" },
            $token: PROJECT_TOKEN,
          },
        ],
      },
    ],
    ...jsonForms("properties", profile),
    [
      "a profile that bears a token of its own",
      { properties: [{ ...profile, $token: "another-token" }] },
      { json: [{ ...profile, $token: "another-token" }] },
    ],
    [
      "G7: a profile as Query Profile returns it",
      { properties: [{ $distinct_id: "user-1", $properties: { plan: "pro" } }] },
      { json: [{ $distinct_id: "user-1", $ignore_time: true, $set: { plan: "pro" }, $token: PROJECT_TOKEN }] },
    ],
    [
      "G7: a flat row in NDJSON, with an ID of many digits",
      { properties: '{"distinct_id": 12345678901234567, "plan": "pro"}\n' },
      { json: [{ $distinct_id: "12345678901234567", $set: { plan: "pro" }, $token: PROJECT_TOKEN }] },
    ],
    [
      "T6: a distinct ID that is an integer, which becomes text",
      { properties: [{ ...profile, $distinct_id: 7 }] },
      { json: [{ ...profile, $distinct_id: "7", $token: PROJECT_TOKEN }] },
    ],
  ],
  refusals: [
    ...badRecords("properties", "Properties"),
    ...TUNING_REFUSALS,
    ["a wordiness that is no switch", { verbose: "very" }, "Verbose"],
  ],
  rejections: [
    ...badElements("properties", profile, "update_object"),
    ["a profile without an ID", { properties: [profile, { $set: { a: 1 } }] }, "profile_distinct_id"],
    ["a profile without an operation", { properties: [{ $distinct_id: "user-1", plan: "pro" }] }, "operation_missing"],
    ["G7: a flat row without a property", { properties: [{ distinct_id: "user-1" }] }, "operand_empty"],
    ["T8: a profile of nothing", { properties: [{ $distinct_id: "user-1", $set: {} }] }, "operand_empty"],
    ["T6: an ID that was rounded", { properties: [{ ...profile, $distinct_id: 2 ** 53 }] }, "id_rounded"],
    ["T7: a placeholder", { properties: [{ ...profile, $distinct_id: "null" }] }, "profile_distinct_id_refused"],
  ],
});
