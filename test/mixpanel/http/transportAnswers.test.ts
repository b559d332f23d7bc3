import type { ServerResponse } from "node:http";
import { PassThrough } from "node:stream";
import { gzipSync } from "node:zlib";
import { readErrorText } from "../../../src/mixpanel/http/errorText";
import { MAX_LARGE_RESPONSE_BYTES, MAX_RESPONSE_BYTES } from "../../../src/mixpanel/http/responseSize";
import { Transport } from "../../../src/mixpanel/http/transport";
import { failureOf } from "../../support/failure";
import { fakeTime } from "../../support/fakeTime";
import { freezeTimers } from "../../support/frozenTimers";
import { closeServers, serve } from "../../support/localServer";
import { asText, requestTo } from "./transportRequest";

afterEach(async () => {
  jest.useRealTimers();
  await closeServers();
});

const noRetry = { maxRetries: 0, maxWaitMs: 0, maxTotalWaitMs: 0 };
const once = { retry: noRetry };
const HOURLY = JSON.stringify({ error: "61/60 queries running in the last hour" });

describe("send", () => {
  test("returns status, headers and the whole body", async () => {
    const { url } = await serve((response) => response.writeHead(201, { "X-Thing": "a" }).end("ü 😀"));
    const answer = await new Transport(once).send(requestTo(url), ({ status, header, body }) => ({
      status,
      thing: header("x-thing"),
      missing: header("x-other"),
      text: body.toString("utf8"),
    }));
    expect(answer).toEqual({ status: 201, thing: "a", missing: undefined, text: "ü 😀" });
  });

  test("requests a compressed response, and decompresses it", async () => {
    const { url, received } = await serve((response) =>
      response.writeHead(200, { "Content-Encoding": "gzip" }).end(gzipSync("compressed")),
    );
    expect(await new Transport(once).send(requestTo(url), asText)).toBe("compressed");
    expect(received[0]?.headers["accept-encoding"]).toContain("gzip");
  });

  test.each([
    ["an answer that breaks off", { "Content-Length": "100" }, Buffer.from("half")],
    ["an answer in chunks that breaks off", {}, Buffer.from("half")],
    [
      "a compressed answer that breaks off",
      { "Content-Encoding": "gzip" },
      gzipSync("x".repeat(1_000)).subarray(0, 20),
    ],
  ])("%s counts as a broken connection, and a read is retried", async (_, headers, half) => {
    const time = fakeTime();
    const { url } = await serve((response, _request, number) => {
      if (number > 1) response.end("whole");
      else response.writeHead(200, headers).write(half, () => response.destroy());
    });
    expect(await new Transport(time.options).send(requestTo(url), asText)).toBe("whole");
    expect(time.log[0]).toMatchObject({ attempt: 1, outcome: "network_error", retryInMs: 3_000 });
  });

  test("a truncated gzip response is never treated as complete", async () => {
    const whole = gzipSync(Buffer.from("row,".repeat(10_000)));
    const { url } = await serve((response) =>
      response.writeHead(200, { "Content-Encoding": "gzip" }).end(whole.subarray(0, whole.length - 20)),
    );
    const error = await failureOf(new Transport(once).send(requestTo(url), asText));
    expect(error).toMatchObject({ code: "unusable_response", retryable: true });
    expect(error.message).toBe("listThings: the compressed response is truncated or damaged. Run it again.");
  });

  test.each([
    { isLarge: false, maxBytes: MAX_RESPONSE_BYTES, shown: "64 MB" },
    { isLarge: true, maxBytes: MAX_LARGE_RESPONSE_BYTES, shown: "128 MB" },
  ])(
    "B1: the size limit of a response, $shown, applies to its decompressed size",
    async ({ isLarge, maxBytes, shown }) => {
      const member = gzipSync(Buffer.alloc(maxBytes / 64));
      const bomb = Buffer.concat([...Array.from({ length: 64 }, () => member), gzipSync("x")]);
      const { url } = await serve((response) => response.writeHead(200, { "Content-Encoding": "gzip" }).end(bomb));
      const error = await failureOf(new Transport(once).send({ ...requestTo(url), isLarge }, asText));
      expect(error).toMatchObject({ code: "too_large", retryable: false });
      expect(error.message).toBe(
        `listThings: the response is too large for a step (more than ${shown}). Choose a shorter date range, add a filter, or lower the limit.`,
      );
    },
  );

  test("only the beginning of a failed response is kept", async () => {
    const { url } = await serve((response) => response.writeHead(400).end(`{"error": "${"x".repeat(1_000_000)}"}`));
    const error = await failureOf(new Transport(once).send(requestTo(url), asText));
    expect(error.message.length).toBeLessThan(500);
  });
});

