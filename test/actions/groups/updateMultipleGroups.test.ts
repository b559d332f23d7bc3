import { connections, PROJECT_TOKEN } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { JSON_BODY } from "../../support/expectedRequest";
import { runAction } from "../../support/harness";
import {
  badElements,
  badRecords,
  jsonForms,
  TUNING,
  TUNING_REFUSALS,
  TUNING_STEERS,
  takenAll,
} from "../../support/ingestion";
import { useWire } from "../../support/wire";

const update = { $group_key: "company_id", $group_id: "acme", $union: { plans: ["pro"], empty: [] } };
const operations = ["$set", "$set_once", "$remove", "$union", "$unset", "$delete"];

describeAction({
  key: "updateMultipleGroups",
  params: { groupUpdates: [update] },
  request: {
    method: "POST",
    host: "api.mixpanel.com",
    path: "/groups",
    query: { ip: "0", strict: "1", verbose: "1" },
    headers: JSON_BODY,
    json: [{ ...update, $token: PROJECT_TOKEN }],
  },
  reply: { body: { status: 1, error: null } },
  result: { status: 1, error: null, ...takenAll(1) },
  optional: [["verbose", false, { query: { verbose: "0" } }], ["groupKey", "other_key", {}], ...TUNING],
  steering: [...TUNING_STEERS, "mapping", "timeZone"],
  variants: [
    [
      "W7: CSV with a mapping and dates in a zone",
      {
        groupUpdates: "user,born\nuser-1,2001-02-03\n",
        mapping: { group_key: { constant: "company_id" }, group_id: "user", born: { column: "born", type: "date" } },
        timeZone: "+01:00",
      },
      {
        json: [
          {
            $group_key: "company_id",
            $group_id: "user-1",
            $ignore_time: true,
            $set: { born: "2001-02-02T23:00:00.000Z" },
            $token: PROJECT_TOKEN,
          },
        ],
      },
    ],
    ...jsonForms("groupUpdates", update),
    ...operations.map((operation) => {
      const record = { $group_key: "company_id", $group_id: 7, [operation]: { plan: "pro" } };
      const json = [{ ...record, $group_id: "7", $token: PROJECT_TOKEN }];
      return [operation, { groupUpdates: [record] }, { json }] as const;
    }),
    [
      "groups of the one key that is given",
      { groupKey: "company_id", groupUpdates: [{ $group_id: "acme", $set: { a: 1 } }] },
      { json: [{ $group_id: "acme", $set: { a: 1 }, $group_key: "company_id", $token: PROJECT_TOKEN }] },
    ],
    [
      "lines of the one key that is given",
      {
        groupKey: "company_id",
        groupUpdates: '{"$group_id":"a","$set":{"a":1}}\n{"$group_id":"b","$group_key":"","$set":{"a":1}}',
      },
      {
        json: ["a", "b"].map((id) => ({
          $group_id: id,
          $set: { a: 1 },
          $group_key: "company_id",
          $token: PROJECT_TOKEN,
        })),
      },
    ],
  ],
  refusals: [...badRecords("groupUpdates", "Group Updates"), ...TUNING_REFUSALS],
  rejections: [
    ...badElements("groupUpdates", update, "update_object"),
    ["an update without a key", { groupUpdates: [update, { $group_id: "acme", $set: { a: 1 } }] }, "group_key"],
    ["an update without an ID", { groupUpdates: [{ $group_key: "company_id", $set: { a: 1 } }] }, "group_id"],
    ["T8: an update of nothing", { groupUpdates: [{ ...update, $unset: [] }] }, "operand_empty"],
    ["T6: an ID that was rounded", { groupUpdates: [{ ...update, $group_id: 2 ** 53 }] }, "id_rounded"],
    ["T7: a placeholder", { groupUpdates: [{ ...update, $group_id: "null" }] }, "group_id_refused"],
    [
      "what only users know",
      { groupUpdates: [{ $group_key: "company_id", $group_id: "acme", $add: { seats: 1 } }] },
      "operation_unsupported",
    ],
  ],
});

describe("updateMultipleGroups, of many groups", () => {
  const wire = useWire();

  test("T9: 202 updates go out in order, in two requests of at most 200", async () => {
    const updates = Array.from({ length: 201 }, (_, n) => ({
      $group_key: "a",
      $group_id: `company-${n}`,
      $set: { n },
    }));
    const last = { $group_key: "b", $group_id: "company-0", $set: { n: 0 } };
    wire.current.reply({ body: "1" }, { body: "1" });
    const outcome = await runAction("updateMultipleGroups", {
      connection: connections.full,
      params: { groupUpdates: [...updates, last] },
    });
    expect(outcome).toMatchObject({ value: { data: takenAll(202, 2) } });
    expect(wire.current.requests.map(({ json }) => json)).toEqual([
      updates.slice(0, 200).map((record) => ({ ...record, $token: PROJECT_TOKEN })),
      [updates[200], last].map((record) => ({ ...record, $token: PROJECT_TOKEN })),
    ]);
  });

  test("Validate Only names what Mixpanel would refuse, by the group rules, and sends nothing", async () => {
    const outcome = await runAction("updateMultipleGroups", {
      connection: connections.full,
      params: { validateOnly: true, groupUpdates: [update, { ...update, $append: { plans: "x" } }] },
    });
    expect(outcome).toMatchObject({
      value: { data: { failed: 1, failed_records: [{ index: 1, rule: "operation_unsupported", field: "$append" }] } },
    });
    expect(wire.current.requests).toHaveLength(0);
  });
});
