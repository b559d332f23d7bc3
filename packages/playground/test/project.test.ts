/** With a project of the user: a sandbox in its place, which the playground takes for Mixpanel. */
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import type { Choices, State } from "../src/protocol";
import { eventOf, exchangesOf, type OpenPlayground, openPlayground } from "./openPlayground";

const EVENTS = JSON.stringify([{ event: "A", properties: { time: 1_700_000_000, distinct_id: "u" } }]);

let sandbox: Sandbox;
let playground: OpenPlayground;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, sample: true });
  playground = await openPlayground({
    MIXPANEL_USERNAME: "sandbox.user",
    MIXPANEL_SECRET: "sandbox-secret",
    MIXPANEL_PROJECT_ID: "1",
    MIXPANEL_API_HOST: sandbox.url,
  });
});
afterAll(async () => {
  await playground.close();
  await sandbox.close();
});

const called = () => sandbox.requests.list().length;

test("V4: the state says that it is a project, and where", async () => {
  const { target } = await playground.read<State>("/api/state");
  expect(target).toEqual({
    kind: "project",
    place: `${sandbox.url}, project 1`,
    projectId: "1",
    movesTime: false,
  });
});

test("V4: what changes the project, or uses a scarce quota, asks first and sends nothing", async () => {
  const before = called();
  for (const [action, inputs] of [
    ["importEvents", { events: EVENTS }],
    ["importEvents", { events: EVENTS, validateOnly: "false" }],
    ["deleteAllLexiconSchemas", { confirmation: "DELETE ALL SCHEMAS" }],
    ["querySegmentation", {}],
  ] as const) {
    const response = await playground.post("/api/runs", { action, inputs });
    expect([response.status, await response.json()]).toEqual([
      409,
      {
        confirm: true,
        error: expect.stringMatching(/ changes data, or uses a scarce quota, of .*project 1\. Run it\?$/),
      },
    ]);
  }
  expect(called()).toBe(before);
});

test("V4: with the user's consent it runs", async () => {
  const { events } = await playground.run("importEvents", { events: EVENTS }, true);
  expect(eventOf(events, "result").data).toMatchObject({ imported: 1 });
});

test.each([true, "true"])("V4: Validate Only (%j) needs no consent, because it sends nothing", async (validateOnly) => {
  const { events } = await playground.run("importEvents", { events: EVENTS, validateOnly });
  expect(eventOf(events, "result").data).toMatchObject({ sent: 0 });
  expect(exchangesOf(events)).toEqual([]);
});

test("V4: what only reads needs no consent", async () => {
  expect(eventOf((await playground.run("testConnection", {})).events, "result").data).toMatchObject({ ok: true });
});

test("V3: there are no control routes of a sandbox", async () => {
  const response = await playground.call("/api/sandbox/reset", { method: "POST" });
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ error: expect.stringMatching(/^There is no sandbox: .* real project/) });
});

test("V1: an action that needs a second connection says how to name it", async () => {
  const response = await playground.post("/api/runs", { action: "copyEvents", inputs: {}, isConfirmed: true });
  expect([response.status, await response.json()]).toEqual([
    400,
    { error: expect.stringContaining("MIXPANEL_TO_USERNAME") },
  ]);
});

describe("V1: the choices of an input", () => {
  test("come from its data source", async () => {
    const response = await playground.post("/api/choices", { dataSource: "cohorts", inputs: { project_id: "1" } });
    const { choices } = (await response.json()) as Choices;
    expect(choices).toContainEqual({ label: "Paying users", value: "3001" });
  });

  test("may depend on other inputs of the form", async () => {
    const inputs = { event: "Purchased", unrelated: "x", rows: "" };
    const response = await playground.post("/api/choices", { dataSource: "eventProperties", inputs });
    expect(await response.json()).toEqual({ choices: expect.arrayContaining([{ label: "amount", value: "amount" }]) });
  });

  test("are offered by every data source", async () => {
    for (const dataSource of ["annotations", "lookupTables", "projects", "rowTargetFields", "reports", "workspaces"]) {
      const response = await playground.post("/api/choices", { dataSource, inputs: {} });
      expect([dataSource, await response.json()]).toEqual([
        dataSource,
        { choices: expect.arrayContaining([{ label: expect.any(String), value: expect.any(String) }]) },
      ]);
    }
  });

  test("that cannot be loaded are explained", async () => {
    sandbox.faults.add({ kind: "status", status: 403 });
    const response = await playground.post("/api/choices", { dataSource: "cohorts", inputs: { project_id: "2" } });
    expect([response.status, await response.json()]).toEqual([502, { error: expect.stringMatching(/type .*ID/i) }]);
  });
});
