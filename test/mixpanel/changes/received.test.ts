import fc from "fast-check";
import { OVERLAP_MS, Received } from "../../../src/mixpanel/changes/received";

const NOW = Date.UTC(2024, 0, 31);
const isNew = (received: Received, key: string, arrival: number) => arrival > received.after && !received.has(key);
const kept = (received: Received, options: { now?: number; left?: number } = {}, maxKeys?: number) => {
  const read = Received.read(JSON.parse(JSON.stringify(received.state({ now: NOW, ...options }))), maxKeys);
  if (read === undefined) throw new Error("the state was not read back");
  return read;
};

describe("G3: what was received", () => {
  test("keeps the keys of the last hour, and where everything before was passed on", () => {
    const received = new Received(0);
    received.add("old", NOW - OVERLAP_MS - 1);
    received.add("first", NOW - OVERLAP_MS + 1);
    received.add("last", NOW);

    expect(received.state({ now: NOW })).toEqual({
      received_after: NOW - OVERLAP_MS,
      keys: { [NOW - OVERLAP_MS + 1]: ["first"], [NOW]: ["last"] },
    });
  });

  test("follows what was received, not the clock: days without events change nothing", () => {
    const received = new Received(NOW);

    expect(kept(received, { now: NOW + 30 * OVERLAP_MS }).after).toBe(NOW);
  });

  test("an arrival in the future does not skip the events before it", () => {
    const received = new Received(NOW - 1);
    received.add("wrong", NOW + 1_000 * OVERLAP_MS);
    const next = kept(received);

    expect(isNew(next, "right", NOW)).toBe(true);
    expect(isNew(next, "wrong", NOW + 1_000 * OVERLAP_MS)).toBe(false);
  });

  test("keeps all keys of the latest millisecond, however many they are", () => {
    const received = new Received(0, 10);
    for (let number = 0; number < 100; number += 1) received.add(`key-${number}`, NOW);
    const next = kept(received, {}, 10);

    expect(next.after).toBe(NOW - 1);
    expect(next.has("key-0")).toBe(true);
    expect(isNew(next, "another", NOW)).toBe(true);
  });

  test("many events of one millisecond take time in proportion to their number", () => {
    const received = new Received(0, 1_000);
    const sort = jest.spyOn(Array.prototype, "sort");
    for (let number = 0; number < 50_000; number += 1) received.add(`key-${number}`, NOW);

    expect(sort.mock.calls.length).toBeLessThan(10);
    sort.mockRestore();
  });

  test.each([[undefined], [{}], [{ received_after: "yesterday" }], [[]]])("is not read from %p", (state) => {
    expect(Received.read(state)).toBeUndefined();
  });
});

const arrivals = fc.array(fc.record({ key: fc.nat({ max: 60 }).map(String), ago: fc.nat({ max: 2 * OVERLAP_MS }) }), {
  maxLength: 80,
});

test("G3: what was passed on is never new again, and what was left always is, whatever the number of keys", () => {
  fc.assert(
    fc.property(arrivals, fc.integer({ min: 1, max: 30 }), fc.nat({ max: 60 }), (events, maxKeys, cut) => {
      const received = new Received(0, maxKeys);
      const latest = new Map<string, number>();
      const left = new Map<string, number>();
      for (const { key, ago } of events) {
        const of = Number(key) < cut ? left : latest;
        of.set(key, Math.max(NOW - ago, of.get(key) ?? 0));
        if (of === latest) received.add(key, NOW - ago);
      }
      // Keys are dropped while events are read only after all that came before them was passed on.
      fc.pre(left.size === 0 || latest.size < 2 * maxKeys);
      const next = kept(received, { left: Math.min(Number.POSITIVE_INFINITY, ...left.values()) }, maxKeys);

      expect([...latest].filter(([key, arrival]) => isNew(next, key, arrival))).toEqual([]);
      expect([...left].filter(([key, arrival]) => !isNew(next, key, arrival))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test("G3: an event that becomes exportable within the hour after later ones is new, unless there were too many keys", () => {
  fc.assert(
    fc.property(arrivals, fc.nat({ max: OVERLAP_MS - 1 }), (events, lag) => {
      const received = new Received(0);
      for (const { key, ago } of events) received.add(key, NOW - ago);

      expect(isNew(kept(received), "slow", NOW - lag)).toBe(true);
    }),
  );
});
