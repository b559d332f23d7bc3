/** All rooms of the playground: what they show, for everybody, and on every screen. */
import path from "node:path";
import type { Page } from "playwright-core";
import { accessibilityFaults, closeBrowser, NARROW, type Opened, openPage, type Served, serve, WIDE } from "./openPage";

const IMAGES = path.resolve(__dirname, "../../documentation/images");

let playground: Served;
beforeAll(async () => {
  playground = await serve(["playground"]);
});
afterAll(async () => {
  await closeBrowser();
  await playground.close();
});

const open = (room: string, options = {}): Promise<Opened> => openPage(`${playground.url}/#/${room}`, options);
const ended = async ({ page, faults }: Opened) => {
  expect(faults).toEqual([]);
  await page.context().close();
};
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).first().click();
const succeeded = (page: Page) =>
  page
    .getByRole("region", { name: "Outcome" })
    .getByText(/^Succeeded/)
    .waitFor();

/** An image of the README, which `npm run capture` replaces. */
const captured = async (page: Page, room: string) => {
  const image = await page.screenshot({ path: process.env.CAPTURE && path.join(IMAGES, `playground-${room}.png`) });
  expect(image.length).toBeGreaterThan(10_000);
};

test("V2: a cohort sync arrives page by page, and starts the flow", async () => {
  const opened = await open("triggers/cohortSync");
  const { page } = opened;
  await page.getByLabel("Members", { exact: true }).fill("25");
  await page.getByLabel("Members per call").fill("10");
  await press(page, "Simulate");
  const simulation = page.getByRole("region", { name: "Simulation" });
  await simulation.getByText(/^Done\./).waitFor();
  const timeline = await simulation.getByRole("region", { name: "Timeline" }).innerText();
  expect(timeline).toMatch(/page 1 of 3, 10 members.*page 2 of 3, 10 members.*page 3 of 3, 5 members/s);
  expect(timeline.match(/The flow starts/g)?.length).toBeGreaterThanOrEqual(3);
  await captured(page, "triggers");
  await ended(opened);
});

test("V2: a poll finds what has changed, and keeps where it ended", async () => {
  const opened = await open("triggers/newEvents");
  const { page } = opened;
  await press(page, "Simulate");
  const simulation = page.getByRole("region", { name: "Simulation" });
  await simulation.getByText(/^Done\./).waitFor();
  await page.getByRole("region", { name: "Kept state" }).getByText("After it").waitFor();
  await ended(opened);
});

test("V3: the sandbox's room shows each request as it comes, and why it was refused", async () => {
  const opened = await open("sandbox");
  const { page } = opened;
  const requests = page.getByRole("list", { name: "Requests, newest first" });
  await press(page, "503 once");
  await page.getByRole("list", { name: "Active faults" }).getByRole("listitem").first().waitFor();
  const other = await open("actions/importEvents");
  await press(other.page, "Use example");
  await press(other.page, "Run");
  await succeeded(other.page);
  await other.page.getByRole("tab", { name: "Sent (2)" }).click();
  await captured(other.page, "actions");
  await ended(other);
  await requests.getByText("200 OK").first().waitFor();
  expect(await requests.innerText()).toMatch(/\/import.*200 OK.*\/import.*503/s);
  await requests.getByRole("button").nth(1).click();
  await requests.getByText("Injected fault").first().waitFor();
  await captured(page, "sandbox");
  await ended(opened);
});

test("V3: the sandbox's room says in the server's words why it is not connected, and connects again", async () => {
  const { page, faults } = await openPage(playground.url);
  const error = "The page is of an earlier start of the playground. Reload it.";
  await page.route("**/api/sandbox/live", (route) => route.fulfill({ status: 401, json: { error } }));
  await page.getByRole("tab", { name: "Sandbox" }).click();
  await page.getByRole("alert").getByText(error).waitFor();
  await page.unroute("**/api/sandbox/live");
  await page.getByRole("heading", { name: "Faults" }).waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
  expect(faults.filter((fault) => !fault.includes("401"))).toEqual([]);
  await page.context().close();
});

test("V3: a sandbox shows the same page at its own address", async () => {
  const sandbox = await serve(["sandbox"]);
  const opened = await openPage(sandbox.url);
  await opened.page.getByRole("region", { name: "Sandbox", exact: true }).waitFor();
  await press(opened.page, "Load sample data");
  await opened.page
    .getByText(/[1-9],\d{3} events/)
    .first()
    .waitFor();
  expect(await accessibilityFaults(opened.page)).toEqual([]);
  await ended(opened);
  await sandbox.close();
});

test("V4: a real project is named in words, and asks before each write", async () => {
  const sandbox = await serve(["sandbox"]);
  // A custom host stands for Mixpanel.
  const real = await serve(["playground"], {
    MIXPANEL_USERNAME: "sandbox.user",
    MIXPANEL_SECRET: "sandbox-secret",
    MIXPANEL_PROJECT_ID: "1",
    MIXPANEL_API_HOST: sandbox.url,
  });
  const opened = await openPage(`${real.url}/#/actions/importEvents`);
  const { page } = opened;
  await page.getByText("Real Mixpanel project 1: writes change its data").waitFor();
  await press(page, "Use example");
  await press(page, "Run");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Import Events").first().waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  expect(await page.getByRole("region", { name: "Outcome" }).innerText()).not.toContain("Succeeded");
  await press(page, "Run");
  await dialog.getByRole("button").last().click();
  await succeeded(page);
  const counts = await (await fetch(`${sandbox.url}/_sandbox/counts`)).text();
  expect(JSON.parse(counts)).toMatchObject({ projects: { 1: { events: 1 } } });
  // A request that needs confirmation is refused with this status, which Chromium reports.
  expect(opened.faults.filter((fault) => !fault.includes("409"))).toEqual([]);
  await page.context().close();
  await real.close();
  await sandbox.close();
});

describe.each([
  ["wide", "light", WIDE],
  ["wide", "dark", WIDE],
  ["narrow", "light", NARROW],
  ["narrow", "dark", NARROW],
] as const)("V4: on a %s screen, %s", (_name, colorScheme, viewport) => {
  test.each([
    ["actions", "Send events"],
    ["actions/importEvents", "Import Events"],
    ["actions/customJQLQuery", "Custom JQL Query"],
    ["actions/syncRows", "Sync Rows"],
    ["triggers/cohortSync", "Cohort Sync"],
    ["triggers/newEvents", "New Events"],
    ["sandbox", "Faults"],
  ])("%s is accessible, and does not scroll sideways", async (room, heading) => {
    const opened = await open(room, { colorScheme, viewport });
    const { page } = opened;
    await page.getByRole("heading", { name: heading }).first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
    await ended(opened);
  });
});

test("V4: the keyboard alone runs an action", async () => {
  const opened = await open("actions");
  const { page } = opened;
  await page.getByRole("searchbox").waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("test connection");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 2, name: "Test Connection" }).waitFor();
  await page.getByRole("button", { name: "Run", exact: true }).waitFor();
  await page.keyboard.press("Control+Enter");
  await succeeded(page);
  await ended(opened);
});
