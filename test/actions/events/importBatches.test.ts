import { ConnectionError } from "@prismatic-io/spectral";
import { MixpanelServerError, MixpanelValidationError } from "../../../src/mixpanel/errors";
import { connections } from "../../support/connection";
import { runAction } from "../../support/harness";
import { manyEvents, storedAll } from "../../support/ingestion";
import { type Reply, type SentRequest, useWire } from "../../support/wire";

const wire = useWire();

const sizeOf = ({ json }: SentRequest) => (Array.isArray(json) ? json.length : Number.NaN);
const importing = (params: Record<string, unknown>) =>
  runAction("importEvents", { connection: connections.full, params });

/** Mixpanel's answer to a batch that holds the event of this insert ID, which it refuses. */
const refusing =
  (insertId: string) =>
  ({ json }: SentRequest): Reply => {
    const ids = Array.isArray(json) ? json.map((event) => event.properties.$insert_id) : [];
    const index = ids.indexOf(insertId);
    if (index < 0) return { body: { code: 200, num_records_imported: ids.length, status: "OK" } };
    const record = { index, insert_id: insertId, field: "properties.time", message: "must be a timestamp" };
    return {
      status: 400,
      body: {
        code: 400,
        error: "some data points in the request failed validation",
        failed_records: [record],
        num_records_imported: ids.length - 1,
        status: "Bad Request",
      },
    };
  };

const refused = { index: 2345, insert_id: "signup-2345", field: "properties.time", message: "must be a timestamp" };

test("4001 events are sent in three requests, each event once", async () => {
  wire.current.replyAlways(storedAll);
  const outcome = await importing({ events: manyEvents(4001) });
  expect(outcome).toMatchObject({ value: { data: { received: 4001, imported: 4001, batches: 3, failed: 0 } } });
  expect(wire.current.requests.map(sizeOf).sort()).toEqual([1, 2000, 2000]);
  expect(new Set(wire.current.requests.flatMap(({ json }) => json).map((event) => JSON.stringify(event))).size).toBe(
    4001,
  );
});

test("a rejected event is listed by its position in the input, not in its request", async () => {
  wire.current.replyAlways(refusing("signup-2345"));
  const outcome = await importing({ events: manyEvents(4001), failOnRejected: false });
  expect(outcome).toMatchObject({
    value: {
      data: {
        code: 400,
        status: "Bad Request",
        num_records_imported: 4000,
        received: 4001,
        sent: 4001,
        imported: 4000,
        failed: 1,
        failed_records: [refused],
        failed_records_truncated: false,
      },
    },
  });
});

test("a rejected event fails the step by default, but the others are accepted", async () => {
  wire.current.replyAlways(refusing("signup-2345"));
  const { error } = { error: undefined, ...(await importing({ events: manyEvents(4001) })) };
  expect(error).toBeInstanceOf(MixpanelValidationError);
  expect(error).toMatchObject({
    failedRecords: [refused],
    imported: 4000,
    message: expect.stringContaining(
      "record at position 2345 (counted from 0) (signup-2345), properties.time: must be a timestamp",
    ),
  });
  expect(wire.current.requests).toHaveLength(3);
});

test("a request that is too large is halved until it fits", async () => {
  wire.current.replyAlways((request) =>
    sizeOf(request) > 500 ? { status: 413, body: "Request Entity Too Large" } : storedAll(request),
  );
  const outcome = await importing({ events: manyEvents(2000) });
  expect(outcome).toMatchObject({ value: { data: { received: 2000, imported: 2000, failed: 0 } } });
  expect(wire.current.requests.map(sizeOf).filter((size) => size <= 500)).toEqual([500, 500, 500, 500]);
});

test("an event that is too large is listed, and the others are accepted", async () => {
  wire.current.replyAlways((request) =>
    JSON.stringify(request.json).includes("user-2") ? { status: 413, body: "too large" } : storedAll(request),
  );
  const outcome = await importing({ events: manyEvents(4), failOnRejected: false });
  expect(outcome).toMatchObject({
    value: {
      data: { imported: 3, failed: 1, failed_records: [{ index: 2, message: expect.stringContaining("413") }] },
    },
  });
});

test("if a request fails after all retries, the error says how many events were stored", async () => {
  wire.current.reply({ body: { code: 200, num_records_imported: 2000, status: "OK" } }, { status: 500, body: "down" });
  const { error } = { error: undefined, ...(await importing({ events: manyEvents(2001), concurrency: "1" })) };
  expect(error).toBeInstanceOf(MixpanelServerError);
  expect(error).toMatchObject({ message: expect.stringContaining("Mixpanel stored 2000 events") });
});

