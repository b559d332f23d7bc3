import component from "../../src";
import { connections } from "../support/connection";
import { actionForms } from "../support/definitions";
import { exampleInputs } from "../support/exampleInputs";
import { runAction, runDataSource } from "../support/harness";
import { stockActions } from "../support/stockSurface";
import { useWire } from "../support/wire";

const wire = useWire();

// Events without a time get the present one.
beforeEach(() => jest.spyOn(Date, "now").mockReturnValue(Date.UTC(2024, 0, 15, 12)));
afterEach(() => jest.restoreAllMocks());

const WHERE = 'properties["plan"] == "pro"';

/** A value for each input in a group of the stock component's forms, and another one that contradicts it. */
const VALUES: Record<string, [value: unknown, other?: unknown]> = {
  "filters.limit": ["10", 11],
  "filters.event": ['["Signed Up"]', ["Purchased"]],
  "filters.where": [WHERE, "true"],
  "filters.gzipEncoding": ["false"],
  "segmentation.on": ['properties["plan"]', 'properties["city"]'],
  "segmentation.where": [WHERE, "true"],
  "segmentation.limit": [10, "11"],
  "pagination.session_id": ["1234567890-EXAMPL", "another"],
  "pagination.page": ["1", 2],
  "cohortFilters.behaviors": [undefined],
  "cohortFilters.filter_by_cohort": ['{"id": 12345}', "12346"],
  "cohortFilters.include_all_users": [false],
  "deliveryOptions.ip": ["1", false],
  "deliveryOptions.strict": ["0", "1"],
  "deliveryOptions.verbose": [0, "1"],
  "deliveryOptions.redirect": ["https://example.com"],
  "deliveryOptions.img": ["1", "0"],
};

const grouped = [...stockActions].flatMap(([action, { groups = {} }]) =>
  Object.entries(groups).map(([group, { label, leaves }]) => ({ action, group, label, leaves })),
);

/** The request that a step sends, whatever comes back. */
async function requestOf(action: string, params: Record<string, unknown>) {
  wire.current.requests.length = 0;
  wire.current.replyAlways(() => ({ status: 500 }));
  const inputs = { ...exampleInputs(action, connections.full), ...params };
  const outcome = await runAction(action, { connection: connections.full, params: inputs });
  const error: unknown = "error" in outcome ? outcome.error : undefined;
  return {
    requests: [...wire.current.requests],
    code: error instanceof Object && "code" in error ? error.code : undefined,
  };
}

/** Every group of every form here. */
const ours = actionForms.flatMap(({ key, groups }) => groups.map(({ key: group }) => ({ action: key, group })));

describe.each(ours)("$action: $group", ({ action, group }) => {
  test.each([[undefined], [null], [""], [{}], ["{}"]])("H5: may be %j", async (empty) => {
    expect(await requestOf(action, { [group]: empty })).toEqual(await requestOf(action, {}));
  });

  test.each([[{ unknwon: 1 }], ['{"unknwon": 1}'], [7], ["{"]])("H5: is refused as %j", async (wrong) => {
    expect(await requestOf(action, { [group]: wrong })).toEqual({ requests: [], code: "invalid_input" });
  });
});

test("T21: the stock component has groups in six actions", () => {
  expect(new Set(grouped.map(({ action }) => action)).size).toBe(6);
});

describe.each(grouped)("$action: $group", ({ action, group, label, leaves }) => {
  const values = Object.fromEntries(leaves.map((leaf) => [leaf, VALUES[`${group}.${leaf}`]?.[0]]));
  const contradicted = leaves
    .map((leaf) => ({ leaf, other: VALUES[`${group}.${leaf}`]?.[1] }))
    .filter(({ other }) => other !== undefined);

  test("T21: a group reaches the platform with its label and its inputs", () => {
    const input = component.actions[action]?.inputs.find(({ key }) => key === group);
    expect(input).toMatchObject({ type: "structuredObject", label });
    expect(input?.inputs?.map(({ key }) => key)).toEqual(expect.arrayContaining(leaves));
  });

  test("T21: sends what the same inputs on their own send", async () => {
    const onTheirOwn = await requestOf(action, values);
    expect(onTheirOwn).toMatchObject({ code: "server_error", requests: [expect.anything()] });
    expect(await requestOf(action, { [group]: values })).toEqual(onTheirOwn);
    expect(await requestOf(action, { [group]: JSON.stringify(values) })).toEqual(onTheirOwn);
    expect(await requestOf(action, { [group]: values, ...values })).toEqual(onTheirOwn);
    expect(onTheirOwn).not.toEqual(await requestOf(action, {}));
  });

  test.each(contradicted)("T21: refuses $leaf with another value on its own", async ({ leaf, other }) => {
    expect(await requestOf(action, { [leaf]: other, [group]: values })).toEqual({
      requests: [],
      code: "invalid_input",
    });
  });
});

describe("an input that no form has", () => {
  test.each(actionForms.map(({ key }) => key))("T21: is refused by %s before anything is sent", async (action) => {
    expect(await requestOf(action, { unknwon: 0 })).toEqual({ requests: [], code: "invalid_input" });
  });

  test("T21: is ignored by data sources", async () => {
    wire.current.reply({ body: [{ funnel_id: 7, name: "Signup" }] });
    const params = { unknwon: 0, filters: { limit: 1 } };
    expect(await runDataSource("funnels", { connection: connections.full, params })).toMatchObject({
      value: { result: [{ key: "7", label: "Signup" }] },
    });
  });
});
