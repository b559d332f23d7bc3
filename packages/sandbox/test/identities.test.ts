import type { Sandbox } from "../src";
import {
  event,
  get,
  IMPORT,
  NOW_SECONDS,
  postJson,
  profileOf,
  SERVICE_ACCOUNT,
  send,
  startStill,
  storedIn,
} from "./ingestionClient";

const ANONYMOUS = "0b0c6c4a-4f3e-4c0f-9d57-6a3c4b3f2a11";
const SIMPLIFIED_IMPORT = "/import?strict=1&project_id=2";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

function track(name: string, properties: Record<string, unknown>) {
  return postJson(sandbox, "/track", [{ event: name, properties: { token: "sandbox-token", ...properties } }], null);
}

/** Distinct IDs of stored events that are no identity events, oldest first. */
function users(projectId = 1): string[] {
  return storedIn(sandbox, projectId)
    .filter(([name]) => !name.startsWith("$"))
    .map(([, , distinctId]) => distinctId);
}

describe("Original ID Merge", () => {
  test("$identify gives the anonymous ID's past and future events to the user", async () => {
    await postJson(sandbox, IMPORT, [event({ distinct_id: ANONYMOUS, $insert_id: "before" })]);
    const answer = await track("$identify", { $identified_id: "user-1", $anon_id: ANONYMOUS });
    await postJson(sandbox, IMPORT, [event({ distinct_id: ANONYMOUS, $insert_id: "later", time: NOW_SECONDS })]);
    expect([answer.text, users()]).toEqual(["1", ["user-1", "user-1"]]);
  });

  test("an export shows the canonical ID and the one that was sent", async () => {
    await postJson(sandbox, IMPORT, [event({ distinct_id: ANONYMOUS })]);
    await track("$identify", { $identified_id: "user-1", $anon_id: ANONYMOUS });
    const exported = await get(
      sandbox,
      `/api/2.0/export?project_id=1&from_date=2024-06-15&to_date=2024-06-15&event=["Page View"]`,
    );
    expect(exported.json).toMatchObject({
      properties: { distinct_id: "user-1", $distinct_id_before_identity: ANONYMOUS },
    });
  });

  test("a repeated import is still recognised after the merge", async () => {
    await postJson(sandbox, IMPORT, [event({ distinct_id: ANONYMOUS })]);
    await track("$identify", { $identified_id: "user-1", $anon_id: ANONYMOUS });
    expect(users()).toEqual(["user-1"]);
    await postJson(sandbox, IMPORT, [event({ distinct_id: ANONYMOUS })]);
    expect(users()).toEqual(["user-1"]);
  });

  test("profiles become one, and the user's own properties stay", async () => {
    const update = (id: string, $set: Record<string, unknown>) => ({
      $token: "sandbox-token",
      $distinct_id: id,
      $ignore_time: true,
      $set,
    });
    await postJson(sandbox, "/engage?ip=0", [update(ANONYMOUS, { a: 1, b: 1 }), update("user-1", { b: 2 })], null);
    await track("$identify", { $identified_id: "user-1", $anon_id: ANONYMOUS });
    expect([profileOf(sandbox, "user-1"), profileOf(sandbox, ANONYMOUS)]).toEqual([{ a: 1, b: 2 }, undefined]);
  });

  test("$identify does not move an anonymous ID from one user to another", async () => {
    await postJson(sandbox, IMPORT, [event({ distinct_id: ANONYMOUS })]);
    await track("$identify", { $identified_id: "user-1", $anon_id: ANONYMOUS });
    await track("$identify", { $identified_id: "user-2", $anon_id: ANONYMOUS });
    expect(users()).toEqual(["user-1"]);
  });

  test.each<[string, string, Record<string, unknown>, string]>([
    [
      "an anonymous ID that is no UUID v4",
      "$identify",
      { $identified_id: "user-1", $anon_id: "visitor" },
      "'properties.$anon_id' is invalid: must be a UUID v4",
    ],
    [
      "no identified ID",
      "$identify",
      { $anon_id: ANONYMOUS },
      "'properties.$identified_id' is invalid: must be a non-empty string",
    ],
    [
      "no alias",
      "$create_alias",
      { distinct_id: "user-1" },
      "'properties.alias' is invalid: must be a non-empty string",
    ],
  ])("/track answers 0 to %s", async (_what, name, properties, error) => {
    const body = [{ event: name, properties: { token: "sandbox-token", ...properties } }];
    const answer = await postJson(sandbox, "/track?verbose=1", body, null);
    expect(answer.json).toEqual({ status: 0, error });
  });

  test("$create_alias gives the alias's events and updates to the user", async () => {
    await postJson(sandbox, IMPORT, [event({ distinct_id: "alias-1" })]);
    await track("$create_alias", { distinct_id: "user-1", alias: "alias-1" });
    const update = { $token: "sandbox-token", $distinct_id: "alias-1", $ignore_time: true, $set: { a: 1 } };
    await postJson(sandbox, "/engage?ip=0", [update], null);
    expect([users(), profileOf(sandbox, "user-1")]).toEqual([["user-1"], { a: 1 }]);
  });

  test("$delete follows an alias to the original profile unless $ignore_alias is set", async () => {
    await track("$create_alias", { distinct_id: "user-1", alias: "alias-1" });
    const update = (id: string, operation: Record<string, unknown>) => ({
      $token: "sandbox-token",
      $distinct_id: id,
      ...operation,
    });
    await postJson(sandbox, "/engage?ip=0", [update("user-1", { $ignore_time: true, $set: { a: 1 } })], null);
    await postJson(sandbox, "/engage?ip=0", [update("alias-1", { $delete: null, $ignore_alias: true })], null);
    expect(profileOf(sandbox, "user-1")).toEqual({ a: 1 });
    await postJson(sandbox, "/engage?ip=0", [update("alias-1", { $delete: null })], null);
    expect(profileOf(sandbox, "user-1")).toBeUndefined();
  });

  test("$merge joins two users, without time and insert ID", async () => {
    await postJson(sandbox, IMPORT, [event({ distinct_id: "a" }), event({ distinct_id: "b", $insert_id: "insert-2" })]);
    const merge = { event: "$merge", properties: { $distinct_ids: ["a", "b"], token: "sandbox-token" } };
    const answer = await postJson(sandbox, IMPORT, [merge]);
    expect([answer.status, users()]).toEqual([200, ["a", "a"]]);
  });

  test("$merge of merged users joins all of them", async () => {
    const ids = ["a", "b", "c", "d"];
    await postJson(
      sandbox,
      IMPORT,
      ids.map((id) => event({ distinct_id: id, $insert_id: id })),
    );
    for (const pair of [
      ["a", "b"],
      ["c", "d"],
      ["b", "d"],
    ]) {
      await postJson(sandbox, IMPORT, [{ event: "$merge", properties: { $distinct_ids: pair } }]);
    }
    expect(users()).toEqual(["a", "a", "a", "a"]);
  });

  test.each<[string, unknown]>([
    ["one ID", ["a"]],
    ["three IDs", ["a", "b", "c"]],
    ["a text", "a"],
  ])("$merge of %s is refused", async (_what, ids) => {
    const answer = await postJson(sandbox, IMPORT, [{ event: "$merge", properties: { $distinct_ids: ids } }]);
    expect([answer.status, answer.json]).toMatchObject([
      400,
      { failed_records: [{ field: "properties.$distinct_ids" }] },
    ]);
  });
});

