import { gunzipSync } from "node:zlib";
import { MixpanelClient } from "../../../src/mixpanel/client";
import { sendImport } from "../../../src/mixpanel/ingest/events";
import { contentInsertId } from "../../../src/mixpanel/ingest/insertId";
import { recordSource } from "../../../src/mixpanel/records/source";
import { failureOf } from "../../support/failure";
import { fakeTime } from "../../support/fakeTime";
import { closeServers, jsonOf, type LocalServer, sendJson, serve } from "../../support/localServer";

afterEach(closeServers);

const STORED = { code: 200, num_records_imported: 1, status: "OK" };
const time = 1_700_000_000;
const whole = { event: "E", properties: { time, distinct_id: "u", $insert_id: "id-1", token: "own-token" } };

const clientOf = ({ url }: LocalServer, integrationId?: string) =>
  new MixpanelClient({
    credentials: { username: "user.1", password: "secret-1", projectToken: "token-1" },
    projectId: "12",
    apiHost: url,
    integrationId,
    transport: fakeTime().options,
  });

const importServer = () =>
  serve((response, request) => {
    const list = jsonOf(request);
    sendJson(response, { ...STORED, num_records_imported: Array.isArray(list) ? list.length : 0 });
  });
const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

describe("sendImport", () => {
  test("posts a compressed JSON list to /import as the service account, strict and for the project", async () => {
    const server = await importServer();
    const result = await sendImport(clientOf(server), [whole, { ...whole, event: "F" }]);
    const [request] = server.received;
    expect(`${request?.method} ${request?.url}`).toBe("POST /import?project_id=12&strict=1&ip=0");
    expect(request?.headers).toMatchObject({
      authorization: basic("user.1:secret-1"),
      "content-type": "application/json",
      "content-encoding": "gzip",
    });
    expect(request?.headers["x-mixpanel-integration-id"]).toBe("prismatic-mixpanel-connector");
    expect(request && jsonOf(request)).toEqual([whole, { ...whole, event: "F" }]);
    expect(result).toMatchObject({ received: 2, sent: 2, imported: 2, failed: 0, batches: 1, failed_records: [] });
  });

  test("can use another project, no strict mode, and the project token as credentials", async () => {
    const server = await importServer();
    await sendImport(clientOf(server), [whole], { projectId: "99", strict: false, useProjectToken: true });
    expect(server.received[0]?.url).toBe("/import?project_id=99&strict=0&ip=0");
    expect(server.received[0]?.headers.authorization).toBe(basic("token-1:"));
  });

  test("T1: asks not to be located, unless that is wanted, and sends the ip of an event as given", async () => {
    const server = await importServer();
    const located = { event: "E", properties: { ...whole.properties, ip: "203.0.113.9" } };
    await sendImport(clientOf(server), [located]);
    await sendImport(clientOf(server), [located], { geolocate: true });
    const [first, second] = server.received.map(({ url }) => new URL(url ?? "", server.url).searchParams.get("ip"));
    expect([first, second]).toEqual(["0", null]);
    expect(server.received.map(jsonOf)).toEqual([[located], [located]]);
  });

  test.each([undefined, null, ""])("computes an insert ID in place of %j from the event", async ($insert_id) => {
    const server = await importServer();
    const properties = { time, distinct_id: "u", $insert_id };
    await sendImport(clientOf(server), [{ event: "E", properties }]);
    expect(server.received.map(jsonOf)).toEqual([
      [{ event: "E", properties: { ...properties, $insert_id: contentInsertId("E", properties) } }],
    ]);
  });

  test("keeps every digit of numbers in a list and fills in missing values, even with Send Unaltered", async () => {
    const server = await importServer();
    const [short, long] = [
      '{"event":"E","properties":{"n":1}}',
      '{"event":"E","properties":{"n":12345678901234567890}}',
    ];
    await sendImport(clientOf(server), recordSource("Events", `[${short},${long},${short}]`), { unaltered: true });
    const [request] = server.received;
    const text = request === undefined ? "" : gunzipSync(request.body).toString();
    expect(text.replace(/[0-9a-f]{36}/g, "ID")).toBe(
      `[${[1, "12345678901234567890", 1].map((n) => `{"event":"E","properties":{"n":${n},"$insert_id":"ID"}}`)}]`,
    );
  });

  test("a retry sends the same insert IDs", async () => {
    const server = await serve((response, _request, number) => sendJson(response, STORED, number === 1 ? 503 : 200));
    const result = await sendImport(clientOf(server), [{ event: "E", properties: { time } }]);
    const [first, second] = server.received.map(jsonOf);
    expect(server.received).toHaveLength(2);
    expect(second).toEqual(first);
    expect(result).toMatchObject({ imported: 1, batches: 1, retries: 1 });
  });

  test.each([
    ["T20: marks identity events with the integration ID", "acme-crm", { $source: "acme-crm" }],
    ["T20: leaves identity events as they are without an integration ID", undefined, {}],
  ])("%s", async (_title, integrationId, added) => {
    const server = await importServer();
    const link = { event: "$identify", properties: { ...whole.properties, $identified_id: "u", $anon_id: "a" } };
    await sendImport(clientOf(server, integrationId), [link]);
    expect(server.received.map(jsonOf)).toEqual([[{ ...link, properties: { ...link.properties, ...added } }]]);
  });

  test("adds the integration ID to calls and events, except to events that already have a $source", async () => {
    const server = await importServer();
    const marked = { event: "E", properties: { ...whole.properties, $source: "other" } };
    await sendImport(clientOf(server, "partner-1"), [whole, marked]);
    expect(server.received[0]?.headers["x-mixpanel-integration-id"]).toBe("partner-1");
    expect(server.received.map(jsonOf)).toEqual([
      [{ event: "E", properties: { ...whole.properties, $source: "partner-1" } }, marked],
    ]);
  });

  test("sends 2001 events in two requests, and lists rejected events by their position in the input", async () => {
    const server = await serve((response, request) => {
      const list = jsonOf(request);
      const last = Array.isArray(list) ? list.length - 1 : -1;
      const failed = { index: last, insert_id: "id", field: "properties.time", message: "is invalid" };
      sendJson(
        response,
        { code: 400, num_records_imported: last, status: "Bad Request", failed_records: [failed] },
        400,
      );
    });
    const result = await sendImport(
      clientOf(server),
      Array.from({ length: 2_001 }, () => whole),
    );
    expect(result).toMatchObject({ received: 2_001, imported: 1_999, failed: 2, batches: 2 });
    expect(result.failed_records.map(({ index }) => index)).toEqual([1_999, 2_000]);
  });

  test("ends at a 401 with the count of what was stored", async () => {
    const server = await serve((response) => sendJson(response, { error: "no secret-1" }, 401));
    const error = await failureOf(sendImport(clientOf(server), [whole]));
    expect(error).toMatchObject({ code: "authentication_failed", status: 401, operation: "importEvents" });
    expect(error.message).toContain("(401: no [redacted])");
    expect(error.message).toContain("Mixpanel stored 0 events");
  });
});

test("without strict mode, events that Mixpanel drops silently are counted as failed", async () => {
  const server = await serve((response) => sendJson(response, STORED));
  const result = await sendImport(
    clientOf(server),
    [whole, { ...whole, properties: { ...whole.properties, time: "x" } }],
    {
      strict: false,
    },
  );
  expect(result).toMatchObject({ received: 2, sent: 2, imported: 1, failed: 1, failed_records: [] });
});

test("an import that is not strict says which events another run stores a second time", async () => {
  const server = await serve((response, _request, number) =>
    number === 1
      ? sendJson(response, { ...STORED, num_records_imported: 2_000 })
      : sendJson(response, { error: "no" }, 401),
  );
  const event = { event: "E", properties: { ...whole.properties, $insert_id: "order:1" } };
  const events = Array.from({ length: 2_001 }, () => event);
  const error = await failureOf(sendImport(clientOf(server), events, { strict: false, concurrency: 1 }));
  expect(error.message).toContain(
    "Do not send all records again, because that would store a second time those with a time in the future, and those with an insert ID that Mixpanel does not accept: send only those that were not stored.",
  );
});
