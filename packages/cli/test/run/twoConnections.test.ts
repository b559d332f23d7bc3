import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { runCli } from "../runCli";

interface Call {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

const EVENT = { event: "Signed Up", properties: { time: 1_704_067_200, distinct_id: "user-1", $insert_id: "a" } };

/** A server that keeps what it is sent. */
async function listen(answer: string): Promise<{ url: string; calls: Call[]; server: Server }> {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://local");
    const body = Buffer.concat(await request.toArray());
    const query = Object.fromEntries(searchParams);
    calls.push({ method: request.method ?? "", path: pathname, query, headers: request.headers, body });
    response.setHeader("content-type", "application/json").end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls, server };
}

const basic = (user: string, secret: string) => `Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}`;
const DATES = ["--set", "from_date=2024-01-01", "--set", "to_date=2024-01-01"];
const FROM = { MIXPANEL_USERNAME: "reader", MIXPANEL_SECRET: "reader-secret", MIXPANEL_PROJECT_ID: "1" };
const TO = { MIXPANEL_TO_USERNAME: "writer", MIXPANEL_TO_SECRET: "writer-secret", MIXPANEL_TO_PROJECT_ID: "22" };

describe("F1: Copy Events with two connections of the environment", () => {
  let source: Awaited<ReturnType<typeof listen>>;
  let destination: Awaited<ReturnType<typeof listen>>;
  beforeEach(async () => {
    source = await listen(`${JSON.stringify(EVENT)}\n`);
    destination = await listen('{"code":200,"status":"OK","num_records_imported":1}');
  });
  afterEach(() => {
    source.server.close();
    destination.server.close();
  });
  const hosts = () => ({ MIXPANEL_API_HOST: source.url, MIXPANEL_TO_API_HOST: destination.url });

  test("reads with the first and writes with the second, each credential at its own host only", async () => {
    const environment = { ...FROM, ...TO, ...hosts(), MIXPANEL_PROJECT_TOKEN: "reader-token" };
    const { code, stdout, stderr } = await runCli(["run", "copyEvents", ...DATES], { environment });

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ exported: 1, imported: 1, complete: true });
    expect(stderr).toContain(`Copy Events on ${source.url}, project 1, to ${destination.url}, project 22\n`);
    expect(
      source.calls.map(({ method, path, query, headers }) => ({ method, path, query, auth: headers.authorization })),
    ).toEqual([
      {
        method: "GET",
        path: "/api/2.0/export",
        query: { project_id: "1", from_date: "2024-01-01", to_date: "2024-01-01", time_in_ms: "true" },
        auth: basic("reader", "reader-secret"),
      },
    ]);
    const [write] = destination.calls;
    expect(destination.calls).toHaveLength(1);
    expect(write).toMatchObject({ method: "POST", path: "/import", query: { project_id: "22" } });
    expect(write?.headers.authorization).toBe(basic("writer", "writer-secret"));
    const sent = JSON.stringify([write?.headers, gunzipSync(write?.body ?? "").toString()]);
    for (const secret of ["reader", "reader-secret", "reader-token"]) expect(sent).not.toContain(secret);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ["no second connection", FROM, /^There is no connection to send to\. Set MIXPANEL_TO_USERNAME/],
    [
      "half of the second one's credentials",
      { ...FROM, MIXPANEL_TO_USERNAME: "writer" },
      /^There is no connection to send to/,
    ],
    ["no first connection", TO, /^MIXPANEL_TO_ variables are set, but none of the connection to read from/],
  ])("with %s is wrong usage, before anything is sent", async (_what, variables, message) => {
    const environment = { ...variables, ...(variables === TO ? {} : { MIXPANEL_API_HOST: source.url }) };
    const { code, stdout, stderr } = await runCli(["run", "copyEvents", ...DATES], { environment });

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect([...source.calls, ...destination.calls]).toEqual([]);
  });

  test("a second connection is left alone by actions with one", async () => {
    const environment = { ...TO, MIXPANEL_TO_API_HOST: destination.url };
    const { code, stderr } = await runCli(["run", "testConnection"], { environment });

    expect(code).toBe(0);
    expect(stderr).toMatch(/^Test Connection on a sandbox at /);
    expect(destination.calls).toEqual([]);
  });
});

describe("F1: Copy Events without connections", () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, seed: { projects: [{ id: 1, events: [EVENT] }, { id: 2 }] } });
  });
  afterAll(() => sandbox.close());

  test("copies to the second project of a sandbox", async () => {
    const { code, stdout } = await runCli(["run", "copyEvents", ...DATES, "--sandbox", sandbox.url]);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ exported: 1, imported: 1 });
    expect(sandbox.requests.list().map(({ path, projectId }) => [path, projectId])).toEqual([
      ["/api/2.0/export", 1],
      ["/import", 2],
    ]);
    expect(sandbox.state(2)?.eventCount).toBe(1);
  });
});
