import { MixpanelClient } from "../../../src/mixpanel/client";
import { registerWebhook, removeWebhooks } from "../../../src/mixpanel/webhooks/registration";
import { PASSWORD, PROJECT_ID, USERNAME } from "../../support/connection";
import { authorized, expectRequest, JSON_BODY } from "../../support/expectedRequest";
import { type Reply, useWire } from "../../support/wire";

const wire = useWire();

const URL_OF_FLOW = "https://hooks.example.com/trigger/flow";
const SECRET = "webhook-secret-0123456789";
const SETTINGS = { url: URL_OF_FLOW, name: "Alerts", username: "mixpanel", password: SECRET };
const SENT = { name: "Alerts", url: URL_OF_FLOW, auth_type: "basic", username: "mixpanel", password: SECRET };
const PATH = `/api/app/projects/${PROJECT_ID}/webhooks`;

const client = () =>
  new MixpanelClient({
    credentials: { username: USERNAME, password: PASSWORD },
    projectId: PROJECT_ID,
    transport: { retry: { maxRetries: 0, maxWaitMs: 0, maxTotalWaitMs: 0 } },
  });
const listed = (...webhooks: object[]): Reply => ({ body: { status: "ok", results: webhooks } });
const changed = (id: string): Reply => ({ body: { status: "ok", results: { id, name: "Alerts" } } });
const DELETED: Reply = { body: { status: "ok" } };
const steps = () => wire.current.requests.map(({ method, path }) => `${method} ${path.replace(PATH, "")}`);

test("G2: a project without the webhook gets one, as Mixpanel's own clients make it", async () => {
  wire.current.reply(listed(), changed("w1"));
  expect(await registerWebhook(client(), SETTINGS)).toEqual({ id: "w1", isNew: true, count: 1 });
  const [list, create] = wire.current.requests;
  if (list === undefined || create === undefined) throw new Error("Two requests were expected.");
  const host = "mixpanel.com";
  expectRequest(list, { method: "GET", host, path: PATH, headers: authorized });
  expectRequest(create, { method: "POST", host, path: PATH, headers: { ...authorized, ...JSON_BODY }, json: SENT });
});

test.each([
  ["is updated with all settings", true, {}],
  ["is enabled if it was disabled", false, { is_enabled: true }],
])("G2: a webhook with the URL %s", async (_what, is_enabled, enabling) => {
  wire.current.reply(
    listed({ id: "other", url: "https://example.com/" }, { id: "w1", url: URL_OF_FLOW, is_enabled }),
    changed("w1"),
  );
  expect(await registerWebhook(client(), SETTINGS)).toEqual({ id: "w1", isNew: false, count: 1 });
  expectRequest(wire.current.last, {
    method: "PATCH",
    host: "mixpanel.com",
    path: `${PATH}/w1`,
    headers: { ...authorized, ...JSON_BODY },
    json: { ...SENT, ...enabling },
  });
});

test.each([
  ["https://hooks.example.com", "https://hooks.example.com/"],
  ["https://HOOKS.example.com/a", "https://hooks.example.com/a"],
  ["https://hooks.example.com:443/a", "https://hooks.example.com/a"],
  ["https://hooks.example.com/a?b=1", "https://hooks.example.com/a/?b=1"],
  ["https://hooks.example.com/a/", "https://hooks.example.com/a"],
])("G2: %s is found where Mixpanel shows it as %s", async (url, shown) => {
  wire.current.reply(listed({ id: 7, url: shown }), changed("7"));
  expect(await registerWebhook(client(), { ...SETTINGS, url })).toMatchObject({ id: "7", isNew: false });
});

test.each([
  ["another path", `${URL_OF_FLOW}2`],
  ["another case in the path", URL_OF_FLOW.toUpperCase()],
  ["another query", `${URL_OF_FLOW}?a=1`],
  ["no URL", null],
])("G2: a webhook with %s is another's", async (_what, url) => {
  wire.current.reply(listed({ id: "other", url }), changed("w1"));
  expect(await registerWebhook(client(), SETTINGS)).toMatchObject({ id: "w1", isNew: true });
});

