import { inside, ManagementClient } from "./managementClient";
import { Receiver } from "./receiver";

const ALERT = {
  project_id: 1,
  alert: { id: 5, name: "Sign-ups drop", creator: "owner@example.com" },
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

test("an alert is sent as the documented payload", async () => {
  expect(await fire({ url: receiver.url })).toMatchObject({ status: 200, body: { delivered: true, status: 200 } });
  expect(receiver.calls.map(({ body }) => body)).toEqual([
    {
      event_type: "custom_alert_triggered",
      alert: {
        ...ALERT.alert,
        project_id: 1,
        project_name: "Sandbox US",
        workspace_id: 10,
        fired_at: "2024-06-15T12:00:00.000Z",
      },
      condition: { ...ALERT.condition, formatted_value: "12", sentence: "Sign-ups is below 1,000: 12" },
      report: ALERT.report,
      links: {
        alert: "https://mixpanel.com/project/1/view/10/app/settings#alerts/5",
        report: "https://mixpanel.com/report/1",
      },
    },
  ]);
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
  test("are created, listed, changed and deleted, and never show the password", async () => {
    const created = await webhook({ auth_type: "basic", username: "hook", password: "secret" });
    const id = inside(created, "results", "id");
    const shown = { id, name: "Alerts", url: receiver.url, auth_type: "basic", username: "hook", is_enabled: true };
    expect(created).toEqual({ status: 200, body: { status: "ok", results: shown } });
    expect((await api.send("GET", WEBHOOKS)).body).toEqual({ status: "ok", results: [shown] });
    const changed = await api.send("PATCH", `${WEBHOOKS}/${id}`, { json: { name: "Renamed", is_enabled: false } });
    expect(inside(changed, "results")).toEqual({ ...shown, name: "Renamed", is_enabled: false });
    expect((await api.send("DELETE", `${WEBHOOKS}/${id}`)).body).toEqual({ status: "ok" });
    expect((await api.send("GET", WEBHOOKS)).body).toEqual({ status: "ok", results: [] });
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
