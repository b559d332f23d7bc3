import { createReadStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable, Writable } from "node:stream";
import { gzipSync } from "node:zlib";
import { MixpanelClient } from "../../../src/mixpanel/client";
import { updateMultipleProfiles } from "../../../src/mixpanel/endpoints/profiles";
import { InputError } from "../../../src/mixpanel/errors";
import { sendImport, sendTrack } from "../../../src/mixpanel/ingest/events";
import { sendProfileUpdates } from "../../../src/mixpanel/ingest/profiles";
import { uploadSchemas } from "../../../src/mixpanel/lexicon/uploadSchemas";
import { sendOrders } from "../../../src/mixpanel/orders/sendOrders";
import type { RecordInput } from "../../../src/mixpanel/records/source";
import { readMapping } from "../../../src/mixpanel/rows/mapping";
import { mirrorRows } from "../../../src/mixpanel/rows/mirrorRows";
import { previewRows } from "../../../src/mixpanel/rows/previewRows";
import type { RowInput } from "../../../src/mixpanel/rows/source";
import { syncRows } from "../../../src/mixpanel/rows/syncRows";
import type { SyncOptions } from "../../../src/mixpanel/rows/types";
import { failureOf } from "../../support/failure";
import { fakeTime } from "../../support/fakeTime";
import { closeServers, jsonOf, type LocalServer, sendJson, serve } from "../../support/localServer";

const folder = mkdtempSync(path.join(tmpdir(), "given-"));
afterEach(closeServers);
afterAll(() => rmSync(folder, { recursive: true }));

const time = 1_700_000_000;
const eventAt = (n: number) => ({ event: "E", properties: { time, distinct_id: `u-${n}`, $insert_id: `id-${n}`, n } });
const EVENTS = [0, 1, 2].map(eventAt);
const LINES = EVENTS.map((event) => JSON.stringify(event));

const importServer = (status = 200) =>
  serve((response, request) => {
    const list = jsonOf(request);
    const count = Array.isArray(list) ? list.length : 0;
    sendJson(response, { code: status, num_records_imported: count, status: status === 200 ? "OK" : "no" }, status);
  });

const clientOf = ({ url }: Pick<LocalServer, "url">) =>
  new MixpanelClient({
    credentials: { username: "user.1", password: "secret-1", projectToken: "token-1" },
    projectId: "12",
    apiHost: url,
    transport: fakeTime().options,
  });

const receivedBy = ({ received }: LocalServer) => received.flatMap((request) => jsonOf(request));

function fileOf(name: string, content: string | Buffer): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

const ROWS: SyncOptions = {
  target: { kind: "events" },
  mapping: readMapping({ distinct_id: "user", event: "event", time: "time" }, { target: "events" }),
};
/** Every function that reads a caller's records, by the name that its errors give them. */
const READERS: [string, string, (client: MixpanelClient, value: RecordInput & RowInput) => Promise<unknown>][] = [
  ["sendImport", "Events", (client, value) => sendImport(client, value)],
  ["sendTrack", "Events", (client, value) => sendTrack(client, value, { fillToken: true, parameters: {} })],
  [
    "sendProfileUpdates",
    "Updates",
    (client, value) => sendProfileUpdates(client, updateMultipleProfiles, value, { parameters: {} }),
  ],
  ["uploadSchemas", "Schemas", (client, value) => uploadSchemas(client, value, { truncate: false })],
  ["syncRows", "Rows", (client, value) => syncRows(client, value, ROWS)],
  ["previewRows", "Rows", (client, value) => previewRows(client, value, ROWS)],
  [
    "mirrorRows",
    "Rows",
    (client, value) => mirrorRows(client, value, { target: { kind: "users" }, removal: "nothing" }),
  ],
  ["sendOrders", "Orders", (client, value) => sendOrders(client, value)],
];

describe.each(READERS)("F3: %s", (_name, input, run) => {
  it.each<[string, unknown, string]>([
    [
      "one object",
      { event: "E" },
      "got one object, expected a list, text, a Buffer, a stream or another iterable. For a single one, pass a list with one object.",
    ],
    [
      "a promise",
      Promise.resolve(EVENTS),
      "got a promise, expected a list, text, a Buffer, a stream or another iterable. Await it, and pass its result.",
    ],
    [
      "a function",
      () => EVENTS,
      "got a function, expected a list, text, a Buffer, a stream or another iterable. Call it, and pass what it returns.",
    ],
    [
      "a Map",
      new Map([["a", EVENTS[0]]]),
      "got a Map, expected a list, text, a Buffer, a stream or another iterable. Pass its values: map.values().",
    ],
    [
      "an ArrayBuffer",
      new ArrayBuffer(2),
      "got an ArrayBuffer, expected a list, text, a Buffer, a stream or another iterable. Pass new Uint8Array(buffer).",
    ],
    [
      "a stream to be written to",
      new Writable(),
      "got a stream that cannot be read, expected a list, text, a Buffer, a stream or another iterable. Pass the stream that is read from.",
    ],
    ["a number", 1, "got a number, expected a list, text, a Buffer, a stream or another iterable."],
    ["null", null, "got null, expected a list, text, a Buffer, a stream or another iterable."],
    ["nothing", undefined, "got nothing, expected a list, text, a Buffer, a stream or another iterable."],
  ])("refuses %s before anything is sent", async (_what, value, message) => {
    const server = await importServer();
    const error = await failureOf(Reflect.apply(run, undefined, [clientOf(server), value]));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toBe(`${input}: ${message}`);
    expect(server.received).toEqual([]);
  });
});

