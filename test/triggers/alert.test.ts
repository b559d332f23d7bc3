import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { StateStore } from "../../packages/cli/src/triggers/states";
import { freezeTimers } from "../support/frozenTimers";
import { leaksIn, secretForms } from "../support/leaks";
import {
  type AlertFlowOptions,
  addWebhook,
  alertFlow,
  changeWebhook,
  fire,
  WEBHOOK_PASSWORD,
  WEBHOOK_USER,
  webhookCredentials,
  webhooksOf,
} from "./alertFlow";

type Flow = Awaited<ReturnType<typeof alertFlow>>;

const NOW_MS = Date.parse("2024-06-15T12:00:00Z");
let sandbox: Sandbox;
const open: Flow[] = [];
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, clock: NOW_MS, limits: false });
});
beforeEach(() => {
  sandbox.reset();
  sandbox.clock.set(NOW_MS);
});
afterEach(async () => {
  jest.useRealTimers();
  for (const flow of open.splice(0)) await flow.close();
});
afterAll(() => sandbox.close());

async function flowWith(options: AlertFlowOptions = {}): Promise<Flow> {
  const flow = await alertFlow(sandbox, options);
  open.push(flow);
  return flow;
}

async function deployed(options: AlertFlowOptions = {}) {
  const flow = await flowWith(options);
  await flow.deploy();
  const [webhook] = (await webhooksOf(sandbox)).filter(({ url }) => url === flow.url);
  return { flow, id: webhook?.id };
}

const alertsOf = ({ results }: Flow) => results.map(({ branch, payload }) => [branch, Object(payload.body.data).alert]);

describe("G2: a deployed flow", () => {
  test("has a webhook in the project, gets its alerts, and takes it away when it is deleted", async () => {
    const { flow, id } = await deployed();
    expect(await webhooksOf(sandbox)).toMatchObject([
      { id, name: "Acme: Flow 1", url: flow.url, auth_type: "basic", username: WEBHOOK_USER, is_enabled: true },
    ]);
    expect(await fire(sandbox, id)).toMatchObject({ delivered: true, status: 200 });
    expect(flow.results).toMatchObject([
      {
        branch: "Alert",
        payload: {
          body: {
            data: {
              event_type: "custom_alert_triggered",
              is_test: false,
              alert: { id: "5", name: "Sign-ups drop", project_id: "1", fired_at: "2024-06-15T12:00:00.000Z" },
              condition: { threshold: 25_000, current_value: "20,000", current_number: 20_000 },
            },
          },
          rawBody: { data: expect.stringContaining('"id":5,') },
        },
      },
    ]);
    await flow.remove();
    expect(await webhooksOf(sandbox)).toEqual([]);
    expect(flow.store.states.crossFlowState).toEqual({});
  });

  test("knows a test send by its mark, and takes the mark off the name", async () => {
    const { flow, id } = await deployed();
    await fire(sandbox, id, { test: true });
    expect(alertsOf(flow)).toMatchObject([["Test Alert", { name: "Sign-ups drop" }]]);
    expect(flow.results[0]?.payload.body.data).toMatchObject({ is_test: true });
  });

  test("ignores test sends if it should", async () => {
    const { flow, id } = await deployed({ params: { passTestAlerts: "false" } });
    await fire(sandbox, id, { test: true });
    await fire(sandbox, id);
    expect(flow.results.map(({ branch }) => branch)).toEqual(["Ignored", "Alert"]);
  });

  test.each([
    ["IDs", { alertIds: ["6", "7"] }],
    ["names", { alertNames: ["Revenue"] }],
  ])("ignores alerts that are not among its %s, with a 200", async (_which, params) => {
    const { flow, id } = await deployed({ params });
    const others = await fire(sandbox, id);
    await fire(sandbox, id, { alert: { id: 6, name: "Revenue" } });
    expect(others).toMatchObject({ status: 200 });
    expect(flow.results.map(({ branch }) => branch)).toEqual(["Ignored", "Alert"]);
  });

  test("registers the chosen name, in the chosen project", async () => {
    const flow = await flowWith({ params: { webhookName: "Alerts to CRM", project_id: "2" } });
    await flow.deploy();
    expect(await webhooksOf(sandbox, 2)).toMatchObject([{ name: "Alerts to CRM", url: flow.url }]);
    expect(await webhooksOf(sandbox)).toEqual([]);
    await flow.remove();
    expect(await webhooksOf(sandbox, 2)).toEqual([]);
  });

  test("refuses a name that is too long, before anything is sent", async () => {
    const flow = await flowWith({ params: { webhookName: "x".repeat(101) } });
    await expect(flow.deploy()).rejects.toThrow("Webhook Name: got 101 characters, expected at most 100 characters.");
    expect(await webhooksOf(sandbox)).toEqual([]);
  });

  test("fails to deploy without credentials that calls are checked with", async () => {
    const flow = await flowWith();
    const webhookCredentials = { key: "apiToken", configVarKey: "", fields: { username: "mixpanel" } };
    await expect(flow.deploy({ webhookCredentials })).rejects.toThrow(
      /^Webhook Credentials: got a connection without a user name and password, expected/,
    );
    expect(await webhooksOf(sandbox)).toEqual([]);
  });

  test("cuts a name made of long names", async () => {
    const name = `${"x".repeat(92)}\u{1f600}\u{1f600}\u{1f600}`;
    await (await flowWith({ name })).deploy();
    expect(await webhooksOf(sandbox)).toMatchObject([{ name: `Acme: ${name.slice(0, -2)}` }]);
  });
});

