import { GRACE_MS, Transport } from "../../../src/mixpanel/http/transport";
import { failureOf } from "../../support/failure";
import { fakeTime } from "../../support/fakeTime";
import { freezeTimers } from "../../support/frozenTimers";
import { closeServers, serve } from "../../support/localServer";
import { asText, requestTo } from "./transportRequest";

afterEach(async () => {
  jest.useRealTimers();
  await closeServers();
});

describe("F1: the signal of a client", () => {
  test("ends the wait before a retry, which is then made at once", async () => {
    const ending = new AbortController();
    const { url, received } = await serve((response, _request, number) => {
      response.writeHead(number === 1 ? 503 : 200, { "Retry-After": "50" }).end("x");
    });
    const log = ({ retryInMs }: { retryInMs?: number }) => {
      if (retryInMs !== undefined) setImmediate(() => ending.abort());
    };
    const begun = Date.now();
    expect(await new Transport({ log, signal: ending.signal }).send(requestTo(url), asText)).toBe("x");
    expect(received).toHaveLength(2);
    expect(Date.now() - begun).toBeLessThan(20_000);
  });

  test("allows no retry that would start after the grace", async () => {
    const ending = new AbortController();
    const { url, received } = await serve((response) => response.writeHead(503, { "Retry-After": "50" }).end());
    const time = fakeTime();
    ending.abort();
    const transport = new Transport({ ...time.options, signal: ending.signal });
    expect(await failureOf(transport.send(requestTo(url), asText))).toMatchObject({ status: 503, givenUp: "time" });
    expect([received.length, time.waits]).toEqual([1, []]);
  });

  test("leaves a request in flight the grace, and then says that the run was ended early", async () => {
    freezeTimers();
    const retry = { maxRetries: 0, maxWaitMs: 0, maxTotalWaitMs: 0 };
    const ending = new AbortController();
    const { url, port } = await serve(() => {
      ending.abort();
      jest.advanceTimersByTime(GRACE_MS);
    });
    const transport = new Transport({ ...fakeTime().options, retry, signal: ending.signal });
    const error = await failureOf(transport.send(requestTo(url), asText));
    expect(error).toMatchObject({ code: "timeout", mayHaveLanded: true, ofDeadline: true });
    expect(error.message).toContain(`no response from 127.0.0.1:${port} within 5 s, when the run was ended early. `);
  });

  test("leaves a request alone that has ended", async () => {
    const ending = new AbortController();
    const { url } = await serve((response) => response.end("x"));
    const transport = new Transport({ signal: ending.signal });
    expect(await transport.send(requestTo(url), asText)).toBe("x");
    ending.abort();
    expect(transport.leftMs()).toBeLessThanOrEqual(GRACE_MS);
    expect(await transport.send(requestTo(url), asText)).toBe("x");
  });
});