test("a missing insert ID is computed from the event: equal for equal events, different for different ones", async () => {
  wire.current.replyAlways(storedAll);
  const event = (properties: object) => [{ event: "Signed Up", properties }];
  await importing({ events: event({ time: 1, distinct_id: "user-1" }) });
  await importing({ events: event({ distinct_id: "user-1", time: 1 }) });
  await importing({ events: event({ time: 2, distinct_id: "user-1" }) });
  const [first, again, other] = wire.current.requests.map(
    ({ text }) => text.match(/"\$insert_id":"([0-9a-f]{36})"/)?.[1],
  );
  expect(first).toHaveLength(36);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test("with Use Project Token but without a token, the error names the field, and nothing is sent", async () => {
  const outcome = await runAction("importEvents", {
    connection: connections.accountOnly,
    params: { events: manyEvents(1), useProjectToken: true },
  });
  const { error } = { error: undefined, ...outcome };
  expect(error).toBeInstanceOf(ConnectionError);
  expect(error).toMatchObject({ message: expect.stringContaining("Project Token") });
  expect(wire.current.requests).toEqual([]);
});

describe("records of which some are rejected", () => {
  const [sound, other] = manyEvents(2);
  const stored = () => wire.current.replyAlways(storedAll);
  const sentEvents = () => wire.current.requests.flatMap(({ json }) => json);

  test("a list is sent without its invalid event if Fail On Rejected is off", async () => {
    stored();
    const outcome = await importing({ events: [sound, { event: "" }, other], failOnRejected: false });
    expect(outcome).toMatchObject({ value: { data: { imported: 2, failed: 1, failed_records: [{ index: 1 }] } } });
    expect(sentEvents()).toEqual([sound, other]);
  });

  test("Skip Invalid sends an event that Mixpanel accepts and truncates; Validate Only reports it, and the step succeeds", async () => {
    stored();
    const long = { ...sound, event: "n".repeat(256) };
    expect(await importing({ events: [long], skipInvalid: true })).toMatchObject({ value: { data: { imported: 1 } } });
    expect(sentEvents()).toEqual([long]);
    expect(await importing({ events: [long], validateOnly: true })).toMatchObject({
      value: { data: { imported: 0, failed: 1, failed_records: [{ field: "event", rule: "event_name_length" }] } },
    });
    expect(sentEvents()).toEqual([long]);
  });

  test("T3: a request with an unknown outcome has no response code", async () => {
    wire.current.reply({ reset: true });
    const event = { ...sound, properties: { ...sound?.properties, $insert_id: "with:colon" } };
    expect(await importing({ events: [event], strict: "0", failOnRejected: false })).toMatchObject({
      value: { data: { code: null, status: null, imported: 0, unknown: 1 } },
    });
    expect(wire.current.requests).toHaveLength(1);
  });

  test("with Send Unaltered, Validate Only checks the lines unchanged", async () => {
    const line = JSON.stringify({ event: "E", properties: { time: 1_700_000_000, distinct_id: "u" } });
    const checked = { events: `${line}\n${line}\n`, validateOnly: true };
    expect(await importing({ ...checked, unaltered: true })).toMatchObject({
      value: { data: { received: 2, failed: 2, failed_records: [{ field: "properties.$insert_id" }, { index: 1 }] } },
    });
    expect(await importing(checked)).toMatchObject({ value: { data: { received: 2, failed: 0 } } });
  });
});

describe("T3: the response code of a run", () => {
  const ok = ({ json }: SentRequest): Reply => ({
    body: { code: 200, status: "OK", num_records_imported: Array.isArray(json) ? json.length : 0 },
  });
  const lenient = (params: object) => importing({ failOnRejected: false, ...params });

  test("is Mixpanel's, even if one record was not sent", async () => {
    wire.current.replyAlways(ok);
    expect(await lenient({ events: [...manyEvents(1), { event: "" }] })).toMatchObject({
      value: { data: { code: 200, status: "OK", imported: 1, failed: 1 } },
    });
  });

  test.each([
    ["no record is sent", { events: [{ event: "" }] }],
    ["Validate Only is on", { events: manyEvents(1), validateOnly: true }],
  ])("is null if %s", async (_, params) => {
    expect(await lenient(params)).toMatchObject({ value: { data: { code: null, status: null, imported: 0 } } });
    expect(wire.current.requests).toEqual([]);
  });

  test("is that of the rejected request if one of several was rejected", async () => {
    wire.current.replyAlways(refusing("signup-1"));
    expect(await lenient({ events: manyEvents(2001), concurrency: 1 })).toMatchObject({
      value: { data: { code: 400, status: "Bad Request", imported: 2000, failed: 1 } },
    });
  });
});

describe("T3: fewer events stored than sent", () => {
  const two = { events: manyEvents(2) };
  const counting = (num_records_imported: number) =>
    wire.current.reply({ body: { code: 200, status: "OK", num_records_imported } });

  test.each([0, 1])("fail the step if Mixpanel counts %d of 2, and the error says which request", async (count) => {
    counting(count);
    expect(await importing(two)).toMatchObject({
      error: {
        code: "validation_failed",
        imported: count,
        message: expect.stringContaining("The unconfirmed ones are among records 0 to 1"),
      },
    });
  });

  test("are returned in the result if Fail On Rejected is off", async () => {
    counting(1);
    const unconfirmed_requests = [{ first: 0, last: 1, sent: 2, unconfirmed: 1 }];
    expect(await importing({ ...two, failOnRejected: false })).toMatchObject({
      value: { data: { num_records_imported: 1, imported: 1, failed: 0, unconfirmed: 1, unconfirmed_requests } },
    });
  });

  test("count as failed if Strict is 0, because Mixpanel then drops invalid events without naming them", async () => {
    counting(1);
    expect(await importing({ ...two, strict: "0", failOnRejected: false })).toMatchObject({
      value: { data: { imported: 1, failed: 1, unconfirmed: 0, failed_records: [] } },
    });
  });
});
