import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { withoutSecrets } from "../src/doctor/check";
import { checkBundle, checkNode } from "../src/doctor/installation";
import { checkVariables } from "../src/doctor/variables";
import { runCli } from "./runCli";

interface Checked {
  name: string;
  status: string;
  detail: string;
  fix?: string;
}

let sandbox: Sandbox;
const servers: { close(): void }[] = [];
beforeAll(async () => {
  sandbox = await startSandbox({
    port: 0,
    seed: { projects: [{ id: 3, gdprToken: "expired-gdpr-token", gdprTokenExpires: "2020-01-01T00:00:00Z" }] },
  });
});
afterAll(async () => {
  for (const server of servers) server.close();
  await sandbox.close();
});

/** The connection to the sandbox's project in the EU, whose hosts a proxy tells apart. */
const inEurope = () => ({
  MIXPANEL_USERNAME: "sandbox.user",
  MIXPANEL_SECRET: "sandbox-secret",
  MIXPANEL_PROJECT_ID: "2",
  MIXPANEL_PROJECT_TOKEN: "sandbox-token-eu",
  MIXPANEL_RESIDENCY: "EU",
  MIXPANEL_GDPR_TOKEN: "sandbox-gdpr-token",
  MIXPANEL_API_HOST: `${sandbox.url}/{host}`,
});

async function doctor(environment: Record<string, string>, ...args: string[]) {
  const { code, stdout, stderr } = await runCli(["doctor", "--json", ...args], { environment });
  const { ok, checks }: { ok: boolean; checks: Checked[] } = JSON.parse(stdout);
  return { code, ok, stdout, stderr, checks, of: (name: string) => checks.find((check) => check.name === name) };
}

const portOf = (server: { address(): unknown }): number => Object(server.address()).port;

/** A server on a port of this machine, until the tests end. */
async function serve(server: Server | ReturnType<typeof createTcpServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(server);
  return `http://127.0.0.1:${portOf(server)}`;
}

test("F2: with everything right, each check passes, with the project's name and role", async () => {
  const { code, ok, stderr, checks, of } = await doctor(inEurope());

  expect({ code, ok, stderr }).toEqual({ code: 0, ok: true, stderr: "" });
  // While somebody edits the sources, they are newer than the build.
  expect(checks.filter(({ name, status }) => status !== "ok" && name !== "Bundle")).toEqual([]);
  expect(of("Project")?.detail).toMatch(/^2 \(Sandbox EU of .+\), role \w+$/);
  expect(of("Residency")?.detail).toMatch(/^EU accepts the service account/);
  expect(of("Clock")?.status).toBe("ok");
  expect(checks.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["Node", "Bundle", "MIXPANEL_SECRET", "Service account", "Project token", "GDPR token"]),
  );
});

test("F2: without credentials, it says where to find them, and checks a sandbox", async () => {
  const { code, of } = await doctor({});

  expect(code).toBe(0);
  expect(of("Credentials")).toMatchObject({
    detail: "None are set, so a sandbox is checked instead.",
    fix: expect.stringMatching(/MIXPANEL_SECRET.*MIXPANEL_PROJECT_TOKEN \(.*Project Settings > Access Keys\)/),
  });
  expect(of("Sandbox")?.status).toBe("ok");
  expect(of("Project token")?.status).toBe("ok");
});

test("F2: as text, each check is a line with a mark, and each fix stands below", async () => {
  const { code, stdout } = await runCli(["doctor"], {
    environment: { ...inEurope(), MIXPANEL_SECRET: "wrong-secret", HTTPS_PROXY: "http://proxy:3128" },
  });

  expect(code).toBe(1);
  expect(stdout).toMatch(/^✓ Node +\d+\.\d+\.\d+ /m);
  expect(stdout).toMatch(/^! Proxy +HTTPS_PROXY is set, but the connector connects directly\.\n {4}→ If this machine/m);
  expect(stdout).toMatch(/^✗ Service account +Mixpanel does not accept .*\(401\)\.\n {4}→ Check MIXPANEL_USERNAME/m);
  expect(stdout).toMatch(/\n\n1 problem, \d warnings?\.\n$/);
});