test("G2: entries of the list that are no webhooks are passed over", async () => {
  const odd = [
    null,
    "webhook",
    [URL_OF_FLOW],
    { url: URL_OF_FLOW },
    { id: null, url: URL_OF_FLOW },
    { id: {}, url: 5 },
  ];
  wire.current.reply({ body: { status: "ok", results: odd } }, changed("w1"));
  expect(await registerWebhook(client(), SETTINGS)).toEqual({ id: "w1", isNew: true, count: 1 });
  expect(steps()).toEqual(["GET ", "POST "]);
});

describe("G2: a webhook that somebody removes in between", () => {
  const gone: Reply = { status: 404, body: { status: "error", error: "Webhook not found" } };

  test("is created again", async () => {
    wire.current.reply(listed({ id: "a", url: URL_OF_FLOW }), gone, changed("b"));
    expect(await registerWebhook(client(), SETTINGS)).toEqual({ id: "b", isNew: true, count: 1 });
    expect(steps()).toEqual(["GET ", "PATCH /a", "POST "]);
  });

  test("is not missed if there is another with the URL", async () => {
    wire.current.reply(listed({ id: "a", url: URL_OF_FLOW }, { id: "b", url: URL_OF_FLOW }), gone, changed("b"));
    expect(await registerWebhook(client(), SETTINGS)).toEqual({ id: "b", isNew: false, count: 1 });
  });
});

test.each([402, 403, 404, 500])("G2: a list that Mixpanel refuses with %s creates nothing", async (status) => {
  wire.current.reply({ status, body: { status: "error", error: "No." } });
  await expect(registerWebhook(client(), SETTINGS)).rejects.toMatchObject({ operation: "listWebhooks", status });
  expect(steps()).toEqual(["GET "]);
});

test("G2: of several webhooks with the URL, all are updated and none is removed", async () => {
  wire.current.reply(listed({ id: "a", url: URL_OF_FLOW }, { id: "b", url: URL_OF_FLOW }), changed("a"), changed("b"));
  expect(await registerWebhook(client(), SETTINGS)).toEqual({ id: "a", isNew: false, count: 2 });
  expect(steps()).toEqual(["GET ", "PATCH /a", "PATCH /b"]);
});

test("G2: removing takes all webhooks with the URL, and no other", async () => {
  wire.current.reply(
    listed({ id: "a", url: URL_OF_FLOW }, { id: "other", url: "https://example.com/" }, { id: "b", url: URL_OF_FLOW }),
    // Somebody else was faster.
    { status: 404, body: { status: "error", error: "Webhook not found" } },
    DELETED,
  );
  expect(await removeWebhooks(client(), { url: URL_OF_FLOW })).toBe(2);
  expect(steps()).toEqual(["GET ", "DELETE /a", "DELETE /b"]);
});

test("G2: removing what is not there is no error", async () => {
  wire.current.reply(listed());
  expect(await removeWebhooks(client(), { url: URL_OF_FLOW })).toBe(0);
});

test("G2: a creation that may have been processed is not repeated", async () => {
  wire.current.reply(listed(), { reset: true });
  await expect(registerWebhook(client(), SETTINGS)).rejects.toMatchObject({
    operation: "createWebhook",
    mayHaveLanded: true,
  });
});

test("G2: an error repeats no password, even if Mixpanel's response does", async () => {
  wire.current.reply(listed(), { status: 400, body: { status: "error", error: `password: ${SECRET} is too short` } });
  const error: Error = await registerWebhook(client(), SETTINGS).then(
    () => new Error("did not fail"),
    (thrown) => thrown,
  );
  expect(error.message).toMatch(/^createWebhook: .*password: .* is too short/);
  expect(error.message).not.toContain(SECRET);
});
