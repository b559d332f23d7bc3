import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import path from "node:path";
import { startSandbox } from "../src";
import { readArguments, welcome } from "../src/commandLine";
import { startStill } from "./ingestionClient";

describe("arguments", () => {
  test("none give the defaults", () => {
    expect(readArguments([])).toEqual({
      isQuiet: false,
      options: expect.objectContaining({ limits: true, logger: true }),
    });
  });

  test("all are read", () => {
    const args =
      "--port 0 --host 0.0.0.0 --sample --seed a.json --seed b.json --data d --max-events 5 --no-limits --quiet";
    expect(readArguments(args.split(" "))).toEqual({
      isQuiet: true,
      options: {
        port: 0,
        host: "0.0.0.0",
        sample: true,
        seed: ["a.json", "b.json"],
        dataFolder: "d",
        maxEvents: 5,
        limits: false,
        logger: false,
      },
    });
  });

  test("--help asks for help", () => {
    expect(readArguments(["--help"])).toBeNull();
  });

  test.each([
    [["--port", "x"], "--port must be a whole number up to 65535."],
    [["--port", "70000"], "--port must be a whole number up to 65535."],
    [["--max-events", "-1"], "--max-events"],
    [["--nonsense"], "--nonsense"],
    [["stray"], "stray"],
  ])("refuses %j and says why", (args, message) => {
    expect(() => readArguments(args)).toThrow(message);
  });
});

describe("start", () => {
  test("the message names the address, the credentials and three calls to try", async () => {
    const sandbox = await startStill();
    const text = welcome(sandbox, "127.0.0.1");
    await sandbox.close();
    expect(text).toContain(`Mixpanel sandbox at ${sandbox.url}\n`);
    expect(text).toContain("sandbox.user:sandbox-secret");
    expect(text.match(/^ {2}curl /gm)).toHaveLength(3);
    expect(text).toContain(` --sandbox 127.0.0.1:${sandbox.port}\n`);
    expect(text).not.toContain("beyond this machine");
    expect(welcome(sandbox, "0.0.0.0")).toContain("It listens beyond this machine");
  });

  test("listens on loopback unless told otherwise", async () => {
    const sandbox = await startSandbox({ port: 0 });
    const address = sandbox.app.server.address();
    await sandbox.close();
    expect(address).toMatchObject({ address: "127.0.0.1" });
  });

  test("a port that is taken is an error that says so", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const address = other.address();
    const port = typeof address === "object" && address ? address.port : 0;
    await expect(startSandbox({ port })).rejects.toThrow("EADDRINUSE");
    await new Promise((resolve) => other.close(resolve));
  });

  test("a seed file that is not there is an error that names it", async () => {
    await expect(startSandbox({ port: 0, seed: "/no/such/seed.json" })).rejects.toThrow(
      "The seed file /no/such/seed.json cannot be used",
    );
  });
});

describe("the built command line", () => {
  const CLI = path.resolve(__dirname, "../dist/cli.js");

  async function running(...args: string[]) {
    const child = spawn(process.execPath, [CLI, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    const ended = once(child, "close");
    const said = async (stream: "stdout" | "stderr") =>
      String(await Promise.race([once(child[stream], "data"), ended]));
    return { child, ended, said };
  }

  test("starts a sandbox that answers, and stops when it is told to", async () => {
    const { child, ended, said } = await running("--port", "0");
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(await said("stdout"))?.[0] ?? "nothing";
    expect((await fetch(`${url}/_sandbox/clock`)).status).toBe(200);
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  });

  test("names an argument that is wrong", async () => {
    const { ended, said } = await running("--port", "many");
    expect(await said("stderr")).toBe("--port must be a whole number up to 65535.\nSee mixpanel-sandbox --help.\n");
    expect(await ended).toEqual([1, null]);
  });
});
