/** A sandbox that serves HTTPS, and clients nobody here wrote that insist on it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { connect } from "node:tls";
import type { Sandbox } from "../src";
import { readArguments, welcome } from "../src/commandLine";
import { run, withCertificate } from "./foreignPrograms";
import { event, groupOf, IMPORT, NOW_MS, profileOf, SERVICE_ACCOUNT, startStill, storedIn } from "./ingestionClient";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill({ https: true });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

function certificate(): string {
  if (sandbox.certificate === null) throw new Error("The sandbox has no certificate.");
  return sandbox.certificate;
}

/** Posts JSON over TLS; resolves with status and body. */
function post(
  target: string,
  body: unknown,
  options: { ca?: string; servername?: string },
): Promise<[number, unknown]> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: SERVICE_ACCOUNT, "Content-Type": "application/json" };
    const sent = request(
      `${sandbox.url}${target}`,
      { method: "POST", headers, agent: false, ...options },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => resolve([response.statusCode ?? 0, JSON.parse(text)]));
      },
    );
    sent.on("error", reject);
    sent.end(JSON.stringify(body));
  });
}

describe("B5: HTTPS", () => {
  test("the address says https, and a client that trusts the certificate is served", async () => {
    expect(sandbox.url).toBe(`https://127.0.0.1:${sandbox.port}`);
    expect(await post(IMPORT, [event()], { ca: certificate() })).toEqual([
      200,
      { code: 200, num_records_imported: 1, status: "OK" },
    ]);
  });

  test.each(["localhost", "api.mixpanel.com", "api-js.mixpanel.com", "eu.mixpanel.com", "data-in.mixpanel.com"])(
    "the certificate is valid for %s",
    async (servername) => {
      const socket = connect({ port: sandbox.port, host: "127.0.0.1", servername, ca: certificate() });
      await once(socket, "secureConnect");
      expect([socket.authorized, socket.authorizationError]).toEqual([true, null]);
      socket.destroy();
    },
  );

  test("it is valid for no other name", async () => {
    const refused = post(IMPORT, [event()], { ca: certificate(), servername: "example.com" });
    await expect(refused).rejects.toMatchObject({ code: "ERR_TLS_CERT_ALTNAME_INVALID" });
    expect(storedIn(sandbox)).toEqual([]);
  });

  test("a client that does not trust the certificate sends nothing", async () => {
    await expect(post(IMPORT, [event()], {})).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    expect(sandbox.requests.list({})).toEqual([]);
  });

  test("without the option there is no certificate", async () => {
    const plain = await startStill();
    await plain.close();
    expect([plain.certificate, new URL(plain.url).protocol]).toEqual([null, "http:"]);
  });

  test("--certificate needs --https, and names the file for Node.js and curl", () => {
    expect(() => readArguments(["--certificate", "ca.pem"])).toThrow("--certificate needs --https.");
    const read = readArguments(["--https", "--certificate", "ca.pem"]);
    expect(read).toMatchObject({ certificateFile: "ca.pem", options: { https: true } });
    const text = welcome(sandbox, "127.0.0.1", read?.certificateFile);
    expect(text).toContain("NODE_EXTRA_CA_CERTS=ca.pem");
    expect(text.match(/curl --cacert 'ca\.pem' /g)).toHaveLength(3);
    expect(welcome(sandbox, "127.0.0.1").match(/curl -k /g)).toHaveLength(3);
  });

  test("the command writes the certificate, with which another program trusts the sandbox", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "certificate-"));
    const file = path.join(folder, "ca.pem");
    const cli = path.resolve(__dirname, "../dist/cli.js");
    const child = spawn(process.execPath, [cli, "--port", "0", "--https", "--certificate", file]);
    try {
      let printed = "";
      const url = await new Promise<string>((resolve, reject) => {
        child.stdout.on("data", (text) => {
          printed += text;
          const found = /Mixpanel sandbox at (https:\S+)\n/.exec(printed)?.[1];
          if (found) resolve(found);
        });
        child.once("close", () => reject(new Error(`The command ended: ${printed}`)));
      });
      expect(readFileSync(file, "utf8")).toMatch(/^-----BEGIN CERTIFICATE-----/);
      const program = `fetch("${url}/_sandbox/clock").then(({ status }) => console.log(status))`;
      expect(await run(process.execPath, ["-e", program], { NODE_EXTRA_CA_CERTS: file })).toEqual([0, "200\n"]);
      expect((await run(process.execPath, ["-e", program]))[0]).not.toBe(0);
    } finally {
      child.kill();
      await once(child, "close").catch(() => {});
      rmSync(folder, { recursive: true });
    }
  });
});

describe("B8: the official SDK for Node over HTTPS", () => {
  /** Its defaults: HTTPS, and a service account, which it refuses to send any other way. */
  const PROGRAM = `
    const Mixpanel = require("mixpanel");
    const credentials = new Mixpanel.ServiceAccountCredentials("sandbox.user", "sandbox-secret", "1");
    const client = Mixpanel.init("sandbox-token", { host: process.env.SANDBOX, keepAlive: false, credentials });
    const done = (error) => { if (error) { console.error(error); process.exitCode = 1; } };
    client.track("Sign Up", { distinct_id: "user-1" }, done);
    client.import("Sign In", ${NOW_MS / 1000 - 86_400}, { distinct_id: "user-1" }, done);
    client.import_batch([{ event: "Sign Out", properties: { distinct_id: "user-1", time: ${NOW_MS / 1000 - 60}, $insert_id: "a" } }], done);
    client.people.set("user-1", { plan: "pro" }, { $ignore_time: true }, done);
    client.groups.set("company", "Acme", { seats: 5 }, { $ignore_time: true }, done);
  `;

  test("track, import, people and groups arrive, with a service account", async () => {
    const ran = await withCertificate(sandbox, (file) =>
      run(process.execPath, ["-e", PROGRAM], { NODE_EXTRA_CA_CERTS: file, SANDBOX: `127.0.0.1:${sandbox.port}` }),
    );
    expect(ran).toEqual([0, ""]);
    expect(storedIn(sandbox).map(([name]) => name)).toEqual(["Sign In", "Sign Out", "Sign Up"]);
    expect(profileOf(sandbox, "user-1")).toEqual({ plan: "pro" });
    expect(groupOf(sandbox, "company", "Acme")).toEqual({ seats: 5 });
  });
});
