import { connections, connectionWith, PROJECT_TOKEN } from "../../support/connection";
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

const update = { $distinct_id: "user-1", $union: { plans: ["pro"], empty: [] } };
const operations = ["$set", "$set_once", "$add", "$append", "$remove", "$union", "$unset", "$delete"];

describeAction({
  key: "updateMultipleProfiles",
  params: { propertiesToUpdate: [update] },
  request: {
    method: "POST",
    host: "api.mixpanel.com",
    path: "/engage",
    query: { ip: "0", strict: "1", verbose: "1" },
    headers: JSON_BODY,
    json: [{ ...update, $token: PROJECT_TOKEN }],
  },
  reply: { body: { status: 1, error: null } },
  result: { status: 1, error: null, ...takenAll(1) },
  optional: [["verbose", false, { query: { verbose: "0" } }], ["redirect", "https://example.com", {}], ...TUNING],
  steering: [...TUNING_STEERS, "mapping", "timeZone", "redirect"],
  variants: [
    [
      "W7: CSV with a mapping and dates in a zone",
      {
        propertiesToUpdate: "user,born\nuser-1,2001-02-03\n",
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
    ...jsonForms("propertiesToUpdate", update),
    ...operations.map((operation) => {
      const record = { $distinct_id: "user-1", [operation]: { plan: "pro" } };
      return [operation, { propertiesToUpdate: [record] }, { json: [{ ...record, $token: PROJECT_TOKEN }] }] as const;
    }),
  ],
  refusals: [...badRecords("propertiesToUpdate", "Properties To Update"), ...TUNING_REFUSALS],
  rejections: [
    ...badElements("propertiesToUpdate", update, "update_object"),
    ["an update without an ID", { propertiesToUpdate: [update, { $set: { a: 1 } }] }, "profile_distinct_id"],
    ["an unknown operation", { propertiesToUpdate: [{ $distinct_id: "user-1", $sett: {} }] }, "operation_missing"],
    [
      "T8: an operation of nothing",
      { propertiesToUpdate: [{ $distinct_id: "u", $add: { n: undefined } }] },
      "operand_empty",
    ],
    [
      "T7: a placeholder",
      { propertiesToUpdate: [{ $distinct_id: "none", $add: { n: 1 } }] },
      "profile_distinct_id_refused",
    ],
    [
      "T7: the deletion of one",
      { propertiesToUpdate: [{ $distinct_id: "none", $delete: "" }] },
      "profile_distinct_id_refused",
    ],
  ],
});

describe("updateMultipleProfiles, in batches", () => {
  const wire = useWire();
  const updates = Array.from({ length: 2001 }, (_, n) => ({ $distinct_id: `user-${n}`, $set: { n } }));

  test("2001 updates go out in order, in two requests", async () => {
    wire.current.reply({ body: "1" }, { body: "1" });
    const outcome = await runAction("updateMultipleProfiles", {
      connection: connections.full,
      params: { propertiesToUpdate: updates },
    });
    expect(outcome).toMatchObject({ value: { data: { status: 1, ...takenAll(2001, 2) } } });
    const sent = wire.current.requests.map(({ json }) => json);
    expect(sent).toEqual([
      updates.slice(0, 2000).map((record) => ({ ...record, $token: PROJECT_TOKEN })),
      updates.slice(2000).map((record) => ({ ...record, $token: PROJECT_TOKEN })),
    ]);
  });

  test("a refused update of the second request is named by its position in the input", async () => {
    const refused = { index: 0, field: "$set", message: "too many properties" };
    wire.current.reply(
      { body: "1" },
      { status: 400, body: { status: 0, error: "invalid", failed_records: [refused], num_good_events: 0 } },
    );
    const outcome = await runAction("updateMultipleProfiles", {
      connection: connections.full,
      params: { propertiesToUpdate: updates, failOnRejected: false },
    });
    expect(outcome).toMatchObject({
      value: { data: { status: 1, imported: 2000, failed: 1, failed_records: [{ ...refused, index: 2000 }] } },
    });
  });

  test("T3: strict updates that Mixpanel does not count are unconfirmed", async () => {
    wire.current.reply({ body: { status: "OK", code: 200, num_good_events: 1 } });
    const outcome = await runAction("updateMultipleProfiles", {
      connection: connections.full,
      params: { propertiesToUpdate: updates.slice(0, 3), verbose: "0", failOnRejected: false },
    });
    expect(outcome).toMatchObject({ value: { data: { status: 1, imported: 1, failed: 0, unconfirmed: 2 } } });
  });

  test("T3: the status is null where no update was sent", async () => {
    const outcome = await runAction("updateMultipleProfiles", {
      connection: connections.full,
      params: { propertiesToUpdate: updates, validateOnly: true },
    });
    expect(outcome).toMatchObject({ value: { data: { status: null, error: null, received: 2001, imported: 0 } } });
  });

  describe("counting up, where a failure may have landed", () => {
    const counting = (params: object) =>
      runAction("updateMultipleProfiles", {
        connection: connectionWith({ projectToken: PROJECT_TOKEN, maxRetries: "3" }),
        params: { propertiesToUpdate: [{ $distinct_id: "user-1", $add: { logins: 1 } }], ...params },
      });

    test("is not repeated, and fails with the record whose fate is not known", async () => {
      wire.current.reply({ status: 500, body: "down" });
      expect(await counting({})).toMatchObject({
        error: { code: "validation_failed", retryable: false, failedRecords: [{ index: 0 }] },
      });
      expect(wire.current.requests).toHaveLength(1);
    });

    test("T3: with Fail On Rejected off, the record whose fate is not known is data, without a status", async () => {
      wire.current.reply({ reset: true });
      expect(await counting({ failOnRejected: false })).toMatchObject({
        value: {
          data: {
            status: null,
            error: expect.stringContaining("It is not known whether Mixpanel processed the request. Check in Mixpanel"),
            imported: 0,
            failed: 0,
            unknown: 1,
            unknown_records: [{ index: 0 }],
          },
        },
      });
    });
  });
});
