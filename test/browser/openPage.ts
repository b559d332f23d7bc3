/** Opens the built playground, or the page of a built sandbox, in a real browser, as a person would. */
import { execFileSync, spawn } from "node:child_process";
import path from "node:path";
import { source as axeSource } from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const CLI = path.resolve(__dirname, "../../packages/cli/dist/cli.js");
const FIND_BROWSER = path.resolve(__dirname, "../../scripts/findBrowser.js");
const ADDRESS = /http:\/\/127\.0\.0\.1:\d+/;

/** A command of the command line that serves a page until it is stopped. */
export interface Served {
  url: string;
  /** What it has printed so far. */
  printed(): string;
  close(): Promise<void>;
}

/** Runs `playground` or `sandbox` of the built command line on a free port. */
export async function serve(args: string[], environment: Record<string, string> = {}): Promise<Served> {
  const child = spawn(process.execPath, [CLI, ...args, "--port", "0"], {
    env: { PATH: process.env.PATH, ...environment },
  });
  let printed = "";
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    const read = (text: string) => {
      printed += text;
      const address = ADDRESS.exec(printed)?.[0];
      if (address !== undefined) resolve(address);
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.once("close", () => reject(new Error(`The process ended before it named an address: ${printed}`)));
  });
  return {
    url,
    printed: () => printed,
    close: () => {
      child.kill("SIGINT");
      return closed;
    },
  };
}

let browser: Promise<Browser> | undefined;

function launch(): Promise<Browser> {
  const executablePath = execFileSync(process.execPath, [FIND_BROWSER], { encoding: "utf8" }).trim();
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** Closes the browser; for `afterAll`. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

/** A page, and what was wrong while it was open. */
export interface Opened {
  page: Page;
  /** Errors of the page, what its policy blocked, and requests to anywhere but the address that serves it. */
  faults: string[];
}

export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 400, height: 800 };

/** Opens an address in a new window without a history. */
export async function openPage(url: string, options: BrowserContextOptions = {}): Promise<Opened> {
  browser ??= launch();
  const context = await (await browser).newContext({ viewport: WIDE, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`Error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`Console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const address = request.url();
    if (new URL(address).origin !== new URL(url).origin && !/^(data|blob):/.test(address))
      faults.push(`Request: ${address}`);
  });
  await page.goto(url);
  return { page, faults };
}

/** What axe finds wrong with a page as it stands, each rule with the first place. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate<string[]>(
    "axe.run(document).then(({ violations }) => violations.map(({ id, help, nodes }) => [id, help, nodes[0].html].join(': ')))",
  );
}
