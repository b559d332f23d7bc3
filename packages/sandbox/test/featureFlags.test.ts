import { randomUUID } from "node:crypto";
import { basic, DAY_MS, inside, ManagementClient } from "./managementClient";

const FLAGS = "/api/app/projects/1/workspaces/10/feature-flags";
const NOW = "2024-06-15T12:00:00.000Z";
const VARIANTS = [
  { key: "control", value: "old", is_control: true, split: 0.5 },
  { key: "treatment", value: "new", is_control: false, split: 0.5 },
];
const ROLLOUT = { rollout_percentage: 1, variant_splits: { control: 0, treatment: 1 } };
const FLAG = {
  name: "New checkout",
  key: "new_checkout",
  tags: ["checkout"],
  status: "enabled",
  context: "distinct_id",
  serving_method: "remote_or_local",
  ruleset: { variants: VARIANTS, rollout: [ROLLOUT] },
};

let api: ManagementClient;
beforeAll(async () => {
  api = await ManagementClient.start();
});
beforeEach(() => api.reset());
afterAll(() => api.sandbox.close());

const create = (json: unknown) => api.call("create-feature-flag", "POST", FLAGS, { json });
const newId = async (json: unknown = FLAG) => String(inside(await create(json), "results", "id"));
const get = (id: string) => api.call("get-feature-flag", "GET", `${FLAGS}/${id}`);
const update = (id: string, json: unknown) => api.call("update-feature-flag", "PUT", `${FLAGS}/${id}`, { json });
const remove = (id: string) => api.call("delete-feature-flag", "DELETE", `${FLAGS}/${id}`);
const list = (query = "") => api.call("list-feature-flags", "GET", `${FLAGS}${query}`);
const withRollout = (...rollout: unknown[]) => ({ ...FLAG, ruleset: { variants: VARIANTS, rollout } });

async function variants(context: unknown, query = ""): Promise<unknown> {
  const path = `/flags?project_id=1&context=${encodeURIComponent(JSON.stringify(context))}${query}`;
  return inside(await api.call("get-variant-assignments", "GET", path), "flags");
}