test("F2: --sandbox checks a running sandbox, and says how to start one if none responds", async () => {
  const environment = { ...inEurope(), MIXPANEL_SECRET: "wrong-secret" };
  expect((await doctor(environment, "--sandbox", sandbox.url.replace("http://", ""))).code).toBe(0);
  const { code, of } = await doctor({}, "--sandbox", "127.0.0.1:9");
  expect(code).toBe(1);
  expect(of("Sandbox")).toMatchObject({ status: "problem", fix: "Start one: npx mixpanel-connector sandbox" });
});

describe("F2: a fault of the account", () => {
  test("a wrong secret", async () => {
    const { code, of } = await doctor({ ...inEurope(), MIXPANEL_SECRET: "wrong-secret" });

    expect(code).toBe(1);
    expect(of("Service account")).toMatchObject({
      status: "problem",
      fix: "Check MIXPANEL_USERNAME, MIXPANEL_SECRET and MIXPANEL_RESIDENCY.",
    });
    expect(of("Project token")?.status).toBe("ok");
  });

  test("a wrong residency: the right one is named", async () => {
    const { code, of } = await doctor({ ...inEurope(), MIXPANEL_RESIDENCY: "IN" });

    expect(code).toBe(1);
    expect(of("Project")).toMatchObject({ status: "problem", fix: "Set MIXPANEL_RESIDENCY=EU." });
    expect(of("Project token")?.status).toBe("problem");
  });

  test("a project that the service account does not see: those that it sees are named", async () => {
    const { of } = await doctor({ ...inEurope(), MIXPANEL_PROJECT_ID: "77" });

    expect(of("Project")).toMatchObject({ status: "problem", fix: expect.stringContaining("2 (Sandbox EU)") });
  });

  test("no project: those of the service account are named", async () => {
    const { MIXPANEL_PROJECT_ID: _, ...others } = inEurope();
    const { code, of } = await doctor(others);

    expect(code).toBe(0);
    expect(of("Project")).toMatchObject({ status: "warning", fix: expect.stringContaining("2 (Sandbox EU)") });
  });

  test("a wrong project token, and a workspace that is not there", async () => {
    const { of } = await doctor({ ...inEurope(), MIXPANEL_PROJECT_TOKEN: "other-token", MIXPANEL_WORKSPACE_ID: "77" });

    expect(of("Project token")).toMatchObject({ status: "problem", fix: expect.stringContaining("Access Keys") });
    expect(of("Workspace")).toMatchObject({ status: "problem", detail: expect.stringContaining("77") });
  });

  test("an expired GDPR token", async () => {
    const { code, of } = await doctor({
      ...inEurope(),
      MIXPANEL_PROJECT_ID: "3",
      MIXPANEL_RESIDENCY: "IN",
      MIXPANEL_PROJECT_TOKEN: "sandbox-token-in",
      MIXPANEL_GDPR_TOKEN: "expired-gdpr-token",
    });

    expect(code).toBe(1);
    expect(of("GDPR token")).toMatchObject({
      status: "problem",
      fix: expect.stringContaining("expires after a year"),
    });
  });
});

