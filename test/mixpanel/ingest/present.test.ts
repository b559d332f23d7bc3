import fc from "fast-check";
import { MixpanelClient } from "../../../src/mixpanel/client";
import { eventEncoder } from "../../../src/mixpanel/ingest/encodeEvent";
import { sendImport, sendTrack } from "../../../src/mixpanel/ingest/events";
import { validateEvent } from "../../../src/mixpanel/ingest/validate";
import { ExactRecord } from "../../../src/mixpanel/records/exactRecord";
import { failureOf } from "../../support/failure";
import { fakeTime, START_MS } from "../../support/fakeTime";
import { closeServers, jsonOf, sendJson, serve } from "../../support/localServer";

afterEach(closeServers);

const HOUR_MS = 3_600_000;
const present = { nowMs: START_MS, clampToMs: START_MS };
const event = (time: unknown, more: object = {}) => ({
  event: "E",
  properties: { time, distinct_id: "u", $insert_id: "id-1", ...more },
});

/** What goes out for a record, as text; undefined where it is refused. */
function sentFor(record: unknown, encode = eventEncoder({ present })): string | undefined {
  const encoded = encode(record, 0);
  if (!("value" in encoded)) return undefined;
  return Buffer.isBuffer(encoded.value) ? encoded.value.toString() : JSON.stringify(encoded.value);
}
const timeOf = (text: string | undefined): unknown => JSON.parse(text ?? "").properties.time;

/** An event as a list, a line and a record with long numbers have it. */
const FORMS: [string, (event: object) => unknown][] = [
  ["a list", (event) => event],
  ["a line", (event) => Buffer.from(JSON.stringify(event))],
  ["a list as text with a long number", (event) => new ExactRecord(withLong(event))],
  ["a line with a long number", (event) => Buffer.from(withLong(event))],
];
const withLong = (event: object) => JSON.stringify(event).replace(/\}\}$/, ',"n":12345678901234567890}}');

describe.each(FORMS)("T2: a time of %s", (_, formOf) => {
  test.each([
    ["now", START_MS, START_MS],
    ["now, in seconds", START_MS / 1_000, START_MS / 1_000],
    ["a millisecond ahead", START_MS + 1, START_MS],
    ["a second ahead, in seconds", START_MS / 1_000 + 1, START_MS / 1_000],
    ["a fraction of a second ahead", START_MS / 1_000 + 0.5, START_MS / 1_000],
    ["an hour ahead", START_MS + HOUR_MS, START_MS],
    ["more than an hour ahead, which Mixpanel refuses", START_MS + HOUR_MS + 1, START_MS + HOUR_MS + 1],
    ["in the past", START_MS - 1, START_MS - 1],
    ["that is text", "tomorrow", "tomorrow"],
  ])("%s", (_what, time, sent) => {
    expect(timeOf(sentFor(formOf(event(time))))).toBe(sent);
  });

  test("that lies ahead is the same in two encodings, and never ahead unless by more than an hour", () => {
    const times = fc.oneof(
      fc.integer({ min: START_MS - 2 * HOUR_MS, max: START_MS + 2 * HOUR_MS }),
      fc.integer({ min: START_MS / 1_000 - 7_200, max: START_MS / 1_000 + 7_200 }),
      fc.double({ min: START_MS / 1_000 - 7_200, max: START_MS / 1_000 + 7_200, noNaN: true }),
    );
    const anyEvent = fc.record({ time: times, insertId: fc.option(fc.uuid()), source: fc.boolean() });
    fc.assert(
      fc.property(anyEvent, ({ time, insertId, source }) => {
        const encode = eventEncoder({ present, source: source ? "partner" : undefined });
        const record = () => formOf(event(time, { $insert_id: insertId }));
        const [first, second] = [sentFor(record(), encode), sentFor(record(), encode)];
        expect(second).toBe(first);
        const sent = Number(timeOf(first));
        const aheadMs = (sent > 31_536_000_000 ? sent : sent * 1_000) - START_MS;
        expect(aheadMs <= 0 || aheadMs > HOUR_MS).toBe(true);
        // Seconds stay seconds, and what is not ahead stays as it is.
        expect(sent > 31_536_000_000).toBe(time > 31_536_000_000);
        if ((time > 31_536_000_000 ? time : time * 1_000) <= START_MS) expect(sent).toBe(time);
      }),
      { seed: 2, numRuns: 300 },
    );
  });
});

test("T2: a time ahead breaks no rule once it is clamped, and one over the hour is named", () => {
  const check = (event: unknown) => validateEvent(event, { now: START_MS });
  const encode = eventEncoder({ present, check });
  expect(encode(event(START_MS + HOUR_MS), 0)).toMatchObject({ value: event(START_MS) });
  expect(encode(event(START_MS + HOUR_MS + 1), 0)).toMatchObject({ rule: "time_too_late" });
});

test("T2: lines that are sent unaltered keep a time ahead", () => {
  const line = Buffer.from(JSON.stringify(event(START_MS + 1)));
  expect(eventEncoder({ present, unaltered: true })(line, 0)).toMatchObject({ value: line });
});

describe.each(["importEvents", "trackEvents"] as const)("T2: %s", (operation) => {
  const send = async (events: object[], answer: Parameters<typeof serve>[0], time = fakeTime()) => {
    const server = await serve(answer);
    const client = new MixpanelClient({
      credentials: { username: "user.1", password: "secret-1", projectToken: "token-1" },
      projectId: "12",
      apiHost: server.url,
      transport: time.options,
    });
    const sending =
      operation === "importEvents"
        ? sendImport(client, events)
        : sendTrack(client, events, { fillToken: true, parameters: { verbose: "1" } });
    return { server, sending };
  };
  const accepted = { code: 200, status: 1, num_records_imported: 1 };

  test("a retry sends the same time, however much of it has passed", async () => {
    const { server, sending } = await send([event(START_MS + 1_000)], (response, _request, number) =>
      number < 3 ? sendJson(response, { error: "down" }, 503) : sendJson(response, accepted),
    );
    await sending;
    const times = server.received.map((request) => JSON.stringify(jsonOf(request)).match(/"time":(\d+)/)?.[1]);
    expect(times).toEqual([String(START_MS), String(START_MS), String(START_MS)]);
  });

  test("a run that ends early says that another one stores such events a second time", async () => {
    const events = Array.from({ length: 2_001 }, (_, n) => event(START_MS + 1_000, { $insert_id: `id-${n}` }));
    const { sending } = await send(events, (response, _request, number) =>
      number === 1 ? sendJson(response, { ...accepted, num_records_imported: 2_000 }) : sendJson(response, {}, 401),
    );
    expect((await failureOf(sending)).message).toContain("with a time in the future");
  });
});
