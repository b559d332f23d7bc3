import component from "../../src";
import { InputError } from "../../src/mixpanel/errors";
import { connections } from "../support/connection";
import { exampleInputs } from "../support/exampleInputs";
import { runAction } from "../support/harness";
import { flatInputs } from "../support/stockSurface";
import { useWire } from "../support/wire";

const wire = useWire();

/** Keys that every object of JavaScript has. */
const INHERITED = ["constructor", "toString", "valueOf", "__proto__", "hasOwnProperty"];

const choices = Object.entries(component.actions).flatMap(([key, { inputs }]) =>
  flatInputs(inputs)
    .filter(({ model = [] }) => model.length > 0)
    .map(({ key: input }): [key: string, input: string] => [key, input]),
);

test.each(choices)(
  "R1: %s refuses as %s what is no choice, also where every object has a key of that name",
  async (key, input) => {
    const { inputs = [] } = component.actions[key] ?? {};
    const chosen = inputs.flatMap(({ key: other, required, model = [] }) => {
      const last = model[model.length - 1];
      return required && last ? [[other, last.value]] : [];
    });
    for (const word of INHERITED) {
      const params = { ...exampleInputs(key, connections.full), ...Object.fromEntries(chosen), [input]: word };
      const { error } = { error: undefined, ...(await runAction(key, { connection: connections.full, params })) };
      expect(error).toBeInstanceOf(InputError);
      expect(error).toMatchObject({ message: expect.stringContaining(`: got "${word}", expected`) });
    }
    expect(wire.current.requests).toEqual([]);
  },
);

test.each(["constructor", "toString", "__proto__"])("R7: a condition refuses the operator %s", async (operator) => {
  const params = {
    ...exampleInputs("querySegmentation", connections.full),
    conditions: [{ property: "plan", operator, value: "pro" }],
  };
  const outcome = await runAction("querySegmentation", { connection: connections.full, params });
  expect(outcome).toMatchObject({
    error: { message: expect.stringContaining("Conditions, row 1, Operator: got"), code: "invalid_input" },
  });
});

/** Inputs that name one user, profile or group, and where each is on the wire. */
const IDS: [key: string, input: string, field: string][] = [
  ["setProfileProperties", "distinct_id", "$distinct_id"],
  ["deleteSingleProfile", "distinct_id", "$distinct_id"],
  ["deleteSingleGroup", "group_id", "$group_id"],
  ["deleteSingleGroup", "group_key", "$group_key"],
];

describe.each(IDS)("R6: %s takes %s", (key, input, field) => {
  const run = (value: unknown) =>
    runAction(key, {
      connection: connections.full,
      params: { ...exampleInputs(key, connections.full), [input]: value },
    });

  test("exactly as it is, since an ID with a blank is another profile's", async () => {
    wire.current.reply({ body: "1" });
    expect(await run(" user-1\n")).toMatchObject({ value: { data: { update: { [field]: " user-1\n" } } } });
    expect(wire.current.request.json).toMatchObject([{ [field]: " user-1\n" }]);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])("and refuses the number %p", async (value) => {
    expect(await run(value)).toMatchObject({ error: { code: "invalid_input" } });
    expect(wire.current.requests).toEqual([]);
  });
});

test.each(["NaN", "[object Object]", "$device:NaN"])(
  "R6: what no ID became, %s, links, changes and deletes nobody",
  async (id) => {
    const steps: [string, object, string][] = [
      ["mergeIdentities", { firstDistinctId: "user-1", secondDistinctId: id }, "Second Distinct ID"],
      ["createAlias", { distinct_id: id, alias: "user-1" }, "Distinct ID"],
      ["setProfileProperties", { distinct_id: id, propertiesJson: { plan: "pro" } }, "Distinct ID"],
      ["deleteSingleProfile", { distinct_id: id }, "Distinct ID"],
      ["deleteSingleGroup", { group_key: "company", group_id: id }, "Group ID"],
    ];
    for (const [key, params, input] of steps) {
      const { error } = {
        error: undefined,
        ...(await runAction(key, { connection: connections.full, params: { ...params } })),
      };
      expect(error).toMatchObject({ code: "invalid_input", message: expect.stringMatching(`^${input}: got`) });
    }
    expect(wire.current.requests).toEqual([]);
  },
);

