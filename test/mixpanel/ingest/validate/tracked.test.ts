import { NO_VIOLATIONS, validateTrackedEvent } from "../../../../src/mixpanel/ingest/validate";

const now = Date.UTC(2026, 0, 10);
const DAY_MS = 86_400_000;
const properties = { time: now, distinct_id: "u", $insert_id: "a", token: "t" };

const rules = (event: unknown, only?: "lost") => validateTrackedEvent(event, { now, only }).map(({ rule }) => rule);
const withProperties = (changed: object) => ({ event: "E", properties: { ...properties, ...changed } });

test.each([undefined, "lost"] as const)("a valid event violates no rule (%s)", (only) => {
  expect(rules(withProperties({}), only)).toEqual([]);
  expect(rules(withProperties({ time: now - 5 * DAY_MS }), only)).toEqual([]);
});

test.each([
  ["older than five days", withProperties({ time: now - 5 * DAY_MS - 1 }), "time_too_old"],
  ["older, in seconds", withProperties({ time: (now - 6 * DAY_MS) / 1_000 }), "time_too_old"],
  ["a time as text", withProperties({ time: "today" }), "time_type"],
  ["a token that is a number", withProperties({ token: 7 }), "token_missing"],
  ["null", null, "event_object"],
  ["no token", withProperties({ token: undefined }), "token_missing"],
  ["an empty token", withProperties({ token: "" }), "token_missing"],
  ["no name", { properties }, "event_name"],
  ["no properties", { event: "E" }, "properties_object"],
  ["no object", "E", "event_object"],
])("%s loses the event silently, so it is always checked", (_, event, rule) => {
  expect(rules(event, "lost")).toEqual([rule]);
  expect(rules(event)).toContain(rule);
});

test("rules of /import that /track does not have are not checked", () => {
  const taken = withProperties({ distinct_id: undefined, $insert_id: "with:colon" });
  expect([rules(taken), rules(taken, "lost")]).toEqual([[], []]);
});

test("rules that /track may ignore are checked only if all rules are requested", () => {
  const ahead = withProperties({ time: now + DAY_MS });
  expect([rules(ahead), rules(ahead, "lost")]).toEqual([["time_too_late"], []]);
});

test("the error for an old event recommends Import Events", () => {
  expect(validateTrackedEvent(withProperties({ time: 1_700_000_000 }), { now })[0]?.message).toBe(
    "properties.time: got 1700000000, expected a time within the last 5 days. Send older events with Import Events.",
  );
});

test("B7: a valid event gets the shared empty list", () => {
  expect(validateTrackedEvent(withProperties({}), { now })).toBe(NO_VIOLATIONS);
});

test("B7: what /track loses is listed with what /import would reject as well", () => {
  expect(rules({ properties: { ...properties, token: undefined } })).toEqual(["token_missing", "event_name"]);
  expect(rules(withProperties({ time: "1000" }))).toEqual(["time_type"]);
});

test.each(["a".repeat(37), "undefined"])("B7: /track takes the insert ID %s", ($insert_id) => {
  expect([rules(withProperties({ $insert_id })), rules(withProperties({ $insert_id }), "lost")]).toEqual([[], []]);
});

test("B7: a time before 1971 is both too early and too old", () => {
  expect(rules(withProperties({ time: 31_535_999 }), "lost")).toEqual(["time_too_old", "time_too_early"]);
});

test("B7: the error for an event without a token names the field", () => {
  expect(validateTrackedEvent(withProperties({ token: "" }), { now })[0]).toMatchObject({
    field: "properties.token",
    message: expect.stringMatching(/^properties\.token: got empty text, expected /),
  });
});
