import { MixpanelClient } from "../../../src/mixpanel/client";
import { deleteProfile, updateMultipleProfiles } from "../../../src/mixpanel/endpoints/profiles";
import { USER_PROFILES } from "../../../src/mixpanel/ingest/profileKinds";
import { assertProfileUpdates, sendProfileUpdates } from "../../../src/mixpanel/ingest/profiles";
import { recordSource } from "../../../src/mixpanel/ingest/source";
import { failureOf, thrownBy } from "../failure";
import { fakeTime } from "../fakeTime";
import { closeServers, jsonOf, type LocalServer, serve } from "../localServer";

afterEach(closeServers);

const clientOf = ({ url }: LocalServer, projectToken: string | undefined = "token-1") =>
  new MixpanelClient({ credentials: { projectToken }, apiHost: url, transport: fakeTime().options });

const set = (id: string | number) => ({ $distinct_id: id, $set: { plan: "pro" } });
const deletions = { ...USER_PROFILES, operations: ["$delete"] };
const options = { parameters: { ip: "0", strict: "1", verbose: "1" } };
const accepting = () => serve((response) => response.end("1"));

describe("assertProfileUpdates", () => {
  const EXPECTED =
    "an object with $distinct_id and one of $set, $set_once, $add, $append, $remove, $union, $unset, $delete";

  test.each([
    [null, "null"],
    [[], "an array"],
    [7, "a number"],
    [{ $set: {} }, "no $distinct_id"],
    [{ $distinct_id: "", $set: {} }, "no $distinct_id"],
    [{ $distinct_id: null, $set: {} }, "no $distinct_id"],
    [{ $distinct_id: "u" }, "no operation"],
    [{ $distinct_id: "u", $merge: {} }, "no operation"],
  ])("refuses %j by its index", (record, got) => {
    expect(thrownBy(() => assertProfileUpdates("Updates", [set("u"), record])).message).toBe(
      `Updates: got ${got} at index 1, expected ${EXPECTED}.`,
    );
  });

  test("takes an ID that is a number, 0 among them", () => {
    expect(() => assertProfileUpdates("Updates", [set(0)])).not.toThrow();
  });

  test.each([2 ** 53, -(2 ** 53), 1e21, 1.5, Number.NaN])("refuses the ID %d, which may have been rounded", (id) => {
    expect(thrownBy(() => assertProfileUpdates("Updates", [set(id)])).message).toBe(
      `Updates: got a number of more than 15 digits, or with a fraction, as $distinct_id at index 0, expected ${EXPECTED}. Write it as text: such a number may have been rounded, and be the ID of another.`,
    );
  });

  test("looks into records with long numbers", () => {
    const updates = (field: string) => recordSource("Updates", `[{"${field}":12345678901234567,"$set":{}}]`);
    expect(() => assertProfileUpdates("Updates", updates("$distinct_id"))).not.toThrow();
    expect(thrownBy(() => assertProfileUpdates("Updates", updates("$group_id"))).message).toContain(
      "Updates: got no $distinct_id at index 0",
    );
  });

  test("looks at what is made of a record", () => {
    const named = (record: unknown) => ({ $distinct_id: record, $set: {} });
    expect(() => assertProfileUpdates("Updates", ["u", 7], USER_PROFILES, named)).not.toThrow();
    expect(thrownBy(() => assertProfileUpdates("Updates", ["u", ""], USER_PROFILES, named)).message).toContain(
      "Updates: got no $distinct_id at index 1",
    );
  });

  test("can ask for one operation", () => {
    expect(thrownBy(() => assertProfileUpdates("Updates", [set("u")], deletions)).message).toBe(
      "Updates: got no operation at index 0, expected an object with $distinct_id and $delete.",
    );
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

  test("an ID that may have been rounded is listed with what to do, and the others go out", async () => {
    const server = await accepting();
    const updates = [set(2 ** 53), set("a")];
    const result = await sendProfileUpdates(clientOf(server), updateMultipleProfiles, updates, options);
    expect(server.received.map(jsonOf)).toEqual([[{ ...set("a"), $token: "token-1" }]]);
    expect(result.failed_records).toEqual([{ index: 0, message: expect.stringContaining(". Write it as text: ") }]);
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
      message: expect.stringContaining("accepted nothing: bad [redacted]."),
    });
  });
});