describe("F3: sendImport", () => {
  it.each<[string, () => RecordInput]>([
    ["a file of NDJSON", () => createReadStream(fileOf("lines", LINES.join("\n")))],
    ["a file of gzipped NDJSON", () => createReadStream(fileOf("lines.gz", gzipSync(LINES.join("\n"))))],
    ["a file of a JSON list", () => createReadStream(fileOf("list", JSON.stringify(EVENTS)))],
    ["one text", () => LINES.join("\n")],
    ["a Buffer", () => Buffer.from(LINES.join("\n"))],
    ["a list of lines", () => LINES],
    ["a list of lines as Buffers", () => LINES.map((line) => Buffer.from(line))],
    ["a file of a previous step", () => ({ data: Buffer.from(LINES.join("\n")), contentType: "text/plain" })],
    ["the body of a response", () => new Blob([LINES.join("\n")]).stream()],
  ])("sends %s", async (_what, value) => {
    const server = await importServer();
    expect(await sendImport(clientOf(server), value())).toMatchObject({ received: 3, imported: 3, failed: 0 });
    expect(receivedBy(server)).toEqual(EVENTS);
  });

  it("sends nothing for an empty stream", async () => {
    const server = await importServer();
    const result = await sendImport(clientOf(server), createReadStream(fileOf("empty", "")));
    expect(result).toMatchObject({ received: 0, imported: 0, resume_from: null });
    expect(server.received).toEqual([]);
  });

  it("gives parsed lines to `map`, and leaves a list of text to it", async () => {
    const server = await importServer();
    const map = (row: unknown) => ({ event: String(row), properties: { ...EVENTS[0]?.properties, ...Object(row) } });
    await sendImport(clientOf(server), Readable.from(['{"n":7}', '{"n":8}']), { map: (row) => map(Object(row)) });
    await sendImport(clientOf(server), ["Signed Up"], { map: (row) => ({ ...EVENTS[0], event: row }) });
    expect(receivedBy(server)).toMatchObject([
      { properties: { n: 7 } },
      { properties: { n: 8 } },
      { event: "Signed Up" },
    ]);
  });

  it("sends what a stream gave before it failed, and says how far it came", async () => {
    const server = await importServer();
    const lines = Readable.from(
      (function* () {
        for (let n = 0; n < 2_500; n++) yield Buffer.from(`${JSON.stringify(eventAt(n))}\n`);
        yield Buffer.from('{"event":"cut');
        throw new Error("the disk is gone");
      })(),
      { objectMode: false },
    );
    const error = await failureOf(sendImport(clientOf(server), lines));
    expect(receivedBy(server)).toHaveLength(2_500);
    expect(error).toMatchObject({
      code: "source_failed",
      progress: { received: 2_500, imported: 2_500, resume_from: 2_500 },
    });
    expect(error.message).toBe(
      "Events: reading them failed: the disk is gone. Before that, Mixpanel stored 2500 events and rejected 0. Not stored: everything from record 2500 on. It is safe to run it again: this creates no duplicates.",
    );
  });

  it("sends what was read of a gzip file that is truncated, before it fails", async () => {
    const server = await importServer();
    const random = Array.from({ length: 5_000 }, (_, n) => JSON.stringify({ ...eventAt(n), k: Math.sin(n) }));
    const bytes = gzipSync(random.join("\n"));
    const error = await failureOf(
      sendImport(clientOf(server), createReadStream(fileOf("cut.gz", bytes.subarray(0, bytes.length - 20)))),
    );
    expect(error.message).toMatch(
      /^Events: got a truncated or damaged gzip file, expected a complete gzip file\. Before that, Mixpanel stored \d{4} events/,
    );
    expect(receivedBy(server).length).toBeGreaterThan(1_000);
  });

  it("names a file that does not exist, and sends nothing", async () => {
    const server = await importServer();
    const error = await failureOf(sendImport(clientOf(server), createReadStream(path.join(folder, "none"))));
    expect(error.message).toMatch(/^Events: reading them failed: ENOENT: no such file or directory/);
    expect(server.received).toEqual([]);
  });
});

/** A stream without an end. */
const endless = () =>
  Readable.from(
    (function* () {
      for (let n = 0; ; n++) yield Buffer.from(`${JSON.stringify({ ...eventAt(n), user: "u", time })}\n`);
    })(),
    { objectMode: false },
  );

describe("F3: a stream is closed", () => {
  it("when Mixpanel ends the run", async () => {
    const server = await importServer(401);
    const stream = endless();
    expect(await failureOf(sendImport(clientOf(server), stream))).toMatchObject({ code: "authentication_failed" });
    expect(stream.destroyed).toBe(true);
  });

  it.each<[string, (client: MixpanelClient, stream: Readable) => Promise<unknown>]>([
    [
      "when rows and mapping do not go together",
      (client, rows) => syncRows(client, rows, { target: { kind: "users" } }),
    ],
    ["when the first rows are enough", (client, rows) => previewRows(client, rows, ROWS)],
    ["when an order lacks a field", (client, orders) => sendOrders(client, orders)],
    [
      "when the project token is missing",
      (client, events) => sendTrack(client, events, { fillToken: true, parameters: {} }),
    ],
    ["when an entry is no schema", (client, schemas) => uploadSchemas(client, schemas, { truncate: false })],
  ])("%s", async (_when, run) => {
    const client = new MixpanelClient({ credentials: { username: "user.1", password: "secret-1" }, projectId: "12" });
    const stream = endless();
    await run(client, stream).catch((error: unknown) => expect(error).toBeInstanceOf(Error));
    expect(stream.destroyed).toBe(true);
  });
});
