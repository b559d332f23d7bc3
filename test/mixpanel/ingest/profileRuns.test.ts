import { MixpanelClient } from "../../../src/mixpanel/client";
import { updateMultipleGroups } from "../../../src/mixpanel/endpoints/groups";
import { updateMultipleProfiles } from "../../../src/mixpanel/endpoints/profiles";
import { MixpanelAuthError } from "../../../src/mixpanel/errors";
import { RefusedRecord } from "../../../src/mixpanel/ingest/engine/options";
import { GROUP_PROFILES, type ProfileKind, USER_PROFILES } from "../../../src/mixpanel/ingest/profileKinds";
import { type ProfileOptions, sendProfileUpdates } from "../../../src/mixpanel/ingest/profiles";
import { type RecordInput, recordSource } from "../../../src/mixpanel/records/source";
import { failureOf } from "../../support/failure";
import { fakeTime } from "../../support/fakeTime";

afterEach(() => {
  jest.restoreAllMocks();
});

/** A client that sends nothing. */
function quiet(projectToken = "t") {
  const client = new MixpanelClient({ credentials: { projectToken }, transport: fakeTime().options });
  const call = jest.spyOn(client, "call").mockResolvedValue({ status: 1 });
  const run = (updates: RecordInput, options: Partial<ProfileOptions> = {}) =>
    sendProfileUpdates(
      client,
      options.kind === GROUP_PROFILES ? updateMultipleGroups : updateMultipleProfiles,
      updates,
      { parameters: {}, ...options },
    );
  /** What was sent in each request. */
  const bodies = () => call.mock.calls.map(([, , options]) => JSON.parse(String(options?.body)));
  return { call, run, bodies };
}

const set = (id: unknown, n = 1) => ({ $distinct_id: id, $set: { n } });
const EACH = { maxRecords: 1, maxBytes: 100_000 };

test.each<[string, object]>([
  ["write", { $distinct_id: "u", $add: { n: 1 } }],
  ["write", { $distinct_id: 7, $add: { n: 1 } }],
  ["write", { $distinct_id: 7, $append: { n: 1 } }],
  ["write", { $distinct_id: 7, $append: { n: 1 }, $set: { n: 1 } }],
  ["idempotentWrite", set("u")],
  ["idempotentWrite", set(7)],
])("B7: the effect of a request is %s with %j", async (effect, update) => {
  const { call, run } = quiet();
  await run([update]);
  expect(call.mock.calls.map(([, , options]) => options?.effect)).toEqual([effect]);
});

describe("B7: updates of one profile are not under way at the same time", () => {
  /** How many of two updates are sent before the first response. */
  async function begun(updates: object[], kind: ProfileKind): Promise<number> {
    const { call, run } = quiet();
    let respond = () => {};
    call.mockReturnValueOnce(
      new Promise((resolve) => {
        respond = () => resolve({ status: 1 });
      }),
    );
    const result = run(updates, { kind, limits: EACH, concurrency: 2 });
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    const calls = call.mock.calls.length;
    respond();
    expect(await result).toMatchObject({ imported: 2 });
    return calls;
  }
  const group = (key: string, id: string) => ({ $group_key: key, $group_id: id, $set: { n: 1 } });

  test("as those of others are", async () => {
    expect(await begun([set("a"), set("a", 2)], USER_PROFILES)).toBe(1);
    expect(await begun([set("a"), set("b")], USER_PROFILES)).toBe(2);
    expect(await begun([group("k", "a"), group("k", "a")], GROUP_PROFILES)).toBe(1);
    expect(await begun([group("k", "a"), group("k", "b")], GROUP_PROFILES)).toBe(2);
    expect(await begun([group("k", "a"), group("l", "a")], GROUP_PROFILES)).toBe(2);
  });
});

test("B7: what holds no updates is refused by the name of the input", async () => {
  expect((await failureOf(quiet().run(Object(7)))).message).toMatch(/^Updates: /);
});

