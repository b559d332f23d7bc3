import fc from "fast-check";
import { keyed } from "../../../src/mixpanel/changes/arrival";
import { Oldest } from "../../../src/mixpanel/changes/oldest";

const eventOf = (id: number, time: number) =>
  keyed({ event: "Page View", properties: { $insert_id: `id-${id}`, time, distinct_id: "user-1" } });

test("G3: the first events to arrive are taken, in order; the earliest of the others is known", () => {
  const arrived = fc.array(fc.record({ id: fc.nat(40), arrival: fc.integer({ min: 1, max: 20 }) }), { maxLength: 120 });
  fc.assert(
    fc.property(arrived, fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 2 }), (given, maxEvents, times) => {
      // An event has one arrival, however often an export is read.
      const events = [...new Map(given.map((one) => [one.id, one])).values()];
      const oldest = new Oldest(maxEvents);
      for (let time = 0; time < times; time += 1)
        for (const { id, arrival } of events) oldest.add(eventOf(id, arrival), arrival);
      const taken = oldest.take();
      const sorted = events.map(({ arrival }) => arrival).sort((a, b) => a - b);

      expect(taken.map(({ arrival }) => arrival)).toEqual(sorted.slice(0, maxEvents));
      expect(oldest.left).toBe(sorted[maxEvents]);
      expect(new Set(taken.map(({ event }) => event.key)).size).toBe(taken.length);
    }),
    { numRuns: 500 },
  );
});

test("G3: events of one request are in the order in which they happened", () => {
  const oldest = new Oldest(10);
  for (const time of [3, 1, 2]) oldest.add(eventOf(time, time), 100);

  expect(oldest.take().map(({ event }) => event)).toEqual([eventOf(1, 1), eventOf(2, 2), eventOf(3, 3)]);
});
