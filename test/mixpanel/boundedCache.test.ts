import { BoundedCache } from "../../src/mixpanel/boundedCache";

const cacheOf = (maxEntries: number) => new BoundedCache<number>({ maxEntries, maxAgeMs: 100 });

test("remembers a value until it is too old", () => {
  const cache = cacheOf(10);
  cache.set("a", 1, 0);
  expect([cache.get("a", 99), cache.get("a", 100), cache.get("b", 0)]).toEqual([1, undefined, undefined]);
});

test("forgets what was stored first when it is full", () => {
  const cache = cacheOf(2);
  cache.set("a", 1, 0);
  cache.set("b", 2, 0);
  cache.set("a", 3, 0);
  cache.set("c", 4, 0);
  expect(["a", "b", "c"].map((key) => cache.get(key, 1))).toEqual([3, undefined, 4]);
});

test("forgets everything when it is cleared", () => {
  const cache = cacheOf(2);
  cache.set("a", 1, 0);
  cache.clear();
  expect(cache.get("a", 1)).toBeUndefined();
});