test("B7: the token of the connection is filled in where an update has none, after one look at each", async () => {
  const { run, bodies } = quiet();
  const map = jest.fn((update: unknown) => update);
  await run([set("a"), { ...set("b"), $token: "own" }, { ...set("c"), $token: "" }], { map });
  const tokens = [
    ["a", "t"],
    ["b", "own"],
    ["c", "t"],
  ];
  expect(bodies()).toEqual([tokens.map(([id, $token]) => ({ ...set(id), $token }))]);
  expect(map).toHaveBeenCalledTimes(3);
});

test("B7: an update that breaks a rule is listed, and not sent", async () => {
  const { run, bodies } = quiet();
  const check = (update: unknown) => USER_PROFILES.validate(update);
  const wrong = { $distinct_id: "b", $set: "no object" };
  const result = await run([set("a"), wrong, null, set("")], { check });
  expect(result.failed_records.map(({ index, rule }) => [index, rule])).toEqual([
    [1, "operand_object"],
    [2, "update_object"],
    [3, "profile_distinct_id"],
  ]);
  expect(bodies()).toEqual([[{ ...set("a"), $token: "t" }]]);
});

describe("B7: without a project token on the connection", () => {
  const own = { ...set("a"), $token: "own" };

  test("a line that has none itself ends the run", async () => {
    const { run, call } = quiet("");
    const lines = recordSource("Updates", [own, set("b")].map((update) => JSON.stringify(update)).join("\n"));
    expect(await failureOf(run(lines))).toMatchObject({ code: "authentication_failed" });
    expect(call).not.toHaveBeenCalled();
  });

  test("a line that is no JSON is listed", async () => {
    const { run, bodies } = quiet("");
    const result = await run([own, Buffer.from("no JSON")]);
    expect(result.failed_records).toMatchObject([{ index: 1, rule: "invalid_json" }]);
    expect(bodies()).toEqual([[own]]);
  });

  test("a text is looked through before anything is sent", async () => {
    const { run, call } = quiet("");
    const text = JSON.stringify([
      ...Array.from({ length: 100 }, () => ({ ...own, $set: { text: "x".repeat(90_000) } })),
      set("b"),
    ]);
    expect(await failureOf(run(recordSource("Updates", text), { limits: EACH }))).toMatchObject({
      code: "authentication_failed",
    });
    expect(call).not.toHaveBeenCalled();
  });
});

test.each([set("a"), Buffer.from('{"$distinct_id":12345678901234567890}')])(
  "B7: an update that `map` refuses is listed with its reason",
  async (record) => {
    const { run, call } = quiet();
    const reason = { field: "own", rule: "own", message: "not today" };
    const result = await run([record], { map: () => new RefusedRecord(reason) });
    expect(result.failed_records).toEqual([{ index: 0, ...reason }]);
    expect(call).not.toHaveBeenCalled();
  },
);

test("B7: a run that fails says what a second one would do twice", async () => {
  const { run, call } = quiet();
  const broken = new MixpanelAuthError({ operation: "o", message: "broken" });
  call.mockResolvedValueOnce({ status: 1 }).mockRejectedValue(broken);
  const updates = ["a", "b"].map((id) => ({ $distinct_id: id, $add: { n: 1 } }));
  const { message } = await failureOf(run(updates, { limits: EACH, concurrency: 1 }));
  expect(message).toContain("would add or append stored values a second time");
});

test("B7: an object that its source changes after it was read is sent as it was", async () => {
  const { run, bodies } = quiet();
  const one = { ...set("a"), $token: "own" };
  function* updates() {
    for (const n of [1, 2]) {
      one.$set.n = n;
      yield one;
    }
  }
  await run(updates());
  expect(bodies().flat()).toMatchObject([{ $set: { n: 1 } }, { $set: { n: 2 } }]);
});

test("B7: updates are counted as Mixpanel counts them, and as sent if it does not", async () => {
  for (const [answer, imported] of [
    [{ status: 1 }, 2],
    [{ num_good_events: 2 }, 2],
    [{ num_good_events: 1 }, 1],
  ] as const) {
    const { run, call } = quiet();
    call.mockResolvedValue(answer);
    expect(await run([set("a"), set("b")])).toMatchObject({ received: 2, imported });
  }
});
