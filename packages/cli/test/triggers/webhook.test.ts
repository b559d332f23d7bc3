import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { runCli, startCli } from "../runCli";

const CREDENTIALS = { MIXPANEL_WEBHOOK_USERNAME: "sentinel-user", MIXPANEL_WEBHOOK_PASSWORD: "sentinel-password-7f3a" };
const BASIC = `Basic ${Buffer.from("sentinel-user:sentinel-password-7f3a").toString("base64")}`;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

/** The lines of stdout. */
const passedOn = (stdout: string) =>
  stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

const push = (action: string, members: object[]) => ({
  action,
  parameters: {
    mixpanel_project_id: "1",
    mixpanel_cohort_id: "77",
    mixpanel_cohort_name: "Power users",
    mixpanel_cohort_description: "",
    mixpanel_session_id: "s-1",
    page_info: { total_pages: 1, page_count: 1 },
    members,
  },
});

const post = (url: string, body: object, authorization?: string) =>
  fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(authorization ? { Authorization: authorization } : {}) },
    body: JSON.stringify(body),
  });

const urlIn = (stderr: string) => /listens at (http\S+)/.exec(stderr)?.[1] ?? "";

describe("G6: trigger --listen", () => {
  test("serves calls until Ctrl-C: what is passed on goes to stdout, the calls to stderr", async () => {
    const cli = startCli(["trigger", "cohortSync", "--listen"], { environment: CREDENTIALS });
    const url = urlIn(await cli.stderrWith(/Ctrl-C ends/));

    const response = await post(url, push("add_members", [{ mixpanel_distinct_id: "ada" }]), BASIC);
    await cli.stderrWith(/200/);
    cli.interrupt();
    const { code, stdout, stderr } = await cli.ended;

    expect(await response.json()).toMatchObject({ action: "add_members", status: "success" });
    expect(code).toBe(0);
    expect(passedOn(stdout)).toMatchObject([{ action: "add_members", members: [{ distinct_id: "ada" }] }]);
    expect(stderr).toMatch(/^\d\d:\d\d:\d\d {2}200 {2}add_members {2}.*members: 1/m);
  });

  test("says how to call it, without credentials that it did not make", async () => {
    const cli = startCli(["trigger", "cohortSync", "--listen"], { environment: CREDENTIALS });
    const url = urlIn(await cli.stderrWith(/Ctrl-C ends/));
    await post(url, push("members", []), "Basic d3Jvbmc6d3Jvbmc=");
    await cli.stderrWith(/401/);
    cli.interrupt();
    const { stdout, stderr } = await cli.ended;

    expect(stderr).toContain("documentation/triggers/cohortSync.mdx");
    expect(stderr).toContain(`"url":"${url}"`);
    expect(`${stdout}${stderr}`).not.toMatch(/sentinel|d3Jvbmc6d3Jvbmc|c2VudGluZW/);
  });

  test("prints credentials that it made, and a command with which a sandbox calls it", async () => {
    const cli = startCli(["trigger", "cohortSync", "--listen", "--sandbox", sandbox.url]);
    const said = await cli.stderrWith(/Ctrl-C ends/);
    const [, route = "", body = ""] = /curl -X POST (\S+) .* -d '(.+)'/.exec(said) ?? [];

    const response = await fetch(route, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: body.replace("}}", '},"members":[{"mixpanel_distinct_id":"ada"}]}'),
    });
    cli.interrupt();
    const { code, stdout } = await cli.ended;

    expect(said).toMatch(/username mixpanel, password \S{32}$/m);
    expect(await response.json()).toMatchObject({ pushes: [{ result: "delivered" }] });
    expect(code).toBe(0);
    expect(passedOn(stdout)).toMatchObject([{ action: "members", members: [{ distinct_id: "ada" }] }]);
  });

  test("fails if the port is taken", async () => {
    const { code, stderr } = await runCli(["trigger", "cohortSync", "--listen", "--port", String(sandbox.port)]);

    expect(code).toBe(1);
    expect(stderr).toContain("EADDRINUSE");
  });
});

