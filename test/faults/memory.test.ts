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

test("a million events from a generator go through a heap of 100 MB", async () => {
  let [received, bytes] = [0, 0];
  sink = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = gunzipSync(Buffer.concat(chunks));
    received += eventsIn(body);
    bytes += body.length;
    response
      .setHeader("Content-Type", "application/json")
      .end('{"code":200,"num_records_imported":2000,"status":"OK"}');
  });
  // On a machine that stands still for seconds, it would close connections that are in use.
  sink.keepAliveTimeout = 0;
  const port = await listen(sink);
  const end = await importInChild(`http://127.0.0.1:${port}`, COUNT, {
    nodeArguments: [`--max-old-space-size=${HEAP_MB}`],
  });
  expect(end).toMatchObject({ code: 0, signal: null, stderr: "", answered: COUNT / 2_000 });
  expect(end.result).toMatchObject({ received: COUNT, sent: COUNT, imported: COUNT, failed: 0, retries: 0, bytes });
  expect(received).toBe(COUNT);
  expect((end.maxRssKb ?? Number.NaN) * 1_024).toBeLessThan(MAX_RSS_MB * MEGABYTE);
});
