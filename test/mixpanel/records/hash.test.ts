import { contentHash } from "../../../src/mixpanel/records/hash";

test("G4: the same content has the same hash in any order of keys, and other content another", () => {
  const one = contentHash({ a: 1, b: { c: [1, { d: 2, e: 3 }] } });
  expect(contentHash({ b: { c: [1, { e: 3, d: 2 }] }, a: 1 })).toBe(one);
  expect(contentHash({ a: 1, b: { c: [{ d: 2, e: 3 }, 1] } })).not.toBe(one);
});
