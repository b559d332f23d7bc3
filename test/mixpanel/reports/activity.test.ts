import fc from "fast-check";
import { latestActivity } from "../../../src/mixpanel/reports/activity";

const event = (time: unknown) => ({ event: "Page View", properties: { time } });

test("R1: events without a time come last, and the rest of the response stays", () => {
  const response = { status: "ok", results: { events: [event(undefined), null, event(5)], more: 1 } };
  expect(latestActivity(response, 2)).toEqual({
    status: "ok",
    results: { events: [event(5), event(undefined)], more: 1 },
    truncated: true,
    total: 3,
  });
});

test.each([[{}], [{ events: null }], [{ events: {} }]])("R1: results of %j are no events", (results) => {
  expect(latestActivity({ results }, 5)).toMatchObject({ results: { events: [] }, truncated: false, total: 0 });
});

test("R1: no event that is left out is later than one that is returned", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1 })), fc.integer({ min: 1, max: 50 }), (times, max) => {
      const { results, truncated, total } = latestActivity({ results: { events: times.map(event) } }, max);
      expect(results.events).toEqual(
        [...times]
          .sort((one, other) => other - one)
          .slice(0, max)
          .map(event),
      );
      expect([truncated, total]).toEqual([times.length > max, times.length]);
    }),
  );
});
