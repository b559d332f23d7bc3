import LocalFeatureFlagsProvider from "mixpanel/lib/flags/local_flags";
import { inside, ManagementClient } from "./managementClient";

const USERS = Array.from({ length: 80 }, (_, index) => `user-${index}`);
const VARIANTS = ["a", "b", "c"].map((key, index) => ({ key, value: { index }, is_control: index === 0, split: 0.33 }));
const SPLITS = { a: 0.2, b: 0.3, c: 0.5 };
const CASES: [what: string, rollout: unknown[]][] = [
  ["everybody", [{ rollout_percentage: 1, variant_splits: SPLITS }]],
  ["a share of the users", [{ rollout_percentage: 0.3, variant_splits: SPLITS }]],
  ["nobody", [{ rollout_percentage: 0, variant_splits: SPLITS }]],
  ["the splits of the variants themselves", [{ rollout_percentage: 1, variant_splits: {} }]],
  ["one variant for all", [{ rollout_percentage: 0.7, variant_splits: SPLITS, variant_override: { key: "b" } }]],
  [
    "two groups in turn",
    [
      { rollout_percentage: 0.4, variant_splits: { a: 1, b: 0, c: 0 } },
      { rollout_percentage: 0.5, variant_splits: { a: 0, b: 0, c: 1 } },
    ],
  ],
  [
    "a rule",
    [
      {
        rollout_percentage: 1,
        variant_splits: SPLITS,
        runtime_evaluation_rule: { and: [{ "==": [{ var: "plan" }, "Pro"] }, { ">": [{ var: "seats" }, 3] }] },
      },
    ],
  ],
];

let api: ManagementClient;
beforeAll(async () => {
  api = await ManagementClient.start();
});
beforeEach(() => api.reset());
afterAll(() => api.sandbox.close());

/** The official SDK, with the definitions that the sandbox serves. */
async function officialSdk(): Promise<LocalFeatureFlagsProvider> {
  const answer = await api.call("get-flag-definitions", "GET", "/flags/definitions?project_id=1");
  const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };
  const provider = new LocalFeatureFlagsProvider("sandbox-token", { enable_polling: false }, () => {}, silent);
  const definitions = inside(answer, "flags");
  if (!Array.isArray(definitions)) throw new Error("The definitions are no list.");
  return Object.assign(provider, { flagDefinitions: new Map(definitions.map((flag) => [flag.key, flag])) });
}

async function byServer(context: unknown): Promise<unknown> {
  const path = `/flags?project_id=1&context=${encodeURIComponent(JSON.stringify(context))}`;
  const flags = inside(await api.call("get-variant-assignments", "GET", path), "flags");
  return Object.values(Object(flags))[0];
}

test.each(CASES)("the server assigns as the official SDK does: %s", async (_what, rollout) => {
  const json = {
    name: "Flag",
    key: "flag",
    tags: [],
    status: "enabled",
    context: "distinct_id",
    serving_method: "remote_or_local",
    ruleset: { variants: VARIANTS, rollout },
  };
  await api.call("create-feature-flag", "POST", "/api/app/projects/1/workspaces/10/feature-flags", { json });
  const custom_properties = { plan: "PRO", seats: 5 };
  const sdk = await officialSdk();
  for (const distinct_id of USERS) {
    const context = { distinct_id, custom_properties };
    const variant = await byServer(context);
    const value = variant === undefined ? "none" : Object(variant).variant_value;
    const expected = sdk.getVariant("flag", { variant_value: "none" }, context, false).variant_value;
    expect({ distinct_id, value }).toEqual({ distinct_id, value: expected });
  }
});