describe("management", () => {
  test("creating answers the flag, and getting answers it again", async () => {
    const created = await create(FLAG);
    expect(created.status).toBe(200);
    expect(inside(created, "results")).toMatchObject({
      name: "New checkout",
      key: "new_checkout",
      status: "enabled",
      enabled_at: NOW,
      created: NOW,
      creator_id: 1000,
      project_id: 1,
      workspace_id: 10,
      content_type: "feature-flags",
      hash_salt: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(await get(String(inside(created, "results", "id")))).toEqual(created);
  });

  test("a flag is disabled unless asked otherwise", async () => {
    const { status: _status, ...rest } = FLAG;
    expect(inside(await create(rest), "results")).toMatchObject({ status: "disabled", enabled_at: null });
  });

  test("an update replaces the flag and keeps its id, its salt and its maker", async () => {
    const id = await newId();
    const before = await get(id);
    api.sandbox.clock.advance(DAY_MS);
    const { tags: _tags, ...rest } = FLAG;
    const updated = await update(id, { ...rest, tags: [], name: "Renamed", status: "disabled" });
    expect(inside(updated, "results")).toMatchObject({
      id,
      name: "Renamed",
      tags: [],
      status: "disabled",
      created: NOW,
      modified: "2024-06-16T12:00:00.000Z",
      hash_salt: inside(before, "results", "hash_salt"),
    });
  });

  test("reset_hash_salt draws another salt", async () => {
    const id = await newId();
    const before = inside(await get(id), "results", "hash_salt");
    const after = inside(await update(id, { ...FLAG, reset_hash_salt: true }), "results", "hash_salt");
    expect(after).toMatch(/^[0-9a-f]{32}$/);
    expect(after).not.toBe(before);
  });

  test("a deleted flag is listed with the archived ones only, and its key is free again", async () => {
    const id = await newId();
    expect(await remove(id)).toEqual({ status: 200, body: { status: "ok", results: {} } });
    expect(inside(await list(), "results")).toEqual([]);
    expect(inside(await list("?include_archived=true"), "results")).toMatchObject([
      { id, status: "archived", deleted: NOW },
    ]);
    expect(await get(id)).toEqual({
      status: 404,
      body: { status: "error", type: "not_found", error: "Feature flag not found" },
    });
    expect((await create(FLAG)).status).toBe(200);
  });

  test.each([
    ["no key", { ...FLAG, key: undefined }, "key: "],
    ["a field of its own", { ...FLAG, colour: "red" }, "colour"],
    [
      "a share over one",
      withRollout({ ...ROLLOUT, rollout_percentage: 1.5 }),
      "ruleset.rollout.0.rollout_percentage: ",
    ],
    ["a split of a variant that is not there", withRollout({ ...ROLLOUT, variant_splits: { x: 1 } }), "no variant x"],
    ["a rollout without splits", withRollout({ rollout_percentage: 1 }), "ruleset.rollout.0.variant_splits: "],
    [
      "twelve variants",
      {
        ...FLAG,
        ruleset: {
          rollout: [],
          variants: Array.from({ length: 12 }, (_, index) => ({ ...VARIANTS[0], key: `v${index}` })),
        },
      },
      "ruleset.variants: ",
    ],
    ["a salt of 31 characters", { ...FLAG, hash_salt: "x".repeat(31) }, "hash_salt: "],
    ["an experiment id that is no UUID", { ...FLAG, experiment_id: "exp_123" }, "experiment_id: "],
  ])("refuses %s", async (_what, json, error) => {
    const answer = await create(json);
    expect(answer).toMatchObject({ status: 400, body: { status: "error", type: "validation_error" } });
    expect(inside(answer, "error")).toMatch(error);
  });

  test("refuses a key that the project has", async () => {
    await newId();
    expect(inside(await create(FLAG), "error")).toBe("A feature flag with the key new_checkout already exists");
  });

  test("another workspace and another project know nothing of a flag", async () => {
    const id = await newId();
    const inWorkspace = `/api/app/projects/1/workspaces/20/feature-flags/${id}`;
    expect((await api.call("get-feature-flag", "GET", inWorkspace)).status).toBe(404);
    const inProject = `/api/app/projects/2/workspaces/20/feature-flags/${id}`;
    expect((await api.call("get-feature-flag", "GET", inProject)).status).toBe(404);
  });

  test("a flag shows whether its experiment runs, and the experiment shows its flag", async () => {
    const experiments = "/api/app/workspaces/10/experiments";
    const created = await api.call("create-experiment", "POST", experiments, { json: { name: "Checkout" } });
    const experiment_id = inside(created, "results", "id");
    const id = await newId({ ...FLAG, experiment_id });
    expect(inside(await get(id), "results", "is_experiment_active")).toBe(false);
    const launched = await api.call("launch-experiment", "PUT", `${experiments}/${experiment_id}/launch`);
    expect(inside(launched, "results", "feature_flag", "id")).toBe(id);
    expect(await variants({ distinct_id: "u" })).toMatchObject({
      new_checkout: { experiment_id, is_experiment_active: true },
    });
  });
});

describe("evaluation", () => {
  const selected = (variant_key: string, variant_value: unknown, is_qa_tester = false) => ({
    new_checkout: { variant_key, variant_value, is_qa_tester },
  });

  test("gives the variant of the rollout", async () => {
    await newId();
    expect(await variants({ distinct_id: "u" })).toEqual(selected("treatment", "new"));
  });

  test("leaves out flags that are disabled, archived or of another project", async () => {
    await newId({ ...FLAG, status: "disabled" });
    await newId({ ...FLAG, key: "gone", status: "archived" });
    const other = "/api/app/projects/2/workspaces/20/feature-flags";
    await api.call("create-feature-flag", "POST", other, { json: FLAG });
    expect(await variants({ distinct_id: "u" })).toEqual({});
  });

  test("gives a tester the variant that is theirs", async () => {
    const test = { users: { tester: "control" } };
    await newId({ ...FLAG, ruleset: { variants: VARIANTS, rollout: [], test } });
    expect(await variants({ distinct_id: "tester" })).toEqual(selected("control", "old", true));
    expect(await variants({ distinct_id: "u" })).toEqual({});
  });

  test("takes names that every object inherits for what they are: names", async () => {
    const named = [{ ...VARIANTS[0], key: "constructor", split: 1 }];
    const rollout = [{ rollout_percentage: 1, variant_splits: {} }];
    await newId({ ...FLAG, ruleset: { variants: named, rollout, test: { users: {} } } });
    expect(await variants({ distinct_id: "constructor" })).toEqual(selected("constructor", "old"));
  });

  test("takes the distinct ID for the device where no device is named", async () => {
    const rollout = { rollout_percentage: 0.5, variant_splits: {} };
    await newId({ ...withRollout(rollout), context: "device_id" });
    const byUser = await variants({ distinct_id: "u-1" });
    expect(await variants({ distinct_id: "someone else", device_id: "u-1" })).toEqual(byUser);
  });

  test("leaves out a flag whose context is not given", async () => {
    await newId({ ...FLAG, context: "company_id" });
    expect(await variants({ distinct_id: "u" })).toEqual({});
    expect(await variants({ distinct_id: "u", company_id: "c" })).toEqual(selected("treatment", "new"));
  });

  test("a rollout whose cohort cannot be told has nobody", async () => {
    await newId(withRollout({ ...ROLLOUT, cohort_definition: { id: 1 } }));
    expect(await variants({ distinct_id: "u" })).toEqual({});
  });

  test.each([
    [{ "==": [{ var: "plan" }, "pro"] }, { Plan: "PRO" }, true],
    [{ "==": [{ var: "plan" }, "pro"] }, { plan: "free" }, false],
    [{ semver_compare: [{ var: "version" }, ">=", "2.10.0"] }, { version: "v2.9" }, false],
    [{ semver_compare: [{ var: "version" }, ">=", "2.10.0"] }, { version: "2.10.0" }, true],
    [{ semver_compare: [{ var: "version" }, "<", "2.0.0"] }, { version: "2.0.0-beta.2" }, true],
    [{ semver_compare: [{ var: "version" }, ">", "2.0.0-beta.2"] }, { version: "2.0.0-beta.11" }, true],
    [{ semver_compare: [{ var: "version" }, "<", "2.0.0-beta.1"] }, { version: "2.0.0-beta" }, true],
    [{ semver_compare: [{ var: "version" }, ">", "1"] }, { version: "latest" }, false],
    [{ datetime_compare: [{ var: "since" }, "<", 1718452800000] }, { since: "2024-06-15T11:59:59Z" }, true],
    [{ datetime_compare: [{ var: "since" }, "<", 1718452800000] }, { since: "2024-06-15T12:00:00Z" }, false],
    [{ datetime_compare: [{ var: "since" }, "<", 1718452800000] }, { since: "yesterday" }, false],
    [{ unknown_operator: [] }, {}, false],
  ])("the rule %j holds for %j: %s", async (runtime_evaluation_rule, custom_properties, holds) => {
    await newId(withRollout({ ...ROLLOUT, runtime_evaluation_rule }));
    const expected = holds ? selected("treatment", "new") : {};
    expect(await variants({ distinct_id: "u", custom_properties })).toEqual(expected);
  });

  test.each([
    ["no context", "/flags?project_id=1", "context: is required"],
    ["a context that is no JSON", "/flags?project_id=1&context=u", "context: must be a JSON object"],
    ["a context without distinct_id", "/flags?project_id=1&context=%7B%7D", "distinct_id: "],
  ])("refuses %s", async (_what, path, error) => {
    const answer = await api.call("get-variant-assignments", "GET", path);
    expect(answer.status).toBe(400);
    expect(inside(answer, "error")).toMatch(error);
  });

  test("the definitions are those of the enabled flags", async () => {
    const id = await newId();
    await newId({ ...FLAG, key: "off", status: "disabled" });
    const answer = await api.call("get-flag-definitions", "GET", "/flags/definitions?project_id=1");
    expect(inside(answer, "flags")).toHaveLength(1);
    expect(inside(answer, "flags", 0)).toMatchObject({ id, key: "new_checkout", project_id: 1, workspace_id: 10 });
  });

  test("the project token and the project secret may evaluate, a wrong token may not", async () => {
    const path = `/flags/definitions?token=sandbox-token`;
    const as = async (user: string) => (await api.send("GET", path, { authorization: basic(user) })).status;
    expect(await as("sandbox-token")).toBe(200);
    expect(await as("sandbox-project-secret")).toBe(200);
    expect(await as("nothing")).toBe(401);
    const other = await api.send("GET", "/flags/definitions?token=sandbox-token-eu&project_id=1");
    expect(other.status).toBe(403);
  });

  test("an unknown experiment is passed on as it was given", async () => {
    const experiment_id = randomUUID();
    await newId({ ...FLAG, experiment_id, is_experiment_active: true });
    expect(await variants({ distinct_id: "u" })).toMatchObject({
      new_checkout: { experiment_id, is_experiment_active: true },
    });
  });
});
