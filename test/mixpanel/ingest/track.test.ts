import type { ServerResponse } from "node:http";
import { MixpanelClient } from "../../../src/mixpanel/client";
import { sendTrack } from "../../../src/mixpanel/ingest/events";
import { contentInsertId } from "../../../src/mixpanel/ingest/insertId";
import { type RecordSource, recordSource } from "../../../src/mixpanel/records/source";
import { failureOf } from "../../support/failure";
import { fakeTime, START_MS } from "../../support/fakeTime";
import { closeServers, jsonOf, type LocalServer, sendJson, serve } from "../../support/localServer";

afterEach(closeServers);

const clientOf = ({ url }: LocalServer) =>
  new MixpanelClient({ credentials: { projectToken: "token-1" }, apiHost: url, transport: fakeTime().options });

const trackServer = () => serve((response) => response.end("1"));

const time = START_MS - 60_000;
const fresh = { event: "E", properties: { time, distinct_id: "u", $insert_id: "id-1", token: "own-token" } };
const options = { fillToken: true, parameters: { ip: "0", verbose: "1", img: undefined } };

test("posts a compressed JSON list to /track without a header for credentials", async () => {
  const server = await trackServer();
  const result = await sendTrack(clientOf(server), [fresh], options);
  const [request] = server.received;
  expect(`${request?.method} ${request?.url}`).toBe("POST /track?ip=0&verbose=1");
  expect(request?.headers).toMatchObject({ "content-type": "application/json", "content-encoding": "gzip" });
  expect(request?.headers.authorization).toBeUndefined();
  expect(request && jsonOf(request)).toEqual([fresh]);
  expect(result).toMatchObject({ received: 1, imported: 1, failed: 0 });
});

test("fills in token, time and insert ID where they are missing", async () => {
  const server = await trackServer();
  await sendTrack(clientOf(server), [{ event: "E", properties: { distinct_id: "u" } }], options);
  expect(server.received.map(jsonOf)).toEqual([
    [
      {
        event: "E",
        properties: {
          distinct_id: "u",
          token: "token-1",
          time: START_MS,
          $insert_id: contentInsertId("E", { distinct_id: "u", time: START_MS }, 0),
        },
      },
    ],
  ]);
});

test("two equal events without a time are two; with a time they are one", async () => {
  const server = await trackServer();
  const untimed = { event: "E", properties: { distinct_id: "u" } };
  const timed = { event: "E", properties: { distinct_id: "u", time } };
  await sendTrack(clientOf(server), [untimed, untimed, timed, timed], options);
  const ids = server.received.flatMap((request) => {
    const list: unknown = jsonOf(request);
    return Array.isArray(list) ? list.map(({ properties }) => properties.$insert_id) : [];
  });
  expect([ids.length, new Set(ids).size, ids[2] === ids[3]]).toEqual([4, 3, true]);
});

test.each<[string, (events: object[]) => RecordSource]>([
  ["a list", (events) => events],
  ["lines", (events) => recordSource("Events", events.map((event) => JSON.stringify(event)).join("\n"))],
])("an event of %s without a token is listed where none is filled in, and the others go out", async (_, sourceOf) => {
  const server = await trackServer();
  const events = sourceOf([fresh, { event: "E", properties: {} }, { event: "E" }]);
  const result = await sendTrack(clientOf(server), events, { ...options, fillToken: false });
  expect(server.received.map(jsonOf)).toEqual([[fresh]]);
  expect(result).toMatchObject({ received: 3, sent: 1, imported: 1, failed: 2 });
  expect(result.failed_records).toMatchObject([
    { index: 1, field: "properties.token", rule: "token_missing", message: expect.stringContaining("the token") },
    { index: 2, field: "properties", rule: "properties_object" },
  ]);
});

test("events that /track would lose silently are listed and not sent; the others are sent", async () => {
  const server = await trackServer();
  const old = { event: "Old", properties: { ...fresh.properties, time: START_MS - 6 * 86_400_000 } };
  const nobodys = { event: "Nobody's", properties: { time, token: "" } };
  async function* events() {
    yield old;
    yield fresh;
    yield nobodys;
  }
  const result = await sendTrack(clientOf(server), events(), { ...options, fillToken: false });
  expect(server.received.map(jsonOf)).toEqual([[fresh]]);
  expect(result).toMatchObject({ received: 3, sent: 1, imported: 1, failed: 2 });
  expect(result.failed_records.map(({ index, field }) => [index, field])).toEqual([
    [0, "properties.time"],
    [2, "properties.token"],
  ]);
});

