import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { runInSandbox } from "../support/inSandbox";

const NOW_MS = Date.parse("2024-01-31T12:00:00Z");
const NAMES = ["plan", 'the "plan"\\', 'x"] == 1 or properties["y'];

const signedUp = (day: number, properties: object) => ({
  event: "Signed Up",
  properties: {
    time: Date.UTC(2024, 0, day) / 1000,
    distinct_id: `user-${day}`,
    $insert_id: `id-${day}`,
    on: `2024-01-${day}T10:00:00`,
    ...properties,
  },
});
const events = [10, 29, 30, 31].map((day) =>
  signedUp(day, Object.fromEntries(NAMES.map((name) => [name, `"${day}"`]))),
);
const profiles = {
  "user-10": { plan: "pro", visits: 3, $last_seen: "2024-01-10T10:00:00" },
  "user-30": { plan: "pro", visits: 30, $last_seen: "2024-01-30T13:00:00" },
  "user-31": { plan: 'it\'s "free"', $last_seen: "2024-01-30T11:00:00" },
};
const definitions = [
  { funnel_id: 7, name: "One", steps: [{ event: "Signed Up" }, { event: "Signed Up" }], length: 1, length_unit: "day" },
];

let sandbox: Sandbox;
beforeAll(async () => {
  const project = { id: 1, events, profiles, slices: { funnels: { definitions } } };
  sandbox = await startSandbox({ port: 0, clock: NOW_MS, limits: false, seed: { projects: [project] } });
});
beforeEach(() => jest.spyOn(Date, "now").mockReturnValue(NOW_MS));
afterEach(() => jest.restoreAllMocks());
afterAll(() => sandbox.close());

const run = (action: string, params: Record<string, unknown>): Promise<Record<string, unknown>> =>
  runInSandbox(sandbox, action, params);

const range = { from_date: "2024-01-01", to_date: "2024-01-31" };
const eventsOf = (...days: number[]) =>
  days.map((day) => expect.objectContaining({ properties: expect.objectContaining({ distinct_id: `user-${day}` }) }));

test.each(NAMES)("R7: events are found by the property %s", async (property) => {
  const conditions = [{ property, operator: "oneOf", value: ['"29"', '"31"'] }];
  expect(await run("downloadData", { ...range, conditions })).toMatchObject({ count: 2, events: eventsOf(29, 31) });
  const others = [{ property, operator: "notOneOf", value: ['"29"', '"31"'] }];
  expect(await run("downloadData", { ...range, conditions: others })).toMatchObject({ events: eventsOf(10, 30) });
});

test("R7: events are found by the profile of their user, and by dates", async () => {
  const pro = { property: "plan", propertyType: "user", value: "pro" };
  const recent = { property: "on", operator: "inLastDays", value: 1 };
  const conditions = [pro, recent];
  expect(await run("downloadData", { ...range, conditions })).toMatchObject({ count: 1, events: eventsOf(30) });
  expect(await run("downloadData", { ...range, conditions, match: "any" })).toMatchObject({
    events: eventsOf(10, 30, 31),
  });
});

test("R7: a cursor goes on later on the same day where a condition counts days back", async () => {
  const params = { ...range, maxEvents: 1, conditions: [{ property: "on", operator: "inLastDays", value: 1 }] };
  const { next_cursor } = await run("downloadData", params);
  jest.spyOn(Date, "now").mockReturnValue(NOW_MS + 3_600_000);
  expect(await run("downloadData", { ...params, cursor: next_cursor })).toMatchObject({ events: eventsOf(31) });
});

test.each([
  [[{ property: "plan", value: 'it\'s "free"' }], ["user-31"]],
  [[{ property: "visits", operator: "atLeast", value: "3" }], ["user-10", "user-30"]],
  [[{ property: "visits", operator: "isNotSet" }], ["user-31"]],
  [[{ property: "$last_seen", operator: "inLastDays", value: 1 }], ["user-30"]],
  [[{ property: "$last_seen", operator: "on", value: "2024-01-30" }], ["user-30", "user-31"]],
])("R7: profiles are found by %j", async (conditions, ids) => {
  const results = ids.map((id) => expect.objectContaining({ $distinct_id: id }));
  expect(await run("queryProfiles", { conditions })).toMatchObject({ total: ids.length, results });
});

test("R7: profiles are found by how often they did a behavior", async () => {
  const behaviors = [{ window: "30d", name: "ups", event_selectors: [{ event: "Signed Up" }] }];
  const conditions = [{ property: "ups", propertyType: "behavior", operator: "atLeast", value: 1 }];
  expect(await run("queryProfiles", { behaviors, conditions })).toMatchObject({ total: 3 });
});

test("R7: a funnel is split by the bare name of a property, and counts what conditions find", async () => {
  const conditions = [{ property: "plan", operator: "contains", value: "3" }];
  const { data } = await run("queryFunnelSavedReports", { ...range, funnel_id: 7, on: NAMES[1], conditions });
  const found = JSON.stringify(data);
  expect(["10", "29", "30", "31"].filter((day) => found.includes(`\\"${day}\\"`))).toEqual(["30", "31"]);
});