describe("T7: anonymous IDs of Mixpanel's SDKs", () => {
  const upper = ANONYMOUS.toUpperCase();

  test.each([ANONYMOUS, upper, `$device:${ANONYMOUS}`, `$device:${upper}`])("$identify takes %s", async (anonymous) => {
    await postJson(sandbox, IMPORT, [event({ distinct_id: anonymous })]);
    const answer = await track("$identify", { $identified_id: "user-1", $anon_id: anonymous });
    expect([answer.text, users()]).toEqual(["1", ["user-1"]]);
  });

  test.each(["device-1", "$device:", "$device:phone", `$user:${ANONYMOUS}`, `${ANONYMOUS}0`, ""])(
    "$identify refuses %j",
    async (anonymous) => {
      expect((await track("$identify", { $identified_id: "user-1", $anon_id: anonymous })).text).toBe("0");
    },
  );

  test("$identify on /import needs no distinct ID: it is the user's", async () => {
    const properties = { distinct_id: undefined, $identified_id: "user-1", $anon_id: `$device:${ANONYMOUS}` };
    const answer = await postJson(sandbox, IMPORT, [event(properties, "$identify")]);
    expect([answer.status, storedIn(sandbox)[0]?.[2]]).toEqual([200, "user-1"]);
  });
});

