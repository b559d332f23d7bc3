import http from "node:http";
import https from "node:https";
import { Duplex } from "node:stream";
import { AxiosError } from "axios";
import {
  type Agents,
  CONNECT_TIMEOUT_CODE,
  closeStale,
  createAgents,
  wasClosedIdle,
} from "../../../src/mixpanel/http/agents";
import { response } from "./begunCall";

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

/** A connection that leads nowhere. */
class FakeSocket extends Duplex {
  override _read() {}
}

const KINDS = [
  ["httpAgent", http.Agent, "connect"],
  ["httpsAgent", https.Agent, "secureConnect"],
] as const;

describe.each(KINDS)("B7: a connection of %s", (key, Base, established) => {
  const CONNECT_MS = 1_000;

  /** A connection that has begun, with what became of it. */
  function begun() {
    jest.useFakeTimers();
    const errors: Error[] = [];
    const socket = new FakeSocket().on("error", (error) => errors.push(error));
    const connect = jest.spyOn(Base.prototype, "createConnection").mockReturnValue(socket);
    const agent = createAgents(CONNECT_MS)[key];
    const callback = jest.fn();
    const options = { host: "api.mixpanel.com" };
    expect(agent.createConnection(options, callback)).toBe(socket);
    expect(connect).toHaveBeenCalledWith(options, callback);
    return { socket, errors };
  }

  test("is closed with an error of its own if it is not established in time", async () => {
    const { socket, errors } = begun();
    await jest.advanceTimersByTimeAsync(CONNECT_MS - 1);
    expect(socket.destroyed).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(socket.destroyed).toBe(true);
    expect(errors).toEqual([expect.objectContaining({ code: CONNECT_TIMEOUT_CODE })]);
    expect(errors[0]?.message).toBe("no connection within 1000 ms");
  });

  test("stays open once it is established, or is no longer waited for once it is closed", async () => {
    for (const event of [established, "close"]) {
      const { socket, errors } = begun();
      expect(jest.getTimerCount()).toBe(1);
      socket.emit(event);
      expect(jest.getTimerCount()).toBe(0);
      await jest.advanceTimersByTimeAsync(CONNECT_MS);
      expect([socket.destroyed, errors]).toEqual([false, []]);
    }
  });

  test("is not waited for if there is none yet", () => {
    jest.useFakeTimers();
    jest.spyOn(Base.prototype, "createConnection").mockReturnValue(null);
    expect(createAgents(CONNECT_MS)[key].createConnection({})).toBe(null);
    expect(jest.getTimerCount()).toBe(0);
  });

  test("is one of at most 64 to a host, and is kept for later requests", () => {
    expect(createAgents(CONNECT_MS)[key]).toMatchObject({ maxSockets: 64, keepAlive: true });
  });

  test.each([
    [true, true],
    [undefined, true],
    [false, false],
  ])("is kept as Node says: %p", (own, kept) => {
    const keep = jest.spyOn(http.Agent.prototype, "keepSocketAlive").mockImplementation(() => own);
    const socket = new FakeSocket();
    expect(createAgents(CONNECT_MS)[key].keepSocketAlive(socket)).toBe(kept);
    expect(keep).toHaveBeenCalledWith(socket);
  });
});

test("B7: a connection over TLS is not established by TCP alone", async () => {
  jest.useFakeTimers();
  const socket = new FakeSocket().on("error", () => {});
  jest.spyOn(https.Agent.prototype, "createConnection").mockReturnValue(socket);
  createAgents(10).httpsAgent.createConnection({});
  socket.emit("connect");
  await jest.advanceTimersByTimeAsync(10);
  expect(socket.destroyed).toBe(true);
});

describe.each(KINDS)("B7: among the idle connections of %s", (key) => {
  const START_MS = Date.UTC(2024, 0, 15);
  const idle = (agents: Agents, sockets: Duplex[] | undefined) =>
    Object.assign(agents[key].freeSockets, { a: sockets });

  test("only those are closed that have been idle for more than five seconds", () => {
    const clock = jest.spyOn(Date, "now").mockReturnValue(START_MS);
    jest.spyOn(http.Agent.prototype, "keepSocketAlive").mockImplementation(() => true);
    const agents = createAgents(1);
    const [first, second] = [new FakeSocket(), new FakeSocket()];
    idle(agents, [first, second]);
    agents[key].keepSocketAlive(first);
    clock.mockReturnValue(START_MS + 1);
    agents[key].keepSocketAlive(second);
    clock.mockReturnValue(START_MS + 5_000);
    closeStale(agents);
    expect([first.destroyed, second.destroyed]).toEqual([false, false]);
    clock.mockReturnValue(START_MS + 5_001);
    closeStale(agents);
    expect([first.destroyed, second.destroyed]).toEqual([true, false]);
  });

  test("one is closed if nobody knows since when it has been idle", () => {
    const agents = createAgents(1);
    const socket = new FakeSocket();
    idle(agents, [socket]);
    closeStale(agents);
    expect(socket.destroyed).toBe(true);
  });

  test("there may be none to a host", () => {
    const agents = createAgents(1);
    idle(agents, undefined);
    expect(() => closeStale(agents)).not.toThrow();
  });
});

describe("B7: a request counts as sent on a connection that the server had closed", () => {
  const requestOf = (reusedSocket: boolean): unknown =>
    Object.assign(Object.create(http.ClientRequest.prototype), { reusedSocket });
  const failure = (code: string | undefined, request = requestOf(true)) =>
    new AxiosError("broken", code, undefined, request);

  test.each(["ECONNRESET", "EPIPE"])("if it fails with %s within two seconds", (code) => {
    expect(wasClosedIdle(failure(code), 0)).toBe(true);
    expect(wasClosedIdle(failure(code), 2_000)).toBe(true);
    expect(wasClosedIdle(failure(code), 2_001)).toBe(false);
  });

  test.each<[string, unknown]>([
    ["another error", failure("ECONNREFUSED")],
    ["an error whose name is longer", failure("ECONNRESET_BY_PEER")],
    ["an error whose name ends the same", failure("NOT_EPIPE")],
    ["an error without a name", failure(undefined)],
    ["a connection of its own", failure("ECONNRESET", requestOf(false))],
    ["a request that is none of Node", failure("ECONNRESET", { reusedSocket: true })],
    ["a request that was never made", new AxiosError("broken", "ECONNRESET")],
    ["a response", new AxiosError("broken", "ECONNRESET", undefined, requestOf(true), response(500))],
    ["an error that is not of axios", Object.assign(new Error("broken"), { code: "EPIPE", request: requestOf(true) })],
  ])("but not with %s", (_what, error) => {
    expect(wasClosedIdle(error, 0)).toBe(false);
  });
});