test("R6: Properties (JSON) shows as example what its operation takes", () => {
  const one = { user: { distinct_id: "user-1" }, group: { group_key: "company", group_id: "acme" } };
  const forms = Object.entries(component.actions).flatMap(([key, { inputs }]) =>
    flatInputs(inputs).flatMap(({ key: input, example }) => (input === "propertiesJson" ? [{ key, example }] : [])),
  );
  expect(forms.length).toBeGreaterThan(0);
  wire.current.replyAlways(() => ({ body: "1" }));
  return Promise.all(
    forms.map(async ({ key, example }) => {
      const owner = key.includes("Group") ? one.group : one.user;
      const params = { ...owner, propertiesJson: example };
      expect(await runAction(key, { connection: connections.full, params })).toMatchObject({
        value: { data: { status: 1 } },
      });
    }),
  );
});

test("R1: no two choices of a drop-down are written alike", () => {
  const alike = Object.entries(component.actions).flatMap(([key, { inputs }]) =>
    flatInputs(inputs).flatMap(({ key: input, model = [] }) => {
      const labels = model.map(({ label }) => label.toLowerCase());
      return new Set(labels).size < labels.length ? [`${key}.${input}`] : [];
    }),
  );
  expect(alike).toEqual([]);
});

test("R6: two IDs that differ by a blank are those of two users", async () => {
  wire.current.reply({ body: { code: 200, num_records_imported: 1, status: "OK" } });
  await runAction("mergeIdentities", {
    connection: connections.full,
    params: { firstDistinctId: "user-1", secondDistinctId: "user-1 " },
  });
  expect(wire.current.request.json).toMatchObject([{ properties: { $distinct_ids: ["user-1", "user-1 "] } }]);
});

test.each([
  ["querySegmentation", { event: "Purchased" }, { data: { series: [], values: {} } }],
  ["querySegmentationSum", { event: "Purchased" }, { results: {} }],
])("R7: %s splits by a property named with blanks at its ends", async (key, more, body) => {
  wire.current.reply({ body });
  const params = { ...more, from_date: "2024-01-01", to_date: "2024-01-02", on: " plan " };
  await runAction(key, { connection: connections.full, params });
  expect(wire.current.request.query.on).toBe('properties[" plan "]');
});

test("R6: a union keeps a list within a list, and takes apart text that spells one", async () => {
  wire.current.reply({ body: "1" }, { body: "1" });
  const union = (params: object) =>
    runAction("unionToProfileLists", { connection: connections.full, params: { distinct_id: "user-1", ...params } });
  expect(await union({ propertiesJson: { sizes: [["S", "M"], "L"] } })).toMatchObject({
    value: { data: { update: { $union: { sizes: [["S", "M"], "L"] } } } },
  });
  const spelled = [
    { key: "sizes", value: '["S","M"]' },
    { key: "sizes", value: "L" },
  ];
  expect(await union({ properties: spelled, valueTypes: "auto" })).toMatchObject({
    value: { data: { update: { $union: { sizes: ["S", "M", "L"] } } } },
  });
});

test("R5: a list in place of a cohort is called a list", async () => {
  const params = { filter_by_cohort: [{ id: 12345 }] };
  expect(await runAction("getCohortMembers", { connection: connections.full, params })).toMatchObject({
    error: { message: expect.stringMatching(/^Cohort ID: got a list, expected the ID of a cohort/) },
  });
});

test("R5: an expired session of a cohort is not put down to behaviors, which its form does not have", async () => {
  wire.current.reply({ status: 400, body: { error: "request for page in uncached query for params" } });
  const params = { filter_by_cohort: 12345, page: 1, session_id: "s" };
  const { error } = {
    error: undefined,
    ...(await runAction("getCohortMembers", { connection: connections.full, params })),
  };
  expect(error).toMatchObject({ message: expect.stringContaining("The session may have expired.") });
  expect(error).toMatchObject({ message: expect.not.stringContaining("As Of Timestamp") });
});