describe("G2: deploying again", () => {
  test("makes no second webhook", async () => {
    const { flow, id } = await deployed();
    await flow.deploy();
    await flow.deploy();
    expect(await webhooksOf(sandbox)).toMatchObject([{ id }]);
  });

  test("makes no second one after a deployment whose response was lost", async () => {
    const flow = await flowWith();
    sandbox.faults.add({ kind: "reset", operationId: "create-webhook", afterProcessing: true });
    await expect(flow.deploy()).rejects.toMatchObject({ operation: "createWebhook", mayHaveLanded: true });
    expect(flow.store.states.crossFlowState).toEqual({});
    await flow.deploy();
    const [webhook, ...others] = await webhooksOf(sandbox);
    expect(others).toEqual([]);
    expect(await fire(sandbox, webhook?.id)).toMatchObject({ status: 200 });
  });

  test("makes no second one after a deployment that ran out of its 20 seconds", async () => {
    const flow = await flowWith();
    sandbox.faults.add({ kind: "stall", operationId: "create-webhook", afterProcessing: true });
    freezeTimers();
    const deploying = flow.deploy().catch((error: unknown) => error);
    while ((await webhooksOf(sandbox)).length === 0) await new Promise(setImmediate);
    jest.advanceTimersByTime(20_000);
    expect(await deploying).toMatchObject({ operation: "createWebhook", code: "timeout", mayHaveLanded: true });
    jest.useRealTimers();
    await flow.deploy();
    expect(await webhooksOf(sandbox)).toHaveLength(1);
  });

  test("makes up for a deployment that Mixpanel refused, which changes nothing", async () => {
    const flow = await flowWith();
    sandbox.faults.add({ kind: "status", operationId: "list-webhooks", status: 403 });
    await expect(flow.deploy()).rejects.toMatchObject({ status: 403, code: "authentication_failed" });
    expect([await webhooksOf(sandbox), flow.store.states.crossFlowState]).toEqual([[], {}]);
    await flow.deploy();
    expect(await webhooksOf(sandbox)).toHaveLength(1);
  });

  test("passes on a new password and a new name", async () => {
    const { flow, id } = await deployed();
    const changed = { webhookCredentials: webhookCredentials({ password: "another" }), webhookName: "Renamed" };
    await flow.deploy(changed);
    expect(await webhooksOf(sandbox)).toMatchObject([{ id, name: "Renamed" }]);
    // The flow still expects the old one.
    expect(await fire(sandbox, id)).toMatchObject({ delivered: false, status: 401 });
    await flow.deploy();
    expect(await fire(sandbox, id)).toMatchObject({ delivered: true, status: 200 });
  });

  test("enables a webhook that somebody disabled", async () => {
    const { flow, id } = await deployed();
    await changeWebhook(sandbox, id, { is_enabled: false });
    expect(await fire(sandbox, id)).toMatchObject({ delivered: false });
    await flow.deploy();
    expect(await fire(sandbox, id)).toMatchObject({ delivered: true });
  });

  test("takes the webhook out of the project that it was in before", async () => {
    const { flow } = await deployed();
    await flow.deploy({ project_id: "2" });
    expect(await webhooksOf(sandbox)).toEqual([]);
    expect(await webhooksOf(sandbox, 2)).toMatchObject([{ url: flow.url }]);
  });

  test("succeeds although the webhook cannot be taken out of the earlier project, and says so", async () => {
    const { flow } = await deployed();
    sandbox.faults.add({ kind: "status", operationId: "delete-webhook", status: 403 });
    await flow.deploy({ project_id: "2" });
    expect(await webhooksOf(sandbox, 2)).toHaveLength(1);
    expect(flow.logs).toContainEqual(
      expect.stringMatching(
        /^warn: The flow's webhook may still be in the Mixpanel project\. Delete it .*deleteWebhook/,
      ),
    );
  });

  test("with another URL leaves the webhook of the old one alone: a builder may be testing the same flow", async () => {
    const store = new StateStore();
    const one = await deployed({ store });
    const other = await deployed({ store });
    await other.flow.remove();
    expect(await webhooksOf(sandbox)).toMatchObject([{ id: one.id, url: one.flow.url }]);
  });

  test("says that several webhooks have the flow's URL", async () => {
    const { flow } = await deployed();
    await addWebhook(sandbox, { name: "By hand", url: flow.url });
    await flow.deploy();
    const webhooks = await webhooksOf(sandbox);
    expect(webhooks).toHaveLength(2);
    for (const { id } of webhooks) expect(await fire(sandbox, id)).toMatchObject({ status: 200 });
    expect(flow.logs).toContainEqual(expect.stringMatching(/^warn: The Mixpanel project has 2 webhooks/));
  });
});