describe("open", () => {
  test("returns the body as a stream, still compressed", async () => {
    const bytes = gzipSync("lines");
    const { url } = await serve((response) => response.writeHead(200, { "Content-Encoding": "gzip" }).end(bytes));
    const { status, header, body } = await new Transport(once).open(requestTo(url));
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(chunk);
    expect([status, header("content-encoding"), Buffer.concat(chunks)]).toEqual([200, "gzip", bytes]);
  });

  test("resolves before the body is complete, and its timeout then ends", async () => {
    freezeTimers();
    const responses: ServerResponse[] = [];
    const { url } = await serve((response) => {
      responses.push(response);
      response.writeHead(200).write("begin-");
    });
    const { body } = await new Transport({ ...once, requestTimeoutMs: 40 }).open(requestTo(url));
    jest.advanceTimersByTime(400);
    responses[0]?.end("end");
    let text = "";
    for await (const chunk of body) text += String(chunk);
    expect(text).toBe("begin-end");
  });

  test("retries only before a response has begun", async () => {
    const time = fakeTime();
    const { url } = await serve((response, _request, number) => response.writeHead(number === 1 ? 503 : 200).end("x"));
    expect((await new Transport(time.options).open(requestTo(url))).status).toBe(200);
    expect(time.waits).toEqual([3_000]);
  });

  test.each([
    ["plain", {}, Buffer.from(HOURLY)],
    ["compressed", { "Content-Encoding": "gzip" }, gzipSync(HOURLY)],
  ])("reads the body of a %s failure", async (_, headers, body) => {
    const { url } = await serve((response) => response.writeHead(429, headers).end(body));
    expect(await failureOf(new Transport(once).open(requestTo(url)))).toMatchObject({ status: 429, limit: "hourly" });
  });

  test("reads a failure's message even if a character is split between two chunks", async () => {
    const words = Buffer.from("größer");
    const { url } = await serve((response) => {
      response.writeHead(400).write(words.subarray(0, 3), () => setImmediate(() => response.end(words.subarray(3))));
    });
    const error = await failureOf(new Transport(once).open(requestTo(url)));
    expect(error.message).toContain("(400: größer)");
  });

  test("a failure whose body never ends does not hang: the part received is used", async () => {
    freezeTimers();
    const body = new PassThrough();
    body.write("begun");
    const text = readErrorText(body, undefined, 40);
    await new Promise(setImmediate);
    jest.advanceTimersByTime(40);
    expect(await text).toBe("begun");
    expect(body.destroyed).toBe(true);
  });

  test("a failure with an endless body is truncated, and its connection is closed", async () => {
    const { url, connections } = await serve((response) => {
      response.writeHead(400);
      const more = () => {
        while (response.write("x".repeat(10_000)));
        response.once("drain", more);
      };
      more();
    });
    const error = await failureOf(new Transport(once).open(requestTo(url)));
    expect(error).toMatchObject({ status: 400 });
    await new Promise((resolve) => connections[0]?.once("close", resolve));
    expect(connections.map(({ destroyed }) => destroyed)).toEqual([true]);
  });
});
