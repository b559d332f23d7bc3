import { connections, PROJECT_TOKEN } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { expectRequest, GZIPPED_JSON } from "../../support/expectedRequest";
import { runAction } from "../../support/harness";
import {
  badElements,
  badRecords,
  jsonForms,
  TUNING,
  TUNING_REFUSALS,
  TUNING_STEERS,
  takenAll,
} from "../../support/ingestion";
import { useWire } from "../../support/wire";

/** Mixpanel takes the last five days alone. */
const time = Math.floor(Date.now() / 1_000) - 60;

const event = {
  event: "Signed Up",
  properties: { time, distinct_id: "user-1", $insert_id: "signup-1", logins: 0, paid: false },
};
const of = (properties: object) => ({ ...event, properties: { ...event.properties, ...properties } });
const withToken = { ...event, properties: { ...event.properties, token: PROJECT_TOKEN } };

const request = {
  method: "POST",
  host: "api.mixpanel.com",
  path: "/track",
  query: { ip: "0", verbose: "1" },
  headers: GZIPPED_JSON,
  json: [withToken],
};

describeAction({
  key: "trackEvents",
  params: { events: [event] },
  request,
  reply: { body: { status: 1, error: null } },
  result: { status: 1, error: null, ...takenAll(1) },
  optional: [
    ["useProjectToken", true, {}],
    ["ip", "1", { query: { ip: "1" } }],
    ["ip", 0, {}],
    ["verbose", "0", { query: { verbose: "0" } }],
    ["verbose", false, { query: { verbose: "0" } }],
    ["img", "1", { query: { img: "1" } }],
    ["img", "0", { query: { img: "0" } }],
    ["redirect", "https://example.com", {}],
    ...TUNING,
    ["replaceInsertIds", true, {}],
  ],
  steering: [...TUNING_STEERS, "mapping", "timeZone", "redirect", "replaceInsertIds"],
  variants: [
    ...jsonForms("events", event),
    [
      "W7, expectation 7: times that are text, in the stated zone",
      { events: [of({ time: new Date((time + 7_200) * 1_000).toISOString().slice(0, 19) })], timeZone: "+02:00" },
      { json: [{ ...event, properties: { ...withToken.properties, time: time * 1_000 } }] },
    ],
    [
      "W7: rows with a mapping",
      {
        events: [{ action: "Signed Up", distinct_id: "user-1", time, $insert_id: "signup-1", logins: 0, paid: false }],
        mapping: { event: "action" },
      },
      { json: [{ ...event, properties: { ...withToken.properties, time: time * 1_000 } }] },
    ],
    [
      "events that bear a token of their own",
      { useProjectToken: false, events: [{ ...event, properties: { ...event.properties, token: "another-token" } }] },
      { json: [{ ...event, properties: { ...event.properties, token: "another-token" } }] },
    ],
  ],
  partner: { json: [{ ...withToken, properties: { $source: "example-partner", ...withToken.properties } }] },
  refusals: [
    ...badRecords("events", "Events"),
    ...TUNING_REFUSALS,
    ["a place switch that is no switch", { ip: "127.0.0.1" }, "IP"],
    ["a picture switch that is no switch", { img: "png" }, "Img"],
    ["a wordiness that is no switch", { verbose: "very" }, "Verbose"],
  ],
  rejections: [
    ...badElements("events", event, "event_object"),
    ["T8: an event without properties", { events: [event, { event: "Signed Up" }] }, "properties_object"],
    ["T8: events without a token where none is filled in", { useProjectToken: false }, "token_missing"],
    ["T6: a distinct ID that was rounded", { events: [of({ distinct_id: 2 ** 53 })] }, "id_rounded"],
    ["T6: an insert ID that was rounded", { events: [of({ $insert_id: 1e21 })] }, "id_rounded"],
    ["T6: an insert ID that is a truth value", { events: [of({ $insert_id: true })] }, "insert_id_type"],
    [
      "T7: a link to a placeholder",
      { events: [{ ...of({ alias: "undefined" }), event: "$create_alias" }] },
      "linked_id_refused",
    ],
  ],
});

describe("trackEvents, in detail", () => {
  const wire = useWire();
  const tracking = (params: Record<string, unknown>) =>
    runAction("trackEvents", { connection: connections.full, params });

  afterEach(() => jest.restoreAllMocks());

  test("fills in a missing time, the same for all events", async () => {
    jest.spyOn(Date, "now").mockReturnValue(1_700_000_123_456);
    wire.current.reply({ body: "1" });
    const properties = { distinct_id: "user-1", $insert_id: "a" };
    await tracking({ events: [{ event: "Opened", properties }] });
    expectRequest(wire.current.request, {
      ...request,
      json: [{ event: "Opened", properties: { ...properties, time: 1_700_000_123_456, token: PROJECT_TOKEN } }],
    });
  });

  test("two equal events without a time are stored as two events", async () => {
    wire.current.reply({ body: "1" });
    const same = { event: "Opened", properties: { distinct_id: "user-1" } };
    await tracking({ events: [same, same] });
    const ids = wire.current.request.text.match(/(?<="\$insert_id":")[0-9a-f]{36}/g);
    expect(new Set(ids).size).toBe(2);
  });

  test("the image returned for Img counts as success", async () => {
    wire.current.reply({ body: Buffer.from("GIF89a"), headers: { "content-type": "image/gif" } });
    expect(await tracking({ events: [event], img: "1" })).toMatchObject({
      value: { data: { status: 1, imported: 1 } },
    });
  });

  test("with Fail On Rejected off, rejected events are returned in the result", async () => {
    wire.current.reply({ body: { status: 0, error: "token, missing or empty" } });
    expect(await tracking({ events: [event], failOnRejected: false })).toMatchObject({
      value: {
        data: {
          status: 0,
          error: expect.stringContaining("token, missing or empty"),
          imported: 0,
          failed: 1,
          failed_records: [{ index: 0, message: expect.stringContaining("token, missing or empty") }],
        },
      },
    });
  });

  test.each([
    ["Fail On Rejected off", { failOnRejected: false }],
    ["Skip Invalid on", { failOnRejected: false, skipInvalid: true }],
  ])("with %s, an event without a token is listed in the result, and the others are sent", async (_, params) => {
    wire.current.reply({ body: "1" });
    expect(await tracking({ useProjectToken: false, events: [withToken, event], ...params })).toMatchObject({
      value: { data: { imported: 1, failed: 1, failed_records: [{ index: 1, rule: "token_missing" }] } },
    });
    expect(wire.current.request.json).toEqual([withToken]);
  });

  test("Validate Only lists an event without a token, and the step succeeds", async () => {
    expect(await tracking({ useProjectToken: false, events: [withToken, event], validateOnly: true })).toMatchObject({
      value: { data: { failed: 1, failed_records: [{ index: 1, rule: "token_missing" }] } },
    });
  });

  test("T8: the others are sent before the step fails for an event without a token", async () => {
    wire.current.reply({ body: "1" });
    expect(await tracking({ useProjectToken: false, events: [event, withToken] })).toMatchObject({
      error: { code: "validation_failed", failedRecords: [{ index: 0, rule: "token_missing" }], imported: 1 },
    });
  });
});
