/** The official SDK for browsers as a client, on a page in jsdom, which keeps the rules for calls to other origins as browsers do. */
import path from "node:path";
import type { Sandbox } from "../src";
import { runOnSandbox } from "../test/foreignPrograms";
import { groupOf, profileOf, startStill, storedIn } from "../test/ingestionClient";

const PEERS = path.resolve(__dirname, "../../bench/peers");

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill({ https: true });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

/** Tracks, identifies and updates with settings of the SDK. Returns what its callbacks got and what the page reported. */
function visit(config: object): Promise<unknown> {
  const program = `
    const { JSDOM, VirtualConsole } = require("jsdom");
    const source = require("node:fs").readFileSync(require.resolve("mixpanel-browser/dist/mixpanel.umd.js"), "utf8");
    const errors = [];
    const virtualConsole = new VirtualConsole().on("jsdomError", ({ message }) => errors.push(message));
    const page = { url: "https://localhost:3000/cart", runScripts: "outside-only", pretendToBeVisual: true, virtualConsole };
    const { window } = new JSDOM("<!doctype html>", page);
    window.eval(source);
    const { mixpanel } = window;
    mixpanel.init("sandbox-token", { persistence: "localStorage", autocapture: false, ...${JSON.stringify(config)} });
    const called = (call) => new Promise((resolve) => call(resolve));
    const answers = [await called((done) => mixpanel.track("Page Viewed", { plan: "pro" }, done))];
    mixpanel.identify("user-1");
    answers.push(await called((done) => mixpanel.people.set({ plan: "pro" }, done)));
    answers.push(await called((done) => mixpanel.people.increment("visits", 2, done)));
    answers.push(await called((done) => mixpanel.get_group("company", "Acme").set({ seats: 5 }, done)));
    answers.push(await called((done) => mixpanel.track("Signed Up", { name: "Zoë & Söhne" }, done)));
    const isWaiting = () => Object.keys(window.localStorage)
      .some((key) => key.startsWith("__mpq_") && !["", "[]"].includes(window.localStorage.getItem(key)));
    while (isWaiting()) await new Promise((resolve) => setTimeout(resolve, 20));
    return { answers, errors };`;
  return runOnSandbox(sandbox, program, PEERS);
}

test.each([
  ["in batches", { batch_flush_interval_ms: 50 }],
  ["one by one", { batch_requests: false }],
  ["in Base64", { batch_requests: false, api_payload_format: "base64" }],
  ["by GET", { batch_requests: false, api_method: "GET" }],
])("B8: the SDK for browsers sends events and updates %s, and is told that they arrived", async (_how, config) => {
  expect(await visit(config)).toEqual({ answers: [1, 1, 1, 1, 1], errors: [] });
  expect(storedIn(sandbox).map(([name, , id]) => [name, id])).toEqual([
    ["Page Viewed", expect.stringMatching(/^\$device:/)],
    ["Signed Up", "user-1"],
  ]);
  const [, signedUp] = [...(sandbox.projects.get(1)?.events.range() ?? [])];
  expect(signedUp?.properties).toMatchObject({ name: "Zoë & Söhne", $city: "Ashburn", mp_lib: "web" });
  expect(profileOf(sandbox, "user-1")).toMatchObject({ plan: "pro", visits: 2 });
  expect(groupOf(sandbox, "company", "Acme")).toMatchObject({ seats: 5 });
  expect([...new Set(sandbox.requests.list({}).map(({ host }) => host))]).toEqual(["api-js.mixpanel.com"]);
});