describe("G2: deleting", () => {
  test("removes the webhook even if the state is lost, and all with its URL", async () => {
    const { flow } = await deployed();
    await addWebhook(sandbox, { name: "By hand", url: flow.url });
    await flow.store.execute(async ({ crossFlowState }) => {
      for (const key of Object.keys(crossFlowState)) delete crossFlowState[key];
    });
    await flow.remove();
    expect(await webhooksOf(sandbox)).toEqual([]);
  });

  test("of what is gone already is no error", async () => {
    const flow = await flowWith();
    await flow.remove();
    await flow.deploy();
    await flow.remove();
    await flow.remove();
    expect(flow.logs.filter((line) => line.startsWith("warn"))).toEqual([]);
  });

  test("never fails: it says in the log what is left", async () => {
    const { flow } = await deployed();
    sandbox.faults.add({ kind: "status", operationId: "delete-webhook", status: 403 });
    await flow.remove();
    expect(flow.logs).toContainEqual(expect.stringMatching(/^warn: The flow's webhook may still be .*403/));
    expect(Object.keys(flow.store.states.crossFlowState)).toHaveLength(1);
    await flow.remove({ connection: { key: "apiToken", configVarKey: "", fields: { username: "half" } } });
    expect(flow.logs).toContainEqual(expect.stringMatching(/^warn: .*Username but no Password/));
    await flow.remove();
    expect(await webhooksOf(sandbox)).toEqual([]);
  });

  test("removes the webhook from the project that it was registered in, even if the project of the form refuses", async () => {
    const { flow } = await deployed();
    sandbox.faults.add({ kind: "status", operationId: "list-webhooks", status: 403 });
    await flow.remove({ project_id: "2" });
    expect(await webhooksOf(sandbox)).toEqual([]);
    expect(flow.logs).toContainEqual(expect.stringMatching(/^warn: The flow's webhook may still be .*403/));
    expect(Object.keys(flow.store.states.crossFlowState)).toHaveLength(1);
  });

  test("leaves the webhooks of others alone, and what other flows keep", async () => {
    const store = new StateStore({ instanceState: {}, crossFlowState: { ofAnother: "kept" } });
    const stranger = { name: "Stranger", url: "https://example.com/hook" };
    await addWebhook(sandbox, stranger);
    const one = await deployed({ name: "Flow 1", store });
    const two = await deployed({ name: "Flow 2", store });
    expect(await webhooksOf(sandbox)).toMatchObject([stranger, { url: one.flow.url }, { url: two.flow.url }]);
    await one.flow.remove();
    expect(await webhooksOf(sandbox)).toMatchObject([stranger, { id: two.id }]);
    expect(store.states.crossFlowState).toEqual({
      ofAnother: "kept",
      "mixpanelAlertWebhook:stable-Flow 2": { id: two.id, projectId: "1" },
    });
  });
});

describe("G2: a call", () => {
  const call = (url: string, body: string, authorization?: string) =>
    fetch(url, {
      method: "POST",
      body,
      headers: { "Content-Type": "application/json", ...(authorization === undefined ? {} : { authorization }) },
    });
  const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const right = basic(WEBHOOK_USER, WEBHOOK_PASSWORD);
  const alert = '{"event_type":"custom_alert_triggered","alert":{"id":9007199254740993,"name":"A"}}';

  test.each([
    ["no credentials", undefined, /no Authorization header/],
    ["a wrong password", basic(WEBHOOK_USER, "wrong"), /is wrong/],
    ["a wrong user name", basic("wrong", WEBHOOK_PASSWORD), /is wrong/],
    ["another scheme", `Bearer ${WEBHOOK_PASSWORD}`, /is wrong/],
  ])("with %s gets a 401, and its content goes to no other branch than Ignored", async (_what, authorization, why) => {
    const flow = await flowWith();
    const response = await call(flow.url, alert, authorization);
    expect(response.status).toBe(401);
    expect(await response.text()).toMatch(why);
    expect(flow.results).toMatchObject([
      { branch: "Ignored", payload: { body: { data: { reason: expect.stringMatching(why) } } } },
    ]);
  });

  test.each([
    ["another event", '{"event_type":"webhook_test"}', { event_type: "webhook_test" }],
    ["no event", "{}", {}],
    ["text", "hello", "hello"],
  ])("with %s gets a 200, and goes to the branch Other Event", async (_what, body, data) => {
    const flow = await flowWith();
    const response = await call(flow.url, body, right);
    expect([response.status, await response.json()]).toEqual([200, { status: "ok" }]);
    expect(flow.results).toMatchObject([{ branch: "Other Event", payload: { body: { data } } }]);
  });

  test("whose values cannot become text gets a 200, as any other", async () => {
    const flow = await flowWith({ params: { alertIds: ["5"], alertNames: ["A"] } });
    const odd = alert.replace("9007199254740993", '{"toString":1}').replace('"A"', '{"toString":1}');
    expect((await call(flow.url, odd, right)).status).toBe(200);
    expect(flow.results).toMatchObject([{ branch: "Ignored" }]);
  });

  test("keeps all digits of its IDs", async () => {
    const flow = await flowWith({ params: { alertIds: ["9007199254740993"] } });
    await call(flow.url, alert, right);
    expect(alertsOf(flow)).toMatchObject([["Alert", { id: "9007199254740993" }]]);
  });

  test("is passed on without the credentials", async () => {
    const flow = await flowWith();
    await call(flow.url, alert, right);
    expect(leaksIn(flow.results, [WEBHOOK_PASSWORD, right.slice("Basic ".length)])).toEqual([]);
  });
});

test("G2: no secret stands in a log, an error, a state or a result", async () => {
  const forms = [
    ...secretForms({ username: "sandbox.user", password: "sandbox-secret", tokens: [WEBHOOK_PASSWORD] }).filter(
      (form) => !form.includes("sandbox.user"),
    ),
    Buffer.from(`${WEBHOOK_USER}:${WEBHOOK_PASSWORD}`).toString("base64"),
  ];
  const { flow, id } = await deployed();
  await fire(sandbox, id);
  const body = JSON.stringify({ status: "error", error: `password ${WEBHOOK_PASSWORD} is too weak` });
  sandbox.faults.add({ kind: "body", operationId: "update-webhook", status: 400, body });
  const error: unknown = await flow.deploy().then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toMatchObject({ operation: "updateWebhook", message: expect.stringContaining("is too weak") });
  sandbox.faults.add({ kind: "body", operationId: "delete-webhook", status: 400, body });
  await flow.remove();
  expect(flow.logs.length).toBeGreaterThan(5);
  expect(leaksIn([flow.logs, error, flow.store.states, flow.results], forms)).toEqual([]);
});
