import { completeEvent, type EventDefaults, writeEvent } from "../../../src/mixpanel/ingest/completeEvent";
import { contentInsertId } from "../../../src/mixpanel/ingest/insertId";

const NOW_MS = 1_700_000_000_000;
const HOUR_MS = 3_600_000;
const present = { nowMs: NOW_MS, clampToMs: NOW_MS - 1_500 };
const EMPTY = [undefined, null, ""];

/** A complete event with these properties. */
const eventOf = (properties: object = {}, event = "E") => ({
  event,
  properties: { time: 5, distinct_id: "u", $insert_id: "id-1", ...properties },
});
/** What is different after an event was completed. */
function changedIn(properties: object, defaults: EventDefaults, event = "E") {
  const given = eventOf(properties, event);
  const completed = completeEvent(given, 7, defaults);
  if (completed === given) return {};
  return Object.fromEntries(
    Object.entries(completed.properties).filter(([key, value]) => !Object.is(Object(given.properties)[key], value)),
  );
}

describe("B7: an event is completed", () => {
  test("not if nothing is missing: it stays the same object", () => {
    const given = eventOf({ token: "own", $source: "own" });
    expect(completeEvent(given, 0, { token: "t", source: "s", now: NOW_MS, present, replaceInsertIds: true })).toBe(
      given,
    );
  });

  test("without a change to the event itself or to its other keys", () => {
    const given = { ...eventOf(), more: 1 };
    expect(completeEvent(given, 0, { token: "t" })).toEqual({ ...eventOf({ token: "t" }), more: 1 });
    expect(given).toEqual({ ...eventOf(), more: 1 });
  });

  test.each(EMPTY)("with token, source and time in place of %p", (none) => {
    expect(changedIn({ token: none }, { token: "t" })).toEqual({ token: "t" });
    expect(changedIn({ $source: none }, { source: "s" })).toEqual({ $source: "s" });
    expect(changedIn({ time: none }, { now: NOW_MS })).toEqual({ time: NOW_MS });
    expect(changedIn({ token: none, $source: none, time: none }, {})).toEqual({});
  });

  test("with the token of a merge only if it is one and has none of its own", () => {
    const ids = { $distinct_ids: ["a", "b"] };
    expect(changedIn(ids, { mergeToken: "m" }, "$merge")).toEqual({ token: "m" });
    expect(changedIn(ids, { token: "t", mergeToken: "m" }, "$merge")).toEqual({ token: "t" });
    expect(changedIn({ ...ids, token: "own" }, { mergeToken: "m" }, "$merge")).toEqual({});
    expect(changedIn({}, { mergeToken: "m" })).toEqual({});
  });

  test("with IDs as text, also those of a link", () => {
    expect(changedIn({ distinct_id: 7 }, {})).toEqual({ distinct_id: "7" });
    expect(changedIn({ $distinct_ids: ["a", 7] }, {}, "$merge")).toEqual({ $distinct_ids: ["a", "7"] });
    expect(changedIn({ alias: 7 }, {})).toEqual({});
  });

  test.each([
    ["in the past", NOW_MS, undefined],
    ["a millisecond ahead", NOW_MS + 1, NOW_MS - 1_500],
    ["an hour ahead", NOW_MS + HOUR_MS, NOW_MS - 1_500],
    ["further ahead", NOW_MS + HOUR_MS + 1, undefined],
    ["a second ahead, in seconds", NOW_MS / 1_000 + 1, NOW_MS / 1_000 - 2],
    ["as text", "tomorrow", undefined],
  ])("with another time if its own is %s", (_what, time, expected) => {
    expect(changedIn({ time }, { present })).toEqual(expected === undefined ? {} : { time: expected });
    expect(changedIn({ time }, {})).toEqual({});
  });

  test.each(EMPTY)("with an insert ID in place of %p: the hash of what was given", ($insert_id) => {
    const given = eventOf({ $insert_id, distinct_id: 7, time: NOW_MS + 1 });
    const id = contentInsertId("E", given.properties);
    expect(completeEvent(given, 7, { present, token: "t" }).properties.$insert_id).toBe(id);
  });

  test("with an insert ID that says which of several without a time it is", () => {
    const given = eventOf({ $insert_id: undefined, time: undefined });
    const timed = { ...given.properties, time: NOW_MS };
    for (const index of [0, 7])
      expect(completeEvent(given, index, { now: NOW_MS }).properties.$insert_id).toBe(
        contentInsertId("E", timed, index),
      );
    expect(completeEvent(given, 7, {}).properties.$insert_id).toBe(contentInsertId("E", given.properties));
  });

  test("with the hash of an insert ID that Mixpanel would reject, if that is wanted", () => {
    expect(changedIn({ $insert_id: "a:b" }, { replaceInsertIds: true })).toEqual({
      $insert_id: contentInsertId("a:b"),
    });
    expect(changedIn({ $insert_id: "a:b" }, {})).toEqual({});
    expect(changedIn({ $insert_id: "a-b" }, { replaceInsertIds: true })).toEqual({});
    expect(changedIn({ $insert_id: 2 ** 53 }, { replaceInsertIds: true })).toEqual({});
  });
});

describe("B7: an event is written at once", () => {
  const plain = { event: "E", properties: { time: 5, distinct_id: "u" } };
  const withProperties = (properties: object) => ({ ...plain, properties: { ...plain.properties, ...properties } });

  test.each<[string, Parameters<typeof writeEvent>[0], EventDefaults]>([
    ["it has an insert ID", withProperties({ $insert_id: "a" }), {}],
    ["its insert ID is null", withProperties({ $insert_id: null }), {}],
    ["an ID must become text", withProperties({ distinct_id: 7 }), {}],
    ["it has another key", Object.assign({}, plain, { more: 1 }), {}],
    ["what is filled in would be there twice: a token", withProperties({ token: "" }), { token: "t" }],
    ["what is filled in would be there twice: a source", withProperties({ $source: null }), { source: "s" }],
    ["its properties have no JSON", withProperties({ toJSON: () => undefined }), {}],
    ["its time lies ahead", withProperties({ time: NOW_MS + 1 }), { present }],
  ])("unless %s", (_why, event, defaults) => {
    expect(writeEvent(event, 7, defaults)).toBeUndefined();
  });

  test.each<[string, Parameters<typeof writeEvent>[0], EventDefaults, boolean]>([
    ["with what it has", plain, {}, false],
    ["with what is filled in", plain, { token: "t", source: "s" }, false],
    ["with no property", { event: "E", properties: {} }, {}, false],
    ["with no property but one that is filled in", { event: "E", properties: {} }, { token: "t" }, false],
    ["with its position if it has no time", withProperties({ time: undefined }), { now: NOW_MS }, true],
    ["with no time if none is filled in", withProperties({ time: undefined }), {}, false],
    ["with a name that has to be escaped", { ...plain, event: '"\n' }, {}, false],
  ])("%s, as completing and writing it would", (_what, event, defaults, isUntimed) => {
    const written = writeEvent(event, 7, defaults);
    const completed = completeEvent(event, 7, defaults);
    expect(JSON.parse(written?.json ?? "null")).toEqual(JSON.parse(JSON.stringify(completed)));
    expect(written?.event()).toEqual(completed);
    expect(written?.isUntimed).toBe(isUntimed);
  });
});
