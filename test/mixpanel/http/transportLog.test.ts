import { Transport } from "../../../src/mixpanel/http/transport";
import { fakeTime } from "../../support/fakeTime";
import { closedPort, closeServers, serve } from "../../support/localServer";
import { asText, requestTo } from "./transportRequest";

afterEach(closeServers);

test("each attempt logs one line: the call, its outcome, its size and the time of the next attempt", async () => {
  const time = fakeTime();
  const { url } = await serve((response, _request, number) =>
    response.writeHead(number === 1 ? 503 : 200).end("answer"),
  );
  const request = requestTo(url, { method: "POST", effect: "idempotentWrite", body: "größer" });
  await new Transport(time.options).send(request, asText);
  const entry = {
    operation: "listThings",
    method: "POST",
    path: "/things",
    durationMs: 0,
    requestBytes: 8,
    responseBytes: 6,
  };
  expect(time.log).toEqual([
    { ...entry, attempt: 1, outcome: 503, retryInMs: 3_000, givesUpInMs: 83_000 },
    { ...entry, attempt: 2, outcome: 200 },
  ]);
});

test("the logged duration is that of the attempt, by the injected clock", async () => {
  const time = fakeTime();
  const { url } = await serve((response) => response.end("x"));
  let calls = 0;
  await new Transport({ ...time.options, now: () => 1_000 * calls++ }).send(requestTo(url), asText);
  expect(time.log.map(({ durationMs }) => durationMs)).toEqual([1_000]);
});

test("F1: without a response, the logged outcome is the error's code, with the reason that Node names", async () => {
  const time = fakeTime();
  const retry = { maxRetries: 0, maxWaitMs: 0, maxTotalWaitMs: 0 };
  const request = requestTo(`http://127.0.0.1:${await closedPort()}`, { retry });
  await expect(new Transport(time.options).send(request, asText)).rejects.toMatchObject({ code: "network_error" });
  expect(time.log).toEqual([
    {
      operation: "listThings",
      method: "GET",
      path: "/things",
      attempt: 1,
      outcome: "network_error",
      reason: "ECONNREFUSED",
      durationMs: 0,
      requestBytes: 0,
    },
  ]);
});

test("a stream is logged when its response begins, without a size", async () => {
  const time = fakeTime();
  const { url } = await serve((response) => response.end("lines"));
  const { body } = await new Transport(time.options).open(requestTo(url));
  body.destroy();
  expect(time.log).toEqual([
    {
      operation: "listThings",
      method: "GET",
      path: "/things",
      attempt: 1,
      outcome: 200,
      durationMs: 0,
      requestBytes: 0,
    },
  ]);
});

test.each([200, 400, 500])("no log line about a %d contains a header, a query or a body", async (status) => {
  const time = fakeTime();
  const { url } = await serve((response) => response.writeHead(status, { "X-Private": "private" }).end("private"));
  const request = requestTo(url, { method: "POST", body: "private", effect: "read" });
  await new Transport(time.options).send(request, asText).catch(() => {});
  expect(time.log.length).toBeGreaterThan(0);
  expect(JSON.stringify(time.log)).not.toContain("private");
});
