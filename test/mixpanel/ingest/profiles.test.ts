import { MixpanelClient } from "../../../src/mixpanel/client";
import { deleteProfile, updateMultipleProfiles } from "../../../src/mixpanel/endpoints/profiles";
import { deletionOf, USER_PROFILES } from "../../../src/mixpanel/ingest/profileKinds";
import { sendProfileUpdates } from "../../../src/mixpanel/ingest/profiles";
import { recordSource } from "../../../src/mixpanel/records/source";
import { failureOf } from "../../support/failure";
import { fakeTime } from "../../support/fakeTime";
import { closeServers, jsonOf, type LocalServer, serve } from "../../support/localServer";

afterEach(closeServers);

const clientOf = ({ url }: LocalServer, projectToken: string | undefined = "token-1") =>
  new MixpanelClient({ credentials: { projectToken }, apiHost: url, transport: fakeTime().options });

const set = (id: string | number) => ({ $distinct_id: id, $set: { plan: "pro" } });
const options = { parameters: { ip: "0", strict: "1", verbose: "1" } };
const accepting = () => serve((response) => response.end("1"));

describe("T8: a record that is no update", () => {
  const listed = async (record: unknown, more: object = {}) => {
    const server = await accepting();
    const all = { ...options, ...more };
    const { imported, failed_records } = await sendProfileUpdates(
      clientOf(server),
      updateMultipleProfiles,
      [set("u"), record, set("v")],
      all,
    );
    return { sent: server.received.flatMap(jsonOf), imported, failed_records };
  };
  const others = [set("u"), set("v")].map((update) => ({ ...update, $token: "token-1" }));

  test.each([
    [null, "update_object", undefined],
    [[], "update_object", undefined],
    [7, "update_object", undefined],
    [{ $set: { a: 1 } }, "profile_distinct_id", "$distinct_id"],
    [{ $distinct_id: "", $set: { a: 1 } }, "profile_distinct_id", "$distinct_id"],
    [{ $distinct_id: null, $set: { a: 1 } }, "profile_distinct_id", "$distinct_id"],
    [{ $distinct_id: "u" }, "operation_missing", undefined],
    [{ $distinct_id: "u", $merge: {} }, "operation_missing", undefined],
    [{ $distinct_id: "u", $set: undefined }, "operation_missing", undefined],
    [{ $distinct_id: "u", $set: {} }, "operand_empty", "$set"],
    [{ $distinct_id: "u", $add: {} }, "operand_empty", "$add"],
    [{ $distinct_id: "u", $add: { n: undefined } }, "operand_empty", "$add"],
    [{ $distinct_id: "u", $unset: [] }, "operand_empty", "$unset"],
    [{ $distinct_id: "u", $union: {} }, "operand_empty", "$union"],
    [{ $distinct_id: "u", $set: { a: 1 }, $add: { n: undefined } }, "operand_empty", "$add"],
  ])("%j is listed by its index and rule, and the others go out", async (record, rule, field) => {
    const { sent, imported, failed_records } = await listed(record);
    expect([sent, imported]).toEqual([others, 2]);
    expect(failed_records).toEqual([{ index: 1, rule, ...(field && { field }), message: expect.any(String) }]);
  });

  test.each([2 ** 53, -(2 ** 53), 1e21])("T6: the ID %d may have been rounded", async (id) => {
    const { sent, failed_records } = await listed(set(id));
    expect(sent).toEqual(others);
    expect(failed_records).toEqual([
      {
        index: 1,
        rule: "id_rounded",
        field: "$distinct_id",
        message: expect.stringContaining(". Pass it as text: "),
      },
    ]);
  });

  test.each([1.5, Number.NaN, true, {}])("T6: the ID %p is none", async (id) => {
    const { failed_records } = await listed({ $distinct_id: id, $set: { a: 1 } });
    expect(failed_records).toMatchObject([{ index: 1, rule: "profile_distinct_id" }]);
  });

  test("T6: an ID that is an integer becomes text", async () => {
    expect((await listed(set(7))).sent).toEqual([others[0], { ...set("7"), $token: "token-1" }, others[1]]);
  });

  test.each(["undefined", "NULL", "anonymous", 0, -1, "$device:undefined"])(
    "T7: the placeholder %p would make one profile of many users",
    async (id) => {
      const { sent, failed_records } = await listed({ ...set("u"), $distinct_id: id });
      expect(sent).toEqual(others);
      expect(failed_records).toMatchObject([
        {
          rule: "profile_distinct_id_refused",
          message: expect.stringContaining("use Delete Profile with Allow Placeholder IDs"),
        },
      ]);
    },
  );

  test("T7: a placeholder's profile is deleted where that is asked for, and nothing else is done to it", async () => {
    const kind = deletionOf(USER_PROFILES, true);
    const deletion = { $distinct_id: "undefined", $delete: "" };
    const check = (update: unknown) => kind.validate(update, kind);
    const { sent } = await listed(deletion, { kind, check, map: (record: object) => ({ ...record, $delete: "" }) });
    expect(sent).toContainEqual({ ...deletion, $token: "token-1" });
  });

  test("is looked for in what is made of a record", async () => {
    const map = (record: unknown) => (record === 7 ? { $distinct_id: "", $set: { a: 1 } } : record);
    expect((await listed(7, { map })).failed_records).toMatchObject([{ index: 1, rule: "profile_distinct_id" }]);
  });

  test("can be one without the operation that is asked for", async () => {
    const { failed_records } = await listed(set("w"), { kind: deletionOf(USER_PROFILES, false) });
    expect(failed_records).toHaveLength(3);
    expect(failed_records[0]).toMatchObject({ index: 0, rule: "operation_unsupported" });
  });

  test("can be a line that is no JSON", async () => {
    expect((await listed(Buffer.from("{"))).failed_records).toMatchObject([{ index: 1, rule: "invalid_json" }]);
  });
});

