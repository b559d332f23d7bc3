/**
 * Imports events in a process of its own, as a step of a flow does: `node importFrom.js <address> <number of events> [kind]`. They
 * come from a generator; with `lines` as a compressed stream of NDJSON, with `list` as a stream of one JSON list. With `rows`, they are rows
 * that Sync Rows makes events of, and one in ten has a user that Mixpanel rejects. Says "200" on a
 * line for each request that was answered so, and at the end what came of it and the most memory it held, as JSON.
 */
const { existsSync, readFileSync } = require("node:fs");
const { Readable } = require("node:stream");
const { createGzip } = require("node:zlib");
const { MixpanelClient, sendImport, syncRows } = require("../../build/src/mixpanel");

/** The most memory held at once. resourceUsage() would begin with what the process held that started this one. */
function maxRssKb() {
  const status = existsSync("/proc/self/status") ? readFileSync("/proc/self/status", "utf8") : "";
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS);
}

const [address, count, kind] = process.argv.slice(2);

/** The events of account.ts without insert IDs: what tells them apart is the connector's. */
async function* events() {
  for (let n = 0; n < Number(count); n++) {
    const properties = { n, time: 1_700_000_000 + (n % 1_000), distinct_id: `user-${n % 5_000}` };
    yield { event: n % 3 === 0 ? "Signed Up" : "Page View", properties };
  }
}

async function* rows() {
  for await (const { event, properties } of events()) {
    const isBad = properties.n % 10 === 3;
    yield { event, ...properties, ...(isBad && { distinct_id: "anonymous" }) };
  }
}

/** Each event as JSON, between the texts given. */
async function* json(begin, separator, end) {
  let before = begin;
  for await (const event of events()) {
    yield Buffer.from(before + JSON.stringify(event));
    before = separator;
  }
  yield Buffer.from(end);
}

const asBytes = (pieces) => Readable.from(pieces, { objectMode: false });
const SOURCES = {
  lines: () => asBytes(json("", "\n", "\n")).pipe(createGzip({ level: 1 })),
  list: () => asBytes(json("[", ",", "]")),
};

const client = new MixpanelClient({
  credentials: { username: "sandbox.user", password: "sandbox-secret", projectToken: "sandbox-token" },
  projectId: "1",
  apiHost: address,
  transport: { log: ({ outcome }) => process.stdout.write(`${outcome}\n`) },
});

const run =
  kind === "rows"
    ? syncRows(client, rows(), { target: { kind: "events" } })
    : sendImport(client, (SOURCES[kind] ?? events)());
run.then((result) => {
  console.log(JSON.stringify({ result, maxRssKb: maxRssKb() }));
});
