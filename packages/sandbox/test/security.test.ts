import { request } from "node:http";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import type { Sandbox } from "../src";
import { get, IMPORT, postJson, SERVICE_ACCOUNT, send, startStill } from "./ingestionClient";

const JSON_HEADERS = { Authorization: SERVICE_ACCOUNT, "Content-Type": "application/json" };
const ZIPPED = { ...JSON_HEADERS, "Content-Encoding": "gzip" };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill({ limits: false });
});
afterAll(() => sandbox.close());

function post(path: string, body: string | Buffer, headers: Record<string, string> = JSON_HEADERS) {
  return send(sandbox, path, { method: "POST", headers, body: typeof body === "string" ? body : new Uint8Array(body) });
}

describe("bodies that mean harm", () => {
  afterEach(async () => {
    expect((await get(sandbox, "/api/app/me")).status).toBe(200);
  });

  test("a zip bomb is refused without being inflated whole", async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    const before = process.memoryUsage().rss;
    const answer = await post(IMPORT, bomb, ZIPPED);
    expect(answer.status).toBe(413);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });

  test("bytes that are no gzip are refused", async () => {
    const answer = await post(IMPORT, "not gzip", ZIPPED);
    expect([answer.status, answer.json]).toEqual([
      400,
      { code: 400, error: "The body is not valid gzip.", status: "Bad Request" },
    ]);
  });

  test("another encoding is refused", async () => {
    expect((await post(IMPORT, "x", { ...JSON_HEADERS, "Content-Encoding": "br" })).status).toBe(415);
  });

  test("JSON a hundred thousand levels deep is refused by /import, /track, /engage and the app API", async () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const inEvent = `[{"event":"A","properties":{"token":"sandbox-token","time":1,"deep":${deep}}}]`;
    expect((await post(IMPORT, inEvent)).status).toBe(400);
    expect((await post("/track", inEvent)).text).toBe("0");
    expect((await post("/engage", `[{"$token":"sandbox-token","$distinct_id":"u","$set":{"a":${deep}}}]`)).text).toBe(
      "0",
    );
    expect((await post("/api/app/projects/1/annotations", `{"date":${deep}}`)).status).toBe(400);
  });

  test("malformed JSON is a 400 everywhere", async () => {
    expect((await post(IMPORT, "{")).status).toBe(400);
    expect((await post("/api/app/projects/1/annotations", "{")).status).toBe(400);
    expect((await post("/_sandbox/faults", "{")).status).toBe(400);
  });

  test("a body past the limit is answered with 413 while it is still being sent", async () => {
    const answer = await post("/api/app/projects/1/annotations", Buffer.alloc(11 * 1024 * 1024, 32));
    expect(answer.status).toBe(413);
  });

  test("keys of prototypes stay plain data", async () => {
    const body = '[{"event":"A","properties":{"__proto__":{"polluted":1},"constructor":1,"token":"sandbox-token"}}]';
    expect((await post("/track", body)).text).toBe("1");
    expect({}).not.toHaveProperty("polluted");
  });
});

describe("requests that mean harm", () => {
  test("a broken request line is answered with 400", async () => {
    const text = await new Promise<string>((resolve) => {
      const socket = connect(sandbox.port, "127.0.0.1", () => socket.write("NONSENSE\r\n\r\n"));
      socket.once("data", (data) => {
        socket.destroy();
        resolve(data.toString());
      });
    });
    expect(text).toMatch(/^HTTP\/1.1 400 /);
  });

  test("a path that cannot be decoded is answered with an error", async () => {
    const answer = await send(sandbox, "/api/app/%E0%A4%A");
    expect([answer.status, Object.keys(answer.json ?? {})]).toEqual([400, ["status", "error"]]);
  });

  test.each<[string, Record<string, string>, number]>([
    ["a page from elsewhere", { Origin: "https://evil.example.com" }, 403],
    ["a name that was pointed at this machine", { Host: "evil.example.com" }, 403],
    ["a local page", { Origin: "http://localhost:5173" }, 200],
    ["curl", {}, 200],
  ])("the control routes answer %s with %s: %d", async (_who, headers, status) => {
    expect(await statusOf("/_sandbox/state", headers)).toBe(status);
  });

  test("the Host header of a Mixpanel host reaches that host", async () => {
    expect(await statusOf("/import", { Host: "mixpanel.com" })).toBe(404);
  });
});

test("errors tell nothing of the code or the machine", async () => {
  const project = sandbox.projects.get(1);
  if (!project) throw new Error("There is no project 1.");
  const spy = jest.spyOn(project.events, "add").mockImplementation(() => {
    throw new TypeError("secret detail at /home/someone");
  });
  const silent = jest.spyOn(console, "error").mockImplementation(() => {});
  const body = [{ event: "A", properties: { token: "sandbox-token" } }];
  const answer = await postJson(sandbox, "/track", body, null);
  spy.mockRestore();
  silent.mockRestore();
  expect([answer.status, answer.json]).toEqual([500, { status: "error", error: "Internal Server Error" }]);
});

/** Status of a request with headers that fetch would not let be set. */
function statusOf(path: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const call = request({ port: sandbox.port, host: "127.0.0.1", path, headers }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode));
    });
    call.on("error", reject);
    call.end();
  });
}