describe("sendProfileUpdates", () => {
  test("posts a JSON list, not compressed, to /engage, with the token where it is missing", async () => {
    const server = await accepting();
    const own = { ...set("b"), $token: "own-token" };
    const result = await sendProfileUpdates(clientOf(server), updateMultipleProfiles, [set("a"), own], options);
    const [request] = server.received;
    expect(`${request?.method} ${request?.url}`).toBe("POST /engage?ip=0&strict=1&verbose=1");
    expect(request?.headers["content-type"]).toBe("application/json");
    expect(request?.headers["content-encoding"]).toBeUndefined();
    expect(request?.headers.authorization).toBeUndefined();
    expect(request && jsonOf(request)).toEqual([{ ...set("a"), $token: "token-1" }, own]);
    expect(result).toMatchObject({ received: 2, imported: 2, failed: 0 });
  });

  test("needs no token of the connection where every update has its own", async () => {
    const server = await accepting();
    const updates = [{ ...set("a"), $token: "own-token" }];
    await sendProfileUpdates(clientOf(server, ""), updateMultipleProfiles, updates, options);
    expect(server.received).toHaveLength(1);
  });

  test("needs no token of the connection where every line has its own", async () => {
    const server = await accepting();
    const line = JSON.stringify({ ...set("a"), $token: "own-token" });
    const updates = recordSource("Updates", `${line}\n${line}\n`);
    await sendProfileUpdates(clientOf(server, ""), updateMultipleProfiles, updates, options);
    expect(server.received).toHaveLength(1);
  });

  test("ends at the first line without a token where the connection has none", async () => {
    const server = await accepting();
    const lines = [{ ...set("a"), $token: "own-token" }, set("b")].map((update) => JSON.stringify(update));
    const updates = recordSource("Updates", lines.join("\n"));
    const error = await failureOf(sendProfileUpdates(clientOf(server, ""), updateMultipleProfiles, updates, options));
    expect(error.message).toBe(
      "updateMultipleProfiles was not sent: the connection has no Project Token. Fill in Project Token on the Mixpanel connection.",
    );
    expect(server.received).toEqual([]);
  });

  test("sends nothing of a list in which one of many updates lacks a token where the connection has none", async () => {
    const server = await accepting();
    const updates = [...Array.from({ length: 2_500 }, () => ({ ...set("a"), $token: "own-token" })), set("b")];
    const error = await failureOf(sendProfileUpdates(clientOf(server, ""), updateMultipleProfiles, updates, options));
    expect(error).toMatchObject({ code: "authentication_failed" });
    expect(server.received).toEqual([]);
  });

  test("S6: reads each update of a list once if the connection has a token", async () => {
    const server = await accepting();
    const read: number[] = [];
    const map = (record: unknown, index: number) => {
      read.push(index);
      return record;
    };
    const updates = [{ ...set("a"), $token: "own-token" }, set("b")];
    await sendProfileUpdates(clientOf(server), updateMultipleProfiles, updates, { ...options, map });
    expect(read).toEqual([0, 1]);
  });

  test("sends nothing where a token is missing everywhere", async () => {
    const server = await accepting();
    const error = await failureOf(
      sendProfileUpdates(clientOf(server, ""), updateMultipleProfiles, [set("a")], options),
    );
    expect(error.message).toContain("updateMultipleProfiles was not sent: the connection has no Project Token.");
    expect(server.received).toEqual([]);
  });

  test.each([
    ["$set", 2],
    ["$set_once", 2],
    ["$remove", 2],
    ["$union", 2],
    ["$unset", 2],
    ["$delete", 2],
    ["$add", 1],
    ["$append", 1],
  ])("%s is sent %d times where the connection breaks; what stood beside it twice", async (operation, times) => {
    const server = await serve((response, _request, number) => (number === 1 ? response.destroy() : response.end("1")));
    const updates = [set("a"), { $distinct_id: "b", [operation]: { n: 1 } }];
    const result = await sendProfileUpdates(clientOf(server), updateMultipleProfiles, updates, options);
    const sent = server.received.flatMap((request) => {
      const list: unknown = jsonOf(request);
      return Array.isArray(list) ? list.map(({ $distinct_id: id }) => id) : [];
    });
    expect(sent).toEqual(times === 2 ? ["a", "b", "a", "b"] : ["a", "b", "a"]);
    expect(result).toMatchObject(times === 2 ? { imported: 2, unknown: 0 } : { imported: 1, unknown: 1 });
  });

  test("a line keeps every digit of its numbers", async () => {
    const server = await accepting();
    const line = Buffer.from('{"$distinct_id":"a","$set":{"order":12345678901234567891}}');
    await sendProfileUpdates(clientOf(server), updateMultipleProfiles, [line], options);
    expect(server.received[0]?.body.toString()).toBe(
      '[{"$distinct_id":"a","$set":{"order":12345678901234567891},"$token":"token-1"}]',
    );
  });

  test.each<[string, (text: string) => string]>([
    ["a list", (text) => `[${text}]`],
    ["a line", (text) => `${text}\n${text}`],
  ])("an ID of %s that is a long number goes out digit for digit, as text", async (_, textOf) => {
    const server = await accepting();
    const updates = recordSource("Updates", textOf('{"$distinct_id":12345678901234567,"$add":{"n":1.5}}'));
    const check = USER_PROFILES.validate;
    await sendProfileUpdates(clientOf(server), updateMultipleProfiles, updates, { ...options, check });
    expect(server.received[0]?.body.toString()).toContain(
      '{"$distinct_id":"12345678901234567","$add":{"n":1.5},"$token":"token-1"}',
    );
  });

  test("updates of one profile arrive in the order they came in, over many requests", async () => {
    const server = await accepting();
    const updates = Array.from({ length: 30 }, (_, n) => ({ $distinct_id: `u${n % 2}`, $set: { n } }));
    const limits = { maxRecords: 4, maxBytes: 100_000 };
    await sendProfileUpdates(clientOf(server), updateMultipleProfiles, updates, { ...options, limits });
    const order = server.received.flatMap((request) => {
      const list: unknown = jsonOf(request);
      return Array.isArray(list) ? list.map(({ $set }) => $set.n) : [];
    });
    expect(order).toEqual(updates.map((_, n) => n));
  });

  test("a refusal behind a 200 lists every record with Mixpanel's words", async () => {
    const server = await serve((response) => response.end('{"status": 0, "error": "bad token-1"}'));
    const parameters = { strict: "1", verbose: "1" };
    const updates = [{ $distinct_id: "a", $delete: "" }];
    const result = await sendProfileUpdates(clientOf(server), deleteProfile, updates, { parameters });
    expect(server.received[0]?.url).toBe("/engage?strict=1&verbose=1");
    expect(result).toMatchObject({ imported: 0, failed: 1 });
    expect(result.failed_records[0]).toEqual({
      index: 0,
      message: expect.stringContaining("rejected the request (status 200): bad [redacted]."),
    });
  });
});
