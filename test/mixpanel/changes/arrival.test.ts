import fc from "fast-check";
import { arrivalOf, dayOf, keyOf } from "../../../src/mixpanel/changes/arrival";

const base = { time: 1706695200, distinct_id: "user-1", $insert_id: "id-1", mp_processing_time_ms: 1706700012345 };
const event = (properties: object) => ({ event: "Signed Up", properties: { ...base, ...properties } });

describe("G3: the key of an event", () => {
  test("is a valid insert ID", () => {
    expect(keyOf(event({}))).toMatch(/^[0-9a-f]{20}$/);
  });

  test.each([
    ["another arrival, as of an event that was sent again", { mp_processing_time_ms: 1 }],
    ["another property", { plan: "pro" }],
    ["a merged user", { distinct_id: "user-9", $distinct_id_before_identity: "user-1" }],
  ])("is the same with %s", (_, properties) => {
    expect(keyOf(event(properties))).toBe(keyOf(event({})));
  });

  test.each([
    ["time", { time: 1706695201 }],
    ["user", { distinct_id: "user-2" }],
    ["insert ID", { $insert_id: "id-2" }],
    ["type of the user's ID", { distinct_id: 1 }],
  ])("differs with the %s", (_, properties) => {
    expect(keyOf(event(properties))).not.toBe(keyOf(event({})));
    expect(keyOf({ ...event({}), event: "Paid" })).not.toBe(keyOf(event({})));
  });

  test.each([null, ""])("with the insert ID %p, counts all properties", ($insert_id) => {
    expect(keyOf(event({ $insert_id, plan: "pro" }))).not.toBe(keyOf(event({ $insert_id, plan: "free" })));
  });

  test("without an insert ID, counts all properties, in any order, but no merge", () => {
    const { $insert_id: _, ...rest } = base;
    const reversed = Object.fromEntries(Object.entries(rest).reverse());
    const key = keyOf({ event: "Signed Up", properties: rest });

    expect(keyOf({ event: "Signed Up", properties: reversed })).toBe(key);
    const merged = { ...rest, distinct_id: "user-9", $distinct_id_before_identity: "user-1" };
    expect(keyOf({ event: "Signed Up", properties: merged })).toBe(key);
    expect(keyOf({ event: "Signed Up", properties: { ...rest, plan: "pro" } })).not.toBe(key);
  });

  test("differs between events that differ in one of the fields", () => {
    const fields = fc.record({ event: fc.string(), time: fc.nat(), id: fc.string(), user: fc.string() });
    const keyOfFields = ({ event, time, id, user }: { event: string; time: number; id: string; user: string }) =>
      keyOf({ event, properties: { time, $insert_id: `i${id}`, distinct_id: user } });
    fc.assert(
      fc.property(fields, fields, (one, other) => {
        expect(keyOfFields(one) === keyOfFields(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });
});

test.each([
  ["as Mixpanel says it", event({}), 1706700012345],
  ["as text", event({ mp_processing_time_ms: "1706700012345" }), 1706700012345],
  ["the time of the event if Mixpanel does not say it", { event: "a", properties: { time: 7 } }, 7_000],
  ["0 if there is neither", { event: "a", properties: null }, 0],
])("G3: the arrival of an event is %s", (_, given, arrival) => {
  expect(arrivalOf(given)).toBe(arrival);
});

test("G3: the day of an event is the one by which an export finds it", () => {
  expect(dayOf(event({}))).toBe("2024-01-31");
});
