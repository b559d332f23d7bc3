import type { Sandbox } from "../src";
import { groupOf, NOW_SECONDS, postJson, profileOf, send, startStill } from "./ingestionClient";

const ENGAGE = "/engage?ip=0";
const LAST_SEEN = "2024-06-15T12:00:00";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

function update(operation: Record<string, unknown>, distinctId: unknown = "user-1") {
  return { $token: "sandbox-token", $distinct_id: distinctId, ...operation };
}

function groupUpdate(operation: Record<string, unknown>) {
  return { $token: "sandbox-token", $group_key: "company", $group_id: "Acme", ...operation };
}

/** Applies updates one request each, and gives back the profile without its date. */
async function after(...operations: Record<string, unknown>[]): Promise<unknown> {
  for (const operation of operations) {
    const answer = await postJson(sandbox, ENGAGE, [update({ $ignore_time: true, ...operation })], null);
    expect(answer.text).toBe("1");
  }
  return profileOf(sandbox, "user-1");
}

describe("POST /engage", () => {
  test.each<[string, Record<string, unknown>[], unknown]>([
    ["$set makes the profile and overwrites", [{ $set: { a: 1, b: 2 } }, { $set: { b: 3 } }], { a: 1, b: 3 }],
    ["$set_once keeps what is there", [{ $set: { a: 1 } }, { $set_once: { a: 2, b: 2 } }], { a: 1, b: 2 }],
    ["$add adds, from 0 where nothing is", [{ $set: { a: 1 } }, { $add: { a: -3, b: 2.5 } }], { a: -2, b: 2.5 }],
    ["$add leaves a text alone", [{ $set: { a: "one" } }, { $add: { a: 1 } }], { a: "one" }],
    ["$append makes a list and adds to it", [{ $append: { a: 1 } }, { $append: { a: 1 } }], { a: [1, 1] }],
    ["$append leaves a scalar alone", [{ $set: { a: 1 } }, { $append: { a: 2 } }], { a: 1 }],
    [
      "$union adds what is missing, once",
      [{ $union: { a: [1, 1, "x"] } }, { $union: { a: ["x", 2] } }],
      { a: [1, "x", 2] },
    ],
    ["$remove takes a value out of a list", [{ $set: { a: [1, 2, 1] } }, { $remove: { a: 1, b: 1 } }], { a: [2] }],
    ["$unset removes properties", [{ $set: { a: 1, b: 2 } }, { $unset: ["a", "c"] }], { b: 2 }],
    ["$delete removes the profile", [{ $set: { a: 1 } }, { $delete: null }], undefined],
    [
      "several operations apply in Mixpanel's order",
      [{ $unset: ["a"], $set: { a: 1, b: 1 }, $add: { b: 1 } }],
      { b: 2 },
    ],
  ])("%s", async (_what, operations, expected) => {
    expect(await after(...operations)).toEqual(expected);
  });

  test("dates every update, by $time where it is sent, and not with $ignore_time", async () => {
    await postJson(
      sandbox,
      ENGAGE,
      [update({ $set: {} }, "a"), update({ $set: {}, $time: NOW_SECONDS - 60 }, "b")],
      null,
    );
    await postJson(sandbox, ENGAGE, [update({ $set: {}, $ignore_time: true }, "c")], null);
    expect([profileOf(sandbox, "a"), profileOf(sandbox, "b"), profileOf(sandbox, "c")]).toEqual([
      { $last_seen: LAST_SEEN },
      { $last_seen: "2024-06-15T11:59:00" },
      {},
    ]);
  });

  test.each<[string, string, Record<string, unknown>, string | undefined]>([
    ["moves the profile to the caller's address", "/engage", {}, "Ashburn"],
    ["does not with ip=0", "/engage?ip=0", {}, undefined],
    ["does not with $ip of 0", "/engage", { $ip: "0" }, undefined],
    ["lets a city that is set stand", "/engage", { $set: { $city: "Berlin" } }, "Berlin"],
  ])("%s", async (_what, path, operation, city) => {
    await postJson(sandbox, path, [update({ $set: { a: 1 }, ...operation })], null);
    expect(profileOf(sandbox, "user-1")?.$city).toBe(city);
  });

  test("takes a form with `data`", async () => {
    const body = new URLSearchParams({ data: JSON.stringify([update({ $set: { a: 1 } })]) });
    const answer = await send(sandbox, ENGAGE, { method: "POST", body });
    expect([answer.text, profileOf(sandbox, "user-1")]).toEqual(["1", { a: 1, $last_seen: LAST_SEEN }]);
  });

  test.each<[string, unknown, string, string]>([
    ["no token", { $distinct_id: "u", $set: {} }, "$token", "'$token' is invalid: missing or empty"],
    [
      "no distinct ID",
      update({ $set: {} }, ""),
      "$distinct_id",
      "'$distinct_id' is invalid: must be a non-empty string",
    ],
    [
      "no operation",
      update({}),
      "",
      "the update must have one of $set, $set_once, $add, $append, $union, $remove, $unset, $delete",
    ],
    ["a $set that is a list", update({ $set: [] }), "$set", "'$set' is invalid: must be a JSON object"],
    ["an $add of a text", update({ $add: { a: "1" } }), "$add.a", "'$add.a' is invalid: must be a number"],
    ["a $union of a scalar", update({ $union: { a: 1 } }), "$union.a", "'$union.a' is invalid: must be a list"],
    [
      "an $unset of an object",
      update({ $unset: { a: 1 } }),
      "$unset",
      "'$unset' is invalid: must be a list of property names",
    ],
    ["1 MB", update({ $set: { a: "x".repeat(1024 * 1024) } }), "", "the update must be smaller than 1 MB of JSON"],
  ])("refuses an update with %s", async (_what, bad, field, message) => {
    const quiet = await postJson(sandbox, ENGAGE, [bad], null);
    const verbose = await postJson(sandbox, `${ENGAGE}&verbose=1`, [bad], null);
    const strict = await postJson(sandbox, `${ENGAGE}&strict=1`, [update({ $set: { a: 1 } }), bad], null);
    expect([quiet.status, quiet.text]).toEqual([200, "0"]);
    expect([verbose.status, verbose.json]).toEqual([200, { status: 0, error: message }]);
    expect([strict.status, strict.json]).toEqual([
      400,
      {
        code: 400,
        error: "some data points in the request failed validation",
        status: "Bad Request",
        num_records_imported: 1,
        failed_records: [{ index: 1, field, message }],
      },
    ]);
    expect(profileOf(sandbox, "user-1")).toEqual({ a: 1, $last_seen: LAST_SEEN });
  });

  test("answers a strict request that is all valid with the number of updates", async () => {
    const answer = await postJson(sandbox, `${ENGAGE}&strict=1`, [update({ $set: {} })], null);
    expect([answer.status, answer.json]).toEqual([200, { code: 200, num_good_events: 1, status: "OK" }]);
    const verbose = await postJson(sandbox, `${ENGAGE}&strict=1&verbose=1`, [update({ $set: {} })], null);
    expect([verbose.status, verbose.json]).toEqual([200, { status: 1, error: null }]);
  });

  test("answers 1 to an unknown token and counts the loss", async () => {
    const answer = await postJson(sandbox, ENGAGE, [{ ...update({ $set: {} }), $token: "nobody" }], null);
    expect([answer.text, sandbox.counts.lost.unknownToken]).toEqual(["1", 1]);
  });

  test("refuses more than 2000 updates, and a body that is zipped", async () => {
    const many = await postJson(
      sandbox,
      ENGAGE,
      Array.from({ length: 2001 }, () => update({ $set: {} })),
      null,
    );
    const zipped = await send(sandbox, ENGAGE, { method: "POST", headers: { "Content-Encoding": "gzip" }, body: "x" });
    expect([many.status, zipped.status]).toEqual([413, 415]);
  });

  test("never touches the prototype of anything", async () => {
    const body = `[{"$token":"sandbox-token","$distinct_id":"__proto__","$set":{"__proto__":{"polluted":true}}}]`;
    const headers = { "Content-Type": "application/json" };
    await send(sandbox, ENGAGE, { method: "POST", headers, body });
    expect(Object.keys(profileOf(sandbox, "__proto__") ?? {})).toContain("__proto__");
    expect({}).not.toHaveProperty("polluted");
  });
});