describe("F2: a fault of the network", () => {
  test.each([
    [86_400_000, "24 hours behind"],
    [-7_200_000, "2 hours ahead of"],
    [110_000, "2 minutes behind"],
  ])("a clock that differs by %d ms", async (offset, difference) => {
    const proxy = createServer((incoming, outgoing) => {
      const { method, headers, url: route = "/" } = incoming;
      const forwarded = request(`${sandbox.url}${route}`, { method, headers }, (response) => {
        const date = new Date(Date.now() + offset).toUTCString();
        outgoing.writeHead(response.statusCode ?? 500, { ...response.headers, date });
        response.pipe(outgoing);
      });
      incoming.pipe(forwarded);
    });
    const { code, of } = await doctor({ ...inEurope(), MIXPANEL_API_HOST: `${await serve(proxy)}/{host}` });

    expect(code).toBe(0);
    expect(of("Clock")).toMatchObject({ status: "warning", detail: expect.stringContaining(difference) });
    expect(of("Service account")?.status).toBe("ok");
  });

  test("a port where nothing listens", async () => {
    const server = createServer();
    const url = await serve(server);
    server.close();
    const { code, of, checks } = await doctor({ ...inEurope(), MIXPANEL_API_HOST: url });

    expect(code).toBe(1);
    expect(of(url.replace("http://", ""))).toMatchObject({
      status: "problem",
      detail: "Not reached: nothing listens there (ECONNREFUSED).",
    });
    expect(checks.at(-1)).toEqual({
      name: "Credentials",
      status: "not checked",
      detail: "A host does not respond.",
    });
  });

  test("a name that does not exist", async () => {
    const { code, of } = await doctor({ ...inEurope(), MIXPANEL_API_HOST: "https://no-such-host.invalid" });

    expect(code).toBe(1);
    expect(of("no-such-host.invalid")?.detail).toMatch(
      /^Not reached: its name cannot be resolved \((ENOTFOUND|EAI_AGAIN)\)/,
    );
  });

  test("a server that never responds costs seconds", async () => {
    const startMs = Date.now();
    const url = await serve(createTcpServer((socket) => socket.on("error", () => {})).unref());
    const { of } = await doctor({ ...inEurope(), MIXPANEL_API_HOST: url });

    expect(of(url.replace("http://", ""))?.detail).toContain("no response within 4 s");
    expect(Date.now() - startMs).toBeLessThan(15_000);
  }, 20_000);

  test("proxy variables, which the connector does not use", async () => {
    const { code, of } = await doctor({ ...inEurope(), HTTPS_PROXY: "http://user:sentinel@proxy:1" });

    expect(code).toBe(0);
    expect(of("Proxy")).toMatchObject({ status: "warning", fix: expect.stringContaining("MIXPANEL_API_HOST") });
  });
});

describe("F2: secrets", () => {
  const secrets = {
    MIXPANEL_SECRET: "sentinel-secret-7f3a",
    MIXPANEL_PROJECT_TOKEN: "sentinel-token-7f3a",
    MIXPANEL_GDPR_TOKEN: "sentinel-gdpr-7f3a",
  };

  test.each([401, 400, 403, 500, 200])(
    "are not printed, also if a server repeats them with status %d",
    async (status) => {
      const echo = createServer(({ url, headers: { authorization = "" } }, response) => {
        const decoded = Buffer.from(authorization.replace("Basic ", ""), "base64").toString();
        response.writeHead(status, { "content-type": "application/json" });
        response.end(
          JSON.stringify({
            status: "error",
            error: `${authorization} ${decoded} ${url}`,
            results: { projects: { [decoded]: { name: decoded } } },
          }),
        );
      });
      const environment = { ...inEurope(), ...secrets, MIXPANEL_API_HOST: await serve(echo) };
      const asJson = await runCli(["doctor", "--json", "--debug"], { environment });
      const asText = await runCli(["doctor"], { environment });

      for (const { stdout, stderr } of [asJson, asText]) {
        const encoded = Buffer.from(`sandbox.user:${secrets.MIXPANEL_SECRET}`).toString("base64");
        for (const secret of [...Object.values(secrets), encoded]) expect(stdout + stderr).not.toContain(secret);
        expect(stdout).toContain("Service account");
      }
    },
  );

  test("are hidden wherever they stand in a check", () => {
    const check = {
      name: "Service account",
      status: "problem",
      detail: "It said s3cret-1.",
      fix: "Not s3cret-1.",
    } as const;
    expect(withoutSecrets([check], ["s3cret-1"])).toEqual([
      { ...check, detail: "It said [hidden].", fix: "Not [hidden]." },
    ]);
  });
});

