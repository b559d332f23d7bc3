import { Socket } from "node:net";

const isOwn = (host: string) => /^(localhost|127\.0\.0\.1|::1)$/.test(host);

/** What a socket is asked to connect to. Node passes its own calls on as a list of arguments. */
function destinationOf([given]: unknown[]): { host: string; port: string } {
  const { host, port }: Record<string, unknown> = Object(Array.isArray(given) ? given[0] : given);
  return { host: String(host ?? "localhost"), port: String(port) };
}

/**
 * Keeps every destination that this process connects to until the mocks are restored. Connections to this machine are made; all others
 * fail before a name is looked up, so that nothing leaves the machine.
 *
 * @returns the destinations as host:port, as the program named them
 */
export function watchConnections(): Set<string> {
  const destinations = new Set<string>();
  const { connect } = Socket.prototype;
  jest.spyOn(Socket.prototype, "connect").mockImplementation(function (this: Socket, ...args: unknown[]): Socket {
    const { host, port } = destinationOf(args);
    destinations.add(`${host}:${port}`);
    if (isOwn(host)) return Reflect.apply(connect, this, args);
    const refused = Object.assign(new Error("blocked by the test"), { code: "ECONNREFUSED" });
    process.nextTick(() => this.destroy(refused));
    return this;
  });
  return destinations;
}
