import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { runCli } from "./runCli";

const SENTINELS = {
  MIXPANEL_SECRET: "sentinel-secret-7f3a",
  MIXPANEL_PROJECT_TOKEN: "sentinel-token-7f3a",
  MIXPANEL_GDPR_TOKEN: "sentinel-gdpr-7f3a",
};

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

describe("a connection from the environment", () => {
  test("is used to call the project, in its residency, with its token", async () => {
    const environment = {
      MIXPANEL_USERNAME: "sandbox.user",
      MIXPANEL_SECRET: "sandbox-secret",
      MIXPANEL_PROJECT_ID: "2",
      MIXPANEL_PROJECT_TOKEN: "sandbox-token-eu",
      MIXPANEL_RESIDENCY: "EU",
      MIXPANEL_API_HOST: `${sandbox.url}/{host}`,
    };
    const properties = JSON.stringify([{ $distinct_id: "user-1", $set: { plan: "pro" } }]);
    const { code, stdout } = await runCli(["run", "createProfile", "--set", `properties=${properties}`], {
      environment,
    });

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ status: 1, imported: 1 });
    expect(sandbox.requests.list().map(({ host, path }) => ({ host, path }))).toEqual([
      { host: "api-eu.mixpanel.com", path: "/engage" },
    ]);
    expect(sandbox.state(2)?.profiles).toHaveProperty("user-1");
  });

  test("is used if at least one variable is set: an incomplete connection starts no sandbox", async () => {
    const { code, stdout, stderr } = await runCli(["run", "testConnection", "--json"], {
      environment: { MIXPANEL_USERNAME: "sandbox.user" },
    });

    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(JSON.parse(stderr).error).toMatchObject({
      code: "authentication_failed",
      message: expect.stringContaining("has a Username but no Password"),
    });
  });

  test("F1: that is incomplete leads to doctor", async () => {
    const { code, stderr } = await runCli(["run", "testConnection"], {
      environment: { MIXPANEL_USERNAME: "sandbox.user" },
    });

    expect(code).toBe(1);
    expect(stderr).toContain(
      "The connection is that of the MIXPANEL_ variables. To see what is wrong with them: npx mixpanel-connector doctor\n",
    );
  });

  test("is not sent to the sandbox given with --sandbox", async () => {
    const { code } = await runCli(["run", "testConnection", "--sandbox", sandbox.url], {
      environment: { MIXPANEL_USERNAME: "somebody", ...SENTINELS },
    });

    // The sandbox refuses the environment's service account.
    expect(code).toBe(0);
    expect(sandbox.requests.list({ path: "/api/app/me" }).map(({ status }) => status)).toEqual([200]);
  });

  test.each([[[]], [["--debug"]], [["--json"]]])(
    "prints no secret, also if Mixpanel rejects it (options: %j)",
    async (flags) => {
      const environment = {
        MIXPANEL_USERNAME: "somebody",
        MIXPANEL_PROJECT_ID: "1",
        MIXPANEL_API_HOST: sandbox.url,
        ...SENTINELS,
      };
      const { code, stdout, stderr } = await runCli(["run", "testConnection", ...flags], { environment });

      expect(code).toBe(1);
      expect(stderr).toContain("authentication_failed");
      const encoded = Buffer.from(`somebody:${SENTINELS.MIXPANEL_SECRET}`).toString("base64");
      for (const secret of [...Object.values(SENTINELS), encoded]) expect(stdout + stderr).not.toContain(secret);
    },
  );
});
