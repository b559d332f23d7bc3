import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { MixpanelClient } from "../../../src/mixpanel/client";
import { collectEvents, exportEvents } from "../../../src/mixpanel/export/events";
import { readLines } from "../../../src/mixpanel/export/lineBlocks";
import { Transport } from "../../../src/mixpanel/http/transport";
import { failureOf } from "../../support/failure";
import { fakeTime } from "../../support/fakeTime";
import { freezeTimers } from "../../support/frozenTimers";
import { closeServers, type LocalServer, serve } from "../../support/localServer";
import { requestTo } from "../http/transportRequest";

afterEach(async () => {
  jest.useRealTimers();
  await closeServers();
});

const DATES = { from_date: "2024-01-01", to_date: "2024-01-31" };
const IDLE_MS = 40;

const clientOf = (url: string) =>
  new MixpanelClient({
    credentials: { username: "user.1", password: "secret-1" },
    projectId: "12",
    apiHost: url,
    transport: fakeTime().options,
  });

const linesOf = (count: number) => Array.from({ length: count }, (_, index) => `{"event":"E","n":${index}}\n`).join("");

/** Opens a stream of lines at a server, with an idle time-out of a test's length. */
async function* linesFrom({ url }: LocalServer) {
  const answer = await new Transport().open(requestTo(url));
  yield* readLines(answer, { operation: "downloadData", host: "data.mixpanel.com", idleTimeoutMs: IDLE_MS });
}

/** Writes lines until the other side has gone. */
function writeForever(response: ServerResponse): void {
  response.writeHead(200);
  const more = () => {
    while (!response.destroyed && response.write(linesOf(1_000)));
    response.once("drain", more);
  };
  more();
}

describe("a stream that does not end correctly", () => {
  const whole = linesOf(2);
  const half = gzipSync(linesOf(2_000)).subarray(0, 2_000);

  test.each([
    ["plain, in the middle", {}, whole],
    ["plain, between two lines, against its length", { "Content-Length": "1000" }, whole],
    ["compressed, in the middle", { "Content-Encoding": "gzip" }, half],
  ])("a reset, %s, is a broken connection", async (_, headers, bytes) => {
    const server = await serve((response) => response.writeHead(200, headers).write(bytes, () => response.destroy()));
    const error = await failureOf(collectEvents(linesFrom(server), 10_000));
    expect(error).toMatchObject({ code: "network_error", operation: "downloadData", retryable: true });
    expect(error.message).toContain("the connection to data.mixpanel.com was interrupted (ECONNRESET).");
  });

  test.each([
    ["plain", {}, whole],
    ["compressed", { "Content-Encoding": "gzip" }, half],
    ["before the first byte", {}, ""],
  ])("no data, %s, ends the stream", async (_, headers, bytes) => {
    const server = await serve((response) => {
      response.writeHead(200, headers).flushHeaders();
      response.write(bytes);
    });
    const error = await failureOf(collectEvents(linesFrom(server), 10_000));
    expect(error).toMatchObject({ code: "timeout", operation: "downloadData", retryable: true, mayHaveLanded: false });
    expect(error.message).toBe(
      "downloadData: data.mixpanel.com sent no data for 0.04 s. Run it again. If it fails again, choose a shorter date range.",
    );
  });
});

test("T18: silence that the time limit of the step ends is told as such", async () => {
  const { url } = await serve((response) => response.writeHead(200).flushHeaders());
  const answer = await new Transport().open(requestTo(url));
  const options = { operation: "downloadData", host: "data.mixpanel.com", leftMs: () => IDLE_MS };
  const error = await failureOf(collectEvents(readLines(answer, options), 10_000));
  expect(error).toMatchObject({ code: "timeout", ofDeadline: true });
  expect(error.message).toContain(
    "the time limit of the step was reached before data.mixpanel.com had sent all events",
  );
});

