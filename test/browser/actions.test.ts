/** The Actions room, as somebody meets it who has never seen the component. */
import type { Locator, Page } from "playwright-core";
import { closeBrowser, type Opened, openPage, type Served, serve } from "./openPage";

let playground: Served;
let opened: Opened;
let page: Page;
let outcome: Locator;

beforeAll(async () => {
  playground = await serve(["playground"]);
});
afterAll(async () => {
  await closeBrowser();
  await playground.close();
});
beforeEach(async () => {
  opened = await openPage(playground.url);
  page = opened.page;
  outcome = page.getByRole("region", { name: "Outcome" });
});
afterEach(async () => {
  expect(opened.faults).toEqual([]);
  await page.context().close();
});

const press = (name: string) => page.getByRole("button", { name, exact: true }).first().click();
const chosen = async (label: string) => {
  await page.getByRole("searchbox").fill(label);
  await page
    .getByRole("navigation", { name: "List of actions" })
    .getByRole("link", { name: label, exact: true })
    .click();
  await page.getByRole("heading", { level: 2, name: label }).waitFor();
};
const shown = (text: string | RegExp) => outcome.getByText(text).first().waitFor();
const tab = (name: string | RegExp) => outcome.getByRole("tab", { name }).click();

test("V1: the stranger's minute: an example, its result and request, and a retry that doubles nothing", async () => {
  await page.getByRole("link", { name: "Import Events" }).first().click();
  await press("Use example");
  await press("Run");
  await shown(/^Succeeded/);
  expect(await outcome.innerText()).toContain("+1 event, now");
  await tab("Sent (1)");
  await outcome.getByText("api.mixpanel.com/import").click();
  expect(await outcome.getByRole("region", { name: "Request" }).innerText()).toContain('"$insert_id": "order-1001"');

  await press("503 once");
  await page.getByText("The next request gets status 503.").waitFor();
  await press("Run");
  await shown("1 retry");
  await shown(/^Succeeded/);
  await tab("Sent (2)");
  expect(await outcome.getByRole("listitem").allInnerTexts()).toEqual([
    expect.stringMatching(/503 server error.*Injected fault/s),
    expect.stringMatching(/200 OK.*attempt 2/s),
  ]);
  await shown("nothing added or removed");
});

test("V1: a failing action shows its error, which says what to do, and no stack", async () => {
  await chosen("Import Events");
  await press("Run");
  await shown(/^Failed/);
  expect(await outcome.innerText()).toMatch(/Events/);
  expect(await outcome.innerText()).not.toMatch(/\n\s*at .*:\d+/);
  await tab("Sent (0)");
  await shown("Nothing was sent.");
});

test("V1: a report is a tree, a table and a chart", async () => {
  await chosen("Query Segmentation (Legacy)");
  await press("Use example");
  await press("Run");
  await shown(/^Succeeded/);
  await tab("Table");
  await outcome.getByRole("table").first().waitFor();
  await tab("Chart");
  await outcome.getByRole("img").first().waitFor();
});

test("V1: a drop-down offers what its data source finds", async () => {
  await chosen("Query Funnel Saved Reports (Legacy)");
  const field = page.getByRole("combobox", { name: /^Funnel/ }).first();
  await field.click();
  await page.getByRole("option").first().waitFor();
  expect(await page.getByRole("option").allInnerTexts()).not.toEqual([]);
});

test("V1: Stop ends a run, and the history has it at once", async () => {
  await chosen("Raw Request");
  await press("Use example");
  await page.evaluate(`fetch("/api/sandbox/faults", {
    method: "POST",
    headers: { "X-Playground-Token": document.querySelector("meta[name=token]").content },
    body: JSON.stringify({ kind: "stall", count: 1 }),
  })`);
  await press("Run");
  await page.getByRole("tab", { name: "Sent (1)" }).waitFor();
  await press("Stop");
  await shown("You stopped the run. Nothing more is sent");
  await tab("History");
  await outcome.getByText("Failed").nth(1).waitFor();
});

test("V1: the history replays a run, and what it ran can be copied", async () => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await chosen("Import Events");
  await press("Use example");
  await press("Run");
  await shown(/^Succeeded/);
  await press("Copy as command");
  await page.getByText("Copied").first().waitFor();
  expect(await page.evaluate<string>("navigator.clipboard.readText()")).toMatch(
    /^npx mixpanel-connector run importEvents /,
  );
  await chosen("Track Events");
  await tab("History");
  await outcome
    .getByRole("button", { name: /Run again/ })
    .first()
    .click();
  await page.getByRole("heading", { level: 2, name: "Import Events" }).waitFor();
  await shown(/^Succeeded/);
});

test("V4: no secret of the connection is in the page, also where requests carry it", async () => {
  const requests: string[] = [];
  page.on("response", async (response) => requests.push(await response.text().catch(() => "")));
  for (const label of ["Import Events", "Track Events", "Create Profile"]) {
    await chosen(label);
    await press("Use example");
    await press("Run");
    await shown(/^Succeeded/);
    await tab(/^Sent/);
    await outcome.locator("summary").first().click();
  }
  const seen = (await page.content()) + requests.join("\n");
  expect(seen).toContain("Basic");
  expect(seen).not.toContain("sandbox-secret");
  expect(seen).not.toContain(Buffer.from("sandbox:sandbox-secret").toString("base64").slice(0, -2));
});
