import { createServer, type Server } from "node:http";
import { gunzipSync } from "node:zlib";
import { listen } from "../support/localServer";
import { importInChild } from "./childImport";

const MEGABYTE = 1_048_576;
const COUNT = 1_000_000;
/** A third of what the events alone would take as objects of JavaScript. */
const HEAP_MB = 100;
const MAX_RSS_MB = 250;

let sink: Server;
afterEach(async () => {
  sink.closeAllConnections();
  await new Promise((resolve) => sink.close(resolve));
});

/** How many events a body holds, without parsing it. */
function eventsIn(body: Buffer): number {
  let events = 0;
  for (let at = body.indexOf('"$insert_id"'); at >= 0; at = body.indexOf('"$insert_id"', at + 1)) events++;
  return events;
}

interface Received {
  events: number;
  bytes: number;
}

/** A server that counts what it gets. */
async function startSink(): Promise<{ url: string; received: Received }> {
  const received: Received = { events: 0, bytes: 0 };
  sink = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = gunzipSync(Buffer.concat(chunks));
    received.events += eventsIn(body);
    received.bytes += body.length;
    response
      .setHeader("Content-Type", "application/json")
      .end('{"code":200,"num_records_imported":2000,"status":"OK"}');
  });
  // On a machine that stands still for seconds, it would close connections that are in use.
  sink.keepAliveTimeout = 0;
  return { url: `http://127.0.0.1:${await listen(sink)}`, received };
}

const nodeArguments = [`--max-old-space-size=${HEAP_MB}`];

test("a million events from a generator go through a heap of 100 MB", async () => {
  const { url, received } = await startSink();
  const end = await importInChild(url, COUNT, { nodeArguments });
  expect(end).toMatchObject({ code: 0, signal: null, stderr: "", answered: COUNT / 2_000 });
  const { bytes } = received;
  expect(end.result).toMatchObject({ received: COUNT, sent: COUNT, imported: COUNT, failed: 0, retries: 0, bytes });
  expect(received.events).toBe(COUNT);
  expect((end.maxRssKb ?? Number.NaN) * 1_024).toBeLessThan(MAX_RSS_MB * MEGABYTE);
});

test.each<[string, "lines" | "list"]>([
  ["a compressed stream of lines", "lines"],
  ["a stream of one JSON list", "list"],
])("F3: 300,000 events of %s go through a heap that could not hold them", async (_what, kind) => {
  const count = 300_000;
  const { url, received } = await startSink();
  const end = await importInChild(url, count, { nodeArguments: ["--max-old-space-size=60"], kind });
  expect(end).toMatchObject({ code: 0, signal: null, stderr: "" });
  expect(end.result).toMatchObject({ received: count, imported: count, failed: 0 });
  expect(received.events).toBe(count);
  expect((end.maxRssKb ?? Number.NaN) * 1_024).toBeLessThan(MAX_RSS_MB * MEGABYTE);
});

test("W8, expectation 18: rows of a generator, of which 40,000 are rejected, go through the same heap and give a small result", async () => {
  const rows = 400_000;
  const { url, received } = await startSink();
  const end = await importInChild(url, rows, { nodeArguments, kind: "rows" });
  expect(end).toMatchObject({ code: 0, signal: null, stderr: "" });
  const [imported, rejected] = [rows * 0.9, rows / 10];
  expect(end.result).toMatchObject({ received: rows, imported, rejected, rejected_rows_truncated: true });
  expect(end.result).toMatchObject({
    rejected_by_reason: [{ rule: "distinct_id_refused", count: rejected, first: 3 }],
  });
  expect(JSON.stringify(end.result).length).toBeLessThan(MEGABYTE);
  expect(received.events).toBe(imported);
  expect((end.maxRssKb ?? Number.NaN) * 1_024).toBeLessThan(MAX_RSS_MB * MEGABYTE);
});
