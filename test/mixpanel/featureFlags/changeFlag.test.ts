import fc from "fast-check";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { FLAG_STATUSES, type FlagStatus } from "../../../src/mixpanel/featureFlags/changeFlag";
import { FLAG_FIELDS, RULESET } from "../../support/flags";
import { forgetEverything } from "../../support/harness";
import { managing } from "../../support/inSandbox";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, clock: "2024-01-15T12:00:00Z" });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const run = managing(() => sandbox);
const { name, context } = FLAG_FIELDS;
const create = async (key: string, more: object = {}) => {
  const { id } = Object(await run("createFeatureFlag", { name, key, context, ruleset: RULESET, ...more }));
  return String(id);
};

test("M4: a flag lives from its creation to its deletion", async () => {
  const flag_id = await create("new_checkout", { tags: ["checkout"] });
  expect(await run("getFeatureFlag", { flag_id })).toMatchObject({ status: "disabled", tags: ["checkout"] });
  const everybody = { rollout: [{ rollout_percentage: 1, variant_splits: { control: 0, treatment: 1 } }] };
  await run("updateFeatureFlag", { flag_id, status: "enabled", ruleset: everybody });
  expect(await run("evaluateFeatureFlags", { distinct_id: "user-1" })).toMatchObject({
    flags: { new_checkout: { variant_key: "treatment", variant_value: "new", is_qa_tester: false } },
  });
  expect(await run("evaluateFeatureFlags", { distinct_id: "user-qa", useProjectToken: true })).toMatchObject({
    flags: { new_checkout: { is_qa_tester: true } },
  });
  expect(await run("getFlagDefinitions")).toMatchObject({ flags: [{ id: flag_id, key: "new_checkout" }] });

  await expect(run("updateFeatureFlag", { flag_id, status: "archived" })).rejects.toThrow("disabled first");
  await expect(run("deleteFeatureFlag", { flag_id })).rejects.toThrow("a flag that is enabled");
  await run("updateFeatureFlag", { flag_id, status: "disabled" });
  expect(await run("evaluateFeatureFlags", { distinct_id: "user-1" })).toEqual({ flags: {} });
  await run("updateFeatureFlag", { flag_id, status: "archived" });
  expect(await run("listFeatureFlags")).toEqual([]);
  expect(await run("listFeatureFlags", { include_archived: true })).toMatchObject([{ id: flag_id }]);
  await run("deleteFeatureFlag", { flag_id });
  await expect(run("getFeatureFlag", { flag_id })).rejects.toMatchObject({ status: 404 });
});

test("M4: a change leaves the rest of the flag as it was, and any status follows from the one before", async () => {
  const salt = fc.constantFrom("0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210");
  const change = fc.record(
    {
      name: fc.constantFrom("New checkout", "Newer checkout"),
      description: fc.constantFrom("One page", "Two pages"),
      tags: fc.constantFrom(["a"], ["b", "c"]),
      serving_method: fc.constantFrom("client", "server", "remote_or_local", "remote_only"),
      hash_salt: salt,
      status: fc.constantFrom(...FLAG_STATUSES),
    },
    { requiredKeys: [] },
  );
  const next: Record<FlagStatus, readonly FlagStatus[]> = {
    disabled: ["disabled", "enabled", "archived"],
    enabled: ["enabled", "disabled"],
    archived: ["archived", "disabled"],
  };
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 6 }), async (changes) => {
      forgetEverything();
      const flag_id = await create(`flag_${count++}`);
      let model = Object(await run("getFeatureFlag", { flag_id }));
      for (const one of changes) {
        const status: FlagStatus = model.status;
        const isPossible = one.status === undefined || next[status].includes(one.status);
        const outcome = await run("updateFeatureFlag", { flag_id, ...one }).catch((error: unknown) => error);
        if (isPossible) model = { ...model, ...one };
        else expect(outcome).toMatchObject({ input: "Status" });
        const { enabled_at: _, ...expected } = model;
        expect(await run("getFeatureFlag", { flag_id })).toMatchObject(expected);
      }
    }),
    { seed: 12, numRuns: 15 },
  );
});