describe("POST /groups", () => {
  test.each<[string, Record<string, unknown>[], unknown]>([
    ["$set makes the group and overwrites", [{ $set: { a: 1 } }, { $set: { a: 2 } }], { a: 2 }],
    ["$set_once keeps what is there", [{ $set: { a: 1 } }, { $set_once: { a: 2, b: 2 } }], { a: 1, b: 2 }],
    ["$union adds what is missing", [{ $union: { a: [1] } }, { $union: { a: [1, 2] } }], { a: [1, 2] }],
    ["$remove takes a value out", [{ $set: { a: [1, 2] } }, { $remove: { a: 1 } }], { a: [2] }],
    ["$unset removes properties", [{ $set: { a: 1, b: 2 } }, { $unset: ["a"] }], { b: 2 }],
    ["$delete removes the group", [{ $set: { a: 1 } }, { $delete: null }], undefined],
  ])("%s", async (_what, operations, expected) => {
    for (const operation of operations) {
      const answer = await postJson(sandbox, "/groups?ip=0", [groupUpdate({ $ignore_time: true, ...operation })], null);
      expect(answer.text).toBe("1");
    }
    expect(groupOf(sandbox, "company", "Acme")).toEqual(expected);
  });

  test.each<[string, unknown, string]>([
    ["$add", groupUpdate({ $add: { a: 1 } }), "'$add' is invalid: is not supported for groups"],
    ["$append", groupUpdate({ $append: { a: 1 } }), "'$append' is invalid: is not supported for groups"],
    ["no group key", groupUpdate({ $group_key: "", $set: {} }), "'$group_key' is invalid: must be a non-empty string"],
    ["no group ID", groupUpdate({ $group_id: null, $set: {} }), "'$group_id' is invalid: must be a non-empty string"],
  ])("refuses an update with %s", async (_what, bad, error) => {
    const answer = await postJson(sandbox, "/groups?verbose=1", [bad], null);
    expect(answer.json).toEqual({ status: 0, error });
  });
});
