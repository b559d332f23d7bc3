import { inside, ManagementClient } from "./managementClient";
import { Receiver } from "./receiver";

const ALERT = {
  project_id: 1,
  alert: { id: 5, name: "Sign-ups drop", creator: "Last, First", creator_email: "owner@example.com" },
  condition: { type: "absolute", operator: "<", threshold: 1000, current_value: 12 },
  report: { name: "Sign-ups", type: "insights", url: "https://mixpanel.com/report/1" },
};
const WEBHOOKS = "/api/app/projects/1/webhooks";

let api: ManagementClient;
let receiver: Receiver;
beforeAll(async () => {
  api = await ManagementClient.start();
  receiver = await Receiver.start();
});
beforeEach(() => {
  api.reset();
  receiver.calls.length = 0;
});
afterAll(async () => {
  await receiver.stop();
  await api.sandbox.close();
});

const fire = (json: Record<string, unknown>) => api.send("POST", "/_sandbox/alerts", { json: { ...ALERT, ...json } });
const webhook = async (json: Record<string, unknown> = {}) =>
  api.send("POST", WEBHOOKS, { json: { name: "Alerts", url: receiver.url, ...json } });

// The sample of https://docs.mixpanel.com/docs/features/alerts#webhook-alerts has these fields.
test("G2: an alert is sent as the documented payload", async () => {
  expect(await fire({ url: receiver.url })).toMatchObject({ status: 200, body: { delivered: true, status: 200 } });
  expect(receiver.calls.map(({ body }) => body)).toEqual([
    {
      event_type: "custom_alert_triggered",
      alert: {
        ...ALERT.alert,
        project_id: 1,
        project_name: "Sandbox US",
        workspace_id: 10,
        workspace_name: "All Project Data",
        fired_at: "2024-06-15T12:00:00Z",
      },
      condition: {
        type: "absolute",
        operator: "<",
        threshold: 1000,
        current_value: "12",
        formatted_value: "12",
        sentence: "below 1,000",
      },
      report: ALERT.report,
      links: {
        report_url: "https://mixpanel.com/report/1",
        edit_alert_url: "https://mixpanel.com/settings/account/alert-settings/alert/5?mp_source=webhook",
        root_cause_analysis_url:
          "https://mixpanel.com/project/1/view/10/app/boards/?mp_source=webhook#rca=5&time=1718452800",
      },
    },
  ]);
});

test("G2: values are text, with two decimals at most", async () => {
  const answer = await fire({ url: receiver.url, condition: { threshold: 0, current_value: 20_000.456 } });
  expect(inside(answer, "sent", "condition")).toMatchObject({
    threshold: 0,
    current_value: "20,000.46",
    formatted_value: "20,000.46",
    sentence: "above 0",
  });
});

test("a test send says so before the name", async () => {
  const answer = await fire({ url: receiver.url, test: true });
  expect(inside(answer, "sent", "alert", "name")).toBe("[TEST] Sign-ups drop");
});

test("a webhook of the project is called with its credentials", async () => {
  const created = await webhook({ auth_type: "basic", username: "hook", password: "secret" });
  await fire({ webhook_id: inside(created, "results", "id") });
  expect(receiver.calls[0]?.headers.authorization).toBe(`Basic ${Buffer.from("hook:secret").toString("base64")}`);
});

test("a receiver that fails is told of, and called once", async () => {
  receiver.replies.push({ status: 500 });
  expect(await fire({ url: receiver.url })).toMatchObject({ body: { delivered: false, status: 500 } });
  expect(receiver.calls).toHaveLength(1);
});

test("another machine is not called", async () => {
  expect((await fire({ url: "http://example.com/" })).status).toBe(400);
});

test("either a URL or a webhook is needed", async () => {
  expect((await fire({})).status).toBe(400);
  expect((await fire({ webhook_id: "none" })).status).toBe(404);
});

describe("webhooks", () => {
  test("G2: are created, listed, changed and deleted, and never show the password", async () => {
    const created = await webhook({ auth_type: "basic", username: "hook", password: "secret" });
    const id = inside(created, "results", "id");
    expect(created).toEqual({ status: 200, body: { status: "ok", results: { id, name: "Alerts" } } });
    const shown = {
      id,
      name: "Alerts",
      url: receiver.url,
      auth_type: "basic",
      username: "hook",
      is_enabled: true,
      project_id: 1,
      creator_id: 1000,
      creator_name: "sandbox.user",
      created: "2024-06-15T12:00:00.000Z",
      modified: "2024-06-15T12:00:00.000Z",
    };
    expect((await api.send("GET", WEBHOOKS)).body).toEqual({ status: "ok", results: [shown] });
    api.sandbox.clock.advance(1000);
    const changed = await api.send("PATCH", `${WEBHOOKS}/${id}`, { json: { name: "Renamed", is_enabled: false } });
    expect(inside(changed, "results")).toEqual({ id, name: "Renamed" });
    expect(inside(await api.send("GET", WEBHOOKS), "results")).toEqual([
      { ...shown, name: "Renamed", is_enabled: false, modified: "2024-06-15T12:00:01.000Z" },
    ]);
    expect((await api.send("DELETE", `${WEBHOOKS}/${id}`)).body).toEqual({ status: "ok" });
    expect((await api.send("GET", WEBHOOKS)).body).toEqual({ status: "ok", results: [] });
  });

  test("G2: have no route for a single one", async () => {
    const id = inside(await webhook(), "results", "id");
    expect((await api.send("GET", `${WEBHOOKS}/${id}`)).status).toBe(404);
  });

  test("G2: are not called while they are disabled", async () => {
    const webhook_id = inside(await webhook({ is_enabled: false }), "results", "id");
    expect((await fire({ webhook_id })).body).toEqual({ delivered: false, status: null, sent: null });
    expect(receiver.calls).toEqual([]);
  });

  test.each([
    ["no name", { name: undefined }, "name: "],
    ["a name of 101 characters", { name: "x".repeat(101) }, "name: "],
    ["a URL that is none", { url: "hook" }, "url: "],
    ["a URL of 2084 characters", { url: `http://127.0.0.1/${"x".repeat(2067)}` }, "url: "],
    ["basic without a password", { auth_type: "basic", username: "hook" }, "auth_type: "],
  ])("are refused with %s", async (_what, json, error) => {
    const answer = await webhook(json);
    expect(answer.status).toBe(400);
    expect(inside(answer, "error")).toMatch(error);
  });

  test("are another project's business", async () => {
    const id = inside(await webhook(), "results", "id");
    expect((await api.send("DELETE", `/api/app/projects/2/webhooks/${id}`)).status).toBe(404);
  });
});
