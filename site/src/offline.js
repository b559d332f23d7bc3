/** Loaded before a build: any connection to another machine fails, so that each build shows that it needs none. */
const net = require("node:net");

const LOOPBACK = /^(localhost|127\.[\d.]+|::1)?$/;
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...args) {
  // `net.connect` passes its arguments on as a list whose first element has the options.
  const [{ host = "", path } = {}] = [args[0]].flat();
  if (!path && typeof host === "string" && !LOOPBACK.test(host))
    throw new Error(`The site is built offline, but something connects to ${host}.`);
  return Reflect.apply(connect, this, args);
};
