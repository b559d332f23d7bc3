import { connections, connectionWith, PROJECT_ID, WORKSPACE_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized, JSON_BODY } from "../../support/expectedRequest";
import { FLAG, FLAG_FIELDS, FLAG_ID, RULESET } from "../../support/flags";
import { runAction } from "../../support/harness";
import { useWire } from "../../support/wire";

const answer = { status: "ok", results: FLAG };
const salt = "fedcba9876543210fedcba9876543210";
const rollout = [{ rollout_percentage: 1, variant_splits: { control: 0, treatment: 1 } }];

describeAction({
  key: "updateFeatureFlag",
  params: { flag_id: FLAG_ID },
  before: { path: (path) => path, reply: { body: answer } },
  // M4: the flag as it was read, without the fields that only responses have.
  request: {
    method: "PUT",
    host: "mixpanel.com",
    path: `/api/app/projects/${PROJECT_ID}/workspaces/${WORKSPACE_ID}/feature-flags/${FLAG_ID}`,
    headers: { ...authorized, ...JSON_BODY },
    json: FLAG_FIELDS,
  },
  reply: { body: answer },
  result: answer,
  optional: [
    ["status", "enabled", { json: { status: "enabled" } }],
    ["name", "Newer checkout", { json: { name: "Newer checkout" } }],
    ["description", "One page", { json: { description: "One page" } }],
    ["tags", ["web"], { json: { tags: ["web"] } }],
    ["ruleset", { rollout }, { json: { ruleset: { ...RULESET, rollout } } }],
    ["context", "device_id", { json: { context: "device_id" } }],
    ["serving_method", "client", { json: { serving_method: "client" } }],
    ["data_group_id", "-12345", { json: { data_group_id: "-12345" } }],
    ["hash_salt", salt, { json: { hash_salt: salt } }],
    ["reset_hash_salt", true, { json: { reset_hash_salt: true, hash_salt: undefined } }],
  ],
  refusals: [
    ["no ID", { flag_id: "" }, "Feature Flag ID"],
    ["an unknown status", { status: "sleeping" }, "Status"],
    ["a ruleset that is a list", { ruleset: [1] }, "Ruleset"],
    ["M4: a salt of another length", { hash_salt: "abc" }, "Hash Salt"],
    ["M4: another key", { key: "other_checkout" }, "key"],
  ],
});

describe("M4: updateFeatureFlag", () => {
  const wire = useWire();
  const connection = connectionWith({ ...connections.full.fields, workspaceId: WORKSPACE_ID });
  const splits = { rollout: [{ rollout_percentage: 1, variant_splits: { other: 1 } }] };

  test.each([
    ["enabled", { status: "archived" }, "Status", "Set it to disabled first"],
    ["archived", { status: "enabled" }, "Status", "Set it to disabled first"],
    ["enabled", { context: "device_id" }, "Context", "distinct_id"],
    ["disabled", { ruleset: splits }, "Ruleset", "other"],
  ])("changes nothing if a flag that is %s gets %j", async (status, change, input, words) => {
    wire.current.reply({ body: { status: "ok", results: { ...FLAG, status } } });
    const outcome = await runAction("updateFeatureFlag", { connection, params: { flag_id: FLAG_ID, ...change } });
    expect(outcome).toMatchObject({ error: { code: "invalid_input", input, message: expect.stringContaining(words) } });
    expect(wire.current.request.method).toBe("GET");
  });

  const change = async (flag: string, given: object) => {
    const body = `{"status": "ok", "results": ${flag}}`;
    wire.current.reply({ body, headers: { "content-type": "application/json" } }, { body: answer });
    const outcome = await runAction("updateFeatureFlag", { connection, params: { flag_id: FLAG_ID, ...given } });
    expect(outcome).toMatchObject({ value: expect.anything() });
    return wire.current.last;
  };

  test("does not repeat a reset of the salt that the flag was read with", async () => {
    const flag = JSON.stringify({ ...FLAG, reset_hash_salt: true });
    expect((await change(flag, { name: "Newer" })).json).toMatchObject({ reset_hash_salt: null });
  });

  test("keeps all digits of long numbers, in what is changed and in what stays", async () => {
    const cohort = '{"id":12345678901234567890}';
    const splits = '{"control":0.3333333333333333,"treatment":0.6666666666666667}';
    const flag = JSON.stringify(FLAG)
      .replace('"rollout":[{', `"rollout":[{"cohort_definition":${cohort},`)
      .replace('{"control":0.5,"treatment":0.5}', splits)
      .replace('"data_group_id":null', '"data_group_id":-1234567890123456789');
    const { text } = await change(flag, { ruleset: { test: null } });
    expect(text).toContain(`"cohort_definition":${cohort}`);
    expect(text).toContain(`"variant_splits":${splits}`);
    expect(text).toContain('"data_group_id":-1234567890123456789,');
  });

  test("takes no salt together with a reset of it", async () => {
    wire.current.reply({ body: answer });
    const params = { flag_id: FLAG_ID, hash_salt: salt, reset_hash_salt: true };
    expect(await runAction("updateFeatureFlag", { connection, params })).toMatchObject({
      error: { code: "invalid_input", input: "Hash Salt" },
    });
    expect(wire.current.request.method).toBe("GET");
  });
});