describe("T7: placeholders, which broken clients send for every user, join nobody", () => {
  test.each(["undefined", "NULL", "anonymous", "0", 0])(
    "%j is refused by $identify, $create_alias and $merge",
    async (id) => {
      expect((await track("$identify", { $identified_id: id, $anon_id: ANONYMOUS })).text).toBe("0");
      expect((await track("$create_alias", { distinct_id: "user-1", alias: id })).text).toBe("0");
      expect((await track("$create_alias", { distinct_id: id, alias: "user-1" })).text).toBe("0");
      const merge = await postJson(sandbox, IMPORT, [
        { event: "$merge", properties: { $distinct_ids: ["user-1", id] } },
      ]);
      expect(merge.json).toMatchObject({
        num_records_imported: 0,
        failed_records: [{ message: `'properties.$distinct_ids' is invalid: must not be '${id}'` }],
      });
      expect(storedIn(sandbox)).toEqual([]);
    },
  );
});

describe("Simplified ID Merge", () => {
  test.each(["$identify", "$create_alias", "$merge"])("T5: /import refuses the whole batch with %s", async (name) => {
    const properties = {
      $identified_id: "u",
      $anon_id: ANONYMOUS,
      distinct_id: "u",
      alias: "v",
      $distinct_ids: ["u", "v"],
    };
    const answer = await postJson(sandbox, SIMPLIFIED_IMPORT, [
      event(),
      event({ ...properties, $insert_id: "i" }, name),
    ]);
    expect([answer.status, answer.json]).toEqual([
      400,
      {
        code: 400,
        error: "some data points in the request failed validation",
        status: "Bad Request",
        num_records_imported: 0,
        failed_records: ["identity events are not allowed when project is using simplified identity management"],
      },
    ]);
    expect(storedIn(sandbox, 2)).toEqual([]);
  });

  test("T5: an identity event that is not valid refuses the batch as well, with strict=0 and among lines that are no JSON", async () => {
    for (const query of ["strict=1", "strict=0"]) {
      const answer = await send(sandbox, `/import?${query}&project_id=2`, {
        method: "POST",
        headers: { Authorization: SERVICE_ACCOUNT, "Content-Type": "application/x-ndjson" },
        body: `${JSON.stringify(event())}\n{\n{"event":"$merge"}\n`,
      });
      expect([answer.status, answer.json]).toMatchObject([400, { num_records_imported: 0 }]);
    }
    expect(storedIn(sandbox, 2)).toEqual([]);
  });

  test("T5: a project is of the system that its seed names", async () => {
    const seeded = await startStill({ seed: { projects: [{ id: 1, idMerge: "simplified" }] } });
    try {
      const answer = await postJson(seeded, IMPORT, [event({ $distinct_ids: ["a", "b"] }, "$merge")]);
      expect([answer.status, storedIn(seeded)]).toEqual([400, []]);
    } finally {
      await seeded.close();
    }
  });

  test("an event of a device belongs to the device until an event names its user", async () => {
    const seen = event({ distinct_id: undefined, $device_id: "phone", $insert_id: "a" });
    await postJson(sandbox, SIMPLIFIED_IMPORT, [seen]);
    expect(users(2)).toEqual(["$device:phone"]);
    const named = event({ distinct_id: undefined, $device_id: "phone", $user_id: "user-1", $insert_id: "b" });
    await postJson(sandbox, SIMPLIFIED_IMPORT, [named]);
    expect(users(2)).toEqual(["user-1", "user-1"]);
  });

  test("a distinct ID stands where neither device nor user is sent", async () => {
    await postJson(sandbox, SIMPLIFIED_IMPORT, [event()]);
    expect(users(2)).toEqual(["user-1"]);
  });
});
