import { InputError, MixpanelPlanError } from "../../../src/mixpanel/errors";
import { connections, PROJECT_ID } from "../../support/connection";
import { runAction } from "../../support/harness";
import { type Reply, useWire } from "../../support/wire";

const wire = useWire();

const required = { event: "Purchased", on: "amount", from_date: "2024-01-01", to_date: "2024-01-02" };
const ref = 'properties["amount"]';

const series = (values: Record<string, number>): Reply => ({
  body: { data: { series: ["2024-01-01", "2024-01-02"], values: { Purchased: values } } },
});
const SUM: Reply = { body: { status: "ok", results: { "2024-01-02": 30, "2024-01-01": 10 } } };
const COUNT = series({ "2024-01-01": 1, "2024-01-02": 3 });
const PAYERS = series({ "2024-01-01": 1, "2024-01-02": 2 });

async function run(params: object, ...replies: Reply[]): Promise<unknown> {
  wire.current.reply(...replies);
  const outcome = await runAction("queryRevenue", { connection: connections.full, params: { ...required, ...params } });
  if (!("value" in outcome)) throw outcome.error;
  return outcome.value?.data;
}

const sent = () => wire.current.requests.map(({ host, path, query }) => ({ host, path, query }));

test("R4: spends three queries: sum, number and paying users", async () => {
  expect(await run({}, SUM, COUNT, PAYERS)).toEqual({
    rows: [
      { date: "2024-01-01", event: "Purchased", revenue: 10, purchases: 1, average: 10, paying_users: 1 },
      { date: "2024-01-02", event: "Purchased", revenue: 30, purchases: 3, average: 10, paying_users: 2 },
    ],
    totals: { revenue: 40, purchases: 4, average: 10, paying_users: null },
    resolved_dates: { from_date: "2024-01-01", to_date: "2024-01-02", time_zone: null },
    rate_limit: null,
  });
  const common = { project_id: PROJECT_ID, event: "Purchased", from_date: "2024-01-01", to_date: "2024-01-02" };
  const host = "mixpanel.com";
  expect(sent()).toEqual([
    { host, path: "/api/query/segmentation/sum", query: { ...common, on: ref } },
    { host, path: "/api/query/segmentation", query: { ...common, where: `defined(${ref})`, type: "general" } },
    {
      host,
      path: "/api/query/segmentation",
      query: { ...common, where: `(defined(${ref})) and ((${ref}) > 0)`, type: "unique" },
    },
  ]);
});

test("R4: adds up revenue of more than 15 digits", async () => {
  const long = { body: '{"status":"ok","results":{"2024-01-02":0,"2024-01-01":12345678901234567890}}' };
  const revenue = Number("12345678901234567890");
  expect(await run({}, long, COUNT, PAYERS)).toMatchObject({
    rows: [{ revenue }, { revenue: 0 }],
    totals: { revenue },
  });
});

test("R4: counts the paying users of the whole range with a fourth query", async () => {
  const whole = { body: { data: { series: ["2024-01-01"], values: { Purchased: { "2024-01-01": 2 } } } } };
  expect(await run({ totalPayingUsers: true }, SUM, COUNT, PAYERS, whole)).toMatchObject({
    totals: { paying_users: 2 },
  });
  expect(sent()[3]).toMatchObject({ query: { type: "unique", interval: "2" } });
  expect(sent()[3]?.query).not.toHaveProperty("unit");
});

test("R4: sends Where, Unit, project, workspace and residency to each query", async () => {
  const where = 'properties["plan"] == "pro"';
  const params = { where, unit: "hour", project_id: "42", workspace_id: "43", regionAndDomain: "eu.mixpanel" };
  await run(params, SUM, COUNT, PAYERS);
  expect(sent().map(({ query }) => query.where)).toEqual([
    where,
    `(${where}) and (defined(${ref}))`,
    `((${where}) and (defined(${ref}))) and ((${ref}) > 0)`,
  ]);
  for (const { host, query } of sent()) {
    expect(host).toBe("eu.mixpanel.com");
    expect(query).toMatchObject({ unit: "hour", project_id: "42", workspace_id: "43" });
  }
});

test("R7: adds conditions to the filter of each query", async () => {
  await run({ conditions: [{ property: "plan", operator: "equals", value: "pro" }] }, SUM, COUNT, PAYERS);
  expect(sent()[0]?.query.where).toBe('properties["plan"] == "pro"');
  expect(sent()[1]?.query.where).toBe(`(properties["plan"] == "pro") and (defined(${ref}))`);
});

test("R4: an arithmetic expression is the amount", async () => {
  const product = 'properties["price"] * properties["quantity"]';
  await run({ on: product }, SUM, COUNT, PAYERS);
  expect(sent()[0]?.query.on).toBe(product);
  expect(sent()[2]?.query.where).toBe(`(defined(${product})) and ((${product}) > 0)`);
});

test("R4: days without a purchase have no average", async () => {
  expect(await run({}, { body: { results: {} } }, series({}), series({}))).toMatchObject({
    rows: [
      { revenue: 0, purchases: 0, average: null, paying_users: 0 },
      { revenue: 0, purchases: 0, average: null, paying_users: 0 },
    ],
    totals: { revenue: 0, purchases: 0, average: null },
  });
});

test("R4: a failure spends no further query", async () => {
  await expect(run({}, { status: 402, body: { error: "Upgrade" } })).rejects.toBeInstanceOf(MixpanelPlanError);
  expect(sent()).toHaveLength(1);
});

test.each<[string, object, string]>([
  ["no event", { event: "" }, "Event"],
  ["no property", { on: "" }, "Revenue Property"],
  ["no first day", { from_date: "" }, "From Date"],
  ["an end before the beginning", { to_date: "2023-12-31" }, "To Date"],
  ["a unit that sums lack", { unit: "week" }, "Unit"],
])("R4: refuses %s", async (_what, params, input) => {
  const failure = run(params);
  await expect(failure).rejects.toBeInstanceOf(InputError);
  await expect(failure).rejects.toMatchObject({ input });
  expect(sent()).toEqual([]);
});
