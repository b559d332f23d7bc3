import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
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

/** Resolves once the other side has closed these connections. */
const closed = (sockets: readonly Socket[]) =>
  Promise.all(sockets.map((socket) => socket.destroyed || once(socket, "close")));

const TIMEOUT_MS = 40;
/** Begins a failed response, and never ends it. */
const begin = (response: ServerResponse, bytes: number) => response.writeHead(503).write(Buffer.alloc(bytes, "x"));

describe("H7: a failed response leaves no connection open", () => {
  test("that is read whole and does not end", async () => {
    freezeTimers();
    const { url, connections } = await serve((response, _request, number) => {
      if (number > 3) return void response.end("done");
      begin(response, 10);
      jest.advanceTimersByTime(TIMEOUT_MS);
    });
    const transport = new Transport({ ...fakeTime().options, requestTimeoutMs: TIMEOUT_MS });
    expect(await transport.send(requestTo(url), asText)).toBe("done");
    expect(connections).toHaveLength(4);
    await closed(connections.slice(0, 3));
  });

  test("that is a stream and does not end", async () => {
    const { url, connections } = await serve((response, _request, number) => {
      if (number > 3) response.end("done");
      else begin(response, 1_000_000);
    });
    const { body } = await new Transport(fakeTime().options).open(requestTo(url));
    body.destroy();
    expect(connections).toHaveLength(4);
    await closed(connections);
  });

  test("that is given up", async () => {
    freezeTimers();
    const { url, connections } = await serve((response) => {
      begin(response, 10);
      jest.advanceTimersByTime(TIMEOUT_MS);
    });
    const retry = { maxRetries: 0, maxWaitMs: 0, maxTotalWaitMs: 0 };
    const transport = new Transport({ ...fakeTime().options, retry, requestTimeoutMs: TIMEOUT_MS });
    expect(await failureOf(transport.send(requestTo(url), asText))).toMatchObject({ code: "timeout" });
    await closed(connections);
  });
});

test("H7: the waits between attempts are those of the given clock alone", async () => {
  freezeTimers();
  const time = fakeTime();
  const { url } = await serve((response, _request, number) => response.writeHead(number < 4 ? 503 : 200).end("x"));
  expect(await new Transport(time.options).send(requestTo(url), asText)).toBe("x");
  expect(time.waits).toEqual([3_000, 5_000, 9_000]);
});