describe("F2: variables", () => {
  const TOKEN = "0123456789abcdef0123456789abcdef";
  const good = { MIXPANEL_USERNAME: "sa.1.mp-service-account", MIXPANEL_SECRET: "aZ09aZ09aZ09aZ09aZ09aZ09aZ09aZ09" };

  test.each([
    ["in quotation marks", { MIXPANEL_SECRET: '"abc"' }, "problem", /quotation marks/],
    ["with a blank inside", { MIXPANEL_SECRET: "ab cd" }, "problem", /a blank or a line break in its value/],
    [
      "with a line break at its end",
      { MIXPANEL_SECRET: `${good.MIXPANEL_SECRET}\n` },
      "warning",
      /line break around it/,
    ],
    ["a placeholder", { MIXPANEL_SECRET: "<secret>" }, "problem", /placeholder/],
    ["a token as the secret", { MIXPANEL_SECRET: TOKEN }, "warning", /form of a project token/],
    ["the project's token as the secret", { MIXPANEL_SECRET: TOKEN, MIXPANEL_PROJECT_TOKEN: TOKEN }, "problem", /same/],
    ["the user name as the secret", { MIXPANEL_SECRET: "sa.1.mp-service-account" }, "problem", /user name/],
    ["an e-mail address as the user name", { MIXPANEL_USERNAME: "me@example.com" }, "warning", /e-mail/],
    ["a token as the project ID", { MIXPANEL_PROJECT_ID: TOKEN }, "problem", /should be a number/],
    ["a name as the project ID", { MIXPANEL_PROJECT_ID: "Production" }, "problem", /not a number/],
    ["a number as the project token", { MIXPANEL_PROJECT_TOKEN: "1234567" }, "warning", /32 hexadecimal/],
    ["the project's token as GDPR token", { MIXPANEL_GDPR_TOKEN: TOKEN }, "warning", /form of a project token/],
    ["an unknown residency", { MIXPANEL_RESIDENCY: "Mars" }, "problem", /no data residency/],
    ["plain http to another machine", { MIXPANEL_API_HOST: "http://example.com" }, "problem", /address/],
    ["a time limit in words", { MIXPANEL_TIME_LIMIT: "soon" }, "problem", /not a number/],
    ["a name that nothing reads", { MIXPANEL_PASSWORD: "sentinel" }, "warning", /not read/],
  ])("%s", (_what, variables, status, detail) => {
    const checks = checkVariables({ ...good, ...variables }, new Set());

    const found = checks.filter((check) => check.status !== "ok");
    expect(found).toEqual([
      { name: Object.keys(variables)[0], status, detail: expect.stringMatching(detail), fix: expect.any(String) },
    ]);
    expect(JSON.stringify(checks)).not.toMatch(/sentinel|Mars|Production|aZ09/);
  });

  test.each(["MIXPANEL_USERNAME", "MIXPANEL_SECRET"] as const)("half of a pair: only %s", (name) => {
    const [check] = checkVariables({ [name]: good[name] }, new Set());
    expect(check).toMatchObject({
      name,
      status: "problem",
      detail: expect.stringMatching(/but MIXPANEL_\w+ is not set\.$/),
    });
  });

  test("each is said to come from the environment or from .env", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "doctor-"));
    writeFileSync(path.join(folder, ".env"), "MIXPANEL_USERNAME=sandbox.user\nMIXPANEL_SECRET=sandbox-secret\n");
    const { stdout } = await runCli(["doctor", "--json"], {
      environment: { MIXPANEL_API_HOST: sandbox.url, MIXPANEL_SECRET: "sandbox-secret" },
      cwd: folder,
    });

    const details = JSON.parse(stdout).checks.map(({ name, detail }: Checked) => [name, detail]);
    expect(Object.fromEntries(details)).toMatchObject({
      MIXPANEL_USERNAME: "set in .env",
      MIXPANEL_SECRET: "set in the environment",
    });
  });
});

describe("F2: the installation", () => {
  test.each([
    ["20.12.1", "ok"],
    ["20.12.0", "problem"],
    ["18.20.4", "problem"],
    ["20.13.0", "ok"],
    ["22.0.0", "ok"],
  ])("Node %s is %s", (version, status) => {
    expect(checkNode(version, ">=20.12.1").status).toBe(status);
  });

  test("a bundle that is not there, or is no component", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "doctor-"));
    expect(checkBundle(path.join(folder, "index.js"), folder).check).toMatchObject({
      status: "problem",
      fix: "Install the package again: npm install mixpanel-connector",
    });
    writeFileSync(path.join(folder, "index.js"), "module.exports = { default: {} };");
    expect(checkBundle(path.join(folder, "index.js")).check).toMatchObject({
      status: "problem",
      detail: expect.stringMatching(/not a component/),
      fix: "Build it: npm run build",
    });
  });
});
