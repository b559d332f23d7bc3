/** V4: the page opens from the command line, in a terminal and beside one, and ends with Ctrl-C. */
import { createServer } from "node:http";
import { startSandbox } from "mixpanel-sandbox";
import { runCli } from "./runCli";
import { startInTerminal } from "./runInTerminal";

const AT = /The playground is at (http:\/\/127\.0\.0\.1:\d+)/;

interface Page {
  read(path: string): Promise<Record<string, unknown>>;
  choices(dataSource: string, inputs: object): Promise<unknown>;
}

/** Opens the page whose address a terminal shows. */
async function pageIn(screen: string): Promise<Page> {
  const url = AT.exec(screen)?.[1] ?? "";
  const html = await (await fetch(url)).text();
  const headers = {
    "Content-Type": "application/json",
    "X-Playground-Token": /name="token" content="([\w-]+)"/.exec(html)?.[1] ?? "",
  };
  const post = (path: string, body: object) =>
    fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  return {
    read: async (path) => Object(await (await fetch(`${url}${path}`, { headers })).json()),
    choices: async (dataSource, inputs) =>
      Object(await (await post("/api/choices", { dataSource, inputs })).json()).choices,
  };
}

test("playground serves a page with a sandbox of its own until Ctrl-C", async () => {
  const terminal = startInTerminal(["playground", "--port", "0"]);
  const page = await pageIn(await terminal.shows(AT));
  expect(await page.read("/api/state")).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    target: { kind: "sandbox", projectId: "1", movesTime: true },
  });
  expect(await page.choices("cohorts", {})).toContainEqual({ label: "Paying users", value: "3001" });
  terminal.type("\u0003");
  const { code, screen } = await terminal.ended;
  expect(code).toBe(0);
  expect(screen).not.toMatch(/Interrupted|Failed/);
});

test("playground uses the project that the environment names, and says so", async () => {
  const sandbox = await startSandbox({ port: 0 });
  const environment = {
    MIXPANEL_USERNAME: "sandbox.user",
    MIXPANEL_SECRET: "sandbox-secret",
    MIXPANEL_PROJECT_ID: "1",
    MIXPANEL_API_HOST: sandbox.url,
  };
  const terminal = startInTerminal(["playground", "--port", "0"], { environment });
  const screen = await terminal.shows(AT);
  expect(await (await pageIn(screen)).read("/api/state")).toMatchObject({ target: { kind: "project" } });
  expect(screen).not.toContain("sandbox-secret");
  terminal.type("\u0003");
  expect((await terminal.ended).code).toBe(0);
  await sandbox.close();
});

test("playground says what to do if the port is taken", async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve(Number(Object(server.address()).port))),
  );
  const { code, stderr } = await runCli(["playground", "--port", String(port)]);
  server.close();
  expect(code).toBe(2);
  expect(stderr).toContain(`Port ${port} is in use. Name another one: --port 0 takes a free one.`);
});

test("demo --playground opens the page in a terminal, with the demo's data and the sample", async () => {
  const terminal = startInTerminal(["demo", "--playground"]);
  const screen = await terminal.shows(AT);
  expect(screen).toContain("Query Insights");
  const page = await pageIn(screen);
  expect(JSON.stringify(await page.read("/api/sandbox/state?project=1"))).toMatch(/"eventCount":1\d{4}\b/);
  expect(await page.choices("cohorts", {})).toContainEqual({ label: "Paying users", value: "3001" });
  expect(await page.choices("reports", {})).toContainEqual(expect.objectContaining({ value: "9101" }));
  terminal.type("\u0003");
  expect((await terminal.ended).code).toBe(0);
});

test.each([[["demo", "--playground"]], [["demo", "--playground", "--json"]]])(
  "%j ends as without it where stdout is no terminal",
  async (args) => {
    const { code, stdout, stderr } = await runCli(args);
    expect(code).toBe(0);
    expect(stdout + stderr).not.toMatch(/playground/i);
  },
);