test("an event whose insert ID Mixpanel replaces is not retried if it may have been stored", async () => {
  const server = await serve((response) => response.destroy());
  const event = { event: "E", properties: { ...fresh.properties, $insert_id: "order:1" } };
  const result = await sendTrack(clientOf(server), [event], options);
  expect(server.received).toHaveLength(1);
  expect(result).toMatchObject({ imported: 0, unknown: 1, retries: 0 });
  expect(result.unknown_records[0]?.message).not.toContain("Run it again");
});

describe("where it fails for good after it has stored some, says that another run", () => {
  const failing = async (event: object, refuse: (response: ServerResponse) => void, requests = 1) => {
    const server = await serve((response, _request, number) =>
      number <= requests ? response.end("1") : refuse(response),
    );
    const events = Array.from({ length: 2_001 }, () => event);
    return failureOf(sendTrack(clientOf(server), events, { ...options, concurrency: 1 }));
  };
  const down = (response: ServerResponse) => sendJson(response, { error: "down" }, 500);
  const unauthorized = (response: ServerResponse) => sendJson(response, { error: "no" }, 401);
  const untimed = { event: "E", properties: { distinct_id: "u", $insert_id: "id-1" } };
  const TWICE =
    "Do not send all records again, because that would store a second time those without a time of their own or with a time in the future, and those with an insert ID that Mixpanel does not accept: send only those that were not stored";
  const ONCE = "It is safe to run it again: this creates no duplicates.";

  test.each<[string, object, (response: ServerResponse) => void, number, string]>([
    ["stores nothing twice where all have a time", fresh, down, 1, ONCE],
    ["stores those a second time whose time was filled in", untimed, down, 1, TWICE],
    ["stores them a second time where they may have been stored by the request that failed", untimed, down, 0, TWICE],
    ["stores nothing twice where nothing was stored for certain", untimed, unauthorized, 0, ONCE],
  ])("%s", async (_, event, refuse, requests, advice) => {
    const { message } = await failing(event, refuse, requests);
    expect(message).toContain(`Before that, Mixpanel stored ${requests * 2_000} events and rejected 0. `);
    expect(message).toContain(advice);
  });

  test("stores those a second time whose insert ID Mixpanel replaces", async () => {
    const event = { event: "E", properties: { ...fresh.properties, $insert_id: "order:1" } };
    const { message } = await failing(event, unauthorized);
    expect(message).toContain(TWICE);
  });
});

test("events whose time is filled in are repeated within a run, as they were", async () => {
  const server = await serve((response, _request, number) =>
    number === 1 ? sendJson(response, { error: "down" }, 500) : response.end("1"),
  );
  const result = await sendTrack(clientOf(server), [{ event: "E", properties: { distinct_id: "u" } }], options);
  const [first, second] = server.received.map(jsonOf);
  expect(second).toEqual(first);
  expect(result).toMatchObject({ imported: 1, unknown: 0, retries: 1 });
});

test("a 200 response with 0 is an error: every record is listed", async () => {
  const server = await serve((response) => response.end("0"));
  const result = await sendTrack(clientOf(server), [fresh, fresh], options);
  expect(result).toMatchObject({ sent: 2, imported: 0, failed: 2 });
  expect(result.failed_records.map(({ index }) => index)).toEqual([0, 1]);
  expect(result.failed_records[0]?.message).toContain("rejected the request (status 200): no record was valid");
});

test("T3: events that a count of Mixpanel's leaves out are unconfirmed", async () => {
  const server = await serve((response) => sendJson(response, { code: 200, num_good_events: 1, status: "OK" }));
  const result = await sendTrack(clientOf(server), [fresh, fresh, fresh], options);
  expect(result).toMatchObject({ received: 3, imported: 1, failed: 0, unconfirmed: 2 });
});
