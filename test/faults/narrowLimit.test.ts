import type { ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { sendImport } from "../../src/mixpanel/ingest/events";
import { closeServers, type Received, sendJson, serve } from "../support/localServer";
import { differences, eventOf, eventsUpTo, exactlyOnce } from "./account";
import { clientAt } from "./client";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, limits: false });
});
afterEach(async () => {
  await closeServers();
  await sandbox.close();
});

const bytesOf = ({ body }: Received) => gunzipSync(body).length;

/** Stands before the sandbox and refuses bodies over a limit of its own, counted before compression. */
async function narrowGate(maxBytes: number) {
  const pass = async (response: ServerResponse, { method, url, headers, body }: Received) => {
    const answer = await fetch(sandbox.url + url, {
      method,
      headers: {
        "Content-Type": "application/json",
        "Content-Encoding": "gzip",
        Authorization: headers.authorization ?? "",
      },
      body,
    });
    sendJson(response, await answer.json(), answer.status);
  };
  const gate = await serve((response, request) => {
    if (bytesOf(request) <= maxBytes) void pass(response, request);
    else sendJson(response, { code: 413, error: "request exceeds max limit", status: "Request Entity Too Large" }, 413);
  });
  return { url: gate.url, sizes: () => gate.received.map(bytesOf) };
}

test("a limit far under the documented one: one request after the other finds it, and the rest keep to it", async () => {
  const [count, maxBytes] = [16_000, 70_000];
  const gate = await narrowGate(maxBytes);
  const result = await sendImport(clientAt(gate.url), eventsUpTo(count), { concurrency: 1 });
  expect(differences(sandbox, count)).toEqual(exactlyOnce(count));
  expect(result).toMatchObject({ received: count, imported: count, failed: 0, retries: 0 });
  const sizes = gate.sizes();
  const refused = sizes.filter((size) => size > maxBytes);
  // The first request (2000 events) is halved twice: 1 + 2 refusals. The second was being packed while the first was on its way.
  expect(refused.length).toBeGreaterThanOrEqual(3);
  expect(refused.length).toBeLessThanOrEqual(6);
  expect(sizes.slice(sizes.lastIndexOf(refused.at(-1) ?? 0) + 1).every((size) => size <= maxBytes)).toBe(true);
});

test("with four requests at once all arrive, and no request packed after the limit is known goes beyond it", async () => {
  const [count, maxBytes] = [30_000, 70_000];
  const gate = await narrowGate(maxBytes);
  const result = await sendImport(clientAt(gate.url), eventsUpTo(count), { concurrency: 4 });
  expect(differences(sandbox, count)).toEqual(exactlyOnce(count));
  expect(result).toMatchObject({ received: count, imported: count, failed: 0 });
  // Four under way, one ready and one being packed when the limit shows, each halved twice.
  expect(gate.sizes().filter((size) => size > maxBytes).length).toBeLessThanOrEqual(6 * 3);
});

test("an event over the size that was learnt, and under the limit, is sent alone and not refused", async () => {
  const [count, maxBytes] = [6_000, 150_000];
  const gate = await narrowGate(maxBytes);
  const list = Array.from({ length: 254 }, (_, n) => `${n}`.padEnd(250, "x"));
  const large = (n: number) => {
    const event = eventOf(n);
    return { ...event, properties: { ...event.properties, one: list, another: list } };
  };
  const isLarge = (n: number) => n > 4_000 && n % 700 === 0;
  const events = Array.from({ length: count }, (_, n) => (isLarge(n) ? large(n) : eventOf(n)));
  const result = await sendImport(clientAt(gate.url), events, { concurrency: 1 });
  expect(result).toMatchObject({ received: count, imported: count, failed: 0, failed_records: [] });
  expect(differences(sandbox, count)).toEqual(exactlyOnce(count));
  expect(Buffer.byteLength(JSON.stringify(large(4_200)))).toBeGreaterThan(maxBytes / 2);
});

test("an event over the limit itself is named, and every other one arrives", async () => {
  const [count, maxBytes] = [5_000, 20_000];
  const gate = await narrowGate(maxBytes);
  const list = Array.from({ length: 200 }, (_, n) => `${n}`.padEnd(250, "x"));
  const huge = [1_234, 4_321];
  const events = Array.from({ length: count }, (_, n) => {
    const event = eventOf(n);
    return huge.includes(n) ? { ...event, properties: { ...event.properties, list } } : event;
  });
  const result = await sendImport(clientAt(gate.url), events, { concurrency: 4 });
  expect(result.failed_records.map(({ index }) => index)).toEqual(huge);
  expect(result).toMatchObject({ received: count, imported: count - 2, failed: 2 });
  expect(differences(sandbox, count, { isExpected: (n) => !huge.includes(n) })).toEqual(exactlyOnce(count - 2));
});
