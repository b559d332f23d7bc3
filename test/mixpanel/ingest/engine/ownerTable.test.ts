import fc from "fast-check";
import { OwnerTable } from "../../../../src/mixpanel/ingest/engine/ownerTable";

/** The same examples in every run. */
const RUN = { seed: 20_261_126, numRuns: 300 };

test("S6: the table tells the last running request of an owner as a Map does, whatever requests begin and end", () => {
  const step = fc.record({
    owners: fc.array(fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 1e6 })), { maxLength: 400 }),
    ends: fc.array(fc.nat(), { maxLength: 2 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const running = new Set<number>();
      const table = new OwnerTable((request) => running.has(request));
      const lastOf = new Map<string, number>();
      let request = 0;
      for (const { owners, ends } of steps) {
        running.add(++request);
        for (const owner of owners.map(String)) {
          const before = table.follow(owner, request);
          expect(running.has(before) ? before : 0).toBe(running.has(lastOf.get(owner) ?? 0) ? lastOf.get(owner) : 0);
          lastOf.set(owner, request);
        }
        for (const end of ends) running.delete([...running][end % (running.size || 1)] ?? 0);
      }
    }),
    RUN,
  );
});

test.each([
  ["numbered users", (number: number) => `user-${number}`],
  ["long numbers", (number: number) => String(1e15 + number)],
  ["groups", (number: number) => `company\nИмя ${number.toString(36)}`],
])("S6: of 200,000 %s, hardly any two are taken for one", (_, ownerAt) => {
  const table = new OwnerTable(() => true);
  let mistaken = 0;
  for (let number = 0; number < 200_000; number++) if (table.follow(ownerAt(number), 1) !== 0) mistaken++;
  // By chance, 4.7 pairs share a hash of 32 bits.
  expect(mistaken).toBeLessThan(20);
});

test("S6: requests that have ended are forgotten: a long run needs no more room than a short one", () => {
  let asked = 0;
  let current = 0;
  const table = new OwnerTable((request) => {
    asked++;
    return request > 0 && request > current - 10;
  });
  for (current = 1; current <= 100; current++) {
    for (let owner = 0; owner < 100; owner++) expect(table.follow(`${current}-${owner}`, current)).toBe(0);
  }
  const first = asked;
  for (; current <= 200; current++)
    for (let owner = 0; owner < 100; owner++) table.follow(`${current}-${owner}`, current);
  // Each time that the table is built anew, it asks once for each slot.
  expect(asked - first).toBeLessThan(1.5 * first);
});

test("B7: the table is built anew only for room: not for an owner that it knows, and seldom for new ones", () => {
  let asked = 0;
  let oldest = 1;
  const table = new OwnerTable((request) => {
    asked++;
    return request >= oldest;
  });
  for (let request = 1; request <= 5_000; request++) table.follow("user", request);
  expect(asked).toBe(0);
  for (let owner = 0; owner < 10_000; owner++) {
    oldest = owner - 1_000;
    table.follow(`user-${owner}`, owner + 1);
  }
  // It asks once for each slot: less than 4 times for each owner.
  expect(asked).toBeGreaterThan(0);
  expect(asked).toBeLessThan(40_000);
});

// The hash of the last one is 0, which is also what an empty slot holds.
test.each(["user", "", "user-40584\u7518"])("B7: thousands of other owners do not make it forget %j", (first) => {
  const RUNNING = 7;
  const table = new OwnerTable((request) => request === RUNNING);
  const others = (name: string) => Array.from({ length: 3_000 }, (_, number) => `${name}-${number}`);
  const kept = [first, ...others("kept")];
  expect(kept.map((owner) => table.follow(owner, RUNNING))).toEqual(kept.map(() => 0));
  for (const name of ["ended", "new", "newer"]) for (const owner of others(name)) table.follow(owner, RUNNING + 1);
  expect(kept.map((owner) => table.follow(owner, RUNNING + 2))).toEqual(kept.map(() => RUNNING));
});
