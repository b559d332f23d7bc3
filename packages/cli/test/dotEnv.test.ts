import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { loadDotEnv, namesFromDotEnv } from "../src/dotEnv";
import { runCli } from "./runCli";

const newFolder = () => mkdtempSync(path.join(tmpdir(), "dot-env-"));

/** The environment after a file with this text is read. */
function loaded(text: string, environment: NodeJS.ProcessEnv = {}) {
  const file = path.join(newFolder(), ".env");
  writeFileSync(file, text);
  loadDotEnv(environment, file);
  return environment;
}

describe("F1: the file .env", () => {
  test.each([
    ["plain", "MIXPANEL_SECRET=abc", "abc"],
    ["double quotes", 'MIXPANEL_SECRET="a b#c"', "a b#c"],
    ["single quotes", "MIXPANEL_SECRET='a b#c'", "a b#c"],
    ["a comment behind the value", "MIXPANEL_SECRET=abc # of the service account", "abc"],
    ["comments and empty lines", "# Mixpanel\n\n  # more\nMIXPANEL_SECRET=abc\n", "abc"],
    ["export", "export MIXPANEL_SECRET=abc\n", "abc"],
    ["CRLF", "MIXPANEL_USERNAME=me\r\nMIXPANEL_SECRET=abc\r\n", "abc"],
    ["a byte order mark", "\ufeffMIXPANEL_SECRET=abc\n", "abc"],
    ["= in the value", "MIXPANEL_SECRET=abc==", "abc=="],
  ])("with %s is read", (_what, text, secret) => {
    expect(loaded(text)).toHaveProperty("MIXPANEL_SECRET", secret);
  });

  test("does not replace what the environment sets, an empty value included", () => {
    const environment = loaded("MIXPANEL_SECRET=file\nMIXPANEL_USERNAME=file\nMIXPANEL_PROJECT_ID=7", {
      MIXPANEL_SECRET: "environment",
      MIXPANEL_USERNAME: "",
    });

    expect(environment).toEqual({ MIXPANEL_SECRET: "environment", MIXPANEL_USERNAME: "", MIXPANEL_PROJECT_ID: "7" });
    expect([...namesFromDotEnv(environment)]).toEqual(["MIXPANEL_PROJECT_ID"]);
  });

  test("sets nothing but Mixpanel's variables", () => {
    expect(loaded("PATH=/nowhere\nNODE_OPTIONS=--inspect\nMIXPANEL_SECRET=abc")).toEqual({ MIXPANEL_SECRET: "abc" });
  });

  test("may be missing", () => {
    const environment = {};
    loadDotEnv(environment, path.join(newFolder(), ".env"));
    expect(environment).toEqual({});
  });
});

describe("F1: a command in a folder with .env", () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0 });
  });
  afterAll(() => sandbox.close());

  test("calls the project of the file, and says so", async () => {
    const cwd = newFolder();
    writeFileSync(
      path.join(cwd, ".env"),
      `MIXPANEL_USERNAME=sandbox.user\nMIXPANEL_SECRET=sandbox-secret\nMIXPANEL_PROJECT_ID=1\nMIXPANEL_API_HOST=${sandbox.url}\n`,
    );
    const { code, stdout, stderr } = await runCli(["run", "testConnection"], { cwd });

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ project_id: "1", project_found: true });
    expect(stderr).toContain(`Test Connection on ${sandbox.url}, project 1 of .env\n`);
  });

  test("says nothing of the file if the environment names the project", async () => {
    const cwd = newFolder();
    writeFileSync(path.join(cwd, ".env"), "MIXPANEL_PROJECT_ID=2\n");
    const { stderr } = await runCli(["run", "testConnection"], {
      cwd,
      environment: {
        MIXPANEL_USERNAME: "sandbox.user",
        MIXPANEL_SECRET: "sandbox-secret",
        MIXPANEL_PROJECT_ID: "1",
        MIXPANEL_API_HOST: sandbox.url,
      },
    });

    expect(stderr).toContain("project 1\n");
  });

  test("that cannot be read is an error of usage that names it", async () => {
    const cwd = newFolder();
    mkdirSync(path.join(cwd, ".env"));
    const { code, stdout, stderr } = await runCli(["list"], { cwd });

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^\.env cannot be read: EISDIR/);
  });
});