describe("G6: trigger --simulate of a cohort sync", () => {
  const simulate = (...args: string[]) => runCli(["trigger", "cohortSync", "--simulate", ...args]);

  test("pushes the whole cohort page by page, and then who entered and who left", async () => {
    const { code, stdout } = await simulate("--members", "25", "--page-size", "10");

    expect(code).toBe(0);
    const shapes = passedOn(stdout).map(({ action, page, members }) => [action, page, members.length]);
    expect(shapes).toEqual([
      ["members", 1, 10],
      ["members", 2, 10],
      ["members", 3, 5],
      ["add_members", 1, 1],
      ["remove_members", 1, 1],
    ]);
    expect(passedOn(stdout).slice(3)).toMatchObject([
      { members: [{ distinct_id: "user-26" }] },
      { members: [{ distinct_id: "user-1" }] },
    ]);
  });

  test("assembles pages that come in disorder, twice and late", async () => {
    const { code, stdout } = await simulate(
      ...["--members", "25", "--page-size", "5", "--shuffle", "--duplicate", "1,4", "--resend", "2"],
      ...["--set", "assemblePages=true"],
    );

    expect(code).toBe(0);
    const whole = passedOn(stdout).filter(({ action, complete }) => action === "members" && complete);
    expect(whole.filter(({ members }) => members.length > 0)).toHaveLength(1);
    expect(whole.find(({ members }) => members.length > 0)?.members).toHaveLength(25);
  });

  test("passes on no set as whole if a page never came", async () => {
    const { stdout } = await simulate(
      ...["--members", "25", "--page-size", "5", "--drop", "3", "--set", "assemblePages=true"],
    );

    const whole = passedOn(stdout).filter(({ action, members }) => action === "members" && members.length > 0);
    expect(whole).toEqual([]);
  });

  test("uses a sandbox that runs, and never the connection of the environment", async () => {
    const { code } = await runCli(["trigger", "cohortSync", "--simulate", "--sandbox", sandbox.url], {
      environment: {
        MIXPANEL_USERNAME: "somebody",
        MIXPANEL_SECRET: "sentinel",
        MIXPANEL_API_HOST: "http://localhost:1",
      },
    });

    expect(code).toBe(0);
    const syncs = await fetch(`${sandbox.url}/_sandbox/cohort-syncs`).then((response) => response.json());
    expect(syncs).toMatchObject([{ status: "active", delivered: 25 }]);
  });
});

describe("G6: a trigger that registers its webhook", () => {
  const state = () => JSON.stringify(sandbox.state(1));

  test("--simulate lets the registered webhook get a test alert and an alert, and removes it", async () => {
    const { code, stdout, stderr } = await runCli(["trigger", "alert", "--simulate", "--sandbox", sandbox.url]);

    expect(code).toBe(0);
    expect(passedOn(stdout).map(({ is_test, alert }) => [is_test, alert.name])).toEqual([
      [true, "Sign-ups drop"],
      [false, "Sign-ups drop"],
    ]);
    expect(stderr).toMatch(/200 {2}Test Alert .*\n.*200 {2}Alert /);
    expect(sandbox.requests.list({ method: "DELETE" })).toHaveLength(1);
    expect(state()).not.toContain("127.0.0.1");
  });

  test("--listen registers it, with the address of the tunnel if there is one, and removes it on Ctrl-C", async () => {
    const tunnel = "https://tunnel.example.com/hook";
    const cli = startCli(["trigger", "alert", "--listen", "--sandbox", sandbox.url, "--url", tunnel]);
    await cli.stderrWith(/Ctrl-C ends/);
    const during = state();
    cli.interrupt();
    const { code } = await cli.ended;

    expect(code).toBe(0);
    expect(during).toContain(tunnel);
    expect(state()).not.toContain(tunnel);
  });

  test("--listen refuses to register this machine in Mixpanel, which cannot reach it", async () => {
    const { code, stdout, stderr } = await runCli(["trigger", "alert", "--listen"], {
      environment: {
        MIXPANEL_USERNAME: "sandbox.user",
        MIXPANEL_SECRET: "sandbox-secret",
        MIXPANEL_API_HOST: sandbox.url,
      },
    });

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^alert registers its webhook in Mixpanel, which cannot reach this machine: /);
    expect(sandbox.requests.list()).toEqual([]);
  });

  test("fails if the deployment does, and passes nothing on", async () => {
    sandbox.faults.add({ path: "/api/app/projects/1/webhooks", kind: "status", status: 403, count: 100 });
    const { code, stdout, stderr } = await runCli(["trigger", "alert", "--simulate", "--sandbox", sandbox.url]);

    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^Failed /m);
  });
});
