/**
 * Loaded into a program before it starts: what it sends to Mixpanel's hosts arrives at the sandbox, whose certificate is valid for
 * them. So a program that knows no other host runs unmodified. Connections to anywhere else fail.
 */
const tls = require("node:tls");

const { connect } = tls;

tls.connect = (options, ...rest) => {
  const host = options.servername || options.host;
  if (!/(^|\.)mixpanel\.com$/.test(host)) throw new Error(`${host} is no host of Mixpanel.`);
  return connect({ ...options, host: "127.0.0.1", port: Number(process.env.SANDBOX_PORT), servername: host }, ...rest);
};