test("a reader that takes longer than the idle time-out is not silence", async () => {
  freezeTimers();
  const responses: ServerResponse[] = [];
  const server = await serve((response) => {
    responses.push(response);
    response.write(linesOf(1));
  });
  let read = 0;
  for await (const event of linesFrom(server)) {
    expect(event).toEqual({ event: "E", n: 0 });
    read++;
    jest.advanceTimersByTime(IDLE_MS * 2);
    if (read < 3) responses[0]?.write(linesOf(1));
    else responses[0]?.end();
  }
  expect(read).toBe(3);
});

test.each([
  ["plain", false],
  ["compressed", true],
])("a %s export asks for the project's events, and reads them", async (_, gzip) => {
  const { url, received } = await serve((response) =>
    gzip
      ? response.writeHead(200, { "Content-Encoding": "gzip" }).end(gzipSync(linesOf(3)))
      : response.writeHead(200).end(linesOf(3)),
  );
  const events = exportEvents(clientOf(url), { ...DATES, event: ["A", "B"], where: undefined }, { gzip });
  expect(await collectEvents(events, 10)).toEqual({
    events: [
      { event: "E", n: 0 },
      { event: "E", n: 1 },
      { event: "E", n: 2 },
    ],
    count: 3,
    truncated: false,
  });
  const request = received[0];
  expect(`${request?.method} ${request?.url}`).toBe(
    "GET /api/2.0/export?from_date=2024-01-01&to_date=2024-01-31&event=%5B%22A%22%2C%22B%22%5D&project_id=12",
  );
  expect(request?.headers).toMatchObject({
    accept: "text/plain",
    "accept-encoding": gzip ? "gzip" : "identity",
    authorization: `Basic ${Buffer.from("user.1:secret-1").toString("base64")}`,
  });
});

test("an export that broke off behind a 200 names the host it came from", async () => {
  const { url, port } = await serve((response) => response.write("{", () => response.destroy()));
  const error = await failureOf(collectEvents(exportEvents(clientOf(url), DATES), 10));
  expect(error.message).toContain(`the connection to 127.0.0.1:${port} was interrupted`);
});

describe("collectEvents", () => {
  test.each([
    [0, 0, false],
    [0, 3, true],
    [2, 3, true],
    [3, 3, false],
    [4, 3, false],
  ])("of a bound of %d and %d events, truncated is %p", async (bound, count, truncated) => {
    const { url } = await serve((response) => response.end(linesOf(count)));
    const collected = await collectEvents(exportEvents(clientOf(url), DATES), bound);
    expect(collected).toMatchObject({ count: Math.min(bound, count), truncated });
    expect(collected.events).toHaveLength(collected.count);
  });

  test("events beyond the maximum are not read, so a truncated end there does not matter", async () => {
    const { url } = await serve((response) => response.end(`${linesOf(3)}terminated early`));
    expect(await collectEvents(exportEvents(clientOf(url), DATES), 2)).toMatchObject({ count: 2, truncated: true });
  });

  test("the connection is closed when the maximum is reached", async () => {
    const { url, connections } = await serve(writeForever);
    expect(await collectEvents(exportEvents(clientOf(url), DATES), 5)).toMatchObject({ count: 5, truncated: true });
    const [socket] = connections;
    if (!socket?.destroyed) await new Promise((resolve) => socket?.once("close", resolve));
    expect(connections.map(({ destroyed }) => destroyed)).toEqual([true]);
  });
});

test("the connection is closed when a reader stops, and stays in use when the export was read to its end", async () => {
  const { url, connections } = await serve((response, _request, number) =>
    number === 3 ? writeForever(response) : response.end(linesOf(1)),
  );
  const client = clientOf(url);
  await collectEvents(exportEvents(client, DATES), 10);
  await collectEvents(exportEvents(client, DATES), 10);
  expect(connections).toHaveLength(1);
  for await (const event of exportEvents(client, DATES)) {
    expect(event).toEqual({ event: "E", n: 0 });
    break;
  }
  const [socket] = connections;
  if (!socket?.destroyed) await new Promise((resolve) => socket?.once("close", resolve));
  expect(socket?.destroyed).toBe(true);
});
